package visitsvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
)

// Record is what an officer writes down of a visit. The contact is made of it, so that nothing is typed twice; with an
// appointment, its outcome is written in the same transaction, and with an hour for the next time an appointment is made.
type Record struct {
	visit.Record
	Planned     bool
	Appointment string
	Row         string // version of the appointment that was on the page
	Outcome     string // code of the list appointment_outcomes, with an appointment
	NextAt      civil.Instant
	Anyway      bool // the hints about the next appointment were read
	Photos      []Photo
}

// Record writes down a visit and returns its identifier. Needs RecordVisit, and what the contact, the outcome and the next
// appointment need. Faults: not_found, forbidden, conflict when the appointment has an outcome already, invalid with all fields at
// once.
func (s *Service) Record(ctx context.Context, in Record) (string, error) {
	staged, err := s.ops.stage(in.Client, in.Photos)
	if err != nil {
		return "", s.alsoWrong(ctx, in, err)
	}
	key := ""
	err = s.write(ctx, func(tx *db.Tx) (step, error) {
		st, v, err := s.ops.record(ctx, tx, in, staged)
		key = v
		return st, err
	})
	return key, err
}

// alsoWrong joins what else is wrong with a visit whose photograph was refused, so that all is told at once. Nothing is written.
func (s *Service) alsoWrong(ctx context.Context, in Record, refused error) error {
	var problems fault.Problems
	if !problems.Join("", refused) {
		return refused
	}
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		if _, _, err := s.ops.record(ctx, tx, in, nil); err != nil {
			return step{}, err
		}
		return step{}, refused
	})
	if err != refused && !problems.Join("", err) { //nolint:errorlint // the very fault that was given
		return err
	}
	return problems.Err()
}

func (o *Ops) record(ctx context.Context, tx *db.Tx, in Record, staged []stagedPhoto) (step, string, error) {
	if err := o.guard.Allow(ctx, tx, access.RecordVisit, in.Client); err != nil {
		return step{}, "", err
	}
	v, problems, err := o.prepare(ctx, tx, in)
	if err != nil {
		return step{}, "", err
	}
	facts, err := o.hang(ctx, tx, in, &v, &problems)
	if err != nil {
		return step{}, "", err
	}
	if err := problems.Err(); err != nil {
		return step{}, "", err
	}
	more, err := o.put(ctx, tx, v, staged)
	return step{action: access.RecordVisit, facts: append(facts, more...)}, v.Visit, err
}

// prepare fills what the record itself knows and checks what was written. The obligations are those that bind now: one left out is
// not checked.
func (o *Ops) prepare(ctx context.Context, tx *db.Tx, in Record) (visit.Record, fault.Problems, error) {
	v, rules, today := in.Record, o.rules(tx), o.today(tx)
	if v.Source == "" {
		v.Source = "office"
	}
	v.Visit, v.WrittenAt, v.WrittenBy = tx.NewID(), tx.Now, tx.Actor.Ref()
	about, err := o.about(ctx, &tx.Reader, v.Client)
	if err != nil {
		return v, nil, err
	}
	var problems fault.Problems
	v.Conditions = visit.Conditions(&problems, about.Duties, v.Conditions)
	v.Worked = visit.Worked(&problems, about.Steps, v.Worked)
	if v.Came = visit.Cames(&problems, about.Steps, v.Came); o.Progress == nil {
		v.Came = nil
	}
	blocks := visit.Blocks(rules, today)
	v.Answers = visit.Known(blocks, v.Answers)
	v.Check(&problems, rules, today, blocks)
	v.Substantive = v.Judge(visit.Fields(rules))
	return v, problems, nil
}

