package assessmentsvc

import (
	"context"
	"maps"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Save is what stands on one page. Items that are not named stay as they are.
type Save struct {
	Client     id.Client
	Assessment string
	Domain     string
	Version    int               // of the page as it was opened
	Answers    map[string]string // by item; empty takes an answer back
	Evidence   map[string]string // by item
	Partly     bool              // keep what can be taken and name the rest, as saving by itself does
}

// Saved is what came of it.
type Saved struct {
	Version int // of the page now
	At      instant
	Left    []fault.Problem // what could not be taken; only when Partly
	More    bool            // questions have appeared on this page that were not asked before
}

// Field is the name under which a problem with the evidence of an item is reported; the answer's is the item itself.
func Field(item string) string { return "evidence-" + item }

// Save keeps the answers of one page. Needs Assess on the client, as the one who began or as another qualified person. Faults:
// not_found, forbidden, invalid naming each item, conflict when another window or person has saved other answers meanwhile.
func (s *Service) Save(ctx context.Context, in Save) (Saved, error) {
	var out Saved
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		var f []fact.Fact
		var err error
		out, f, err = s.ops.save(ctx, tx, in)
		return step{access.Assess, "", f}, err
	})
	return out, err
}

func (o *Ops) save(ctx context.Context, tx *db.Tx, in Save) (Saved, []fact.Fact, error) {
	sh, err := o.writable(ctx, tx, in.Client, in.Assessment)
	if err != nil {
		return Saved{}, nil, err
	}
	if _, ok := sh.Instrument.Domain(in.Domain); !ok {
		return Saved{}, nil, fault.MissingRecord()
	}
	next, bad := in.entries(sh)
	if len(bad) > 0 && !in.Partly {
		return Saved{}, nil, bad.Err()
	}
	if in.Version != sh.Versions[in.Domain] && len(next) > 0 {
		return Saved{}, nil, fault.Stale()
	}
	was := slices.Clone(sh.Asked)
	if err := o.replace(ctx, tx, sh, next); err != nil {
		return Saved{}, nil, err
	}
	sh.think()
	out := Saved{Version: sh.Versions[in.Domain] + len(next), At: tx.Now, Left: bad}
	for n, it := range sh.Instrument.Items {
		out.More = out.More || it.Domain == in.Domain && sh.Asked[n] && !was[n]
	}
	f, err := o.raise(ctx, tx, sh, next)
	return out, f, err
}

// writable loads an open case for whoever may go on with it.
func (o *Ops) writable(ctx context.Context, tx *db.Tx, client id.Client, assessmentID string) (Sheet, error) {
	if err := o.guard.Allow(ctx, tx, access.Assess, client); err != nil {
		return Sheet{}, err
	}
	sh, err := o.sheet(ctx, &tx.Reader, client, assessmentID)
	if err != nil {
		return sh, err
	}
	if _, err := o.instrument(sh.Case); err != nil {
		return sh, err
	}
	if sh.State != assessment.Open {
		return sh, fault.New(fault.Conflict, "assessment.not_open")
	}
	if !sh.Writes(access.From(ctx).Account) && !access.From(ctx).System {
		return sh, fault.New(fault.Forbidden, "assessment.not_yours")
	}
	return sh, nil
}

// entries are the answers of the page that differ from what is kept, and what is wrong with them.
func (in Save) entries(sh Sheet) (map[string]assessment.Entry, fault.Problems) {
	next := map[string]assessment.Entry{}
	var bad fault.Problems
	for _, it := range sh.Instrument.ItemsOf(in.Domain) {
		now := sh.Now[it.ID]
		e := now
		e.Item = it.ID
		if raw, ok := in.Answers[it.ID]; ok {
			answer := it.Spell(raw)
			if !sh.Instrument.Takes(it.ID, answer) {
				bad = append(bad, wrong(it, answer))
				continue
			}
			if answer != now.Answer {
				e.Answer, e.Source, e.Ref = answer, assessment.SourceTyped, ""
			}
		}
		if text, ok := in.Evidence[it.ID]; ok {
			n := len(bad)
			if e.Evidence = strings.TrimSpace(text); e.Evidence != now.Evidence {
				assessment.CheckWords(&bad, Field(it.ID), e.Evidence, assessment.MaxReason)
			}
			if len(bad) > n {
				continue
			}
		}
		if e.Answer != now.Answer || e.Evidence != now.Evidence {
			if e.Source == "" {
				e.Source = assessment.SourceTyped
			}
			next[it.ID] = e
		}
	}
	return next, bad
}

// wrong names the item that does not take an answer, and what it takes.
func wrong(it assessment.Item, answer string) fault.Problem {
	var p fault.Problems
	switch {
	case len([]rune(answer)) > assessment.MaxReason:
		p.Add(it.ID, "field.too_long", "Max", assessment.MaxReason)
	case it.Kind == assessment.ItemDate:
		p.Add(it.ID, "date.invalid")
	case (it.Kind == assessment.ItemInteger || it.Kind == assessment.ItemNumber) && it.Min != nil && it.Max != nil:
		p.Add(it.ID, "assessment.bad.range", "Item", it.Label, "Min", int(*it.Min), "Max", int(*it.Max))
	case it.Kind == assessment.ItemInteger || it.Kind == assessment.ItemNumber:
		p.Add(it.ID, "assessment.bad.number", "Item", it.Label)
	case it.Kind == assessment.ItemCode || it.Kind == assessment.ItemText:
		p.Add(it.ID, "assessment.bad.text", "Item", it.Label)
	default:
		p.Add(it.ID, "assessment.bad.option", "Item", it.Label)
	}
	return p[0]
}

// replace writes new versions of answers and ends those that they replace; the sheet follows.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, sh Sheet, next map[string]assessment.Entry) error {
	if len(next) == 0 {
		return nil
	}
	type old struct{ ID, Item string }
	rows, err := db.All[old](ctx, tx, `select c.id, c.item from assessment_answer c where c.assessment_id = $1 and c.replaced_at is null
		and {visible c.client_id} and {inside c.client_id c.compartment}`, sh.ID)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if _, ok := next[x.Item]; !ok {
			continue
		}
		if err := tx.Update(ctx, answers, x.ID, db.Row{"replaced_at": tx.Now}); err != nil {
			return err
		}
	}
	for _, item := range slices.Sorted(maps.Keys(next)) {
		e := next[item]
		e.At, e.By = tx.Now, tx.Actor.Ref()
		if err := o.put(ctx, tx, sh.Case, e); err != nil {
			return err
		}
		sh.Now[item] = e
	}
	return nil
}

// raise opens the tasks of dangers that an answer of this page speaks of: today, not at the signature.
func (o *Ops) raise(ctx context.Context, tx *db.Tx, sh Sheet, next map[string]assessment.Entry) ([]fact.Fact, error) {
	if o.Flags == nil {
		return nil, nil
	}
	raised := slices.DeleteFunc(sh.Instrument.Raised(sh.Count), func(f assessment.RaisedFlag) bool {
		_, ok := next[f.Item]
		return !ok
	})
	if len(raised) == 0 {
		return nil, nil
	}
	return o.Flags.Raise(ctx, tx, sh.Case, raised)
}
