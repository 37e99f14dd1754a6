package monitor_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/app/replaying"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

const (
	herPhone = "phone-of-a-protected-person"
	lon      = 78.3905
)

// pair is a wearer and the person whom the order protects, each with a device, in a whole service.
type pair struct {
	*testing.T
	w       *world.World
	c       *world.Client
	ident   string // of the wearer's
	her     string
	victims *victimsvc.Service
	lat     float64 // where the wearer stands at first
	n       int
}

func (p *pair) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func newPair(t *testing.T, w *world.World) *pair {
	t.Helper()
	p := &pair{T: t, w: w, c: w.Client(world.Own), victims: world.Service[*victimsvc.Service](w), lat: 42.49}
	who, second := w.As("officer"), w.As("head")
	worn, err := world.Service[*devicesvc.Service](w).Worn(who, p.c.ID)
	p.must(err)
	p.ident = worn[0].Ident
	p.must(world.Service[*linesvc.Service](w).Add(w.As("head"), linesvc.Line{Office: world.A, Way: notify.Email, Lang: "ru", Address: "102@police.example"}))
	p.her, err = p.victims.Enter(who, p.c.Monitoring, victim.Entry{Name: "Сезимбаева Айсулуу", Lang: "ky", Phrase: "Боорсок даяр болду"})
	p.must(err)
	p.must(p.victims.AddPhone(who, p.her, p.row(), victim.Phone{Number: "0555 731 942", Kind: victim.SMS}))
	p.must(p.victims.Consent(who, p.her, p.row(), victim.Consent{Text: "1", Lang: "ky", On: w.Today(), Understood: "own_words", Signed: "signed"}))
	for _, x := range []victim.Place{
		{Kind: victim.MovingPlace, Radius: 300, Buffer: 200, Basis: "Её просьба"},
		{Kind: victim.HomePlace, Address: "Ош, Моңуева 411", Lat: monitoring.DegreesE7(42.6140), Lon: monitoring.DegreesE7(lon), Radius: 300, Buffer: 200, Basis: "Её просьба"},
	} {
		p.must(p.victims.Propose(who, p.her, p.row(), "", x, false))
		list, err := p.victims.Proposals(second)
		p.must(err)
		last := list[len(list)-1]
		p.must(p.victims.Decide(second, victimsvc.Decide{Place: last.ID, Row: last.Row, Approve: true, Words: "Да"}))
	}
	p.must(p.victims.Give(who, p.her, p.row(), regime.PhoneApp, herPhone))
	return p
}

func (p *pair) row() int {
	p.Helper()
	x, err := p.victims.Person(p.w.As("officer"), p.her)
	p.must(err)
	return x.Row
}

// heard lets minutes pass and a device tell where it is; the rules judge it.
func (p *pair) heard(ident string, minutes int, lat float64) track.Outcome {
	p.Helper()
	p.pass(minutes)
	p.n++
	accuracy, at := 12.0, p.w.Clock.Now()
	got, err := world.Service[*tracksvc.Service](p.w).Store(p.w.Job(), []track.Arrived{{Protocol: "osmand", Frame: []byte(fmt.Sprint("frame-", p.n)), Message: monitoring.Message{
		Device: ident, ReceivedAt: at, Position: &monitoring.Position{At: at, Lat: monitoring.DegreesE7(lat), Lon: monitoring.DegreesE7(lon), Valid: true, Mechanism: monitoring.Satellite, Accuracy: &accuracy},
	}}})
	p.must(err)
	p.must(world.Service[*watchsvc.Service](p.w).Judge(p.w.Job(), p.c.Monitoring))
	return got[0].Outcome
}

// pass lets minutes pass; the clock is looked at each minute.
func (p *pair) pass(minutes int) {
	p.Helper()
	watch := world.Service[*watchsvc.Service](p.w)
	for range minutes {
		p.w.Clock.Set(p.w.Clock.Now().Add(time.Minute))
		_, err := watch.Sweep(p.w.Job())
		p.must(err)
		p.must(watch.Judge(p.w.Job(), p.c.Monitoring))
	}
}

// count reads a number with the sight of the service.
func (p *pair) count(query string, args ...any) (n int) {
	p.Helper()
	p.must(p.w.App.DB.Read(p.w.Job(), func(r *db.Reader) (err error) {
		n, err = db.One[int](p.w.Job(), r.System(), query, args...)
		return err
	}))
	return n
}

// texts reads a column with the sight of the service.
func (p *pair) texts(query string, args ...any) (out []string) {
	p.Helper()
	p.must(p.w.App.DB.Read(p.w.Job(), func(r *db.Reader) (err error) {
		out, err = db.All[string](p.w.Job(), r.System(), query, args...)
		return err
	}))
	return out
}

// open counts the alerts of a rule about her that are open.
func (p *pair) open(rule judge.Rule) int {
	p.Helper()
	return p.count(`select count(*) from monitoring_alert c where c.monitoring_id = $1 and c.rule = $2 and c.zone_id = $3 and c.until_at is null and c.withdrawn is null`,
		p.c.Monitoring, string(rule), p.her)
}

