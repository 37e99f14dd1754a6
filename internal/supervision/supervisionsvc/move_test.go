package supervisionsvc_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Journey 8: a wrong outcome and a wrong text are corrected with a reason; the old stays beside the new, and what was known
// before is still answered.
func TestCorrect(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		entry, err := k.s.LogContact(ctx, supervisionsvc.LogContact{Client: c, Kind: "phone_call", Text: "обещал прийти"})
		must(k.t, err)
		a := k.appointment(ctx, c, k.d.Now().Add(time.Minute))
		k.clock.Advance(time.Hour)
		must(k.t, k.s.RecordOutcome(ctx, supervisionsvc.RecordOutcome{Client: c, Entry: a.Entry, Row: a.Row, Outcome: supervision.Outcome{Code: "failed_to_attend"}}))
		before := k.d.Now()
		k.clock.Advance(24 * time.Hour)
		list, err := k.s.Contacts(ctx, c, page.Request{})
		must(k.t, err)
		old := list.List[0]
		fix := supervisionsvc.CorrectContact{Client: c, Entry: entry, Row: old.Row, Kind: old.Kind, StartedAt: old.StartedAt, Text: "отказался прийти", Why: supervisionsvc.Why{Reason: "late_information"}}
		bad := fix
		bad.Why = supervisionsvc.Why{}
		k.want(k.s.CorrectContact(ctx, bad), fault.Invalid)
		bad.Why = supervisionsvc.Why{Reason: "wrong_client"}
		k.want(k.s.CorrectContact(ctx, bad), fault.Invalid)
		must(k.t, k.s.CorrectContact(ctx, fix))
		k.want(k.s.CorrectContact(ctx, fix), fault.Conflict)
		done := k.current(ctx, c, a.Entry)
		must(k.t, k.s.CorrectOutcome(ctx, supervisionsvc.CorrectOutcome{
			Client: c, Entry: a.Entry, Row: done.Row,
			Outcome: supervision.Outcome{Code: "acceptable_absence", Reason: "illness"}, Why: supervisionsvc.Why{Reason: "document_differs", Text: "справка"},
		}))

		list, err = k.s.Contacts(ctx, c, page.Request{})
		must(k.t, err)
		if list.List[0].Text != "отказался прийти" || list.Old[entry][0].Text != "обещал прийти" || list.Old[entry][0].Reason != "late_information" {
			k.t.Errorf("%+v", list)
		}
		then, plans, err := k.s.KnownAt(ctx, c, before)
		must(k.t, err)
		if then[0].Text != "обещал прийти" || plans[0].Outcome != "failed_to_attend" {
			k.t.Errorf("known then: %q %q", then[0].Text, plans[0].Outcome)
		}
		if now := k.current(ctx, c, a.Entry); now.Outcome != "acceptable_absence" || now.AbsenceReason != "illness" {
			k.t.Errorf("now %+v", now)
		}
	})
}

// Journey 8: an entry on the wrong client moves with a reason, leaves no trace, keeps its times in the right file, and what
// rested on it is opened again for decision.
func TestMoveLeavesNoTrace(t *testing.T) {
	each(t, func(k *kit) {
		wrong, right := k.client(osh, "o1"), k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		happened := k.d.Now().Add(-50 * time.Hour)
		a := k.appointment(ctx, wrong, k.d.Now().Add(time.Minute))
		k.clock.Advance(time.Hour)
		entry, err := k.s.LogContact(ctx, supervisionsvc.LogContact{Client: wrong, Kind: "office_visit", StartedAt: happened, Text: "говорил о сестре Айнуре", Appointment: a.Entry})
		must(k.t, err)
		must(k.t, k.s.RecordOutcome(ctx, supervisionsvc.RecordOutcome{Client: wrong, Entry: a.Entry, Row: a.Row, Outcome: supervision.Outcome{Code: "complied"}, Rests: []string{entry}}))
		written := k.contact(ctx, wrong, entry).WrittenAt
		k.clock.Advance(72 * time.Hour)

		move := supervisionsvc.MoveEntry{Client: wrong, Entry: entry, To: right, Why: supervisionsvc.Why{Reason: "wrong_client", Text: "это о другом"}}
		bad := move
		bad.To = wrong
		k.want(k.s.MoveEntry(ctx, bad), fault.Invalid)
		bad = move
		bad.To = k.client(bishkek, "o3")
		k.want(k.s.MoveEntry(ctx, bad), fault.NotFound)
		must(k.t, k.s.MoveEntry(ctx, move))
		k.want(k.s.MoveEntry(ctx, move), fault.NotFound)

		got, err := k.s.Contacts(ctx, wrong, page.Request{})
		must(k.t, err)
		then, _, err := k.s.KnownAt(ctx, wrong, happened.Add(60*time.Hour))
		must(k.t, err)
		if len(got.List)+len(got.Old)+len(then) != 0 {
			k.t.Errorf("left behind: %+v %+v", got, then)
		}
		_, err = k.s.Entry(ctx, wrong, entry)
		k.want(err, fault.NotFound)
		for _, f := range k.book.Timeline(wrong) {
			if f.Data["entry"] == entry {
				k.t.Errorf("timeline of the wrong client still has %s", f.Type)
			}
		}
		got, err = k.s.Contacts(ctx, right, page.Request{})
		must(k.t, err)
		if len(got.List) != 1 || got.List[0].StartedAt != happened || got.List[0].WrittenAt != written || got.List[0].Text != "говорил о сестре Айнуре" || got.List[0].Appointment != "" || got.List[0].Entry == entry {
			k.t.Fatalf("in the right file: %+v", got.List)
		}
		k.noMention(wrong, right)
		if n := k.count(`select count(*) from supervision_contact c where c.contact_id = $1 and c.moved = true and {visible c.client_id}`, entry); n != 1 {
			k.t.Error("the auditor lost the row")
		}
		k.decideReopened(ctx, wrong, a.Entry)
	})
}

