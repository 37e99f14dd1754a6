package standardsvc_test

import (
	"context"
	"slices"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/supervisionsvc"
)

// proposed proposes as the officer and gives the entry with the version on the page.
func (k *kit) proposed(c id.Client, x standard.Exemption) (entry, row string) {
	k.t.Helper()
	entry, err := k.s.Propose(k.officer, standardsvc.Propose{Client: c, Exemption: x})
	must(k.t, err)
	return entry, k.row(c, entry)
}

func (k *kit) row(c id.Client, entry string) string {
	k.t.Helper()
	x, _, err := k.s.Exemption(k.officer, c, entry)
	must(k.t, err)
	return x.Row
}

func (k *kit) approve(c id.Client, entry string) {
	k.t.Helper()
	must(k.t, k.s.Decide(k.head, standardsvc.Decide{Client: c, Entry: entry, Row: k.row(c, entry), Agree: true}))
}

func TestAnExemptionHoldsOnceAnotherPersonApproves(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		if got := k.due(c, standard.Office); got != 4 {
			t.Fatalf("by the table: %d", got)
		}
		entry, row := k.proposed(c, illness())
		if got := k.due(c, standard.Office); got != 4 {
			t.Errorf("proposed only: %d", got)
		}
		if !slices.Contains(k.told, "head exemption_proposed") {
			t.Errorf("told: %v", k.told)
		}
		k.want(k.s.Decide(k.officer, standardsvc.Decide{Client: c, Entry: entry, Row: row, Agree: true}), fault.Forbidden)
		k.want(k.s.Decide(k.as("h1", access.Head), standardsvc.Decide{Client: c, Entry: entry, Row: "other", Agree: true}), fault.Conflict)
		must(t, k.s.Decide(k.head, standardsvc.Decide{Client: c, Entry: entry, Row: row, Agree: true}))
		if got := k.due(c, standard.Office); got != 1 {
			t.Errorf("approved: %d", got)
		}
		if k.weighed != 1 || !slices.Contains(k.told, "o1 exemption_approved") {
			t.Errorf("weighed %d, told %v", k.weighed, k.told)
		}
		k.want(k.s.Decide(k.head, standardsvc.Decide{Client: c, Entry: entry, Row: k.row(c, entry)}), fault.Conflict) // decided already
		x, old, err := k.s.Exemption(k.officer, c, entry)
		must(t, err)
		if x.State != standard.Approved || len(old) != 1 || old[0].State != standard.Proposed || x.Note != "Справка № 5" || x.DecidedBy != "h1" {
			t.Errorf("%+v, before it %+v", x, old)
		}
	})
}

func TestWhoProposedIsNotTheSecondPerson(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		entry, err := k.s.Propose(k.head, standardsvc.Propose{Client: c, Exemption: illness()})
		must(t, err)
		k.want(k.s.Decide(k.head, standardsvc.Decide{Client: c, Entry: entry, Row: k.row(c, entry), Agree: true}), fault.Forbidden)
		list, err := k.s.Waiting(k.as("h2", access.Head))
		must(t, err)
		if len(list) != 1 || list[0].Entry != entry {
			t.Errorf("waiting: %+v", list)
		}
		other := k.as("h2", access.Head)
		k.want(k.s.Decide(other, standardsvc.Decide{Client: c, Entry: entry, Row: k.row(c, entry)}), fault.Invalid) // a refusal says why
		must(t, k.s.Decide(other, standardsvc.Decide{Client: c, Entry: entry, Row: k.row(c, entry), Answer: "Справка не о клиенте"}))
		if got := k.due(c, standard.Office); got != 4 {
			t.Errorf("refused: %d", got)
		}
	})
}

func TestEverythingWrongIsToldAtOnce(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		_, err := k.s.Propose(k.officer, standardsvc.Propose{Client: c})
		k.want(err, fault.Invalid)
		if f := fields(err); !f["kind"] || !f["from"] || !f["until"] || !f["note"] {
			t.Errorf("an empty form: %v", f)
		}
		x := illness()
		x.Visits = rulebook.Cell{}
		x.Days.To = x.Days.From.AddDays(-1)
		x.Remote = standard.RemoteAgreed{Code: "office_visit"}
		_, err = k.s.Propose(k.officer, standardsvc.Propose{Client: c, Exemption: x})
		if f := fields(err); !f["visits"] || !f["until"] || !f["remote_kind"] {
			t.Errorf("%v", f)
		}
		x = season()
		x.PlaceKind, x.Place, x.Body, x.Remote, x.Every = "moon", "", "", standard.RemoteAgreed{}, 3
		_, err = k.s.Propose(k.officer, standardsvc.Propose{Client: c, Exemption: x})
		if f := fields(err); !f["place_kind"] || !f["place"] || !f["body"] || !f["remote_kind"] || !f["every"] {
			t.Errorf("%v", f)
		}
		x = illness()
		x.Reason = rulebook.ExemptMinor
		_, err = k.s.Propose(k.officer, standardsvc.Propose{Client: c, Exemption: x})
		if f := fields(err); !f["kind"] {
			t.Errorf("minor: %v", f)
		}
		k.proposed(c, illness())
		_, err = k.s.Propose(k.officer, standardsvc.Propose{Client: c, Exemption: illness()})
		if f := fields(err); !f["from"] {
			t.Errorf("twice: %v", f)
		}
		_, err = k.s.Propose(k.as("o2", access.Officer), standardsvc.Propose{Client: c, Exemption: illness()})
		k.want(err, fault.Forbidden) // seen, and not o2's client
		_, err = k.s.Client(k.as("o9", access.Analyst), c, 1)
		k.want(err, fault.NotFound)
	})
}

