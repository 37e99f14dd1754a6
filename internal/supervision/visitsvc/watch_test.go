package visitsvc_test

import (
	"context"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsamplesvc"
)

// substantive writes a visit that goes beyond the administrative.
func (k *kit) substantive(ctx context.Context, c id.Client) string {
	k.t.Helper()
	in := k.record(c)
	in.Worked, in.Answers = []visit.Step{{ID: "step1"}}, map[string][]string{"client_words": {"хочу работать"}}
	in.Steps = []visit.Agreed{{What: "пойти в центр"}}
	key, err := k.s.Record(ctx, in)
	must(k.t, err)
	return key
}

func TestAHeadReadsASample(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx, head := k.client(osh, "o1"), k.as("o1", access.Officer, osh), k.as("h", access.Head, osh)
		for range 7 {
			k.substantive(ctx, c)
		}
		_, err := k.s.Record(ctx, k.record(c))
		must(t, err)
		month := visit.Month(k.s.Today())
		k.want(k.samples.Draw(head, osh, month), fault.Conflict)
		k.clock.Advance(40 * 24 * time.Hour)
		k.want(k.samples.Draw(ctx, osh, month), fault.Forbidden)
		k.want(k.samples.Draw(head, bishkek, month), fault.NotFound)
		must(t, k.samples.Draw(head, osh, month))
		must(t, k.samples.Draw(head, osh, month))
		out, err := k.samples.Samples(head, osh, month)
		must(t, err)
		if len(out.List) != visit.SampleSize {
			t.Fatalf("%d visits drawn, drawing twice", len(out.List))
		}
		if len(out.Shares) != 1 || out.Shares[0].Contacts != 8 || out.Shares[0].Substantive != 7 {
			t.Errorf("shares %+v", out.Shares)
		}
		x := out.List[0]
		judge := visitsamplesvc.Judge{Client: c, Sample: x.ID, Version: x.Version, Verdict: visit.Disputed}
		k.at(k.samples.Judge(head, judge), "note")
		judge.Note = "слов клиента нет, только пересказ"
		k.want(k.samples.Judge(ctx, judge), fault.Forbidden)
		k.want(k.samples.Judge(k.as("o1", access.Head, osh), judge), fault.Conflict)
		must(t, k.samples.Judge(head, judge))
		k.want(k.samples.Judge(head, judge), fault.Conflict)
		out, err = k.samples.Samples(head, osh, month)
		must(t, err)
		if out.Shares[0].Substantive != 6 || out.Shares[0].Disputed != 1 || out.List[0].Note != judge.Note {
			t.Errorf("after the dispute %+v, %+v", out.Shares, out.List[0])
		}
		far, err := k.samples.Samples(k.as("h2", access.Head, bishkek), osh, month)
		must(t, err)
		if len(far.List) != 0 || len(far.Shares) != 0 {
			t.Errorf("another office sees %+v", far)
		}
	})
}

func TestAnOverdueReturnIsTold(t *testing.T) {
	each(t, func(k *kit) {
		var told []access.Notice
		k.s.Ops().Tell = func(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
			told = append(told, n)
			return nil
		}
		c, ctx, head := k.client(osh, "o1"), k.as("o1", access.Officer, osh), k.as("h", access.Head, osh)
		in := visit.Safety{Client: c, BackBy: k.d.Now().Add(-time.Hour)}
		k.at(k.s.PlanSafety(ctx, in), "place", "back")
		in.Place, in.Companions, in.BackBy = "Ак-Өргө", "участковый", k.d.Now().Add(2*time.Hour)
		k.want(k.s.PlanSafety(k.as("o2", access.Officer, osh), in), fault.Forbidden)
		must(t, k.s.PlanSafety(ctx, in))
		job := accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test"}), access.Rights{System: true, Now: k.d.Now()})
		n, err := k.s.AlertOverdue(job)
		must(t, err)
		if n != 0 {
			t.Fatal("told before the hour")
		}
		k.clock.Advance(3 * time.Hour)
		for _, want := range []int{1, 0} {
			n, err = k.s.AlertOverdue(job)
			must(t, err)
			if n != want {
				t.Errorf("told of %d, want %d", n, want)
			}
		}
		if len(told) == 0 || told[0].Kind != "visit_overdue" || told[0].Data["account"] != "o1" {
			t.Errorf("told %+v", told)
		}
		list, err := k.s.Outside(head)
		must(t, err)
		if len(list) != 1 || list[0].Place != "Ак-Өргө" || !list[0].Overdue(k.d.Now()) {
			t.Fatalf("outside %+v", list)
		}
		none, err := k.s.Outside(k.as("o2", access.Officer, osh))
		must(t, err)
		if len(none) != 0 {
			t.Error("a colleague sees where an officer goes")
		}
		k.want(k.s.Back(k.as("o2", access.Officer, osh), list[0].ID, list[0].Version), fault.NotFound)
		must(t, k.s.Back(ctx, list[0].ID, list[0].Version))
		k.want(k.s.Back(ctx, list[0].ID, list[0].Version), fault.NotFound)
		_, err = k.s.AlertOverdue(ctx)
		k.want(err, fault.Forbidden)
	})
}
