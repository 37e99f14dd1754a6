package evaluator

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/rulebook"
)

// Every alert of many bad days can be explained from what is stored with it, and by nothing in it can a victim be found.
func TestEveryAlertExplainsItself(t *testing.T) {
	set := shipped(t)
	seen := map[judge.Rule]int{}
	for seed := range uint64(40) {
		track := wander(rand.New(rand.NewPCG(seed, 5))) //nolint:gosec // a track, no secret
		e := New(town(), set)
		feed(t, e, track)
		for _, a := range e.Alerts() {
			seen[a.Rule]++
			x := a.Explain
			if x.Rules != judge.Version || x.Rulebook != set.RuleVersion {
				t.Fatalf("%s: versions %q %q", line(a), x.Rules, x.Rulebook)
			}
			byClock := a.Rule == judge.PresenceUnknown || a.Rule == judge.VictimUnknown || a.Rule == judge.Silent || a.Rule == judge.NoPlace
			if len(x.Evidence) == 0 && !byClock {
				t.Fatalf("%s rests on no fix", line(a))
			}
			if a.Zone != "" && a.Rule != judge.VictimPanic && a.Version != 1 {
				t.Fatalf("%s: version %d of the zone", line(a), a.Version)
			}
			if (a.Rule == judge.KeepOutEntry || a.Rule == judge.PresenceLeft) && (x.M < 1 || x.N < 1 || x.ExitBand == 0) {
				t.Fatalf("%s: no thresholds %v", line(a), x)
			}
			if a.Zone == "her" && x.Distance != float64(int(x.Distance/50)*50) {
				t.Fatalf("%s: a distance of %f tells where the victim is", line(a), x.Distance)
			}
			raw, _ := json.Marshal(a)
			if s := string(raw); strings.Contains(s, `"Lat"`) || strings.Contains(s, `"Place"`) {
				t.Fatalf("an alert holds a place: %s", s)
			}
		}
	}
	for _, r := range []judge.Rule{judge.KeepOutEntry, judge.KeepOutWarning, judge.PresenceLeft, judge.VictimUnknown, judge.Silent, judge.TamperLatched} {
		if seen[r] == 0 {
			t.Errorf("no %s in all these days", r)
		}
	}
}

// A threshold that the rulebook does not have is named; nothing is guessed.
func TestMissingThresholdsAreNamed(t *testing.T) {
	_, err := FromRulebook(&rulebook.Rulebook{}, civil.MustDate("2026-03-02"))
	if f := fault.As(err); f == nil || len(f.Problems) < 50 {
		t.Errorf("got %v", err)
	}
	if _, err := Limits(&rulebook.Rulebook{}, civil.MustDate("2026-03-02")); err == nil {
		t.Error("limits of a zone were guessed")
	}
}

// Each kind of zone has thresholds that can work.
func TestKindsHaveTheirThresholds(t *testing.T) {
	s := shipped(t)
	for _, k := range []zone.Kind{zone.Home, zone.Work, zone.Inclusion, zone.Exclusion, zone.VictimFixed, zone.VictimMoving} {
		if x := s.Of(k); x.Enter.M < 1 || x.Exit.N < x.Exit.M || x.Exit.N > 8 {
			t.Errorf("%s: %v", k, x)
		}
	}
	if s.VictimFixed.Enter.M != 1 || s.Presence.Exit.M < 2 {
		t.Error("a victim's zone is told by the first fix, a curfew waits")
	}
}
