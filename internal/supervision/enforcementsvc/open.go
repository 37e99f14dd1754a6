package enforcementsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// Open begins a case: the obligation that was not kept, the appointments in which that showed, or what else was seen on a day.
type Open struct {
	Client   id.Client
	Duty     string   // the obligation on which everything rests
	Entries  []string // appointments
	BrokenOn civil.Date
	Broken   string // what was seen on that day, in words
}

// Open begins a case of enforcement and returns its identifier. Needs Enforce. Faults: not_found, forbidden, invalid: an entry that
// may not be held against the client is refused with the reason, a step of the voluntary programme always.
func (s *Service) Open(ctx context.Context, in Open) (string, error) {
	made := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, f, err := s.ops.open(ctx, tx, in)
		if err != nil {
			return err
		}
		made = c.ID
		return tx.Record(ctx, access.Enforce, "", f)
	})
	return made, err
}

func (o *Ops) open(ctx context.Context, tx *db.Tx, in Open) (enforcement.Case, fact.Fact, error) {
	var c enforcement.Case
	if err := o.guard.Allow(ctx, tx, access.Enforce, in.Client); err != nil {
		return c, fact.Fact{}, err
	}
	duties, err := o.Order.Obligations(ctx, &tx.Reader, in.Client)
	if err != nil {
		return c, fact.Fact{}, err
	}
	on := find(duties, in.Duty)
	h, _, err := o.history(ctx, &tx.Reader, in.Client, tx.Now, "")
	if err != nil {
		return c, fact.Fact{}, err
	}
	lines := h.Of(o.rules(tx), in.chosen(h, on))
	if err := o.checkOpen(ctx, tx, in, lines); err != nil {
		return c, fact.Fact{}, err
	}
	today := o.today(tx)
	p := enforcement.TableOf(o.rules(tx), today).Propose(h, o.rules(tx), today)
	c = enforcement.Case{
		ID: tx.NewID(), Client: in.Client, Year: today.Year(), State: enforcement.Opened, TableRow: p.Row.Code, TableSays: p.Action,
		OpenedAt: tx.Now, OpenedBy: tx.Actor.Ref(), StateOn: today, Version: 1,
	}
	c.Due = c.DueBy(o.rules(tx))
	if c.No, err = nextNumber(ctx, &tx.Reader, c.Year); err != nil {
		return c, fact.Fact{}, err
	}
	if err := o.insertCase(ctx, tx, c); err != nil {
		return c, fact.Fact{}, err
	}
	if err := o.insertBasis(ctx, tx, c, on, lines, p); err != nil {
		return c, fact.Fact{}, err
	}
	return c, fact.New("supervision.enforcement_opened", c.Client, "number", c.Number(), "case", c.ID), nil
}

// chosen are the entries that the officer named; those that the record does not know come out as fallen.
func (in Open) chosen(h enforcement.History, on plan.Obligation) []enforcement.Entry {
	var out []enforcement.Entry
	for _, ref := range in.Entries {
		e := enforcement.Entry{Ref: ref, Kind: enforcement.OfAppointment}
		if i := slices.IndexFunc(h.Entries, func(x enforcement.Entry) bool { return x.Ref == ref }); i >= 0 {
			e = h.Entries[i]
		}
		e.Order, e.Since = on.Order, on.Since
		out = append(out, e)
	}
	if in.seen() {
		out = append(out, enforcement.Entry{
			Ref: on.ID, Kind: enforcement.OfObligation, Code: enforcement.Broken, On: in.BrokenOn, Order: on.Order, Since: on.Since, Text: in.Broken,
		})
	}
	return out
}

func (in Open) seen() bool { return in.Broken != "" || !in.BrokenOn.IsZero() }

func (o *Ops) checkOpen(ctx context.Context, tx *db.Tx, in Open, lines []enforcement.Line) error {
	var problems fault.Problems
	if in.Duty == "" {
		problems.Add("duty", "enforcement.duty_required")
	} else if err := o.Order.Enforceable(ctx, &tx.Reader, in.Client, plan.BasisObligation+":"+in.Duty); err != nil {
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			return err
		}
		for _, p := range f.Problems {
			problems = append(problems, fault.Problem{Field: "duty", Msg: p.Msg})
		}
	}
	if in.seen() {
		switch {
		case in.BrokenOn.IsZero():
			problems.Add("broken_on", "field.required")
		case in.BrokenOn.After(o.today(tx)):
			problems.Add("broken_on", "date.future")
		}
		if in.Broken == "" {
			problems.Add("broken", "field.required")
		}
		if len([]rune(in.Broken)) > enforcement.MaxText {
			problems.Add("broken", "field.too_long", "Max", enforcement.MaxText)
		}
	}
	if len(lines) == 0 {
		problems.Add("basis", "enforcement.no_basis")
	}
	if err := enforcement.Rests(enforcement.Talk, lines); err != nil && !problems.Join("", err) {
		return err
	}
	return problems.Err()
}

// nextNumber is the next number of the year, over the whole service.
func nextNumber(ctx context.Context, r *db.Reader, year int) (int, error) {
	n, err := db.One[int](ctx, r.System(), `select coalesce(max(c.number), 0) from supervision_enforcement c where c.year = $1 and {visible c.client_id}`, year)
	return n + 1, err
}

func (o *Ops) insertCase(ctx context.Context, tx *db.Tx, c enforcement.Case) error {
	return tx.Insert(ctx, cases, db.Row{
		"id": c.ID, "client_id": c.Client, "year": c.Year, "number": c.No, "state": c.State, "table_row": db.Null(c.TableRow),
		"table_says": db.Null(c.TableSays), "opened_at": c.OpenedAt, "opened_by": c.OpenedBy, "state_on": c.StateOn, "due": c.Due, "version": c.Version,
	})
}

// insertBasis keeps the obligation, the lines that were chosen, and those that the table did not count with the reason.
func (o *Ops) insertBasis(ctx context.Context, tx *db.Tx, c enforcement.Case, on plan.Obligation, lines []enforcement.Line, p enforcement.Proposal) error {
	put := func(l enforcement.Line, counted bool) error {
		row := db.Row{
			"id": tx.NewID(), "client_id": c.Client, "case_id": c.ID, "kind": l.Kind, "ref": l.Ref, "code": db.Null(l.Code), "on_day": l.On,
			"counted": counted, "why": db.Null(l.Why), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		}
		return o.insertSealed(ctx, tx, c.Client, bases, row, map[string]string{"body": l.Text})
	}
	if err := put(enforcement.Line{Entry: enforcement.Entry{Ref: on.ID, Kind: duty, Code: on.Code, On: c.StateOn, Text: on.Text}}, true); err != nil {
		return err
	}
	for _, l := range lines {
		if err := put(l, true); err != nil {
			return err
		}
	}
	for _, l := range p.NotCounted {
		if slices.ContainsFunc(lines, func(x enforcement.Line) bool { return x.Ref == l.Ref }) {
			continue
		}
		if err := put(l, false); err != nil {
			return err
		}
	}
	return nil
}
