package living

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/lifesvc"
	"tuzjol/internal/supervision/lifeweb"
)

// standing reads the orders of a client from the card.
func (k *Kit) standing(ctx context.Context, r *db.Reader, client id.Client) (lifesvc.Standing, error) {
	type row struct {
		Status     string
		Registered civil.Date
	}
	x, ok, err := db.Maybe[row](ctx, r, `select c.order_status, c.registered_on from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil || !ok {
		return lifesvc.Standing{Registered: true}, err
	}
	return lifesvc.Standing{Registered: !x.Registered.IsZero(), Ended: x.Status == "ended"}, nil
}

// address writes an accepted address into the person's record.
func (k *Kit) address(ctx context.Context, tx *db.Tx, client id.Client, district, text string, from civil.Date) ([]fact.Fact, error) {
	return k.People.Ops().SaveAddress(ctx, tx, personsvc.SaveAddress{
		Edit: personsvc.Edit{Client: client, From: from}, Address: person.Address{Kind: person.Living, District: rulebook.SOATE(district), Text: text},
	})
}

// transfer asks the office of the district to take the file. A request that waits already stays as it is.
func (k *Kit) transfer(ctx context.Context, tx *db.Tx, client id.Client, district string) ([]fact.Fact, error) {
	tree, err := k.Tree(ctx, &tx.Reader)
	if err != nil {
		return nil, err
	}
	to, ok := tree.Serving(rulebook.SOATE(district))
	office, err := accesssvc.Ops{}.OfficeOf(ctx, &tx.Reader, client)
	if err != nil || !ok || to == "" || to == office {
		return nil, err
	}
	f, err := k.Cases.Ops().AskTransfer(ctx, tx, orgcasesvc.RequestTransfer{Client: client, To: to, Reason: "moved"})
	if fault.Is(err, fault.Conflict) {
		return nil, nil
	}
	return []fact.Fact{f}, err
}

// holds reports whether a document is in the client's file.
func (k *Kit) holds(ctx context.Context, r *db.Reader, client id.Client, document string) (bool, error) {
	n, err := db.One[int](ctx, r, `select count(*) from person_document c where c.client_id = $1 and c.document_id = $2 and c.replaced_at is null and c.moved = false
		and {visible c.client_id}`, client, document)
	return n > 0, err
}

// Resting tells whether nothing may be demanded of a client on a day.
func (k *Kit) Resting(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (supervision.Span, bool, error) {
	return k.Life.Ops().Resting(ctx, r, client, day)
}

// transfers lists the requests to move a client's file, the latest first.
func (k *Kit) transfers(ctx context.Context, client id.Client) ([]lifeweb.Transfer, error) {
	type row struct {
		ID       string
		From, To id.Office
		State    string
		At       civil.Instant
	}
	var out []lifeweb.Transfer
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select t.id, t.from_office, t.to_office, t.state, t.requested_at from org_transfer t where t.client_id = $1
			and {visible t.client_id} order by t.requested_at desc, t.id limit 20`, client)
		if err != nil || len(rows) == 0 {
			return err
		}
		tree, err := k.Tree(ctx, r)
		for _, x := range rows {
			out = append(out, lifeweb.Transfer{ID: x.ID, From: k.office(ctx, tree, x.From), To: k.office(ctx, tree, x.To), State: x.State, At: x.At})
		}
		return err
	})
	return out, err
}

// Alerts counts what waits for the reader among life events.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader) ([]casefile.Alert, error) {
	if !access.From(ctx).May(access.ManageLifeEvent) {
		return nil, nil
	}
	n, err := k.Life.Ops().Count(ctx, r)
	var out []casefile.Alert
	if access.From(ctx).May(access.DecideLifeEvent) {
		out = append(out, casefile.Alert{Key: "app.alert.life_decision", N: n.Decision, Href: "/life?debt=decision"})
	}
	return append(out, casefile.Alert{Key: "app.alert.life_return", N: n.Return, Href: "/life?debt=return"},
		casefile.Alert{Key: "app.alert.life_papers", N: n.Papers, Href: "/life?debt=papers"}), err
}

// office is the name of an office in the reader's language.
func (k *Kit) office(ctx context.Context, tree org.Tree, office id.Office) string {
	x, ok := tree.Office(office)
	if !ok {
		return string(office)
	}
	return x.NameOn(k.today(), i18n.Lang(ctx))
}
