// Package enforcing binds enforcement to the record: what the courts laid on a client and until when, what was explained and in which
// language, and what a decision rests on.
package enforcing

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/app/planning"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/enforcementweb"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Spans gives times of a client's life during which nothing may be held against the client, or only what was agreed.
type Spans = func(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error)

// Kit is what enforcement needs of the service, and what comes of it.
type Kit struct {
	DB     *db.DB
	Rules  *rulebook.Set
	Zone   *time.Location
	Seal   *seal.Sealer
	Orders *ordersvc.Service
	Plans  *planning.Kit
	Record enforcementsvc.Record
	Spans  []Spans               // what keeps somebody from coming: agreed seasons, life events
	Papers enforcementsvc.Papers // nil: the sheet of the case is the paper

	Service *enforcementsvc.Service
}

// Bind makes the service.
func (k *Kit) Bind() {
	k.Service = enforcementsvc.New(k.DB, enforcementsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Record: k.Record, Order: k, Spans: k.spans, Papers: k.Papers,
	})
}

// spans joins those of all who keep them.
func (k *Kit) spans(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error) {
	var out []supervision.Span
	for _, of := range k.Spans {
		more, err := of(ctx, r, client)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// EndsOn is the last day that binds the client, over all orders.
func (k *Kit) EndsOn(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error) {
	return k.Orders.Ops().EndsOn(ctx, r, client)
}

// Obligations lists those of all orders, the binding ones first.
func (k *Kit) Obligations(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Obligation, error) {
	return k.Plans.Obligations(ctx, r, client)
}

// Enforceable is nil when an act may rest on the basis.
func (k *Kit) Enforceable(ctx context.Context, r *db.Reader, client id.Client, basis string) error {
	return k.Plans.Service.Ops().Enforceable(ctx, r, client, basis)
}

// Explained lists the explanations of the conditions, those that a later one repeated included, with the language that the client
// understands best.
func (k *Kit) Explained(ctx context.Context, r *db.Reader, client id.Client) ([]enforcement.Explained, string, error) {
	type row struct {
		ID, Order             string
		On                    civil.Date
		Language              string
		Interpreter, OwnWords int
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.order_id, c.made_on, c.language, case when c.interpreter is null then 0 else 1 end,
		case when c.own_words is null then 0 else 1 end from order_explanation c where c.client_id = $1 and (c.replaced_at is null or c.reason = 'repeated')
		and {visible c.client_id} order by c.made_on, c.id`, client)
	if err != nil {
		return nil, "", err
	}
	out := make([]enforcement.Explained, len(rows))
	for i, x := range rows {
		out[i] = enforcement.Explained{ID: x.ID, Order: x.Order, On: x.On, Language: x.Language, Interpreter: x.Interpreter == 1, OwnWords: x.OwnWords == 1}
	}
	brief, err := k.Orders.Ops().Brief(ctx, r, client)
	return out, brief.Language, err
}

// Card is the part of the card that shows what enforcement owes.
func (k *Kit) Card() casefilesvc.Source {
	return casefilesvc.Source{Name: "enforcement", Prefixes: []string{"supervision"}, Part: k.Service.Ops().CardPart}
}

// Alerts adds to what else waits the proposals that wait for the reader's decision.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader) func([]casefile.Alert, error) ([]casefile.Alert, error) {
	return func(list []casefile.Alert, err error) ([]casefile.Alert, error) {
		if err != nil || !access.From(ctx).May(access.DecideEnforcement) {
			return list, err
		}
		n, err := k.Service.Ops().Waiting(ctx, r)
		return append(list, casefile.Alert{Key: "app.alert.enforcement", N: n, Href: "/enforcement?state=" + string(enforcement.Proposed)}), err
	}
}

// Undo takes back what was decided on an entry that fell, when somebody answers that it falls too.
func (k *Kit) Undo(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, why supervisionsvc.Why) ([]fact.Fact, error) {
	return k.Service.Ops().Undo(ctx, tx, client, kind, decision, why)
}

// Pages makes the pages; deps carry what other pages share. Names gives those of the offices by language, which are read after the
// pages are made.
func (k *Kit) Pages(cards *casefilesvc.Service, names func() map[id.Office]map[string]string, deps enforcementweb.Deps) *enforcementweb.Web {
	deps.Service = k.Service
	deps.Sheet = func(ctx context.Context, client id.Client) (enforcementweb.SheetFacts, error) {
		c, err := cards.Card(ctx, client)
		return enforcementweb.SheetFacts{Name: c.Label(), File: c.FileNumber, Officer: c.OfficerName, Office: names()[c.Office]}, err
	}
	deps.Offices = func(ctx context.Context) ([]ui.Option, error) {
		words, err := cards.OfficeNames(ctx, i18n.Lang(ctx))
		var out []ui.Option
		for _, o := range access.From(ctx).Offices {
			if words[o] != "" {
				out = append(out, ui.Option{Value: string(o), Text: words[o]})
			}
		}
		return out, err
	}
	deps.Explain = func(client id.Client) string { return "/clients/" + string(client) + "/registration" }
	return enforcementweb.New(deps)
}
