// Package releasing binds what follows from an accepted opportunity to the record: the submission to the court for an early end with
// its chronology and paper, the letter of recognition, the exemption that rests on it, and the act that ends the order.
package releasing

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/app/workload"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/assessment/opportunityweb"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/earlyendsvc"
	"tuzjol/internal/supervision/earlyendweb"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/standardweb"
)

// Kit is what it needs of the service, and what comes of it.
type Kit struct {
	DB       *db.DB
	Rules    *rulebook.Set
	Zone     *time.Location
	Seal     *seal.Sealer
	Words    *i18n.Catalogue
	Orders   *ordersvc.Service
	Papers   *papersvc.Ops
	Weights  *workload.Load
	Contacts func() *standardsvc.Service // made after this
	Labels   func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	Head     func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	Account  func(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error

	Service *earlyendsvc.Service
}

// Bind makes the service.
func (k *Kit) Bind() {
	k.Service = earlyendsvc.New(k.DB, earlyendsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Orders: k.orders, Basis: k.accepted(opportunity.EarlyEnd), Issue: k.issue, Labels: k.Labels,
		Head: k.Head, Account: k.Account,
	})
}

func (k *Kit) orders(ctx context.Context, r *db.Reader, client id.Client) ([]earlyendsvc.Order, error) {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	var out []earlyendsvc.Order
	for _, x := range all[client] {
		out = append(out, earlyendsvc.Order{ID: x.ID, Number: x.Number, Live: x.State.Live()})
	}
	return out, err
}

// accepted reports whether a decision accepted an opportunity of a kind.
func (k *Kit) accepted(kind opportunity.Chance) func(context.Context, *db.Reader, id.Client, string) (bool, error) {
	return func(ctx context.Context, r *db.Reader, client id.Client, chance string) (bool, error) {
		_, ok, err := k.Weights.Chances.Ops().Accepted(ctx, r, client, chance, kind)
		return ok, err
	}
}

// Fewer reports whether an exemption may rest on an opportunity.
func (k *Kit) Fewer(ctx context.Context, r *db.Reader, client id.Client, chance string) (bool, error) {
	return k.accepted(opportunity.FewerContacts)(ctx, r, client, chance)
}

// issue gives out the submission with what is asked of the court in the paper's language.
func (k *Kit) issue(ctx context.Context, tx *db.Tx, d document.Draft) (document.Issued, error) {
	words := i18n.WithCatalogue(ctx, k.Words, d.Lang, k.Zone)
	d.Fields["request"] = i18n.T(words, "earlyend.request")
	return k.Papers.Issue(ctx, tx, d)
}

// Recognise gives out the letter of recognition in the language that the client understands best.
func (k *Kit) Recognise(ctx context.Context, tx *db.Tx, x opportunitysvc.Recognised) error {
	brief, err := k.Orders.Ops().Brief(ctx, tx.System(), x.Client)
	if err != nil {
		return err
	}
	lang := "ky"
	if brief.Language == "ru" {
		lang = "ru"
	}
	words := i18n.WithCatalogue(ctx, k.Words, lang, k.Zone)
	var lines []string
	for _, r := range x.Reasons {
		if r.Code == "kept" { // what else the record says is the service's business, not the client's letter
			lines = append(lines, i18n.T(words, "assessment.opportunity.letter.kept", "A", r.A, "B", r.B))
		}
	}
	_, err = k.Papers.Issue(ctx, tx, document.Draft{
		Client: x.Client, Kind: "recognition", Lang: lang, Entry: x.Decision,
		Fields: map[string]string{"achieved": strings.TrimSpace(strings.Join(lines, "\n") + "\n" + x.Text)},
	})
	return err
}

// Led says what came of a client's accepted opportunities, by decision.
func (k *Kit) Led(ctx context.Context, client id.Client) (map[string]string, error) {
	out := map[string]string{}
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		exempt, err := k.Contacts().Ops().Led(ctx, r, client)
		if err != nil {
			return err
		}
		for chance, entry := range exempt {
			out[chance] = "/clients/" + string(client) + "/exemptions/" + entry
		}
		ends, err := k.Service.Ops().Led(ctx, r, client)
		if err != nil {
			return err
		}
		for chance, key := range ends {
			out[chance] = earlyendsvc.Href(client, key)
		}
		type letter struct{ Entry, ID string }
		letters, err := db.All[letter](ctx, r, `select c.entry_id, c.id from casefile_paper c where c.client_id = $1 and c.kind = 'recognition'
			and c.entry_id is not null and {visible c.client_id} order by c.issued_at, c.id`, client)
		for _, x := range letters {
			out[x.Entry] = papersvc.Href(client, x.ID)
		}
		return err
	})
	return out, err
}

// ExemptionBasis is an accepted opportunity for fewer contacts, for the exemption that rests on it.
func (k *Kit) ExemptionBasis(ctx context.Context, client id.Client, chance string) (standardweb.Basis, bool, error) {
	d, ok, err := k.Weights.Chances.Basis(ctx, client, chance, opportunity.FewerContacts)
	return standardweb.Basis{Reasons: opportunityweb.Words(ctx, d.Reasons), Words: d.Text, Href: opportunityweb.Href(client)}, ok, err
}

// basis is an accepted opportunity for an early end. The grounds for the court leave out what concerns the service's own work.
func (k *Kit) basis(ctx context.Context, client id.Client, chance string) (earlyendweb.Basis, bool, error) {
	d, ok, err := k.Weights.Chances.Basis(ctx, client, chance, opportunity.EarlyEnd)
	words := i18n.WithCatalogue(ctx, k.Words, earlyendweb.Paper(ctx), k.Zone)
	var ground []string
	for _, r := range d.Reasons {
		if r.Code != "flags" {
			ground = append(ground, opportunityweb.Words(words, []opportunity.ChanceReason{r})...)
		}
	}
	return earlyendweb.Basis{Reasons: opportunityweb.Words(ctx, d.Reasons), Ground: ground, Words: d.Text, Href: opportunityweb.Href(client)}, ok, err
}

// Ending is what the court granted, for the act that ends the order; ok is false where nothing was granted on it.
func (k *Kit) Ending(ctx context.Context, client id.Client, orderID, from string) (ordersvc.End, bool, error) {
	x, _, err := k.Service.Submission(ctx, client, from)
	if err != nil {
		return ordersvc.End{}, false, err
	}
	r, ok := x.Result()
	if !ok || x.Order != orderID || !r.Grants(k.Service.Rulebook()) {
		return ordersvc.End{}, false, nil
	}
	return ordersvc.End{Ground: "early_end", On: r.On, Act: order.Act{Court: r.Court, Number: r.Number, On: r.On}, Note: r.Note}, true, nil
}

// Pages makes the pages.
func (k *Kit) Pages(
	shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error), names func(ctx context.Context, refs []string) (map[string]string, error),
) *earlyendweb.Web {
	return earlyendweb.New(earlyendweb.Deps{Service: k.Service, Shell: shell, Names: names, Basis: k.basis, Chronology: k.chronology})
}

// Alerts counts the submissions that wait for the reader's second pair of eyes.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader) ([]casefile.Alert, error) {
	n, err := k.Service.Ops().CountWaiting(ctx, r)
	if err != nil || !access.From(ctx).May(access.DecideEarlyEnd) {
		return nil, err
	}
	return []casefile.Alert{{Key: "app.alert.early_ends", N: n, Href: "/early-ends"}}, nil
}
