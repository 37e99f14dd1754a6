package readtest

import (
	"slices"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// alert writes an alert with one act in words; an open one is neither dealt with nor over.
func (k *kit) alert(key string, client id.Client, order string, open bool) {
	k.T.Helper()
	k.Must(k.DB.Write(k.Job(), func(tx *db.Tx) error {
		explain, err := k.Seal.SealText(k.Job(), tx, client, "monitoring_alert", "explain", key, `{}`)
		if err != nil {
			return err
		}
		words, err := k.Seal.SealText(k.Job(), tx, client, "monitoring_act", "words", key, "звонили матери")
		if err != nil {
			return err
		}
		row := db.Row{
			"id": key, "client_id": client, "monitoring_id": order, "regime": "house_arrest", "rule": "silent", "class": "technical", "severity": 1, "from_at": tx.Now,
			"decided_at": tx.Now, "raised_at": tx.Now, "raised_by": 1, "told_at": tx.Now, "updates": 0, "late": false, "drill": false, "endangers": false, "weakens": false,
			"explain": explain, "state": "raised", "version": 1,
		}
		if !open {
			row["state"], row["until_at"], row["resolved_at"], row["resolved_by"], row["reason"] = "resolved", tx.Now, tx.Now, "account:d1", "fault"
		}
		if err := tx.Insert(k.Job(), "monitoring_alert", row); err != nil {
			return err
		}
		if err := tx.Insert(k.Job(), "monitoring_act", db.Row{
			"id": key, "client_id": client, "alert_id": key, "what": "note", "words": words, "recorded_at": tx.Now, "recorded_by": "account:d1",
		}); err != nil {
			return err
		}
		return tx.Record(k.Job(), access.WorkAlerts, "", fact.New("monitoring.alert_note", client, "alert", key))
	}))
}

// whole lists the alerts whose explanation and words are both there, and those of which both are gone under a certificate.
func (k *kit) whole() (there, gone []string) {
	k.T.Helper()
	type row struct {
		ID             string
		Explain, Words []byte
		Certificate    int
		Raised         civil.Instant
	}
	k.Must(k.DB.Read(k.Job(), func(r *db.Reader) error {
		rows, err := db.All[row](k.Job(), r, `select c.id, c.explain, a.words, coalesce(c.certificate, 0), c.raised_at from monitoring_alert c join monitoring_act a on a.alert_id = c.id
			where {visible c.client_id} order by c.id`)
		for _, x := range rows {
			switch {
			case len(x.Explain) > 0 && len(x.Words) > 0 && x.Certificate == 0:
				there = append(there, x.ID)
			case len(x.Explain)+len(x.Words) == 0 && x.Certificate > 0 && !x.Raised.IsZero():
				gone = append(gone, x.ID)
			default:
				k.T.Errorf("half of %+v", x)
			}
		}
		return err
	}))
	return there, gone
}

// A closed alert whose time is over loses its explanation and the words of those who worked on it, with a certificate; an open one never
// does, nor one that is held, nor one that was closed later.
func TestRetentionOfAlerts(t *testing.T) {
	each(t, func(k *kit) {
		free, order := k.Fitted("phone-1", regime.FullTrail)
		held, other := k.Fitted("phone-2", regime.FullTrail)
		k.alert("closed", free, order, false)
		k.alert("open", free, order, true)
		k.alert("held", held, other, false)
		today := k.keep.Today()
		k.Must(k.keep.Hold(k.Chief(), keep.Hold{
			Client: held, From: today, Until: today, Reason: "hold_case", Words: "Идёт следствие по делу 112", Ends: today.AddDays(1200), Authority: " Следственный отдел ", Paper: "17-112",
		}))
		holds, err := k.keep.Standing(k.Chief())
		k.Must(err)
		if len(holds) != 1 || holds[0].Authority != "Следственный отдел" || holds[0].Paper != "17-112" {
			t.Errorf("who asked for the hold: %+v", holds)
		}
		k.Clock.Advance(1095 * 24 * time.Hour)
		k.alert("late", free, order, false)
		if _, err := k.keep.Sweep(k.Job()); err != nil {
			t.Fatal(err)
		}
		if there, gone := k.whole(); len(there) != 4 || len(gone) != 0 {
			t.Fatalf("went on the last day of its term: %v %v", there, gone)
		}
		k.Clock.Advance(24 * time.Hour)
		if _, err := k.keep.Sweep(k.Job()); err != nil {
			t.Fatal(err)
		}
		if there, gone := k.whole(); !slices.Equal(there, []string{"held", "late", "open"}) || !slices.Equal(gone, []string{"closed"}) {
			t.Fatalf("there %v, gone %v", there, gone)
		}
		state, err := k.keep.State(k.As("a1", access.Auditor, osh))
		k.Must(err)
		n := slices.IndexFunc(state.Certificates, func(c keep.Certificate) bool { return c.Kind == keep.Events })
		if n < 0 {
			t.Fatal("no certificate")
		}
		if c := state.Certificates[n]; c.State != keep.Closed || c.Gone != 1 || c.Kept != 1 || c.FirstDay != keep.Number(today) || len(c.Hash) != 32 || c.Days != 1 {
			t.Errorf("%+v", c)
		}
		if _, err := k.keep.Sweep(k.Job()); err != nil { // nothing twice
			t.Fatal(err)
		}
		if again, err := k.keep.State(k.As("a1", access.Auditor, osh)); err != nil || len(again.Certificates) != len(state.Certificates) {
			t.Errorf("%d certificates of %d: %v", len(again.Certificates), len(state.Certificates), err)
		}
		k.Clock.Advance(150 * 24 * time.Hour) // the hold is over
		if _, err := k.keep.Sweep(k.Job()); err != nil {
			t.Fatal(err)
		}
		if there, _ := k.whole(); !slices.Equal(there, []string{"late", "open"}) {
			t.Errorf("there %v", there)
		}
	})
}