func TestEndedEarlyAndCorrected(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		entry, _ := k.proposed(c, illness())
		k.want(k.s.End(k.officer, standardsvc.End{Client: c, Entry: entry, Row: k.row(c, entry), On: civil.MustDate("2026-03-15"), Why: "x"}), fault.Conflict)
		k.approve(c, entry)
		err := k.s.End(k.officer, standardsvc.End{Client: c, Entry: entry, Row: k.row(c, entry), On: civil.MustDate("2026-04-15")})
		if f := fields(err); !f["ended_on"] || !f["ended_why"] {
			t.Errorf("%v", f)
		}
		// a correction of words stands at once, one of numbers waits for the second person again
		x := illness()
		x.Note = "Справка № 6"
		why := person.Why{Reason: "typing"}
		must(t, k.s.Correct(k.officer, standardsvc.Correct{Client: c, Entry: entry, Row: k.row(c, entry), Exemption: x, Why: why}))
		if now, _, err := k.s.Exemption(k.officer, c, entry); err != nil || now.State != standard.Approved || now.Note != x.Note {
			t.Errorf("%+v %v", now, err)
		}
		x.Visits.N = 0
		k.want(k.s.Correct(k.officer, standardsvc.Correct{Client: c, Entry: entry, Row: k.row(c, entry), Exemption: x}), fault.Invalid) // without a reason
		must(t, k.s.Correct(k.officer, standardsvc.Correct{Client: c, Entry: entry, Row: k.row(c, entry), Exemption: x, Why: why}))
		if got := k.due(c, standard.Office); got != 4 {
			t.Errorf("corrected and not approved again: %d", got)
		}
		k.approve(c, entry)
		if got := k.due(c, standard.Office); got != 0 {
			t.Errorf("approved again: %d", got)
		}
		must(t, k.s.End(k.officer, standardsvc.End{Client: c, Entry: entry, Row: k.row(c, entry), On: civil.MustDate("2026-03-15"), Why: "Выздоровел"}))
		if got := k.due(c, standard.Office); got != 2 {
			t.Errorf("ended in the middle: %d", got)
		}
		_, old, err := k.s.Exemption(k.officer, c, entry)
		must(t, err)
		if len(old) != 5 {
			t.Errorf("%d earlier versions", len(old))
		}
	})
}

func TestASeasonGoesByCallsAndConfirmations(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		entry, _ := k.proposed(c, season())
		k.approve(c, entry)
		if office, remote := k.due(c, standard.Office), k.due(c, standard.Remote); office != 0 || remote != 2 {
			t.Errorf("office %d, remote %d", office, remote)
		}
		_, err := k.work.LogContact(k.officer, supervisionsvc.LogContact{Client: c, Kind: "phone_call", Text: "Позвонил"})
		must(t, err)
		_, err = k.work.LogContact(k.officer, supervisionsvc.LogContact{Client: c, Kind: "no_coverage", Text: "Нет связи", StartedAt: k.d.Now().Add(-25 * 3600e9)})
		must(t, err)
		b, err := k.s.Client(k.officer, c, 2)
		must(t, err)
		if n := b.Months[0].Find(standard.Remote); n.Done != 1 || n.Service != 1 {
			t.Errorf("%+v", n)
		}
		// confirmation of 3 March is awaited today; asked for in vain, then received
		due := civil.MustDate("2026-03-03")
		confirm := standardsvc.Confirm{Client: c, Exemption: entry, Due: due}
		k.want(k.s.Confirm(k.officer, confirm), fault.Invalid)
		confirm.Note = "Звонила в айыл өкмөтү"
		must(t, k.s.Confirm(k.officer, confirm))
		s := k.standing(c)
		if s.Confirm != due || s.Late != 5 { // two calls of February, and three visits of January from the 10th
			t.Errorf("%+v", s)
		}
		confirm.Received = civil.MustDate("2026-03-02")
		must(t, k.s.Confirm(k.officer, confirm))
		if s := k.standing(c); s.Confirm != civil.MustDate("2026-04-02") {
			t.Errorf("%+v", s)
		}
		confirm.Due = civil.MustDate("2026-03-04")
		k.want(k.s.Confirm(k.officer, confirm), fault.Invalid) // nobody agreed on that day
		spans := k.seasons(c)
		if len(spans) != 1 || !spans[0].Remote || spans[0].Entry != entry {
			t.Errorf("%+v", spans)
		}
	})
}

func (k *kit) standing(c id.Client) standard.Standing {
	k.t.Helper()
	var out standard.Standing
	must(k.t, k.d.Read(k.officer, func(r *db.Reader) error {
		all, err := k.s.Ops().Stand(k.officer, r, []standardsvc.Case{k.cases[c]})
		out = all[c]
		return err
	}))
	return out
}

func (k *kit) seasons(c id.Client) (out []standardSpan) {
	k.t.Helper()
	must(k.t, k.d.Read(k.officer, func(r *db.Reader) error {
		list, err := k.s.Ops().Seasons(context.WithoutCancel(k.officer), r, c)
		for _, s := range list {
			out = append(out, standardSpan{s.Remote, s.Entry})
		}
		return err
	}))
	return out
}

type standardSpan struct {
	Remote bool
	Entry  string
}
