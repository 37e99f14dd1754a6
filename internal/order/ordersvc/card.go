package ordersvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// CardPart gives the columns of orders on the card. One order speaks for the client: the one that binds, else the one that
// waits for registration, else the last that ended. The reader sees every client.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	all, err := Of(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	files, err := o.FileNumbers(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	called, err := calledOrders(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	missing, err := o.missing(ctx, r, all)
	if err != nil {
		return nil, err
	}
	out := map[id.Client]db.Row{}
	for _, client := range clients {
		x, n, ok := Speaking(all[client])
		if !ok {
			out[client] = db.Row{"order_status": "none"}
			continue
		}
		status := string(x.State)
		if x.State == order.StatePending && called[x.ID] {
			status = "called"
		}
		out[client] = db.Row{
			"order_status": status, "file_number": db.Null(files[client]), "kind": x.Kind, "measure": x.Measure, "measures_n": n,
			"court": x.Court, "judgment_no": x.Number, "in_force": x.InForceOn, "register_due": x.RegisterDue, "registered_on": x.RegisteredOn,
			"term_start": x.TermStart, "term_end": x.TermEnd, "ends_ground": db.Null(x.EndsGround), "docs_missing": missing[client],
			"taken_over": x.Unchecked(), "appeared_on": x.AppearedOn,
		}
	}
	return out, nil
}

// Speaking chooses the order that a list shows, and counts the measures of all that have not ended.
func Speaking(all []Order) (chosen Order, measures int, ok bool) {
	rank := func(x Order) int {
		switch {
		case x.State.Live():
			return 3
		case x.State == order.StatePending:
			return 2
		}
		return 1
	}
	for _, x := range all {
		if x.State != order.StateEnded {
			measures += len(x.Measures())
		}
		if !ok || rank(x) > rank(chosen) || rank(x) == rank(chosen) && (x.State == order.StateEnded || x.TermEnd.After(chosen.TermEnd)) {
			chosen, ok = x, true
		}
	}
	return chosen, max(measures, len(chosen.Measures())), ok
}

func calledOrders(ctx context.Context, r *db.Reader, clients []id.Client) (map[string]bool, error) {
	rows, err := db.All[string](ctx, r, `select distinct c.order_id from order_attempt c where c.client_id in `+db.In(len(clients), 1)+
		` and {visible c.client_id}`, db.Args(clients)...)
	out := map[string]bool{}
	for _, x := range rows {
		out[x] = true
	}
	return out, err
}

// DocsPart gives the count of documents missing alone; the card is recomputed with it when a document is added.
func (o *Ops) DocsPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	all, err := Of(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	missing, err := o.missing(ctx, r, all)
	out := map[id.Client]db.Row{}
	for client, n := range missing {
		out[client] = db.Row{"docs_missing": n}
	}
	return out, err
}

// missing counts the documents that the files of clients on the register, or about to be, lack.
func (o *Ops) missing(ctx context.Context, r *db.Reader, all map[id.Client][]Order) (map[id.Client]int, error) {
	var clients []id.Client
	for client := range all {
		clients = append(clients, client)
	}
	out := map[id.Client]int{}
	if len(clients) == 0 {
		return out, nil
	}
	held, err := o.Held(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	people, err := o.People.Briefs(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	for client, orders := range all {
		x, _, ok := Speaking(orders)
		if ok && x.State != order.StateEnded {
			out[client] = len(order.Missing(o.Needed(x, people[client]), held[client]))
		} else {
			out[client] = 0
		}
	}
	return out, nil
}

func (o *Ops) Held(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]string, error) {
	if o.Documents == nil {
		return map[id.Client][]string{}, nil
	}
	return o.Documents.DocumentKinds(ctx, r, clients)
}
