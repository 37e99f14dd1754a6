package supervisionsvc_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/demandsvc"
	"tuzjol/internal/supervision/supervisionsvc"
)

func fields(err error) string {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	var out []string
	for _, p := range f.Problems {
		out = append(out, p.Field)
	}
	return strings.Join(out, " ")
}

// Journey 7: a contact is logged and stands on the timeline with who, when it happened and when it was written.
func TestLogContact(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		happened := k.d.Now().Add(-26 * time.Hour)
		entry, err := k.s.LogContact(ctx, supervisionsvc.LogContact{
			Client: c, Kind: "home_visit", StartedAt: happened, Minutes: 40,
			Place: "Ош, Ленина 5", WithWhom: "жена", Text: "Дома всё спокойно", Source: "field",
		})
		must(k.t, err)
		_, err = k.s.LogContact(ctx, supervisionsvc.LogContact{Client: c, Kind: "note", Text: "Просит перенести явку"})
		must(k.t, err)
		list, err := k.s.Contacts(ctx, c, page.Request{})
		must(k.t, err)
		if len(list.List) != 2 || list.List[1].Entry != entry || list.List[1].Text != "Дома всё спокойно" || list.List[1].StartedAt != happened || list.List[1].WrittenBy != "o1" {
			k.t.Fatalf("list %+v", list.List)
		}
		line := k.book.Timeline(c)
		if len(line) != 2 || line[0].Type != "supervision.contact_logged" || line[0].Occurred != happened || line[0].Source != "field" || line[1].Type != "supervision.note_added" {
			k.t.Errorf("timeline %+v", line)
		}
		for _, f := range line {
			for _, v := range f.Data {
				if strings.Contains(v, "Ленина") || strings.Contains(v, "спокойно") {
					k.t.Error("a fact carries personal text")
				}
			}
		}
		if n := k.count(`select count(*) from supervision_contact c where c.body = $1 and {visible c.client_id}`, []byte("Дома всё спокойно")); n != 0 {
			k.t.Error("the text stands in plain")
		}
		_, err = k.s.LogContact(ctx, supervisionsvc.LogContact{Client: c, Kind: "seance", StartedAt: k.d.Now().Add(time.Hour), Minutes: -1, Source: "telepathy"})
		k.want(err, fault.Invalid)
		if got := fields(err); got != "kind date minutes source" {
			k.t.Errorf("fields %q", got)
		}
	})
}

// Contacts page by key without loss.
func TestContactPages(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		for range 5 {
			_, err := k.s.LogContact(ctx, supervisionsvc.LogContact{Client: c, Kind: "phone_call"})
			must(k.t, err)
		}
		seen, after := map[string]bool{}, page.Cursor{}
		for range 4 {
			got, err := k.s.Contacts(ctx, c, page.Request{Size: 2, After: after})
			must(k.t, err)
			for _, x := range got.List {
				if seen[x.Entry] {
					k.t.Error("twice")
				}
				seen[x.Entry] = true
			}
			if after = got.Next; after.ID == "" {
				break
			}
		}
		if len(seen) != 5 {
			k.t.Errorf("%d of 5", len(seen))
		}
	})
}

func (k *kit) appointment(ctx context.Context, c id.Client, at civil.Instant) supervision.Appointment {
	k.t.Helper()
	entry, err := k.s.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: at, Minutes: 30, Anyway: true})
	must(k.t, err)
	return k.current(ctx, c, entry)
}

func (k *kit) current(ctx context.Context, c id.Client, entry string) supervision.Appointment {
	k.t.Helper()
	e, err := k.s.Entry(ctx, c, entry)
	must(k.t, err)
	return e.Appointment[len(e.Appointment)-1]
}

