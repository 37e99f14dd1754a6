package job_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/testkit"
)

func run(t *testing.T, r *job.Runner, now civil.Instant) int {
	t.Helper()
	n, err := r.RunDue(context.Background(), now)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSweepsRunWhenDueAndSurviveARestart(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		var runs []civil.Instant
		make := func() *job.Runner {
			r := job.New(job.Options{DB: d})
			r.Schedule(job.Sweep{Name: "test.terms", Next: job.Every(time.Hour), Run: func(ctx context.Context, now civil.Instant) error {
				if a := actor.From(ctx); a.Kind != actor.Job || a.Name != "test.terms" {
					t.Errorf("acts as %+v", a)
				}
				runs = append(runs, now)
				return nil
			}})
			return r
		}
		now := d.Now()
		first := make()
		if run(t, first, now) != 1 || run(t, first, now) != 0 || run(t, make(), now.Add(59*time.Minute)) != 0 {
			t.Error("not once an hour")
		}
		if run(t, make(), now.Add(50*time.Hour)) != 1 || len(runs) != 2 {
			t.Errorf("after two days off it ran %d times", len(runs)-1)
		}
	})
}

func TestAFailingSweepWaitsLongerEachTimeAndHoldsUpNobody(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		good := 0
		r := job.New(job.Options{DB: d})
		r.Schedule(
			job.Sweep{Name: "test.bad", Next: job.Every(time.Hour), Run: func(context.Context, civil.Instant) error { return errors.New("pin 12345678901234") }},
			job.Sweep{Name: "test.panic", Next: job.Every(time.Hour), Run: func(context.Context, civil.Instant) error { panic("no") }},
			job.Sweep{Name: "test.good", Next: job.Every(time.Minute), Run: func(context.Context, civil.Instant) error { good++; return nil }})
		now := d.Now()
		run(t, r, now)
		run(t, r, now.Add(time.Minute))
		run(t, r, now.Add(2*time.Minute))
		states, err := r.States(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if good != 3 || states[0].Failures != 2 || states[0].Next != now.Add(3*time.Minute) || states[0].Error != "internal" {
			t.Errorf("good ran %d times; %+v", good, states[0])
		}
	})
}

func TestTwoNodesShareTheWork(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		var runs atomic.Int32
		ctx := context.Background()
		var nodes [4]*job.Runner
		for i := range nodes {
			nodes[i] = job.New(job.Options{DB: d})
			nodes[i].Handle("test.task", func(context.Context, []byte) error { runs.Add(1); return nil })
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for range 30 {
				if err := nodes[0].Insert(ctx, tx, "test.task", map[string]string{"id": "x"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, n := range nodes {
			wg.Go(func() { run(t, n, d.Now()) })
		}
		wg.Wait()
		if runs.Load() != 30 {
			t.Errorf("30 tasks ran %d times", runs.Load())
		}
	})
}

func TestTasksFollowTheirTransaction(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := context.Background()
		fail, ran := true, 0
		r := job.New(job.Options{DB: d})
		r.Handle("test.task", func(_ context.Context, args []byte) error {
			if ran++; string(args) != `{"id":"x"}` {
				t.Errorf("args %s", args)
			}
			if fail {
				return errors.New("not yet")
			}
			return nil
		})
		put := func(after error) {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if err := r.Insert(ctx, tx, "test.task", map[string]string{"id": "x"}); err != nil {
					return err
				}
				return after
			})
			if !errors.Is(err, after) {
				t.Fatal(err)
			}
		}
		put(errors.New("rolled back"))
		now := d.Now()
		if run(t, r, now) != 0 {
			t.Error("a task of a transaction that was rolled back ran")
		}
		put(nil)
		now = d.Now()
		if run(t, r, now) != 1 || run(t, r, now.Add(30*time.Second)) != 0 {
			t.Error("a failing task does not wait")
		}
		fail = false
		if run(t, r, now.Add(time.Minute)) != 1 || run(t, r, now.Add(time.Hour)) != 0 || ran != 2 {
			t.Errorf("ran %d times", ran)
		}
		waiting, dead, err := r.Backlog(ctx)
		if err != nil || waiting != 0 || dead != 0 {
			t.Errorf("%d waiting, %d dead, %v", waiting, dead, err)
		}
		if err := r.Housekeeping().Run(ctx, now.Add(8*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAStoppedNodesWorkIsTakenOver(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		stopped, cancel := context.WithCancel(context.Background())
		first, second := job.New(job.Options{DB: d}), job.New(job.Options{DB: d})
		first.Schedule(job.Sweep{Name: "test.long", Next: job.Every(time.Hour), Run: func(context.Context, civil.Instant) error {
			cancel() // the machine dies here
			return nil
		}})
		ran := 0
		second.Schedule(job.Sweep{Name: "test.long", Next: job.Every(time.Hour), Run: func(context.Context, civil.Instant) error { ran++; return nil }})
		now := d.Now()
		if _, err := first.RunDue(stopped, now); err != nil && stopped.Err() == nil {
			t.Fatal(err)
		}
		run(t, second, now.Add(9*time.Minute))
		if ran != 0 {
			t.Error("taken over while the lease lasts")
		}
		run(t, second, now.Add(10*time.Minute))
		if ran != 1 {
			t.Error("not taken over")
		}
	})
}

func TestStartRunsInsertedTasksAndStops(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := context.Background()
		done := make(chan struct{})
		r := job.New(job.Options{DB: d, Poll: time.Hour})
		r.Handle("test.task", func(context.Context, []byte) error { close(done); return nil })
		r.Start(ctx)
		if err := d.Write(ctx, func(tx *db.Tx) error { return r.Insert(ctx, tx, "test.task", nil) }); err != nil {
			t.Fatal(err)
		}
		<-done
		if err := r.Stop(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

func TestDaily(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	next := job.Daily(zone, 0, 5)
	morning := civil.At(time.Date(2026, 3, 3, 8, 55, 0, 0, zone))
	if got := next(morning).Time().In(zone).Format("02.01 15:04"); got != "04.03 00:05" {
		t.Error(got)
	}
	if got := next(next(morning)).Time().In(zone).Format("02.01 15:04"); got != "05.03 00:05" {
		t.Error(got)
	}
}
