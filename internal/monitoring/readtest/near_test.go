package readtest

import (
	"slices"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

func (k *kit) ask(from, until time.Duration) near.Request {
	now := k.DB.Now()
	return near.Request{
		Office: osh, Basis: "near_criminal", Case: "КД-112/26", Words: "Кража в магазине, следователь спрашивает, кто был рядом", Place: zone.At(40.5, 72.8), Radius: 200,
		From: now.Add(from), Until: now.Add(until),
	}
}

// Who was near is asked by one, approved by another, run once, frozen, and seen by these two alone; who is out of sight is in no number.
func TestWhoWasNear(t *testing.T) {
	each(t, func(k *kit) {
		at, _ := k.Fitted("phone-1", regime.FullTrail)
		hidden, _ := k.Fitted("phone-2", regime.FullTrail)
		k.Fitted("phone-3", regime.ZonesOnly)
		far, _ := k.Fitted("phone-4", regime.FullTrail)
		k.Clock.Advance(10 * time.Minute)
		now := k.Now()
		k.Store(k.Point("phone-1", now, 40.5001), k.Point("phone-2", now, 40.5), k.Point("phone-3", now, 40.5), k.Point("phone-4", now, 40.51))
		k.Clock.Advance(time.Hour)
		head, region, other := k.Chief(), k.As("r1", access.Regional, osh), k.As("r2", access.Regional, osh)
		k.Must(k.DB.Write(k.Job(), func(tx *db.Tx) error {
			if err := tx.Update(k.Job(), "access_client", string(hidden), db.Row{"restricted": true}); err != nil {
				return err
			}
			return tx.Record(k.Job(), access.RestrictClient, "life")
		}))

		_, err := k.near.Ask(k.Officer(), k.ask(-2*time.Hour, 0))
		k.Want(err, fault.Forbidden)
		_, err = k.near.Ask(head, near.Request{Radius: 5000, From: k.DB.Now().Add(-13 * time.Hour), Until: k.DB.Now()})
		k.Want(err, fault.Invalid)
		fields := ""
		for _, p := range fault.As(err).Problems {
			fields += p.Field + " "
		}
		if fields != "basis case_number words lat lon radius until office " {
			k.T.Errorf("problems of %s", fields)
		}
		q, err := k.near.Ask(head, k.ask(-2*time.Hour, 0))
		k.Must(err)
		k.Want(k.near.Run(head, q, 1), fault.Conflict)                                                      // nobody has approved it
		k.Want(k.near.Decide(head, nearsvc.Decide{Request: q, Version: 1, Approve: true}), fault.Forbidden) // a head may not
		k.Want(k.near.Decide(region, nearsvc.Decide{Request: q, Version: 1}), fault.Invalid)                // refused without words
		k.Must(k.near.Decide(region, nearsvc.Decide{Request: q, Version: 1, Approve: true}))
		k.Want(k.near.Decide(other, nearsvc.Decide{Request: q, Version: 2, Approve: true}), fault.NotFound)
		k.Want(k.near.Run(region, q, 2), fault.NotFound) // the asker alone
		k.Must(k.near.Run(head, q, 2))
		k.Want(k.near.Run(head, q, 3), fault.Conflict) // once

		if want := []string{string(osh) + " not h1 monitoring_near_waits 1 ", "h1 monitoring_near_approved 1 "}; !slices.Equal(k.notices, want) {
			k.T.Errorf("told %q, want %q", k.notices, want)
		}
		res, err := k.near.Result(head, q)
		k.Must(err)
		if len(res.Found) != 1 || res.Found[0].Client != at || !res.Found[0].Certain || !res.Found[0].Whole || res.Found[0].Hit.Nearest > 12 || res.Found[0].Hit.Nearest < 10 {
			k.T.Fatalf("found %+v", res.Found)
		}
		same, err := k.near.Result(region, q)
		k.Must(err)
		if string(same.Hash) != string(res.Hash) || same.Case != "КД-112/26" {
			k.T.Error("the approver sees something else")
		}
		_, err = k.near.Result(other, q)
		k.Want(err, fault.NotFound)
		if list, err := k.near.List(other); err != nil || len(list) != 0 {
			k.T.Errorf("another sees %d requests: %v", len(list), err)
		}
		var about []id.Client
		for _, e := range k.Book.Entries() {
			if e.Action == access.AskNear {
				about = append(about, e.Clients()...)
			}
		}
		if len(about) != 1 || about[0] != at {
			k.T.Errorf("the record tells of %v, want %s alone (not %s, not %s)", about, at, hidden, far)
		}
		k.Must(k.DB.Write(k.Job(), func(tx *db.Tx) error { // restricted later: gone from the result and from its numbers
			if err := tx.Update(k.Job(), "access_client", string(at), db.Row{"restricted": true}); err != nil {
				return err
			}
			return tx.Record(k.Job(), access.RestrictClient, "life")
		}))
		if res, err = k.near.Result(head, q); err != nil || len(res.Found) != 0 {
			k.T.Errorf("%+v %v", res, err)
		}
	})
}

// An approval that nobody used in time is worth nothing any more.
func TestApprovalsExpire(t *testing.T) {
	each(t, func(k *kit) {
		q, err := k.near.Ask(k.Chief(), k.ask(-2*time.Hour, 0))
		k.Must(err)
		k.Must(k.near.Decide(k.As("r1", access.Regional, osh), nearsvc.Decide{Request: q, Version: 1, Approve: true}))
		k.Clock.Advance(8 * 24 * time.Hour)
		k.Want(k.near.Run(k.Chief(), q, 2), fault.Conflict)
	})
}