// An appointment is made, changed and closed with an outcome; each state stays in its history.
func TestAppointmentLife(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		at := k.d.Now().Add(24 * time.Hour)
		a := k.appointment(ctx, c, at)
		must(k.t, k.s.ChangeAppointment(ctx, supervisionsvc.ChangeAppointment{Client: c, Entry: a.Entry, Row: a.Row, Kind: a.Kind, PlannedAt: at.Add(time.Hour), Text: "просил позже", Anyway: true}))
		close := supervisionsvc.RecordOutcome{Client: c, Entry: a.Entry, Row: a.Row, Outcome: supervision.Outcome{Code: "complied"}}
		k.want(k.s.RecordOutcome(ctx, close), fault.Conflict)
		b := k.current(ctx, c, a.Entry)
		close.Row = b.Row
		err := k.s.RecordOutcome(ctx, close)
		k.want(err, fault.Invalid) // nobody attended an hour that has not come
		if fields(err) != "outcome" {
			k.t.Errorf("fields %q", fields(err))
		}
		close.Outcome = supervision.Outcome{Code: "acceptable_absence"}
		if err = k.s.RecordOutcome(ctx, close); fields(err) != "absence_reason" {
			k.t.Errorf("fields %q", fields(err))
		}
		k.clock.Advance(48 * time.Hour)
		close.Outcome = supervision.Outcome{Code: "unacceptable_absence"}
		if err = k.s.RecordOutcome(ctx, close); fields(err) != "text" {
			k.t.Errorf("fields %q", fields(err))
		}
		close.Outcome = supervision.Outcome{Code: "complied"}
		must(k.t, k.s.RecordOutcome(ctx, close))
		k.want(k.s.RecordOutcome(ctx, close), fault.Conflict)
		done := k.current(ctx, c, a.Entry)
		k.want(k.s.CancelAppointment(ctx, supervisionsvc.CancelAppointment{Client: c, Entry: a.Entry, Row: done.Row, Text: "x"}), fault.Conflict)
		got, err := k.s.Appointments(ctx, c)
		must(k.t, err)
		if len(got.Open) != 0 || len(got.Done) != 1 || got.Done[0].Outcome != "complied" || len(got.Old[a.Entry]) != 2 {
			k.t.Errorf("%+v", got)
		}
		line := k.book.Timeline(c)
		if last := line[len(line)-1]; last.Type != "supervision.appointment_closed" || last.Occurred != done.PlannedAt {
			k.t.Errorf("timeline %+v", last)
		}
	})
}

// Nothing is demanded after the term's end; at the end everything open stops by itself and past debts stay.
func TestTermEnd(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		now := k.d.Now()
		past, soon := k.appointment(ctx, c, now.Add(time.Hour)), k.appointment(ctx, c, now.Add(100*time.Hour))
		k.term.end = civil.MustDate("2026-03-05")
		_, err := k.s.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: now.Add(80 * time.Hour), Anyway: true})
		k.want(err, fault.Invalid)
		if p := fault.As(err).Problems[0]; p.Msg.Key != "supervision.after_term" || p.Msg.Args["End"] != k.term.end {
			k.t.Errorf("problem %+v", p)
		}
		must(k.t, k.d.Read(ctx, func(r *db.Reader) error {
			after, err := demandsvc.After(ctx, r, k.s.Zone(), map[id.Client]civil.Date{c: k.term.end})
			if err != nil || len(after) != 1 || after[0].ID != soon.Entry {
				k.t.Errorf("asked after the end: %v %v", after, err)
			}
			return nil
		}))
		k.clock.Advance(72 * time.Hour)
		must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
			facts, err := k.s.Ops().StopDemands(ctx, tx, c, tx.Now, "served")
			if err != nil {
				return err
			}
			return tx.Record(ctx, access.EndSupervision, "served", facts...)
		}))
		if a := k.current(ctx, c, soon.Entry); a.State != supervision.Stopped || a.Ground != "served" {
			k.t.Errorf("still demanded: %+v", a)
		}
		if a := k.current(ctx, c, past.Entry); a.State != supervision.Scheduled {
			k.t.Error("a debt vanished")
		}
	})
}