func (k *kit) contact(ctx context.Context, c id.Client, entry string) supervision.Contact {
	k.t.Helper()
	e, err := k.s.Entry(ctx, c, entry)
	must(k.t, err)
	return e.Contact[len(e.Contact)-1]
}

// noMention looks through every row and every audit entry of either client for the other.
func (k *kit) noMention(a, b id.Client) {
	k.t.Helper()
	for _, e := range k.book.Entries() {
		if len(e.Clients()) > 1 {
			k.t.Errorf("entry %s names both", e.Action)
		}
		for _, f := range e.Facts {
			for _, v := range f.Data {
				if f.Client == a && strings.Contains(v, string(b)) || f.Client == b && strings.Contains(v, string(a)) {
					k.t.Errorf("fact %s carries the other person", f.Type)
				}
			}
		}
		for _, c := range e.Changes {
			for col, v := range c.After {
				if s, ok := v.(string); ok && (c.Client == a && s == string(b) || c.Client == b && s == string(a)) {
					k.t.Errorf("%s.%s carries the other person", c.Table, col)
				}
			}
		}
	}
}

func (k *kit) decideReopened(ctx context.Context, c id.Client, appointment string) {
	k.t.Helper()
	list, err := k.s.Reopened(ctx, "")
	must(k.t, err)
	if len(list) != 1 || list[0].Client != c || list[0].DecisionID != appointment || list[0].DecisionKind != supervision.OutcomeDecision {
		k.t.Fatalf("reopened %+v", list)
	}
	if other, err := k.s.Reopened(k.as("o3", access.Officer, bishkek), ""); err != nil || len(other) != 0 {
		k.t.Errorf("another office sees %v %v", other, err)
	}
	in := supervisionsvc.DecideReopened{Client: c, ID: list[0].ID, Version: list[0].Version, Decision: supervision.Undone}
	k.want(k.s.DecideReopened(ctx, in), fault.Invalid)
	in.Text = "контакт был о другом человеке"
	k.want(k.s.DecideReopened(k.as("o2", access.Officer, osh), in), fault.Forbidden)
	must(k.t, k.s.DecideReopened(ctx, in))
	k.want(k.s.DecideReopened(ctx, in), fault.Conflict)
	if now := k.current(ctx, c, appointment); now.State != supervision.Scheduled || now.Outcome != "" {
		k.t.Errorf("the outcome stands: %+v", now)
	}
}

func TestCardPart(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		now := k.d.Now()
		debt := k.appointment(ctx, c, now.Add(time.Minute))
		next := k.appointment(ctx, c, now.Add(50*time.Hour))
		k.clock.Advance(24 * time.Hour)
		_, err := k.s.LogContact(ctx, supervisionsvc.LogContact{Client: c, Kind: "phone_call", StartedAt: now.Add(-48 * time.Hour)})
		must(k.t, err)
		must(k.t, k.d.Read(db.WithSight(context.Background(), db.Everyone{}), func(r *db.Reader) error {
			rows, err := k.s.Ops().CardPart(ctx, r, []id.Client{c})
			if err != nil {
				return err
			}
			row := rows[c]
			if row["oldest_open_at"] != debt.PlannedAt || row["next_at"] != next.PlannedAt || row["next_kind"] != "office_visit" || row["reopen_n"] != 0 {
				k.t.Errorf("card %+v", row)
			}
			if row["last_contact"] != k.s.Zone().Date(now.Add(-48*time.Hour)) {
				k.t.Errorf("last contact %v", row["last_contact"])
			}
			day, err := k.s.Ops().OfDay(ctx, r, "o1", k.s.Zone().Date(debt.PlannedAt))
			if err != nil || len(day) != 1 || day[0].Entry != debt.Entry {
				k.t.Errorf("day %v %v", day, err)
			}
			return nil
		}))
	})
}
