// Package planning binds plans to the record: what the courts laid on a client, since when, and what the assessment says.
package planning

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/plan/planweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Kit is what plans need of the service, and what comes of it.
type Kit struct {
	DB     *db.DB
	Rules  *rulebook.Set
	Zone   *time.Location
	Seal   *seal.Sealer
	Orders *ordersvc.Service
	Needs  func(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.Need, error) // nil where nobody assesses
	Own    func(ctx context.Context, r *db.Reader, client id.Client) (bool, error)              // whether the reader works the case

	Service *plansvc.Service
}

// Bind makes the service.
func (k *Kit) Bind() {
	k.Service = plansvc.New(k.DB, plansvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Orders: k, Needs: needs{k}})
}

// needs gives what the assessment says to whoever may read the client's assessment, and nothing to others.
type needs struct{ *Kit }

// Needs lists what the assessment in force says of each domain.
func (n needs) Needs(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Need, error) {
	if n.Kit.Needs == nil {
		return nil, nil
	}
	switch access.From(ctx).Reach(access.ReadAssessment) {
	case access.None:
		return nil, nil
	case access.Own:
		if own, err := n.Own(ctx, r, client); err != nil || !own {
			return nil, err
		}
	case access.InSite:
	}
	list, err := n.Kit.Needs(ctx, r, client)
	out := make([]plan.Need, len(list))
	for i, x := range list {
		out[i] = plan.Need{
			Domain: x.Domain, Title: x.Title, Rating: x.Rating, RatingText: x.RatingText, Strength: x.Strength,
			Harm: x.Harm, Reoffending: x.Reoffending, Assessment: x.Assessment,
		}
	}
	return out, err
}

// NotVoluntary refuses evidence that is a goal or step of a voluntary programme.
func (k *Kit) NotVoluntary(ctx context.Context, r *db.Reader, entries []string) error {
	return k.Service.Ops().NotVoluntary(ctx, r, entries)
}

// Card is the part of the card that shows the plan.
func (k *Kit) Card() casefilesvc.Source {
	return casefilesvc.Source{Name: "plan", Prefixes: []string{"plan", "order", "assessment"}, Part: k.Service.Ops().CardPart}
}

// Pages makes the pages; deps carry what other pages share. Names gives those of the offices by language, which are read after the pages are made.
func (k *Kit) Pages(cards *casefilesvc.Service, names func() map[id.Office]map[string]string, deps planweb.Deps) *planweb.Web {
	deps.Service = k.Service
	deps.Sheet = func(ctx context.Context, client id.Client) (planweb.SheetFacts, error) {
		c, err := cards.Card(ctx, client)
		lang := c.Language
		if lang == "" {
			lang = i18n.Kyrgyz
		}
		return planweb.SheetFacts{Name: c.Label(), File: c.FileNumber, Officer: c.OfficerName, Office: names()[c.Office], Lang: lang}, err
	}
	deps.Language = func(ctx context.Context, client id.Client) (string, error) {
		c, err := cards.Card(ctx, client)
		return c.Language, err
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
	return planweb.New(deps)
}

// Obligations lists the obligations of all orders of a client, those that bind first.
func (k *Kit) Obligations(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Obligation, error) {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	if err != nil {
		return nil, err
	}
	var out []plan.Obligation
	for _, x := range all[client] {
		list, err := k.Orders.Ops().Obligations(ctx, r, x)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			out = append(out, plan.Obligation{
				ID: d.ID, Order: d.Order, Code: d.Code, Text: d.Text, State: string(d.State), Since: d.Since, Until: d.Until,
				Binds: d.State.Binds() && x.State.Live(),
			})
		}
	}
	slices.SortStableFunc(out, func(x, y plan.Obligation) int { return rank(x) - rank(y) })
	return out, nil
}

func rank(x plan.Obligation) int {
	if x.Binds {
		return 0
	}
	return 1
}

// Starts says from where the clocks of plans run: the registration, and the assessment in force.
func (k *Kit) Starts(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]plan.Start, error) {
	all, err := ordersvc.Of(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	assessed, err := k.assessedOn(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	out := map[id.Client]plan.Start{}
	for _, c := range clients {
		x, _, ok := ordersvc.Speaking(all[c])
		if !ok {
			continue
		}
		out[c] = plan.Start{
			RegisteredOn: x.RegisteredOn, AssessedOn: assessed[c], TermEnd: x.TermEnd,
			Supervised: x.State.Live(),
		}
	}
	return out, nil
}

// assessedOn is the day of the assessment in force of each client who has one.
func (k *Kit) assessedOn(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]civil.Date, error) {
	out := map[id.Client]civil.Date{}
	if len(clients) == 0 {
		return out, nil
	}
	type row struct {
		Client id.Client
		At     civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, max(c.signed_at) from assessment_assessment c where c.client_id in `+db.In(len(clients), 1)+`
		and c.state = 'in_force' and c.instrument_use = 'assessment' and {visible c.client_id} and {inside c.client_id c.compartment} group by c.client_id`,
		db.Args(clients)...)
	for _, x := range rows {
		out[x.Client] = x.At.In(k.Zone)
	}
	return out, err
}
