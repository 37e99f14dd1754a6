package lifesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/life"
)

// Correct puts right what was written about an event; the old values stay in its history.
type Correct struct {
	Client  id.Client
	Event   string
	Version int
	Act     life.Act // the fields of the beginning as they should be; Reason is a code of the reasons for corrections
	Why     string   // in words
}

// Correct corrects an event with a reason. Needs CorrectRecord. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Correct(ctx context.Context, in Correct) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		e, err := s.ops.toMove(ctx, tx, in.Client, in.Event, in.Version, access.CorrectRecord)
		if err != nil {
			return step{}, err
		}
		return s.ops.correct(ctx, tx, e, in)
	})
}

func (o *Ops) correct(ctx context.Context, tx *db.Tx, e life.Event, in Correct) (step, error) {
	m, today := life.Of(e.Kind), o.today(tx)
	problems := life.CheckStart(m, in.Act, o.rules(tx), today)
	switch {
	case in.Act.Reason == "":
		problems.Add("reason", "field.choose")
	case !o.rules(tx).List(rulebook.ListCorrectionReasons).Holds(in.Act.Reason, today):
		problems.Add("reason", "field.unknown")
	}
	if len([]rune(in.Why)) > life.MaxText {
		problems.Add("why", "field.too_long", "Max", life.MaxText)
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	have, err := o.paperList(ctx, &tx.Reader, e.Client, e.ID)
	if err != nil {
		return step{}, err
	}
	a, old := in.Act, map[string]string{}
	after := e
	for _, x := range []struct {
		field life.Field
		was   *string
		now   string
	}{
		{life.FCode, &after.Code, a.Code},
		{life.FDistrict, &after.District, a.District},
		{life.FPlace, &after.Place, a.Place},
		{life.FBody, &after.Body, a.Body},
		{life.FWords, &after.Words, a.Words},
	} {
		if *x.was != x.now {
			old[string(x.field)], *x.was = *x.was, x.now
		}
	}
	if e.From != a.From {
		old[string(life.FFrom)], after.From = e.From.String(), a.From
	}
	if e.Until != a.Until {
		old[string(life.FUntil)], after.Until = e.Until.String(), a.Until
	}
	if len(old) == 0 {
		var p fault.Problems
		p.Add("reason", "life.nothing_changed")
		return step{}, p.Err()
	}
	clocked := after.Clocked(m, have, o.rules(tx), today)
	if clocked.DueRule != "" && after.Until == e.Until {
		clocked.Due = e.Due // a corrected word does not start a clock anew
	}
	if err := o.save(ctx, tx, clocked); err != nil {
		return step{}, err
	}
	if err := o.put(ctx, tx, clocked, life.Step{Move: life.MoveCorrect, Reason: a.Reason, Text: in.Why, Old: old}); err != nil {
		return step{}, err
	}
	return step{action: access.CorrectRecord, reason: a.Reason, facts: []fact.Fact{o.fact(tx, "supervision.life_corrected", clocked)}}, nil
}

// Attach says that a document of the file is the paper that an event expects.
type Attach struct {
	Client   id.Client
	Event    string
	Version  int
	Role     string // code of the list life_papers
	Document string
}

// Attach joins a document of the client's file to an event. Needs ManageLifeEvent. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Attach(ctx context.Context, in Attach) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		e, err := s.ops.toMove(ctx, tx, in.Client, in.Event, in.Version, access.ManageLifeEvent)
		if err != nil {
			return step{}, err
		}
		return s.ops.attach(ctx, tx, e, in)
	})
}

func (o *Ops) attach(ctx context.Context, tx *db.Tx, e life.Event, in Attach) (step, error) {
	var problems fault.Problems
	switch {
	case in.Role == "":
		problems.Add("role", "field.choose")
	case !o.rules(tx).List(life.ListPapers).Holds(in.Role, o.today(tx)):
		problems.Add("role", "field.unknown")
	}
	switch {
	case in.Document == "":
		problems.Add("document", "field.choose")
	case o.Holds != nil:
		holds, err := o.Holds(ctx, &tx.Reader, e.Client, in.Document)
		if err != nil {
			return step{}, err
		}
		if !holds {
			problems.Add("document", "field.unknown")
		}
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := tx.Insert(ctx, papers, db.Row{
		"id": tx.NewID(), "client_id": e.Client, "event_id": e.ID, "role": in.Role, "document_id": in.Document, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return step{}, err
	}
	have, err := o.paperList(ctx, &tx.Reader, e.Client, e.ID)
	if err != nil {
		return step{}, err
	}
	counted := e.Clocked(life.Of(e.Kind), have, o.rules(tx), o.today(tx))
	e.Missing = counted.Missing
	if e.Missing == 0 {
		e.PapersBy = counted.PapersBy
	}
	if err := o.save(ctx, tx, e); err != nil {
		return step{}, err
	}
	if err := o.put(ctx, tx, e, life.Step{Move: "paper", Code: in.Role, Document: in.Document}); err != nil {
		return step{}, err
	}
	return step{action: access.ManageLifeEvent, facts: []fact.Fact{o.fact(tx, "supervision.life_paper", e)}}, nil
}
