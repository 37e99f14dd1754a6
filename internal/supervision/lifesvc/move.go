package lifesvc

import (
	"context"
	"maps"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/life"
)

// What becomes of an open appointment that falls into the days of an event.
const (
	LeaveAppointment   = ""
	CallOffAppointment = "off"
	PutOffAppointment  = "after" // to the first working day after the last day
)

// Move is one step of an event. Version is the one that was on the page.
type Move struct {
	Client       id.Client
	Event        string
	Version      int
	Act          life.Act
	Appointments map[string]string // of open appointments: what becomes of them
	Why          string            // what is written with appointments that are changed, in the writer's language
}

// Move takes a step that whoever works with the client may take, such as a check, a return, a discharge. Needs ManageLifeEvent.
// Faults: not_found, forbidden, conflict when somebody moved it meanwhile or the state does not allow it, invalid.
func (s *Service) Move(ctx context.Context, in Move) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.move(ctx, tx, in, access.ManageLifeEvent, life.Worker) })
}

// Decide takes a step that is for whoever leads the office, such as granting, refusing, opening a search. Needs DecideLifeEvent; what
// asks for a second person is not for whoever asked. Faults: as Move.
func (s *Service) Decide(ctx context.Context, in Move) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.move(ctx, tx, in, access.DecideLifeEvent, life.Head) })
}

