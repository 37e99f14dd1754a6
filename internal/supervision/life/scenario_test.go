package life_test

import (
	"embed"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

//go:embed testdata/*.txtar
var cases embed.FS

// entry is what somebody enters, and what is refused of it (fields; "state" when the state does not allow the move).
type entry struct {
	On      string   `yaml:"on"`
	Move    string   `yaml:"move"`
	Kind    string   `yaml:"kind"`
	Code    string   `yaml:"code"`
	From    string   `yaml:"from"`
	Until   string   `yaml:"until"`
	Day     string   `yaml:"day"`
	Place   string   `yaml:"place"`
	Body    string   `yaml:"body"`
	Number  string   `yaml:"number"`
	Reason  string   `yaml:"reason"`
	Words   string   `yaml:"words"`
	Paper   string   `yaml:"paper"`
	Refused []string `yaml:"refused"`
}

// outcome is what must stand at the end.
type outcome struct {
	State   string            `yaml:"state"`
	Open    bool              `yaml:"open"`
	Due     string            `yaml:"due"`
	Missing int               `yaml:"missing"`
	Span    string            `yaml:"span"` // kind and days, such as "hospital 2026-03-02..2026-03-09"; "" for none
	Rests   map[string]bool   `yaml:"rests"`
	Debts   map[string]string `yaml:"debts"` // day: what is owed
}

// Cases that an officer can read: what was entered on which day, what was refused, how the event then stands.
func TestLifeEvents(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	scenario.Each(t, cases, "testdata", func(t *testing.T, c scenario.Case) {
		n++
		var begun entry
		var steps []entry
		var want outcome
		c.Part(t, "start", &begun)
		c.Part(t, "steps", &steps)
		c.Part(t, "then", &want)
		run(t, set, begun, steps, want)
	})
	if n < 16 {
		t.Errorf("%d cases", n)
	}
}

func run(t *testing.T, set *rulebook.Set, begun entry, steps []entry, want outcome) {
	t.Helper()
	today := civil.MustDate(begun.On)
	rb := set.At(today)
	m := life.Of(life.Kind(begun.Kind))
	problems := life.CheckStart(m, begun.act(), rb, today)
	refused(t, "start", problems.Err(), begun.Refused)
	if len(begun.Refused) > 0 {
		return
	}
	e := life.Begin(m, begun.act()).Clocked(m, nil, rb, today)
	var done []life.Step
	var have []life.Paper
	for _, s := range steps {
		on := civil.MustDate(s.On)
		if s.Paper != "" {
			have = append(have, life.Paper{Role: s.Paper, Document: "d"})
			e = e.Clocked(m, have, rb, on)
			continue
		}
		mv, ok := m.Move(s.Move)
		if !ok {
			t.Fatalf("no move %s", s.Move)
		}
		if !slices.Contains(mv.From, e.State) {
			if !slices.Equal(s.Refused, []string{"state"}) {
				t.Fatalf("%s from %s is not allowed", s.Move, e.State)
			}
			continue
		}
		problems := life.CheckMove(e, mv, s.act(), done, rb, on)
		refused(t, s.Move, problems.Err(), s.Refused)
		if len(s.Refused) > 0 {
			continue
		}
		day := s.act().Day
		if day.IsZero() {
			day = on
		}
		e = e.Apply(mv, s.act(), civil.MustDate(s.On).StartIn(time.UTC)).Clocked(m, have, rb, day)
		done = append(done, life.Step{Move: s.Move, Code: s.Code, Day: s.act().Day})
	}
	compare(t, e, want)
}

func compare(t *testing.T, e life.Event, want outcome) {
	t.Helper()
	if string(e.State) != want.State || e.Open() != want.Open || e.Missing != want.Missing {
		t.Errorf("state %s open %v missing %d, want %s %v %d", e.State, e.Open(), e.Missing, want.State, want.Open, want.Missing)
	}
	if got := day(e.Due); got != want.Due {
		t.Errorf("due %q, want %q", got, want.Due)
	}
	span, ok := e.Span()
	text := ""
	if ok {
		text = string(span.Kind) + " " + span.From.String() + ".." + day(span.Until)
	}
	if text != want.Span {
		t.Errorf("span %q, want %q", text, want.Span)
	}
	for on, rests := range want.Rests {
		if got := ok && span.Rests() && span.Contains(civil.MustDate(on)); got != rests {
			t.Errorf("contacts rest on %s: %v", on, got)
		}
	}
	for on, debts := range want.Debts {
		if got := strings.Join(e.Debts(civil.MustDate(on)), " "); got != debts {
			t.Errorf("owed on %s: %q, want %q", on, got, debts)
		}
	}
	if span.Kind == supervision.Sought && span.Remote {
		t.Error("nobody calls who is sought")
	}
}

func refused(t *testing.T, what string, err error, want []string) {
	t.Helper()
	var got []string
	if err != nil {
		for _, p := range fault.As(err).Problems {
			if !slices.Contains(got, p.Field) {
				got = append(got, p.Field)
			}
		}
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Fatalf("%s: refused %v, want %v (%v)", what, got, want, err)
	}
}

func (e entry) act() life.Act {
	return life.Act{
		Move: e.Move, Code: e.Code, From: date(e.From), Until: date(e.Until), Day: date(e.Day), District: "41711000000000", Place: e.Place, Body: e.Body,
		Number: e.Number, Reason: e.Reason, Words: e.Words,
	}
}

func date(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.MustDate(s)
}

func day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// Every machine is whole: each state can be left or is the end, each move ends in a state that the words know, each clock and paper
// belongs to a state, and what a form asks first fits three fields.
func TestMachinesAreWhole(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	rb := set.At(civil.MustDate("2026-03-03"))
	for _, k := range life.Kinds() {
		m := life.Of(k)
		states := m.States()
		for _, s := range states {
			final := slices.ContainsFunc(m.Moves, func(x life.Move) bool { return x.To == s && x.Final })
			if len(m.From(s)) == 0 && !final {
				t.Errorf("%s: nothing leads out of %s", k, s)
			}
			if final && len(m.From(s)) > 0 {
				t.Errorf("%s: %s is an end and is left", k, s)
			}
		}
		for _, c := range m.Clocks {
			if !slices.Contains(states, c.State) {
				t.Errorf("%s: clock of an unknown state %s", k, c.State)
			}
			rule, ok := rb.Lookup(c.Rule, civil.MustDate("2026-03-03"))
			if !ok || !rule.Status.ToConfirm() {
				t.Errorf("%s: rule %s is not there or claims to be law", k, c.Rule)
			}
		}
		for _, x := range m.Moves {
			if x.List != "" && len(rb.List(x.List).Items) == 0 || x.Reasons != "" && len(rb.List(x.Reasons).Items) == 0 {
				t.Errorf("%s: %s has an empty list", k, x.Name)
			}
			for _, a := range x.Asks {
				if a.Field == life.FCode && x.List == "" || a.Field == life.FReason && x.Reasons == "" {
					t.Errorf("%s: %s asks a code of no list", k, x.Name)
				}
			}
		}
		for _, p := range m.Papers {
			if _, ok := rb.List(life.ListPapers).Item(p.Role); !ok {
				t.Errorf("%s: paper %s is not on the list", k, p.Role)
			}
		}
	}
}