// hang writes the contact, the outcome of the appointment and the next appointment; what is wrong with them joins the problems.
func (o *Ops) hang(ctx context.Context, tx *db.Tx, in Record, v *visit.Record, problems *fault.Problems) ([]fact.Fact, error) {
	contact, facts, err := o.Contacts.LogContact(ctx, tx, supervisionsvc.LogContact{
		Client: v.Client, Kind: v.Kind, Planned: in.Planned || in.Appointment != "", StartedAt: v.StartedAt, Minutes: v.Minutes,
		Place: v.Place, WithWhom: v.WithWhom, Text: v.Talk, Source: v.Source, Appointment: in.Appointment,
	})
	if err != nil && !problems.Join("", err) {
		return nil, err
	}
	if v.Talk == "" {
		problems.Add("text", "field.required")
	}
	v.Contact = contact
	if in.Appointment != "" {
		closed, err := o.closeAppointment(ctx, tx, in, contact)
		if err != nil && !problems.Join("", err) {
			return nil, err
		}
		facts = append(facts, closed...)
	}
	came, err := o.progress(ctx, tx, *v, contact, problems)
	if err != nil {
		return nil, err
	}
	facts = append(facts, came...)
	if in.NextAt.IsZero() {
		return facts, nil
	}
	_, made, err := o.Contacts.MakeAppointment(ctx, tx, supervisionsvc.MakeAppointment{
		Client: v.Client, Kind: v.Kind, PlannedAt: in.NextAt, Source: v.Source, Anyway: in.Anyway,
	})
	if err != nil && !problems.Join("next_", err) {
		return nil, err
	}
	v.NextOn = in.NextAt.In(o.Zone)
	return append(facts, made...), nil
}

// progress notes in the plan what came of its steps. Each note rests on the contact: when that turns out to be about somebody else, it
// is looked at again.
func (o *Ops) progress(ctx context.Context, tx *db.Tx, v visit.Record, contact string, problems *fault.Problems) ([]fact.Fact, error) {
	var facts []fact.Fact
	for _, c := range v.Came {
		note, more, err := o.Progress(ctx, tx, v.Client, c, v.StartedAt.In(o.Zone))
		if err != nil {
			if !problems.Join(visit.CameField(c.Step)+"_", err) {
				return nil, err
			}
			continue
		}
		facts = append(facts, more...)
		if contact == "" {
			continue
		}
		if err := o.Contacts.RestOn(ctx, tx, v.Client, ProgressDecision, note, []string{contact}); err != nil {
			return nil, err
		}
	}
	return facts, nil
}

func (o *Ops) closeAppointment(ctx context.Context, tx *db.Tx, in Record, contact string) ([]fact.Fact, error) {
	out := supervision.Outcome{Code: in.Outcome}
	if item, ok := o.rules(tx).List(rulebook.ListOutcomes).Item(in.Outcome); ok && item.Is("note_required") {
		out.Text = in.Talk
	}
	var rests []string
	if contact != "" {
		rests = []string{contact}
	}
	return o.Contacts.CloseAppointment(ctx, tx, supervisionsvc.RecordOutcome{
		Client: in.Client, Entry: in.Appointment, Row: in.Row, Outcome: out, Rests: rests,
	})
}

// put writes the first version with its photographs and facts, and raises what its answers say somebody is in danger of.
func (o *Ops) put(ctx context.Context, tx *db.Tx, v visit.Record, staged []stagedPhoto) ([]fact.Fact, error) {
	f := fact.New("supervision.visit_recorded", v.Client, "kind", v.Kind, "entry", v.Contact, "visit", v.Visit).At(v.StartedAt).From(v.Source)
	f.ID = tx.NewID()
	facts := []fact.Fact{f}
	for _, c := range v.Conditions {
		if c.State == visit.NotKept {
			not := fact.New("supervision.condition_not_kept", v.Client, "obligation", c.Code, "entry", v.Contact, "visit", v.Visit).At(v.StartedAt)
			not.ID = tx.NewID()
			v.Facts, facts = append(v.Facts, not.ID), append(facts, not)
		}
	}
	if err := o.insert(ctx, tx, v, f.ID); err != nil {
		return nil, err
	}
	if err := o.keepPhotos(ctx, tx, v, staged); err != nil {
		return nil, err
	}
	raised, err := o.raise(ctx, tx, v, nil)
	return append(facts, raised...), err
}

// raise opens a crisis for each danger that the answers name and that was not known from before.
func (o *Ops) raise(ctx context.Context, tx *db.Tx, v visit.Record, before []supervision.CrisisKind) ([]fact.Fact, error) {
	if o.Crisis == nil {
		return nil, nil
	}
	rules := o.rules(tx)
	var out []fact.Fact
	for _, kind := range v.Crises(rules, visit.Fields(rules)) {
		if slices.Contains(before, kind) {
			continue
		}
		more, err := o.Crisis(ctx, tx, supervision.Crisis{
			Client: v.Client, Kind: kind, Source: "visit", Entry: v.Contact, Words: strings.Join(v.Answers[visit.CrisisWords], " "),
		})
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func seen(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
	return err
}