// told counts to whom and by which means something was said of alerts of a rule about her.
func (p *pair) told(rule judge.Rule, recipient string) int {
	p.Helper()
	return p.count(`select count(*) from monitoring_told t join monitoring_alert c on c.id = t.alert_id where c.rule = $1 and c.zone_id = $2 and t.recipient = $3 and t.failed is null
		and t.message is not null`, string(rule), p.her, recipient)
}

func (p *pair) replayed() string {
	p.Helper()
	var out bytes.Buffer
	err := replaying.Run(p.w.Job(), world.Service[*watchsvc.Service](p.w), watchsvc.Replay{Client: p.c.ID, Purpose: "audit"}, &out)
	if err != nil {
		p.Errorf("the replay says %v\n%s", err, out.String())
	}
	return out.String()
}

// near brings her within a hundred metres of the wearer, who stands still.
func (p *pair) near() {
	p.Helper()
	p.heard(p.ident, 1, p.lat)
	for _, off := range []float64{0.02, 0.012} {
		p.heard(herPhone, 2, p.lat+off)
	}
	p.heard(p.ident, 1, p.lat)
	if p.open(judge.KeepOutWarning)+p.open(judge.KeepOutEntry) != 0 {
		p.Error("a kilometre away, and yet something is told")
	}
	p.heard(herPhone, 1, p.lat+0.004)
	if p.open(judge.KeepOutWarning) != 1 {
		p.Error("no warning when she comes within the buffer")
	}
	p.heard(herPhone, 1, p.lat+0.001)
}

// The distance is judged whoever of the two reports; a violation tells the police and her at once and without a click; it ends when they part;
// when one of the two is not heard for too long nobody knows, and she is told that she is protected less.
func TestMovingZone(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newPair(t, w)
		p.near()
		if p.open(judge.KeepOutEntry) != 1 || p.open(judge.KeepOutWarning) != 0 {
			t.Fatal("she came near, and no violation is raised by her side")
		}
		if p.told(judge.KeepOutEntry, "police") != 1 || p.told(judge.KeepOutEntry, "victim") != 1 {
			t.Errorf("police told %d times, she %d times", p.told(judge.KeepOutEntry, "police"), p.told(judge.KeepOutEntry, "victim"))
		}
		if n := p.count(`select count(*) from monitoring_told t where t.recipient = 'wearer'`); n != 0 {
			t.Error("the wearer is told")
		}
		for i := range 6 { // the wearer goes away
			p.heard(p.ident, 1, p.lat-0.004*float64(i+1))
		}
		if p.open(judge.KeepOutEntry)+p.open(judge.KeepOutWarning) != 0 {
			t.Error("two kilometres away, and the violation goes on")
		}
		p.heard(herPhone, 1, p.lat+0.001)
		for i := range 6 { // and comes back
			p.heard(p.ident, 1, p.lat-0.004*float64(5-i))
		}
		if p.open(judge.KeepOutEntry) != 1 || p.told(judge.KeepOutEntry, "police") != 2 {
			t.Error("the wearer came near, and no second violation is raised")
		}
		for range 4 { // she is not heard
			p.heard(p.ident, 3, p.lat)
		}
		if p.open(judge.VictimUnknown) != 1 {
			t.Error("her fix is stale, and the distance is known")
		}
		p.heard(herPhone, 1, p.lat+0.02)
		if p.open(judge.VictimUnknown) != 0 {
			t.Error("she is heard again, and the distance is unknown")
		}
		for range 4 { // the wearer is not heard
			p.heard(herPhone, 3, p.lat+0.02)
		}
		if p.open(judge.VictimUnknown) != 1 {
			t.Error("the wearer's fix is stale, and the distance is known")
		}
		if text := p.replayed(); !strings.Contains(text, "differ=0") || strings.Contains(text, "untold") {
			t.Error(text)
		}
	})
}

