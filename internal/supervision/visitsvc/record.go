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
	v.Conditions = conditions(&problems, about.Duties, v.Conditions)
	v.Worked = steps(&problems, about.Steps, v.Worked)
	blocks := visit.Blocks(rules, today)
	v.Answers = known(blocks, v.Answers)
	v.Check(&problems, rules, today, blocks)
	v.Substantive = v.Judge(visit.Fields(rules))
	return v, problems, nil
}

// conditions takes the findings about the obligations that bind; whatever was left out was not checked.
func conditions(problems *fault.Problems, duties []visit.Duty, given []visit.Condition) []visit.Condition {
	var out []visit.Condition
	for _, d := range duties {
		c := visit.Condition{Duty: d.ID, State: visit.NotChecked}
		if i := slices.IndexFunc(given, func(g visit.Condition) bool { return g.Duty == d.ID }); i >= 0 {
			c = given[i]
		}
		c.Code, c.Text = d.Code, d.Text
		out = append(out, c)
	}
	for _, g := range given {
		found := slices.ContainsFunc(duties, func(d visit.Duty) bool { return d.ID == g.Duty })
		if !found && g.State != visit.NotChecked {
			problems.Add(visit.ConditionField(g.Duty), "visit.duty_ended")
		}
	}
	return out
}

func steps(problems *fault.Problems, open, given []visit.Step) []visit.Step {
	var out []visit.Step
	for _, g := range given {
		i := slices.IndexFunc(open, func(s visit.Step) bool { return s.ID == g.ID })
		if i < 0 {
			problems.Add("worked", "visit.step_gone")
			continue
		}
		out = append(out, open[i])
	}
	return out
}

// known keeps the answers to what is asked.
func known(blocks []visit.Block, answers map[string][]string) map[string][]string {
	out := map[string][]string{}
	for _, b := range blocks {
		for _, f := range b.Fields {
			list := slices.DeleteFunc(slices.Clone(answers[f.Code]), func(s string) bool { return strings.TrimSpace(s) == "" })
			if len(list) > 0 {
				out[f.Code] = list
			}
		}
	}
	return out
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
			facts = append(facts, fact.New("supervision.condition_not_kept", v.Client, "obligation", c.Code, "entry", v.Contact, "visit", v.Visit).At(v.StartedAt))
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
