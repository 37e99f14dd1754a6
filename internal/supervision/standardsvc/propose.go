package standardsvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standard"
)

// Propose asks for an exemption: reason, days, what is agreed. State, entry and decisions are set here.
type Propose struct {
	Client    id.Client
	Exemption standard.Exemption
}

// Propose proposes an exemption, which holds once another person approves it; it returns its identifier. Needs ExemptContact on
// the client. Faults: not_found, forbidden, invalid with all fields at once.
func (s *Service) Propose(ctx context.Context, in Propose) (string, error) {
	entry := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ExemptContact, in.Client); err != nil {
			return step{}, err
		}
		x := tidy(in.Exemption)
		x.Client, x.Entry, x.State = in.Client, tx.NewID(), standard.Proposed
		x.ProposedAt, x.ProposedBy = tx.Now, id.Account(tx.Actor.Ref())
		entry = x.Entry
		p, err := o.restsOn(ctx, tx, x)
		if err != nil {
			return step{}, err
		}
		if err := o.check(ctx, tx, x, p); err != nil {
			return step{}, err
		}
		f := o.fact(tx, "supervision.exemption_proposed", x)
		if err := o.insert(ctx, tx, x, f.ID); err != nil {
			return step{}, err
		}
		return step{access.ExemptContact, x.Reason, []fact.Fact{f}}, o.tellHead(ctx, tx, x)
	})
	return entry, err
}

// restsOn notes a basis that is no accepted opportunity of this client.
func (o *Ops) restsOn(ctx context.Context, tx *db.Tx, x standard.Exemption) (fault.Problems, error) {
	var p fault.Problems
	if x.Basis == "" {
		return p, nil
	}
	ok := false
	if o.Basis != nil {
		var err error
		if ok, err = o.Basis(ctx, &tx.Reader, x.Client, x.Basis); err != nil {
			return p, err
		}
	}
	if !ok {
		p.Add("basis", "contactstd.basis_unknown")
	}
	return p, nil
}

// Led names the exemption that rests on each of a client's opportunities, the latest one. Within sight.
func (o *Ops) Led(ctx context.Context, r *db.Reader, client id.Client) (map[string]string, error) {
	type row struct{ Basis, Entry string }
	rows, err := db.All[row](ctx, r, `select c.basis, c.exemption_id from supervision_exemption c where c.client_id = $1 and c.replaced_at is null
		and c.basis is not null and {visible c.client_id} order by c.proposed_at, c.id`, client)
	out := make(map[string]string, len(rows))
	for _, x := range rows {
		out[x.Basis] = x.Entry
	}
	return out, err
}

// tidy takes blanks off what was typed and drops what the reason does not ask for.
func tidy(x standard.Exemption) standard.Exemption {
	for _, s := range []*string{&x.Place, &x.Body, &x.Note, &x.Answer, &x.EndedWhy} {
		*s = strings.TrimSpace(*s)
	}
	if x.Reason != standard.Season {
		x.PlaceKind, x.Place, x.Body, x.Every = "", "", "", 0
	} else {
		x.Visits = rulebook.Cell{}
	}
	return x
}

// check asks the rules with the share that the table of the first day sets, and for another exemption of the same reason.
func (o *Ops) check(ctx context.Context, tx *db.Tx, x standard.Exemption, more fault.Problems) error {
	tables, err := o.Tables(ctx, tx.System())
	if err != nil {
		return err
	}
	var share rulebook.Cell
	if t := tables.On(x.Days.From); t != nil {
		for _, e := range t.Exemptions {
			if e.Reason == x.Reason {
				share = e.Share
			}
		}
	}
	p := more
	x.Check(&p, o.rules(tx), share, o.today(tx))
	if x.Document != "" && !id.Valid(x.Document) {
		p.Add("document", "field.unknown")
	}
	others, err := o.ofClient(ctx, &tx.Reader, x.Client)
	if err != nil {
		return err
	}
	for _, y := range others {
		if y.Entry != x.Entry && y.Reason == x.Reason && (y.State == standard.Proposed || y.State == standard.Approved || y.State == standard.Ended) &&
			!y.Last().Before(x.Days.From) && !x.Days.To.IsZero() && !y.Days.From.After(x.Days.To) {
			p.Add("from", "contactstd.overlaps", "From", y.Days.From, "Until", y.Last())
			break
		}
	}
	return p.Err()
}

func (o *Ops) fact(tx *db.Tx, kind string, x standard.Exemption) fact.Fact {
	f := fact.New(kind, x.Client, "exemption", x.Reason, "entry", x.Entry, "from", x.Days.From.String(), "until", x.Last().String())
	f.ID = tx.NewID()
	return f
}

func (o *Ops) tellHead(ctx context.Context, tx *db.Tx, x standard.Exemption) error {
	if o.Head == nil {
		return nil
	}
	return o.Head(ctx, tx, x.Client, access.Notice{Kind: "exemption_proposed", Client: x.Client, Subject: x.Entry, Href: href(x)})
}

func href(x standard.Exemption) string {
	return "/clients/" + string(x.Client) + "/exemptions/" + x.Entry
}

// weigh counts the points of the client anew.
func (o *Ops) weigh(ctx context.Context, tx *db.Tx, client id.Client) error {
	if o.Weigh == nil {
		return nil
	}
	return o.Weigh(ctx, tx, client)
}

// Correct changes what was written of an exemption. Row is the version that was on the page.
type Correct struct {
	Client     id.Client
	Entry, Row string
	Exemption  standard.Exemption
	Why        person.Why
}

// Correct corrects an exemption with a reason; the old version stays beside the new one. Whatever changes what is asked of the
// client waits for the second person again. Needs ExemptContact on the client. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Correct(ctx context.Context, in Correct) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ExemptContact, in.Client); err != nil {
			return step{}, err
		}
		old, err := o.current(ctx, tx, in.Client, in.Entry, in.Row)
		if err != nil {
			return step{}, err
		}
		if old.State != standard.Proposed && old.State != standard.Approved {
			return step{}, fault.New(fault.Conflict, "contactstd.decided")
		}
		n := tidy(in.Exemption)
		x := old
		x.Reason, x.Days, x.Visits, x.Remote = n.Reason, n.Days, n.Visits, n.Remote
		x.PlaceKind, x.Place, x.Body, x.Every, x.Note, x.Document = n.PlaceKind, n.Place, n.Body, n.Every, n.Note, n.Document
		var p fault.Problems
		in.Why.Check(&p, o.rules(tx), o.today(tx), false)
		if err := o.check(ctx, tx, x, p); err != nil {
			return step{}, err
		}
		again := x.Reason != old.Reason || x.Days != old.Days || x.Visits != old.Visits || x.Remote != old.Remote
		if again {
			x.State, x.ProposedAt, x.ProposedBy = standard.Proposed, tx.Now, id.Account(tx.Actor.Ref())
			x.DecidedAt, x.DecidedBy, x.Answer = civil.Instant{}, "", ""
		}
		if err := o.replace(ctx, tx, exemptions, in.Client, in.Row, in.Why); err != nil {
			return step{}, err
		}
		f := o.fact(tx, "supervision.exemption_corrected", x)
		f.Data["reason"] = in.Why.Reason
		if err := o.insert(ctx, tx, x, f.ID); err != nil {
			return step{}, err
		}
		if again {
			if err := o.tellHead(ctx, tx, x); err != nil {
				return step{}, err
			}
		}
		return step{access.ExemptContact, in.Why.Reason, []fact.Fact{f}}, o.weigh(ctx, tx, in.Client)
	})
}
