package desksvc

import (
	"context"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Note is the act of writing something down; it changes no state.
const Note alert.Act = "note"

// Do is one act on an alert. Version is the one that was on the page.
type Do struct {
	Alert   string
	Version int
	What    alert.Act
	Way     string // of a contact: how
	Whom    string
	Result  string
	Reason  string // of the end or of the opening again
	Words   string
}

// Act does something with an alert: sees it, takes it, writes down a contact or a note, resolves it with a reason, or opens it again.
// Needs WorkAlerts. Faults: not_found, forbidden, conflict when somebody else was quicker, invalid.
func (s *Service) Act(ctx context.Context, in Do) error {
	if err := s.ops.guard.Permit(ctx, access.WorkAlerts); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.ops.alert(ctx, &tx.Reader, in.Alert)
		if err != nil {
			return err
		}
		if err := s.ops.allow(ctx, tx, a); err != nil {
			return err
		}
		in.Words = strings.TrimSpace(in.Words)
		if err := s.ops.check(tx, a, in); err != nil {
			return err
		}
		if err := s.ops.put(ctx, tx, a, in); err != nil {
			return err
		}
		s.ops.changed(tx)
		return tx.Record(ctx, access.WorkAlerts, "", done(a, in))
	})
}

// done is the fact that an act leaves. Of an alert that speaks of a protected person the client's record says no more than that there
// was one, and never who was called.
func done(a Alert, in Do) fact.Fact {
	pairs := []string{"alert", a.ID}
	if !a.OfVictim() {
		pairs = append(pairs, "rule", string(a.Rule))
	}
	kind := "monitoring.alert_" + string(in.What)
	return fact.New(kind, a.Client, pairs...)
}

// check finds everything that is wrong with an act at once.
func (o *Ops) check(tx *db.Tx, a Alert, in Do) error {
	if in.What == alert.Take && a.TakenBy != "" && a.TakenBy != tx.Actor.Ref() && in.Version != a.Row {
		return fault.New(fault.Conflict, "monitoring.desk.already_taken")
	}
	if in.What != alert.See && in.What != Note && in.Version != a.Row {
		return fault.Stale()
	}
	var p fault.Problems
	book, today := o.rules(tx), tx.Now.In(o.Zone)
	listed := func(field, list, code, key string) {
		if !book.List(list).Holds(code, today) {
			p.Add(field, key)
		}
	}
	switch in.What {
	case alert.Contact:
		listed("whom", ListWhom, in.Whom, "monitoring.desk.whom_needed")
		listed("way", ListWays, in.Way, "monitoring.desk.way_needed")
		listed("result", ListResults, in.Result, "monitoring.desk.result_needed")
	case alert.Resolve:
		if in.Reason != "" {
			listed("reason", ListClose, in.Reason, "monitoring.alert.reason")
		}
	case alert.Reopen:
		listed("reason", ListReopen, in.Reason, "monitoring.desk.reopen_needed")
	case Note:
		if in.Words == "" {
			p.Add("words", "monitoring.desk.words_needed")
		}
	case alert.See, alert.Take:
	}
	if utf8.RuneCountInString(in.Words) > MaxWords {
		p.Add("words", "monitoring.desk.words_long", "Max", MaxWords)
	}
	if in.What != Note {
		_, err := alert.Next(a.State, a.Subject(), alert.Done{Act: in.What, By: tx.Actor.Account, Reason: in.Reason, Note: in.Words})
		if err := joined(&p, err); err != nil {
			return err
		}
	}
	return p.Err()
}

// joined adds the problems that the rules found to those of the form; any other fault stands for itself.
func joined(p *fault.Problems, err error) error {
	f := fault.As(err)
	if err == nil {
		return nil
	}
	if f == nil || f.Kind != fault.Invalid || len(f.Problems) == 0 {
		return err
	}
	for _, x := range f.Problems {
		if x.Field == "note" {
			x.Field = "words"
		}
		*p = append(*p, x)
	}
	return nil
}

// put writes an act and what it changes of the alert.
func (o *Ops) put(ctx context.Context, tx *db.Tx, a Alert, in Do) error {
	row := tx.NewID()
	words, err := o.shut(ctx, tx, a.Client, acts, "words", row, in.Words)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, acts, db.Row{
		"id": row, "client_id": a.Client, "alert_id": a.ID, "what": string(in.What), "way": db.Null(in.Way), "whom": db.Null(in.Whom), "result": db.Null(in.Result),
		"reason": db.Null(in.Reason), "words": words, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return err
	}
	if in.What == Note {
		return nil
	}
	next, err := alert.Next(a.State, a.Subject(), alert.Done{Act: in.What, By: tx.Actor.Account, Reason: in.Reason, Note: in.Words})
	if err != nil {
		return err
	}
	if err := o.answered(ctx, tx, a, in); err != nil {
		return err
	}
	if in.What == alert.Resolve && a.Rule == judge.TamperLatched && o.Cleared != nil && !a.Drill {
		if err := o.Cleared(ctx, tx, a.Order); err != nil {
			return err
		}
	}
	return tx.UpdateVersion(ctx, alerts, a.ID, a.Row, o.effect(tx, a, in, next))
}

// effect is what an act changes of the alert.
func (o *Ops) effect(tx *db.Tx, a Alert, in Do, next alert.State) db.Row {
	set := db.Row{"state": string(next)}
	switch in.What {
	case alert.Take:
		set["taken_by"], set["taken_at"] = tx.Actor.Ref(), tx.Now
		if a.TakenBy != "" { // the response is measured to whoever was first
			set["taken_at"] = a.TakenAt
		}
	case alert.Resolve:
		item, _ := o.rules(tx).List(ListClose).Item(in.Reason)
		set["resolved_by"], set["resolved_at"], set["reason"], set["false_alarm"] = tx.Actor.Ref(), tx.Now, in.Reason, item.Is("false_alarm")
	case alert.Reopen:
		return reopened(next)
	}
	return set
}

// reopened is an alert that nobody has dealt with any more.
func reopened(state alert.State) db.Row {
	return db.Row{"state": string(state), "resolved_by": nil, "resolved_at": nil, "reason": nil, "false_alarm": nil, "taken_by": nil, "taken_at": nil}
}

// answered notes that those who were told have answered: staff by seeing or taking the alert, police and victim when the operator has
// spoken with them.
func (o *Ops) answered(ctx context.Context, tx *db.Tx, a Alert, in Do) error {
	type row struct {
		ID, Recipient   string
		Account, Failed string
	}
	list, err := db.All[row](ctx, tx, `select c.id, c.recipient, c.account_id, c.failed from monitoring_told c where c.alert_id = $1 and c.answered_at is null
		and ({visible c.client_id} or c.client_id = '')`, a.ID)
	if err != nil {
		return err
	}
	reached := in.What == alert.Contact && spoken(o.rules(tx), in.Result)
	for _, x := range list {
		mine := x.Account == string(tx.Actor.Account) && tx.Actor.Account != ""
		if in.What == alert.Take && x.Failed == FailedNobody { // somebody has it by now
			mine = true
		}
		if !mine && (!reached || x.Recipient != in.Whom) {
			continue
		}
		if err := tx.Update(ctx, told, x.ID, db.Row{"answered_at": tx.Now, "answered_by": tx.Actor.Ref()}); err != nil {
			return err
		}
	}
	return nil
}

func spoken(book *rulebook.Rulebook, result string) bool {
	item, _ := book.List(ListResults).Item(result)
	return item.Is("reached")
}
