package enforcement_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type date string

func (d date) civil(t *testing.T) civil.Date {
	t.Helper()
	if d == "" {
		return civil.Date{}
	}
	out, err := civil.ParseDate(string(d))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// given is what the record says.
type given struct {
	Today     date     `yaml:"today"`
	Speaks    string   `yaml:"speaks"`
	TermEnd   date     `yaml:"term_end"`
	Warnings  []date   `yaml:"warnings"`
	Used      []string `yaml:"used"`
	Explained []struct {
		On          date   `yaml:"on"`
		Order       string `yaml:"order"`
		Language    string `yaml:"language"`
		Interpreter bool   `yaml:"interpreter"`
		OwnWords    bool   `yaml:"own_words"`
	} `yaml:"explained"`
	Spans []struct {
		Kind   string `yaml:"kind"`
		From   date   `yaml:"from"`
		Until  date   `yaml:"until"`
		Remote bool   `yaml:"remote"`
	} `yaml:"spans"`
	Record []struct {
		ID         string `yaml:"id"`
		On         date   `yaml:"on"`
		Kind       string `yaml:"kind"`
		Contact    string `yaml:"contact"`
		Outcome    string `yaml:"outcome"`
		Reason     string `yaml:"reason"`
		Order      string `yaml:"order"`
		Since      date   `yaml:"since"`
		Voluntary  bool   `yaml:"voluntary"`
		NoCoverage bool   `yaml:"no_coverage"`
	} `yaml:"record"`
}

// steps are what people do in a case, in order.
type steps []struct {
	By       string `yaml:"by"`
	Does     string `yaml:"does"`
	Code     string `yaml:"code"`
	How      string `yaml:"how"`
	Language string `yaml:"language"`
	Reason   string `yaml:"reason"`
	Words    string `yaml:"words"`
	Name     string `yaml:"name"`
	Number   string `yaml:"number"`
	Refused  string `yaml:"refused"` // the key of the message by which the step is refused
}

// then is what must follow.
type then struct {
	Proposes   string            `yaml:"proposes"` // action of the table, "nothing" when no row fits
	Row        string            `yaml:"row"`
	Counted    []string          `yaml:"counted"`
	NotCounted map[string]string `yaml:"not_counted"`
	ToConfirm  *bool             `yaml:"to_confirm"`
	Warning    string            `yaml:"warning"` // "may rest" or the key of the message by which a warning on all entries is refused
	Talk       string            `yaml:"talk"`
	State      string            `yaml:"state"`
	Action     string            `yaml:"action"`
}

func TestScenarios(t *testing.T) {
	scenario.Each(t, os.DirFS("."), "testdata", func(t *testing.T, c scenario.Case) {
		set, err := rules()
		if err != nil {
			t.Fatal(err)
		}
		var g given
		var when steps
		var want then
		c.Part(t, "given", &g)
		c.Part(t, "when", &when)
		c.Part(t, "then", &want)
		today := g.Today.civil(t)
		rb := set.At(today)
		h := history(t, g)
		p := enforcement.TableOf(rb, today).Propose(h, rb, today)
		judge(t, p, want)
		rest(t, enforcement.Warning, h.Judge(rb), want.Warning)
		rest(t, enforcement.Talk, h.Judge(rb), want.Talk)
		walk(t, rb, today, when, want)
	})
}

func history(t *testing.T, g given) enforcement.History {
	t.Helper()
	h := enforcement.History{Speaks: g.Speaks, TermEnd: g.TermEnd.civil(t), Used: map[string]string{}}
	for _, d := range g.Warnings {
		h.Warnings = append(h.Warnings, d.civil(t))
	}
	for _, u := range g.Used {
		h.Used[u] = "2026-1"
	}
	for _, x := range g.Explained {
		h.Explained = append(h.Explained, enforcement.Explained{Order: x.Order, On: x.On.civil(t), Language: x.Language, Interpreter: x.Interpreter, OwnWords: x.OwnWords})
	}
	for _, s := range g.Spans {
		h.Spans = append(h.Spans, supervision.Span{Kind: supervision.SpanKind(s.Kind), From: s.From.civil(t), Until: s.Until.civil(t), Remote: s.Remote})
	}
	for _, r := range g.Record {
		e := enforcement.Entry{
			Ref: r.ID, Kind: enforcement.OfAppointment, Code: r.Outcome, Reason: r.Reason, On: r.On.civil(t), Contact: r.Contact, Order: r.Order,
			Since: r.Since.civil(t), Voluntary: r.Voluntary, NoCoverage: r.NoCoverage,
		}
		if r.Kind != "" {
			e.Kind = enforcement.EntryKind(r.Kind)
		}
		if e.Kind == enforcement.OfObligation {
			e.Code = enforcement.Broken
		}
		h.Entries = append(h.Entries, e)
	}
	return h
}

func judge(t *testing.T, p enforcement.Proposal, want then) {
	t.Helper()
	if want.Proposes != "" {
		got := string(p.Action)
		if got == "" {
			got = "nothing"
		}
		if got != want.Proposes || want.Row != "" && p.Row.Code != want.Row {
			t.Errorf("proposes %s by row %q, want %s by %q", got, p.Row.Code, want.Proposes, want.Row)
		}
	}
	if want.Counted != nil {
		var got []string
		for _, l := range p.Counted {
			got = append(got, l.Ref)
		}
		if !slices.Equal(got, want.Counted) {
			t.Errorf("counted %v, want %v", got, want.Counted)
		}
	}
	for ref, why := range want.NotCounted {
		i := slices.IndexFunc(p.NotCounted, func(l enforcement.Line) bool { return l.Ref == ref })
		if i < 0 {
			t.Errorf("%s is counted, want %s", ref, why)
		} else if got := string(p.NotCounted[i].Why); got != why {
			t.Errorf("%s is not counted because %s, want %s", ref, got, why)
		}
	}
	if want.ToConfirm != nil && p.ToConfirm != *want.ToConfirm {
		t.Errorf("to confirm %v", p.ToConfirm)
	}
}

func rest(t *testing.T, a enforcement.Action, lines []enforcement.Line, want string) {
	t.Helper()
	if want == "" {
		return
	}
	err := enforcement.Rests(a, lines)
	got := "may rest"
	if f := fault.As(err); f != nil {
		got = f.Problems[0].Msg.Key
	}
	if got != want {
		t.Errorf("%s: %s, want %s", a, got, want)
	}
}

// walk takes the steps of a case; one that must be refused leaves it as it is.
func walk(t *testing.T, rb *rulebook.Rulebook, today civil.Date, when steps, want then) {
	t.Helper()
	c, tried := enforcement.Case{State: enforcement.Opened, StateOn: today}, 0
	for i, x := range when {
		s := enforcement.Step{
			Kind: enforcement.Kind(x.Does), On: today, Code: x.Code, ReasonCode: x.Reason, How: x.How, Language: x.Language, Text: x.Words,
			Name: x.Name, Ref: x.Number,
		}
		next, err := c.Take(s, x.By, civil.At(testkit.Start), today)
		if err == nil {
			var problems fault.Problems
			s.Check(&problems, rb, today, today, tried)
			err = problems.Err()
		}
		if got := message(err); got != x.Refused {
			t.Fatalf("step %d, %s by %s: refused with %q, want %q", i+1, x.Does, x.By, got, x.Refused)
		}
		if err != nil {
			continue
		}
		if result, _ := rb.List(enforcement.ListAttempt).Item(s.Code); s.Kind == enforcement.Attempt && result.Is("missed") {
			tried++
		}
		c = next
	}
	if want.State != "" && string(c.State) != want.State || want.Action != "" && string(c.Action) != want.Action {
		t.Errorf("the case is %s with %q, want %s with %q", c.State, c.Action, want.State, want.Action)
	}
}

func message(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return ""
	}
	if len(f.Problems) > 0 {
		keys := make([]string, len(f.Problems))
		for i, p := range f.Problems {
			keys[i] = p.Msg.Key
		}
		return strings.Join(keys, " ")
	}
	return f.Msg.Key
}