// Holidays and clashes are told before, and the officer may go on.
func TestHints(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.client(osh, "o1"), k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		zone := k.s.Zone()
		nooruz, _ := zone.At(civil.MustDate("2026-03-21"), "10:00")
		in := supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: nooruz, Minutes: 30}
		_, err := k.s.MakeAppointment(ctx, in)
		k.want(err, fault.Invalid)
		if fields(err) != supervision.AnywayField || fault.As(err).Problems[0].Msg.Key != "supervision.hint.holiday" {
			k.t.Errorf("hint %v", err)
		}
		in.Anyway = true
		_, err = k.s.MakeAppointment(ctx, in)
		must(k.t, err)
		at, _ := zone.At(civil.MustDate("2026-03-10"), "10:00")
		k.appointment(ctx, c, at)
		_, err = k.s.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: other, Kind: "office_visit", PlannedAt: at.Add(10 * time.Minute), Minutes: 30})
		if f := fault.As(err); f == nil || f.Problems[0].Msg.Key != "supervision.hint.officer_busy" {
			k.t.Errorf("clash: %v", err)
		}
	})
}

// Two editors at once and a double click: one effect.
func TestTwoEditorsOneOutcome(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		a := k.appointment(ctx, c, k.d.Now().Add(time.Minute))
		k.clock.Advance(time.Hour)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, code := range []string{"complied", "failed_to_attend"} {
			wg.Go(func() {
				errs[i] = k.s.RecordOutcome(ctx, supervisionsvc.RecordOutcome{Client: c, Entry: a.Entry, Row: a.Row, Outcome: supervision.Outcome{Code: code}})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			k.t.Errorf("outcomes %v", errs)
		}
		n := k.count(`select count(*) from supervision_appointment c where c.client_id = $1 and c.replaced_at is null and {visible c.client_id}`, c)
		if n != 1 {
			k.t.Errorf("%d current versions", n)
		}
	})
}

// Every write is refused out of sight as not found, and to who may not as forbidden.
func TestRefusals(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		own := k.as("o1", access.Officer, osh)
		a := k.appointment(own, c, k.d.Now().Add(time.Hour))
		writes := map[string]func(ctx context.Context, c id.Client) error{
			"log": func(ctx context.Context, c id.Client) error {
				_, err := k.s.LogContact(ctx, supervisionsvc.LogContact{Client: c, Kind: "phone_call"})
				return err
			},
			"make": func(ctx context.Context, c id.Client) error {
				_, err := k.s.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c})
				return err
			},
			"cancel": func(ctx context.Context, c id.Client) error {
				return k.s.CancelAppointment(ctx, supervisionsvc.CancelAppointment{Client: c, Entry: a.Entry, Row: a.Row, Text: "x"})
			},
			"outcome": func(ctx context.Context, c id.Client) error {
				return k.s.RecordOutcome(ctx, supervisionsvc.RecordOutcome{Client: c, Entry: a.Entry, Row: a.Row})
			},
			"move": func(ctx context.Context, c id.Client) error {
				return k.s.MoveEntry(ctx, supervisionsvc.MoveEntry{Client: c, Entry: a.Entry, To: c})
			},
		}
		colleague, stranger := k.as("o2", access.Officer, osh), k.as("o3", access.Officer, bishkek)
		for name, write := range writes {
			for what, got := range map[string]struct {
				err  error
				want fault.Kind
			}{
				"colleague": {write(colleague, c), fault.Forbidden}, "stranger": {write(stranger, c), fault.NotFound},
				"unknown": {write(own, "0190a0a0-0000-7000-8000-00000000ffff"), fault.NotFound}, "auditor": {write(k.as("a", access.Auditor, osh), c), fault.Forbidden},
			} {
				if !fault.Is(got.err, got.want) {
					k.t.Errorf("%s by %s: %v, want %s", name, what, got.err, got.want)
				}
			}
		}
		_, err := k.s.Contacts(stranger, c, page.Request{})
		k.want(err, fault.NotFound)
		_, err = k.s.Entry(stranger, c, a.Entry)
		k.want(err, fault.NotFound)
	})
}