// A withdrawal takes her out of everything that the rules keep, at once, whether the watch is at hand or not; what was found stands, is over,
// and can be told no more; the duty operator learns that she is protected less.
func TestWithdrawalForgetsHer(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newPair(t, w)
		p.near()
		if p.open(judge.KeepOutEntry) != 1 {
			t.Fatal("no violation")
		}
		stored := p.count(`select count(*) from monitoring_input where kind = 'peer' and zone_id = $1`, p.her)
		if stored == 0 {
			t.Fatal("nothing of hers is kept")
		}
		p.must(p.victims.Withdraw(w.As("head"), p.her, p.row(), "phone", ""))
		if n := p.open(judge.KeepOutEntry) + p.open(judge.KeepOutWarning); n != 0 {
			t.Error(n, "alerts about her go on")
		}
		if n := p.count(`select count(*) from monitoring_input where zone_id = $1`, p.her); n != 0 {
			t.Error(n, "fixes of hers are kept")
		}
		if n := p.count(`select fixes from monitoring_victim_forgotten where zone_id = $1`, p.her); n != stored {
			t.Errorf("the record says that %d fixes were removed of %d", n, stored)
		}
		if n := p.count(`select count(*) from org_notice where account_id = $1 and kind = $2`, string(w.Member("duty_operator").Account), victim.NoticeWithdrew); n != 1 {
			t.Errorf("the duty operator was told %d times", n)
		}
		p.nowhere()
		if got := p.heard(herPhone, 1, p.lat); got == track.Stored {
			t.Error("a position of hers is taken still")
		}
		for range 5 {
			p.heard(p.ident, 3, p.lat)
		}
		p.nowhere()
		if n := p.open(judge.VictimUnknown); n != 0 {
			t.Error("the rules wait for her still")
		}
		if n := p.count(`select count(*) from monitoring_alert c where c.zone_id = $1 and c.withdrawn is null`, p.her); n < 2 {
			t.Errorf("of what was found of her %d stands", n)
		}
		text := p.replayed()
		if !strings.Contains(text, "differ=0") || !strings.Contains(text, "untold 3 alerts") || strings.Contains(text, p.her) {
			t.Error(text)
		}
		who := w.As("officer") // she consents anew: what was before stays untold
		p.must(p.victims.Consent(who, p.her, p.row(), victim.Consent{Text: "1", Lang: "ky", On: w.Today(), Understood: "own_words", Signed: "signed"}))
		p.must(p.victims.Propose(who, p.her, p.row(), "", victim.Place{Kind: victim.MovingPlace, Radius: 300, Buffer: 200, Basis: "Её просьба"}, false))
		list, err := p.victims.Proposals(w.As("head"))
		p.must(err)
		p.must(p.victims.Decide(w.As("head"), victimsvc.Decide{Place: list[0].ID, Row: list[0].Row, Approve: true, Words: "Да"}))
		p.must(p.victims.Give(who, p.her, p.row(), regime.PhoneApp, herPhone))
		p.near()
		if p.open(judge.KeepOutEntry) != 1 {
			t.Error("after a new consent nothing is told of a violation")
		}
		if text := p.replayed(); !strings.Contains(text, "differ=0") || !strings.Contains(text, "untold 3 alerts") {
			t.Error(text)
		}
	})
}

// What the rules remember of where she was is gone when the fix that told it is.
func TestMemoriesForgetHerPlace(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newPair(t, w)
		p.near()
		for range 9 {
			w.Clock.Set(w.Clock.Now().Add(time.Hour))
			p.heard(p.ident, 1, p.lat)
		}
		if n := p.remembered("424910000"); n == 0 {
			t.Fatal("no memory knows her place, so this proves nothing")
		}
		w.Clock.Set(w.Clock.Now().Add(50 * time.Hour))
		_, err := p.victims.Sweep(w.Job())
		p.must(err)
		if n := p.remembered("424910000"); n != 0 {
			t.Errorf("%d memories know her place after its term", n)
		}
	})
}

// remembered counts the memories that hold a word.
func (p *pair) remembered(word string) (n int) {
	p.Helper()
	ctx := context.Background()
	type memory struct {
		At   civil.Instant
		Body []byte
	}
	p.must(p.w.App.DB.Read(p.w.Job(), func(r *db.Reader) error {
		kept, err := db.All[memory](ctx, r, `select from_at, state from monitoring_memory where monitoring_id = $1`, p.c.Monitoring)
		for _, m := range kept {
			text, err := p.w.App.Sealer.OpenScope(ctx, r, seal.Scope("watch:"+p.c.Monitoring), "monitoring_memory", "state", p.c.Monitoring+m.At.String(), m.Body)
			if err != nil {
				return err
			}
			if strings.Contains(string(text), word) {
				n++
			}
		}
		return err
	}))
	return n
}

// nowhere sees that no memory and no input of the order knows of her, in clear or sealed.
func (p *pair) nowhere() {
	p.Helper()
	ctx := context.Background()
	type row struct {
		Table, Column, Key string
		Body               []byte
	}
	p.must(p.w.App.DB.Read(p.w.Job(), func(r *db.Reader) error {
		list, err := db.All[row](ctx, r, `select 'monitoring_input', 'body', cast(arrival as text), body from monitoring_input where monitoring_id = $1 and body is not null`, p.c.Monitoring)
		if err != nil {
			return err
		}
		type memory struct {
			At   civil.Instant
			Body []byte
		}
		kept, err := db.All[memory](ctx, r, `select from_at, state from monitoring_memory where monitoring_id = $1`, p.c.Monitoring)
		if err != nil {
			return err
		}
		for _, m := range kept {
			list = append(list, row{"monitoring_memory", "state", p.c.Monitoring + m.At.String(), m.Body})
		}
		if len(kept) == 0 || len(list) == len(kept) {
			p.Error("nothing is kept at all")
		}
		for _, x := range list {
			text, err := p.w.App.Sealer.OpenScope(ctx, r, seal.Scope("watch:"+p.c.Monitoring), x.Table, x.Column, x.Key, x.Body)
			if err != nil {
				return err
			}
			for _, word := range []string{p.her, "426140000", "425100000", "425020000", "424940000"} {
				if strings.Contains(string(text), word) {
					p.Errorf("%s %s knows %s", x.Table, x.Key, word)
				}
			}
		}
		return nil
	}))
}
