package enforcementsvc

import (
	"cmp"
	"context"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// The kinds of a line of the chronology besides the steps of cases.
const (
	LineExplained   = "explained"
	LineAppointment = "appointment"
	LineContact     = "contact"
	LineBroken      = "broken"
	LineOpened      = "opened"
)

// Event is one line of the chronology.
type Event struct {
	On    civil.Date
	At    civil.Instant // when the hour is known
	Kind  string        // one of the lines above, or the kind of a step
	Case  enforcement.Case
	Code  string // outcome, kind of contact, result
	Extra string // language, reason
	Text  string
	Name  string
	Ref   string
	Line  *enforcement.Line // the judgement on an appointment or a broken obligation
	Own   bool              // of this very case
	By    string
}

// File is the breach file: the case and what the record says from the first explanation to the court's answer.
type File struct {
	View
	Events []Event
}

// lookBack is how long before its opening the file of a case begins; explanations and earlier warnings stand in it whatever their age.
const lookBack = 365

// File reads the breach file of a case, generated from the record and nothing else. Needs ReadClient. Fault: not_found.
func (s *Service) File(ctx context.Context, client id.Client, ref string) (File, error) {
	var out File
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		if out.View, err = s.ops.view(ctx, r, client, ref, s); err != nil {
			return err
		}
		out.Events, err = s.ops.chronology(ctx, r, out.Case, s.Now())
		return err
	})
	return out, err
}

func (o *Ops) chronology(ctx context.Context, r *db.Reader, c enforcement.Case, now civil.Instant) ([]Event, error) {
	rests, err := o.standing(ctx, r, c, now)
	if err != nil {
		return nil, err
	}
	from, until := c.OpenedAt.In(o.Zone).AddDays(-lookBack), now.In(o.Zone)
	if !c.ClosedAt.IsZero() {
		until = c.ClosedAt.In(o.Zone)
	}
	var out []Event
	for _, x := range rests.history.Explained {
		out = append(out, Event{On: x.On, Kind: LineExplained, Extra: x.Language})
	}
	judged := rests.history.Judge(o.Rules.At(now.In(o.Zone)))
	for _, l := range judged {
		for _, own := range rests.Lines {
			if own.Ref == l.Ref {
				l.Why, l.Case = own.Why, own.Case
			}
		}
		if !l.On.Before(from) && !l.On.After(until) {
			out = append(out, Event{On: l.On, At: l.At, Kind: LineAppointment, Code: l.Code, Extra: l.Contact, Text: l.Text, Line: &l})
		}
	}
	for _, l := range rests.Lines {
		if l.Kind == enforcement.OfObligation {
			out = append(out, Event{On: l.On, Kind: LineBroken, Text: l.Text, Line: &l})
		}
	}
	for _, x := range rests.contacts {
		if day := x.StartedAt.In(o.Zone); !x.IsNote() && !day.Before(from) && !day.After(until) {
			out = append(out, Event{On: day, At: x.StartedAt, Kind: LineContact, Code: x.Kind, By: x.WrittenBy})
		}
	}
	acts, err := o.acts(ctx, r, c)
	out = append(out, acts...)
	slices.SortStableFunc(out, func(a, b Event) int { return cmp.Or(a.On.Compare(b.On), a.At.Time().Compare(b.At.Time())) })
	return out, err
}

// acts are the steps in force of this case and of all earlier ones that were not withdrawn.
func (o *Ops) acts(ctx context.Context, r *db.Reader, c enforcement.Case) ([]Event, error) {
	list, err := db.All[enforcement.Case](ctx, r, `select `+caseCols+` from supervision_enforcement c where c.client_id = $1 and c.opened_at <= $2
		and (c.state <> 'withdrawn' or c.id = $3) and {visible c.client_id} order by c.opened_at, c.id`, c.Client, c.OpenedAt, c.ID)
	if err != nil {
		return nil, err
	}
	var refs []string
	by := map[string]enforcement.Case{}
	var out []Event
	for _, x := range list {
		refs, by[x.ID] = append(refs, x.ID), x
		out = append(out, Event{On: x.OpenedAt.In(o.Zone), At: x.OpenedAt, Kind: LineOpened, Case: x, Own: x.ID == c.ID, By: x.OpenedBy})
	}
	steps, err := o.steps(ctx, r, c.Client, refs...)
	for _, s := range steps {
		if s.Current() {
			out = append(out, Event{
				On: s.On, At: s.RecordedAt, Kind: string(s.Kind), Case: by[s.Case], Code: s.Code, Extra: s.ReasonCode, Text: s.Text, Name: s.Name,
				Ref: s.Ref, Own: s.Case == c.ID, By: s.RecordedBy,
			})
		}
	}
	return out, err
}
