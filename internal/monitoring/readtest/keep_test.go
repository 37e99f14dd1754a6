package readtest

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/monitoring/keepsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

func (k *kit) rows(table string) int {
	k.t.Helper()
	var n int
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		var err error
		n, err = db.One[int](k.job(), r, `select count(*) from `+table)
		return err
	}))
	return n
}

// What is over is destroyed with a certificate, what somebody holds stays until two persons lift the hold, and the chain still verifies:
// a destroyed position is told from one that was taken away.
func TestRetention(t *testing.T) {
	each(t, func(k *kit) {
		free, _ := k.fitted("phone-1", regime.FullTrail)
		held, order := k.fitted("phone-2", regime.FullTrail)
		var list []track.Arrived
		k.clock.Advance(2 * time.Hour)
		for i := range 90 {
			at := k.now().Add(time.Duration(i-90) * time.Minute)
			list = append(list, k.point("phone-1", at, 40.5+float64(i)/1e4), k.point("phone-2", at, 40.5))
		}
		k.store(list...)
		k.clock.Advance(24 * time.Hour)
		k.store(k.point("phone-1", k.now(), 40.6), k.point("phone-1", k.now().Add(-25*time.Hour), 40.61)) // one hour of receipt, two days of positions
		k.clock.Advance(3 * time.Hour)
		for range 2 {
			_, err := k.tracks.Digest(k.job())
			k.must(err)
		}
		if n := k.rows("monitoring_cell"); n == 0 {
			k.t.Fatal("no squares")
		}
		today := k.keep.Today()
		k.want(k.keep.Hold(k.officer(), keep.Hold{Client: held}), fault.Forbidden)
		err := k.keep.Hold(k.head(), keep.Hold{Client: held, Order: "x"})
		k.want(err, fault.Invalid)
		if n := len(fault.As(err).Problems); n != 6 {
			k.t.Errorf("%d problems of an empty hold: %+v", n, fault.As(err).Problems)
		}
		k.must(k.keep.Hold(k.head(), keep.Hold{
			Client: held, Order: order, From: today.AddDays(-2), Until: today, Reason: "hold_case", Words: "Идёт следствие по делу 112", Ends: today.AddDays(700),
		}))
		if n, err := k.keep.Sweep(k.job()); err != nil || n != 0 {
			k.t.Fatalf("%d went before their time: %v", n, err)
		}
		// exactly the first day is over: the hour in which both days arrived is left in part
		k.clock.Advance(365 * 24 * time.Hour)
		before := k.rows("monitoring_position")
		_, err = k.keep.Sweep(k.job())
		k.must(err)
		if got := k.rows("monitoring_position"); got != before-91 || before != 182 {
			k.t.Fatalf("%d of %d positions are left", got, before)
		}
		proof, err := k.tracks.Verify(k.job(), free)
		k.must(err)
		if len(proof.Broken) != 0 || proof.Positions != 1 || proof.Destroyed[1] != 91 {
			k.t.Fatalf("after a part: %+v", proof)
		}
		k.clock.Advance(48 * time.Hour)
		_, err = k.keep.Sweep(k.job())
		k.must(err)
		if proof, err = k.tracks.Verify(k.job(), held); err != nil || len(proof.Broken) != 0 || proof.Positions != 90 {
			k.t.Fatalf("held: %+v %v", proof, err)
		}
		state, err := k.keep.State(k.as("a1", access.Auditor, osh))
		k.must(err)
		if len(state.Certificates) < 2 || state.Oldest[keep.Positions] == 0 {
			k.t.Fatalf("%+v", state)
		}
		var gone, kept int64
		for _, c := range state.Certificates {
			if c.State != keep.Closed || len(c.Hash) != 32 || c.By == "" {
				k.t.Errorf("certificate %+v", c)
			}
			if c.Kind == keep.Positions {
				gone, kept = gone+c.Gone, kept+c.Kept
			}
		}
		if gone != 92 || kept == 0 {
			k.t.Errorf("%d went, %d kept", gone, kept)
		}
		if n := k.rows("monitoring_frame"); n != 90 { // of the one who is held
			k.t.Errorf("%d frames are left", n)
		}

		hold, err := k.keep.OfClient(k.head(), held)
		k.must(err)
		lift := keepsvc.Lift{Client: held, Hold: hold[0].ID, Version: 1, Words: "Дело прекращено судом"}
		k.must(k.keep.AskLift(k.head(), lift))
		lift.Version = 2
		k.want(k.keep.AgreeLift(k.head(), lift), fault.Conflict) // two persons
		if _, err = k.keep.Sweep(k.job()); err != nil || k.rows("monitoring_position") != 90 {
			k.t.Fatalf("went before the second person agreed: %v", err)
		}
		k.must(k.keep.AgreeLift(k.as("h2", access.Head, osh), lift))
		_, err = k.keep.Sweep(k.job())
		k.must(err)
		if k.rows("monitoring_position") != 0 || k.rows("monitoring_frame") != 0 || k.rows("monitoring_cell") != 0 {
			k.t.Errorf("something is left: %d %d %d", k.rows("monitoring_position"), k.rows("monitoring_frame"), k.rows("monitoring_cell"))
		}
		if proof, err = k.tracks.Verify(k.job(), held); err != nil || len(proof.Broken) != 0 {
			k.t.Errorf("%+v %v", proof, err)
		}
		_, err = k.keep.Sweep(k.head())
		k.want(err, fault.Forbidden)
	})
}

// A position that somebody took away is no destroyed one: it is told, and what is left of its hour is not destroyed over it.
func TestTamperingIsNotCoveredByRetention(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.fitted("phone-1", regime.FullTrail)
		k.store(k.point("phone-1", k.now(), 40.5), k.point("phone-1", k.now().Add(time.Second), 40.6))
		k.clock.Advance(3 * time.Hour)
		_, err := k.tracks.Digest(k.job())
		k.must(err)
		k.must(k.d.System(k.job(), "test", func(tx *db.Tx) error {
			_, err := tx.Exec(k.job(), `delete from monitoring_position where arrival = 2`)
			return err
		}))
		k.clock.Advance(400 * 24 * time.Hour)
		_, err = k.keep.Sweep(k.job())
		k.must(err)
		proof, err := k.tracks.Verify(k.job(), c)
		k.must(err)
		if len(proof.Broken) != 1 || proof.Broken[0].N != 1 || proof.Broken[0].Want != 2 {
			k.t.Errorf("%+v", proof)
		}
	})
}
