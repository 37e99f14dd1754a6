package evaluator

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring/judge"

	"tuzjol/internal/testkit/scenario"
)

// Each file of testdata is one case that a duty officer can read. It is played as written; then again, which must give the same alerts
// with the same identifiers; then with all its fixes arriving late and newest first, which must find the same things, marked late.
func TestScenarios(t *testing.T) {
	set := shipped(t)
	n, stands := 0, map[string]int{}
	scenario.Each(t, os.DirFS("."), "testdata", func(t *testing.T, c scenario.Case) {
		n++
		for _, x := range standsFor(c.Article) {
			stands[x]++
		}
		var order, changed written
		var happens, alerts []string
		c.Part(t, "order", &order)
		c.Part(t, "changed", &changed)
		c.Part(t, "happens", &happens)
		c.Part(t, "alerts", &alerts)
		var later *judge.Case
		if changed.Start != "" {
			x := changed.order()
			later = &x
		}
		set := set
		if order.Set["silence"] == "off" { // the case is not about silence: its fixes may lie far apart
			loud := *set
			loud.SilentGrace, loud.NoPlaceAfter = 1000*time.Hour, 2000*time.Hour
			set = &loud
		}
		inputs := read(happens, later)
		e := New(order.order(), set)
		told := feed(t, e, inputs)
		if got := lines(e.Alerts()); !slices.Equal(got, alerts) {
			t.Errorf("alerts:\n- %s\nwanted:\n- %s", strings.Join(got, "\n- "), strings.Join(alerts, "\n- "))
		}
		again := New(order.order(), set)
		a, _ := json.Marshal(told)
		b, _ := json.Marshal(feed(t, again, inputs))
		if string(a) != string(b) {
			t.Errorf("a replay tells something else:\n%s\n%s", a, b)
		}
		backwards(t, order.order(), set, inputs, e)
	})
	if n < 60 {
		t.Errorf("%d scenarios, 60 are asked for", n)
	}
	for _, x := range owed() {
		if stands[x] == 0 {
			t.Errorf("no scenario stands for %s", x)
		}
		delete(stands, x)
	}
	for x := range stands {
		t.Errorf("a scenario says that it stands for %s, which nobody asks for", x)
	}
}

// What a scenario stands for is told by its article: "F.1" to "F.12" are the rules of the evaluator, and what follows "A6" are the asks of
// users of other systems, by the place where they were made. Those about storage are shown where storage is tested.
var (
	ruleSaid = regexp.MustCompile(`F\.\d+`)
	askSaid  = regexp.MustCompile(`\bA6 ([^;:]+)`)
	asks     = []string{
		"traccar 3609", "traccar 6019", "traccar 2189", "traccar 3897", "traccar 4417", "traccar-web fork 1090", "traccar 4735",
		"Tracelet 274", "Tracelet 268", "Tracelet 294", "Tracelet 295", "eusonlito/GPS-Tracker 119",
	}
)

func owed() []string {
	out := slices.Clone(asks)
	for i := range 12 {
		out = append(out, fmt.Sprintf("F.%d", i+1))
	}
	return out
}

func standsFor(article string) []string {
	out := ruleSaid.FindAllString(article, -1)
	for _, m := range askSaid.FindAllStringSubmatch(article, -1) {
		of := ""
		for x := range strings.SplitSeq(m[1], ", ") {
			if where, _, told := strings.Cut(x, " "); told { // "traccar 6019, 2189": the second is of the same place
				of = where
			} else {
				x = of + " " + x
			}
			out = append(out, strings.TrimSpace(x))
		}
	}
	return out
}

// backwards lets the fixes arrive newest first after everything else, as after a day without network.
func backwards(t *testing.T, c judge.Case, set *judge.Settings, inputs []judge.Input, e *Engine) {
	t.Helper()
	var fixes, rest []judge.Input
	for _, in := range inputs {
		cleared := slices.ContainsFunc(inputs, func(x judge.Input) bool { return x.Kind == judge.Clear })
		if in.Kind == judge.Own && !(cleared && slices.ContainsFunc(in.Fix.Alarms, judge.Latched)) && !e.j.Over(in.Fix.At) && in.Fix.At.Sub(in.Fix.ReceivedAt) <= set.FutureSlack {
			fixes = append(fixes, in)
		} else {
			rest = append(rest, in)
		}
	}
	if len(fixes) == 0 {
		return
	}
	slices.SortStableFunc(fixes, func(a, b judge.Input) int { return b.Fix.At.Compare(a.Fix.At) })
	last := inputs[len(inputs)-1]
	end := last.Known().Add(set.LateAfter * 2)
	for i := range fixes {
		fixes[i].Fix.ReceivedAt, fixes[i].Arrival = end, int64(1000+i)
	}
	late := New(c, set)
	feed(t, late, rest)
	feed(t, late, fixes)
	want, got := standing(e), standing(late)
	if !slices.Equal(want, got) {
		t.Errorf("newest first finds:\n%s\nwanted:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, a := range late.Alerts() {
		if a.RaisedBy >= 1000 && a.Withdrawn == "" && !a.Late && a.Rule != judge.ClockWrong {
			t.Errorf("%s was found in old fixes and is not marked late", line(a))
		}
	}
}

// standing is what was found in the end, without how it was told.
func standing(e *Engine) []string {
	var out []string
	for _, a := range e.Alerts() {
		if a.Withdrawn == "" {
			a.Late = false
			out = append(out, line(a))
		}
	}
	slices.Sort(out)
	return out
}