func (o *Ops) move(ctx context.Context, tx *db.Tx, in Move, action actor.Action, who string) (step, error) {
	e, err := o.toMove(ctx, tx, in.Client, in.Event, in.Version, action)
	if err != nil {
		return step{}, err
	}
	m := life.Of(e.Kind)
	mv, ok := m.Move(in.Act.Move)
	if !ok || mv.Who != who {
		var p fault.Problems
		p.Add("move", "field.choose")
		return step{}, p.Err()
	}
	if !slices.Contains(mv.From, e.State) {
		return step{}, fault.New(fault.Conflict, "life.not_from_here")
	}
	done, err := o.history(ctx, &tx.Reader, e.Client, e.ID)
	if err != nil {
		return step{}, err
	}
	today := o.today(tx)
	problems := life.CheckMove(e, mv, in.Act, done, o.rules(tx), today)
	if mv.FourEyes && e.OpenedBy == tx.Actor.Ref() {
		problems.Add("move", "life.four_eyes")
	}
	if err := o.mayClose(ctx, tx, e, mv, &problems); err != nil {
		return step{}, err
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	have, err := o.paperList(ctx, &tx.Reader, e.Client, e.ID)
	if err != nil {
		return step{}, err
	}
	after := e.Apply(mv, in.Act, tx.Now).Clocked(m, have, o.rules(tx), stepDay(in.Act.Day, today))
	if err := o.save(ctx, tx, after); err != nil {
		return step{}, err
	}
	a := in.Act
	if err := o.put(ctx, tx, after, life.Step{
		Move: mv.Name, Day: a.Day, Until: a.Until, Code: a.Code, Reason: a.Reason, Place: a.Place, Body: a.Body, Number: a.Number, Text: a.Words,
	}); err != nil {
		return step{}, err
	}
	facts := []fact.Fact{o.moved(tx, mv, after, a)}
	more, err := o.consequences(ctx, tx, after, mv, in)
	return step{action: action, reason: a.Reason, facts: append(facts, more...)}, err
}

// stepDay is the day from which the clock of the new state runs.
func stepDay(day, today civil.Date) civil.Date {
	if day.IsZero() {
		return today
	}
	return day
}

func (o *Ops) moved(tx *db.Tx, mv life.Move, e life.Event, a life.Act) fact.Fact {
	kind := mv.Fact
	if kind == "" {
		kind = "supervision.life_moved"
	}
	f := o.fact(tx, kind, e)
	if !a.Day.IsZero() {
		f.Data["day"] = a.Day.String()
	}
	return f
}

// mayClose holds the closing of a death back until supervision has ended.
func (o *Ops) mayClose(ctx context.Context, tx *db.Tx, e life.Event, mv life.Move, problems *fault.Problems) error {
	if e.Kind != life.Death || mv.Name != "close" || o.Standing == nil {
		return nil
	}
	s, err := o.Standing(ctx, &tx.Reader, e.Client)
	if err == nil && !s.Ended {
		problems.Add("move", "life.end_first")
	}
	return err
}

// consequences carries out what a move brings about elsewhere.
func (o *Ops) consequences(ctx context.Context, tx *db.Tx, e life.Event, mv life.Move, in Move) ([]fact.Fact, error) {
	var out []fact.Fact
	if mv.WritesAddress && o.Address != nil {
		saved, err := o.Address(ctx, tx, e.Client, e.District, e.Place, e.From)
		if err != nil {
			return nil, err
		}
		out = append(out, saved...)
		if o.Transfer != nil {
			asked, err := o.Transfer(ctx, tx, e.Client, e.District)
			if err != nil {
				return nil, err
			}
			out = append(out, asked...)
		}
	}
	if mv.StopsDemands && o.Stop != nil {
		stopped, err := o.Stop(ctx, tx, e.Client, tx.Now, string(life.Death))
		if err != nil {
			return nil, err
		}
		out = append(out, stopped...)
	}
	changed, err := o.appointments(ctx, tx, e, in.Appointments, in.Why)
	return append(out, changed...), err
}

// appointments calls off or puts off what was chosen among the open appointments within the days of the event.
func (o *Ops) appointments(ctx context.Context, tx *db.Tx, e life.Event, chosen map[string]string, why string) ([]fact.Fact, error) {
	span, ok := e.Span()
	if o.Calendar == nil || !ok || len(chosen) == 0 {
		return nil, nil
	}
	open, err := o.Calendar.OpenBetween(ctx, &tx.Reader, e.Client, span.From, span.Until)
	if err != nil {
		return nil, err
	}
	within := map[string]bool{}
	for _, a := range open {
		within[a.Entry] = true
	}
	var out []fact.Fact
	for _, entry := range slices.Sorted(maps.Keys(chosen)) {
		what := chosen[entry]
		if what == LeaveAppointment || !within[entry] {
			continue
		}
		var got []fact.Fact
		switch {
		case what == CallOffAppointment:
			got, err = o.Calendar.CallOff(ctx, tx, e.Client, entry, why)
		case what == PutOffAppointment && !span.Until.IsZero():
			next := o.rules(tx).Calendar().NextWorking(span.Until.AddDays(1)).Day
			got, err = o.Calendar.PutOff(ctx, tx, e.Client, entry, next, why)
		default:
			var p fault.Problems
			p.Add("a-"+entry, "life.no_last_day")
			err = p.Err()
		}
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

// toMove is the event of a client for whoever may act on it, in the version that was on the page.
func (o *Ops) toMove(ctx context.Context, tx *db.Tx, client id.Client, event string, version int, action actor.Action) (life.Event, error) {
	if err := o.guard.Allow(ctx, tx, action, client); err != nil {
		return life.Event{}, err
	}
	e, err := o.event(ctx, &tx.Reader, client, event)
	if err == nil && e.Row != version {
		err = fault.Stale()
	}
	return e, err
}

// Rearrange says what becomes of open appointments within the days of an event, without any other step.
type Rearrange struct {
	Client       id.Client
	Event        string
	Version      int
	Appointments map[string]string
	Why          string
}

// Rearrange calls off or puts off open appointments that fall into the days of an event. Needs ManageLifeEvent. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) Rearrange(ctx context.Context, in Rearrange) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		e, err := s.ops.toMove(ctx, tx, in.Client, in.Event, in.Version, access.ManageLifeEvent)
		if err != nil {
			return step{}, err
		}
		facts, err := s.ops.appointments(ctx, tx, e, in.Appointments, in.Why)
		if err == nil && len(facts) == 0 {
			var p fault.Problems
			p.Add("appointments", "life.nothing_chosen")
			err = p.Err()
		}
		return step{action: access.ManageLifeEvent, facts: facts}, err
	})
}
