package monitor_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

// verified writes the hashes of what is over down and compares what is kept with those of protected persons.
func (p *pair) verified() (string, int) {
	p.Helper()
	kit := p.w.App.Monitoring()
	_, err := kit.Sums.Digest(p.w.Job())
	p.must(err)
	var out bytes.Buffer
	broken, err := kit.Verify(context.Background(), "", &out)
	p.must(err)
	return out.String(), broken
}

// exec changes what the service keeps behind its back.
func (p *pair) exec(query string, args ...any) {
	p.Helper()
	p.must(p.w.App.DB.System(p.w.Job(), "test", func(tx *db.Tx) error {
		_, err := tx.Exec(p.w.Job(), query, args...)
		return err
	}))
}

// What her device told stands in the audit chain hour by hour, under an alias; a verify tells an hour from which something was taken from one
// that was forgotten when its time was over, and from one that was forgotten because she withdrew.
func TestHourlyHashOfHers(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newPair(t, w)
		p.near()
		p.pass(70)
		p.heard(herPhone, 1, p.lat+0.02)
		text, broken := p.verified()
		hours := p.count(`select count(*) from monitoring_victim_digest`)
		if broken != 0 || hours == 0 || strings.Contains(text, "forgotten") {
			t.Fatalf("%d hours: %s", hours, text)
		}
		for _, alias := range p.texts(`select alias from monitoring_victim_digest`) {
			if strings.Contains(alias, p.her) || strings.Contains(alias, string(p.c.ID)) || strings.Contains(alias, p.c.Monitoring) {
				t.Error("the alias names somebody")
			}
		}
		w.Clock.Set(w.Clock.Now().Add(50 * time.Hour)) // its time is over
		_, err := p.victims.Sweep(w.Job())
		p.must(err)
		if n := p.count(`select count(*) from monitoring_input where zone_id = $1`, p.her); n != 0 {
			t.Error(n, "fixes of hers are kept")
		}
		if text, broken = p.verified(); broken != 0 || !strings.Contains(text, "forgotten of protected persons (aged): positions=5") {
			t.Error(text)
		}
		p.heard(herPhone, 1, p.lat+0.02)
		p.pass(70)
		p.heard(herPhone, 1, p.lat+0.021)
		p.heard(herPhone, 1, p.lat+0.022)
		p.must(p.victims.Withdraw(w.As("head"), p.her, p.row(), "phone", "")) // one hour of them is written, one is still running
		if text, broken = p.verified(); broken != 0 || !strings.Contains(text, "(withdrawn): positions=3") || !strings.Contains(text, "(aged): positions=5") {
			t.Error(text)
		}
		if strings.Contains(text, p.her) {
			t.Error("a verify names her")
		}
	})
}

func TestBrokenHourOfHers(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newPair(t, w)
		p.near()
		p.pass(70)
		if text, broken := p.verified(); broken != 0 {
			t.Fatal(text)
		}
		p.exec(`delete from monitoring_input where arrival = (select max(arrival) from monitoring_input where zone_id = $1)`, p.her)
		text, broken := p.verified()
		if broken != 1 || !strings.Contains(text, "broken protected=") {
			t.Error("taken away: ", text)
		}
		p.must(p.victims.Withdraw(w.As("head"), p.her, p.row(), "phone", "")) // a forgetting hides nothing
		if text, broken = p.verified(); broken != 1 {
			t.Error("taken away before she withdrew: ", text)
		}
	})
}
