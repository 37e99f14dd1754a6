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
	k.T.Helper()
	var n int
	k.Must(k.DB.Read(k.Job(), func(r *db.Reader) error {
		var err error
		n, err = db.One[int](k.Job(), r, `select count(*) from `+table)
		return err
	}))
	return n
}

// What is over is destroyed with a certificate, what somebody holds stays until two persons lift the hold, and the chain still verifies:
// a destroyed position is told from one that was taken away.
func TestRetention(t *testing.T) {
	each(t, func(k *kit) {
		free, _ := k.Fitted("phone-1", regime.FullTrail)
		held, order := k.Fitted("phone-2", regime.FullTrail)
		var list []track.Arrived
		k.Clock.Advance(2 * time.Hour)
		for i := range 90 {
			at := k.Now().Add(time.Duration(i-90) * time.Minute)
			list = append(list, k.Point("phone-1", at, 40.5+float64(i)/1e4), k.Point("phone-2", at, 40.5))
		}
		k.Store(list...)
		k.Clock.Advance(24 * time.Hour)
		k.Store(k.Point("phone-1", k.Now(), 40.6), k.Point("phone-1", k.Now().Add(-25*time.Hour), 40.61)) // one hour of receipt, two days of positions
		k.Clock.Advance(3 * time.Hour)
		for range 2 {
			_, err := k.Tracks.Digest(k.Job())
			k.Must(err)
		}
		if n := k.rows("monitoring_cell"); n == 0 {
			k.T.Fatal("no squares")
		}
		today := k.keep.Today()
		k.Want(k.keep.Hold(k.Officer(), keep.Hold{Client: held}), fault.Forbidden)
		err := k.keep.Hold(k.Chief(), keep.Hold{Client: held, Order: "x"})
		k.Want(err, fault.Invalid)
		if n := len(fault.As(err).Problems); n != 6 {
			k.T.Errorf("%d problems of an empty hold: %+v", n, fault.As(err).Problems)
		}
		k.Must(k.keep.Hold(k.Chief(), keep.Hold{
			Client: held, Order: order, From: today.AddDays(-2), Until: today, Reason: "hold_case", Words: "Идёт следствие по делу 112", Ends: today.AddDays(700),
		}))
		if n, err := k.keep.Sweep(k.Job()); err != nil || n != 0 {
			k.T.Fatalf("%d went before their time: %v", n, err)
		}
		// exactly the first day is over: the hour in which both days arrived is left in part
		k.Clock.Advance(365 * 24 * time.Hour)
		before := k.rows("monitoring_position")
		_, err = k.keep.Sweep(k.Job())
		k.Must(err)
		if got := k.rows("monitoring_position"); got != before-91 || before != 182 {
			k.T.Fatalf("%d of %d positions are left", got, before)
		}
		proof, err := k.Tracks.Verify(k.Job(), free)
		k.Must(err)
		if len(proof.Broken) != 0 || proof.Positions != 1 || proof.Destroyed[1] != 91 {
			k.T.Fatalf("after a part: %+v", proof)
		}
		k.Clock.Advance(48 * time.Hour)
		_, err = k.keep.Sweep(k.Job())
		k.Must(err)
		if proof, err = k.Tracks.Verify(k.Job(), held); err != nil || len(proof.Broken) != 0 || proof.Positions != 90 {
			k.T.Fatalf("held: %+v %v", proof, err)
		}
		state, err := k.keep.State(k.As("a1", access.Auditor, osh))
		k.Must(err)
		if len(state.Certificates) < 2 || state.Oldest[keep.Positions] == 0 {
			k.T.Fatalf("%+v", state)
		}
		var gone, kept int64
		for _, c := range state.Certificates {
			if c.State != keep.Closed || len(c.Hash) != 32 || c.By == "" {
				k.T.Errorf("certificate %+v", c)
			}
			if c.Kind == keep.Positions {
				gone, kept = gone+c.Gone, kept+c.Kept
			}
		}
		if gone != 92 || kept == 0 {
			k.T.Errorf("%d went, %d kept", gone, kept)
		}
		if n := k.rows("monitoring_frame"); n != 90 { // of the one who is held
			k.T.Errorf("%d frames are left", n)
		}

		hold, err := k.keep.OfClient(k.Chief(), held)
		k.Must(err)
		lift := keepsvc.Lift{Client: held, Hold: hold[0].ID, Version: 1, Words: "Дело прекращено судом"}
		k.Must(k.keep.AskLift(k.Chief(), lift))
		lift.Version = 2
		k.Want(k.keep.AgreeLift(k.Chief(), lift), fault.Conflict) // two persons
		if _, err = k.keep.Sweep(k.Job()); err != nil || k.rows("monitoring_position") != 90 {
			k.T.Fatalf("went before the second person agreed: %v", err)
		}
		k.Must(k.keep.AgreeLift(k.As("h2", access.Head, osh), lift))
		_, err = k.keep.Sweep(k.Job())
		k.Must(err)
		if k.rows("monitoring_position") != 0 || k.rows("monitoring_frame") != 0 || k.rows("monitoring_cell") != 0 {
			k.T.Errorf("something is left: %d %d %d", k.rows("monitoring_position"), k.rows("monitoring_frame"), k.rows("monitoring_cell"))
		}
		if proof, err = k.Tracks.Verify(k.Job(), held); err != nil || len(proof.Broken) != 0 {
			k.T.Errorf("%+v %v", proof, err)
		}
		_, err = k.keep.Sweep(k.Chief())
		k.Want(err, fault.Forbidden)
	})
}

// A position that somebody took away is no destroyed one: it is told, and what is left of its hour is not destroyed over it.
func TestTamperingIsNotCoveredByRetention(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.Fitted("phone-1", regime.FullTrail)
		k.Store(k.Point("phone-1", k.Now(), 40.5), k.Point("phone-1", k.Now().Add(time.Second), 40.6))
		k.Clock.Advance(3 * time.Hour)
		_, err := k.Tracks.Digest(k.Job())
		k.Must(err)
		k.Must(k.DB.System(k.Job(), "test", func(tx *db.Tx) error {
			_, err := tx.Exec(k.Job(), `delete from monitoring_position where arrival = 2`)
			return err
		}))
		k.Clock.Advance(400 * 24 * time.Hour)
		_, err = k.keep.Sweep(k.Job())
		k.Must(err)
		proof, err := k.Tracks.Verify(k.Job(), c)
		k.Must(err)
		if len(proof.Broken) != 1 || proof.Broken[0].N != 1 || proof.Broken[0].Want != 2 {
			k.T.Errorf("%+v", proof)
		}
	})
}
