package evaluator

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tuzjol/internal/monitoring/judge"

	"tuzjol/internal/monitoring"
)

// wander makes a believable bad day: walks, jumps, silences, poor fixes, alarms, two sides.
func wander(r *rand.Rand) []judge.Input {
	at := when("2026-03-02 20:00")
	var x, y, vx, vy float64 = 0, 0, 1500, 0
	var out []judge.Input
	for n := range 150 {
		at = at.Add(time.Duration(20+r.IntN(100)) * time.Second)
		if r.IntN(25) == 0 {
			at = at.Add(time.Duration(r.IntN(60)) * time.Minute)
		}
		x, y = x+r.NormFloat64()*120, y+r.NormFloat64()*120
		f := monitoring.Fix{Arrival: int64(n + 1), At: at, ReceivedAt: at, Mechanism: monitoring.Satellite, Accuracy: 3 + r.Float64()*60, Speed: -1, Battery: -1}
		px, py := x, y
		in := judge.Input{Arrival: f.Arrival}
		switch r.IntN(14) {
		case 0:
			px += 30000
		case 1:
			f.Accuracy = 500
		case 2:
			f.NoPosition = true
		case 3:
			f.Alarms = []monitoring.Alarm{monitoring.Jamming}
		case 4:
			f.Alarms = []monitoring.Alarm{monitoring.Tamper}
		case 5, 6:
			in.Kind, in.Zone = judge.Peer, "her"
			vx, vy = vx+r.NormFloat64()*150, vy+r.NormFloat64()*150
			px, py = vx, vy
		case 7:
			f.Battery = float64(1 + r.IntN(99))
		}
		p := middle.Point(px, py)
		f.Lat, f.Lon = p.Lat, p.Lon
		if f.NoPosition {
			f.Lat, f.Lon = 0, 0
		}
		in.Fix = f
		out = append(out, in)
	}
	return out
}

func town() judge.Case {
	return written{Start: "2026-03-02 19:50", Zones: []writtenZone{
		{ID: "home", Kind: "home", Circle: "0 0 80", From: "2026-03-02 00:00", Nightly: "21:00-06:00"},
		{ID: "market", Kind: "exclusion", Polygon: "200 -100, 500 -100, 500 300, 350 150, 200 300", Buffer: 80, From: "2026-03-02 00:00"},
		{ID: "street", Kind: "exclusion", Corridor: "40: -300 -500, -300 0, -600 500", Buffer: 0, From: "2026-03-02 00:00", Nightly: "20:30-23:00"},
		{ID: "her", Kind: "victim_moving", Circle: "0 0 300", Buffer: 200, From: "2026-03-02 00:00"},
	}, Outages: []writtenSpan{{"net", "2026-03-02 21:30", "2026-03-02 22:10"}}}.order()
}

// final is everything that does not depend on how it was learned: sides, findings, marks.
func final(t *testing.T, e *Engine) string {
	t.Helper()
	s := e.State().Clone()
	s.Rev, s.Due = 0, time.Time{}
	out, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Whatever the batches and the order in which a track arrives, the same is known and found in the end as from scratch in true order; and what
// stands of the alerts is just what is found.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	set := shipped(t)
	findings := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a track, no secret
		track := wander(r)
		end := track[len(track)-1].Fix.At.Add(3 * time.Hour)
		straight := New(town(), set)
		feed(t, straight, track)
		feed(t, straight, []judge.Input{{Kind: judge.Tick, Arrival: 9999, At: end}})
		want := final(t, straight)
		findings += len(straight.State().Done)

		mixed := New(town(), set)
		left := slices.Clone(track)
		for len(left) > 0 {
			batch := 1 + r.IntN(min(20, len(left)))
			from := r.IntN(len(left) - batch + 1)
			part := slices.Clone(left[from : from+batch])
			left = slices.Delete(left, from, from+batch)
			switch r.IntN(3) {
			case 0:
				slices.Reverse(part)
			case 1:
				r.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
			}
			feed(t, mixed, part)
			if r.IntN(3) == 0 {
				feed(t, mixed, []judge.Input{{Kind: judge.Tick, Arrival: 5000, At: part[0].Fix.At.Add(time.Duration(r.IntN(4000)) * time.Second)}})
			}
			if r.IntN(5) == 0 {
				feed(t, mixed, part[:1]) // the same packet again
			}
		}
		feed(t, mixed, []judge.Input{{Kind: judge.Tick, Arrival: 9999, At: end}})
		if got := final(t, mixed); got != want {
			t.Fatalf("seed %d: another end state:\n%s\n%s", seed, got, want)
		}
		for _, e := range []*Engine{straight, mixed} {
			checkLedger(t, seed, e)
		}
	}
	if findings < 500 {
		t.Errorf("only %d findings in all tracks: the property shows little", findings)
	}
}

// checkLedger sees that what stands of the alerts is what is found, and that no two have one identifier.
func checkLedger(t *testing.T, seed uint64, e *Engine) {
	t.Helper()
	var found, alerts []string
	s := e.State()
	for _, f := range append(slices.Clone(s.Done), s.Open...) {
		found = append(found, fmt.Sprintf("%s %s %v %v", f.Rule, f.Zone, f.From, f.To))
	}
	ids := map[string]bool{}
	for _, a := range e.Alerts() {
		if ids[a.ID] {
			t.Fatalf("seed %d: the identifier of %s stands twice", seed, line(a))
		}
		ids[a.ID] = true
		if a.Withdrawn == "" && a.Rule != judge.TamperLatched {
			alerts = append(alerts, fmt.Sprintf("%s %s %v %v", a.Rule, a.Zone, a.From, a.To))
		}
	}
	slices.Sort(found)
	slices.Sort(alerts)
	if !slices.Equal(found, alerts) {
		t.Fatalf("seed %d: found\n%v\nbut the alerts are\n%v", seed, found, alerts)
	}
}

// What was stored in the middle and taken up again goes on as if nothing had been.
func TestResumeGoesOn(t *testing.T) {
	set := shipped(t)
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 11)) //nolint:gosec // a track, no secret
		track := wander(r)
		whole := New(town(), set)
		var told []Told
		half := len(track) / 2
		feed(t, whole, track[:half])
		whole.Trim(track[half-20].Fix.At)
		raw, err := json.Marshal(whole.Memory())
		if err != nil {
			t.Fatal(err)
		}
		var m Memory
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		since := slices.DeleteFunc(slices.Clone(track[:half]), func(in judge.Input) bool { return in.Fix.At.Before(m.State.Now) })
		again := Resume(town(), set, m, since)
		told = feed(t, whole, track[half:])
		a, _ := json.Marshal(told)
		b, _ := json.Marshal(feed(t, again, track[half:]))
		if string(a) != string(b) {
			t.Fatalf("seed %d: after the pause something else is told:\n%s\n%s", seed, a, b)
		}
		if x, y := final(t, whole), final(t, again); x != y {
			t.Fatalf("seed %d: another state:\n%s\n%s", seed, x, y)
		}
	}
}

// A fix from before the kept window is not judged by guess: the caller resumes from an older memory.
func TestFixBeforeTheWindow(t *testing.T) {
	e := New(town(), shipped(t))
	track := wander(rand.New(rand.NewPCG(1, 1))) //nolint:gosec // a track, no secret
	feed(t, e, track)
	e.Trim(track[140].Fix.At)
	old := track[10]
	old.Fix.Lat++
	if _, err := e.Feed(old); err != ErrBeforeWindow { //nolint:errorlint // the very value is promised
		t.Errorf("got %v", err)
	}
}
