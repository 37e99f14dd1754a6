package app

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/choices"
	"tuzjol/internal/app/door"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/demandsvc"
)

// The ties: each implements an interface that one capability declares by what another can do.

type term struct{ *App }

// EndsOn is the last day that binds the client, over all orders in force.
func (t term) EndsOn(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error) {
	return t.orders.Ops().EndsOn(ctx, r, client)
}

type files struct{ *App }

// FindByNumber finds clients by the number of their file or judgment.
func (f files) FindByNumber(ctx context.Context, r *db.Reader, text string) ([]id.Client, error) {
	return f.orders.Ops().FindByNumber(ctx, r, text)
}

type offices struct{ *App }

// ByDistrict is the office that serves a district today; "" for an unknown one.
func (o offices) ByDistrict(ctx context.Context, r *db.Reader, district rulebook.SOATE) (id.Office, error) {
	tree, err := o.officeTree(ctx, r)
	if err != nil {
		return "", err
	}
	office, _ := tree.Serving(district)
	return office, nil
}

// Unit describes an office.
func (o offices) Unit(ctx context.Context, r *db.Reader, office id.Office) (order.Unit, error) {
	tree, err := o.officeTree(ctx, r)
	if err != nil {
		return order.Unit{}, err
	}
	x, ok := tree.Office(office)
	if !ok {
		return order.Unit{}, fault.MissingRecord()
	}
	today := o.Today()
	names := map[string]string{}
	for _, lang := range i18n.Languages() {
		names[lang] = x.NameOn(today, lang)
	}
	parent, _ := x.ParentOn(today)
	return order.Unit{ID: office, SOATE: string(x.SOATE), Names: names, Parent: parent.Office}, nil
}

type notify struct{ *App }

// Tell puts a notice before the people of an office, or before those of one role there.
func (n notify) Tell(ctx context.Context, tx *db.Tx, in order.Notice) error {
	out := access.Notice{Kind: in.Kind, Client: in.Client, Data: in.Data}
	if in.Client != "" {
		out.Href = "/clients/" + string(in.Client) + "/order"
	}
	if in.Role != "" {
		return n.org.Ops().NotifyRole(ctx, tx, in.Office, access.Role(in.Role), out)
	}
	return n.org.Ops().NotifyOffice(ctx, tx, in.Office, out)
}

type allocation struct{ *App }

// Assign gives a client to an officer within the registration.
func (al allocation) Assign(ctx context.Context, tx *db.Tx, client id.Client, officer id.Account, reason string) error {
	f, err := al.orgCases.Ops().Assign(ctx, tx, orgcasesvc.Allocate{Client: client, Account: officer, Reason: reason})
	if err != nil {
		return err
	}
	return tx.Record(ctx, access.Allocate, "", f)
}

type demands struct{ *App }

// served is the ground of a term that ran to its end.
const served = "served"

// StopDemands cancels what is asked of a client after the last day of the term, and closes the file for its officer. The
// order capability calls it exactly when nothing else binds the client.
func (d demands) StopDemands(ctx context.Context, tx *db.Tx, client id.Client, after civil.Date, ground string) ([]fact.Fact, error) {
	if err := d.orgCases.Ops().CloseFile(ctx, tx, client); err != nil {
		return nil, err
	}
	if err := d.compartments.Ops().WarnWorkers(ctx, tx, client, access.Victim, "ended"); err != nil {
		return nil, err
	}
	from := after.AddDays(1).StartIn(d.Zone)
	if ground != served && tx.Now.Before(from) {
		from = tx.Now // an act ends the term at once; the last day of a term served belongs to it
	}
	if err := d.monitoring.Orders.Ops().SupervisionEnds(ctx, tx, client, from); err != nil {
		return nil, err
	}
	closed, err := d.plans.Service.Ops().End(ctx, tx, client)
	if err != nil {
		return nil, err
	}
	quiet, err := d.portal.Stop(ctx, tx, client, ground)
	if err != nil {
		return nil, err
	}
	closed = append(closed, quiet...)
	stopped, err := d.supervision.Ops().StopDemands(ctx, tx, client, from, ground)
	return append(closed, stopped...), err
}

// DemandsAfter lists what was asked of clients after their last day.
func (d demands) DemandsAfter(ctx context.Context, r *db.Reader, ended map[id.Client]civil.Date) ([]order.Demand, error) {
	return demandsvc.After(ctx, r, d.supervision.Zone(), ended)
}

// labels says how clients are called, within the reader's sight.
func (a *App) labels(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
	return choices.Labels(ctx, r, clients)
}

// decided carries out what an approval was about. Nothing provisional exists besides conflicts and transfers, which org
// carries out itself.
func (a *App) decided(context.Context, *db.Tx, org.Approval) error { return nil }

// findForGlass names the one client whom a break-glass query means.
func (a *App) findForGlass(ctx context.Context, r *db.Reader, q access.GlassQuery) (id.Client, bool, error) {
	return choices.Glass(ctx, r, a.Sealer, a.orders.Ops().Owner, q)
}

func (a *App) clientByFile(ctx context.Context, r *db.Reader, file string) (id.Client, bool, error) {
	client, err := a.orders.Ops().Owner(ctx, r, file)
	if fault.Is(err, fault.NotFound) {
		return "", false, nil
	}
	return client, err == nil, err
}

func (a *App) fileNumbers(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error) {
	numbers, err := a.orders.Ops().FileNumbers(ctx, r, clients)
	out := map[id.Client]string{}
	for c, n := range numbers {
		out[c] = string(n)
	}
	return out, err
}

// seen is not_found for a client out of sight.
func seen(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := accesssvc.Ops{}.OfficeOf(ctx, r, client)
	return err
}

func (a *App) ownCase(ctx context.Context, r *db.Reader, client id.Client) (bool, error) {
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_list where client_id = $1 and account_id = $2 and kind in ('assigned','covering')
		and replaced_at is null and (until is null or until > $3)`, client, access.From(ctx).Account, a.DB.Now())
	return n > 0, err
}

// search is the reading desk's search.
func (a *App) search(ctx context.Context, r *db.Reader, text string) ([]id.Client, error) {
	hits, err := a.people.Ops().Search(ctx, r, text)
	out := make([]id.Client, len(hits))
	for i, h := range hits {
		out[i] = h.Client
	}
	return out, err
}

// door is what stands before every route.
func (a *App) door() door.Door {
	return door.Door{DB: a.DB, Zone: a.Zone, Rules: a.signin.Rules, Own: a.ownCase, InsideAny: a.access.Ops().InsideAny, Write: a.reads.Write}
}

// officeTree is the tree of offices of today.
func (a *App) officeTree(ctx context.Context, r *db.Reader) (org.Tree, error) {
	tree, _, err := a.officeCache.Get(ctx, r)
	return tree, err
}

// officeWords are the names of the offices today, by language.
func (a *App) officeWords(ctx context.Context, r *db.Reader) (map[id.Office]map[string]string, error) {
	_, names, err := a.officeCache.Get(ctx, r)
	return names, err
}
