package visit_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/visit"
	"tuzjol/jurisdiction/kg"
)

var set = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

var today = civil.MustDate("2026-03-09")

func book(t *testing.T) *rulebook.Rulebook {
	t.Helper()
	s, err := set()
	if err != nil {
		t.Fatal(err)
	}
	return s.At(today)
}

func TestEveryFieldIsOfABlockAndItsListExists(t *testing.T) {
	rules := book(t)
	blocks := visit.Blocks(rules, today)
	if len(blocks) < 9 {
		t.Fatalf("%d blocks", len(blocks))
	}
	n := 0
	for _, b := range blocks {
		if len(b.Fields) == 0 {
			t.Errorf("block %s asks nothing", b.Code)
		}
		n += len(b.Fields)
		for _, f := range b.Fields {
			for _, lang := range []string{"ky", "ru", "en"} {
				if f.Label[lang] == "" {
					t.Errorf("%s has no words in %s", f.Code, lang)
				}
			}
			switch f.Kind {
			case visit.One, visit.Many:
				if len(rules.List(f.List).Items) == 0 {
					t.Errorf("%s: list %q is empty", f.Code, f.List)
				}
			case visit.Text, visit.Line, visit.Scale:
			default:
				t.Errorf("%s: kind %q", f.Code, f.Kind)
			}
		}
	}
	if all := len(visit.Fields(rules)); n != all {
		t.Errorf("%d of %d fields stand in a block", n, all)
	}
}

func TestWhichBlocksOpen(t *testing.T) {
	blocks := visit.Blocks(book(t), today)
	step := visit.Step{ID: "s", Text: "найти работу", Needs: []string{"family"}}
	for name, c := range map[string]struct {
		about  visit.About
		kind   string
		chosen []string
		want   map[string]visit.Why
	}{
		"nothing known":  {visit.About{}, "office_visit", nil, nil},
		"a home visit":   {visit.About{}, "home_visit", nil, map[string]visit.Why{"home": visit.ByKind}},
		"a flag":         {visit.About{Flags: []string{"victim"}}, "office_visit", nil, map[string]visit.Why{"acute": visit.ByFlag, "victim": visit.ByFlag, "judgement": visit.ByFlag}},
		"a step":         {visit.About{Steps: []visit.Step{step}}, "office_visit", nil, map[string]visit.Why{"review": visit.ByStep, "work": visit.ByStep, "strengths": visit.ByStep, "home": visit.ByStep}},
		"a need":         {visit.About{Needs: []string{"substances"}}, "office_visit", nil, map[string]visit.Why{"state": visit.ByNeed}},
		"chosen by hand": {visit.About{}, "office_visit", []string{"relation"}, map[string]visit.Why{"relation": visit.ByChoice}},
	} {
		got := map[string]visit.Why{}
		for _, o := range visit.Open(blocks, c.about, c.kind, c.chosen) {
			if len(o.Why) > 0 {
				got[o.Code] = o.Why[0]
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: open %v, want %v", name, got, c.want)
		}
		for code, why := range c.want {
			if got[code] != why {
				t.Errorf("%s: %s opened by %q, want %q", name, code, got[code], why)
			}
		}
	}
}

func TestSubstantive(t *testing.T) {
	fields := visit.Fields(book(t))
	need, words := map[string][]string{"need": {"work"}}, map[string][]string{"client_words": {"хочу работать"}}
	both := map[string][]string{"need": {"work"}, "client_words": {"хочу работать"}}
	agreed := []visit.Agreed{{What: "позвонить в центр занятости"}}
	plan := []visit.Step{{ID: "s"}}
	for name, c := range map[string]struct {
		r    visit.Record
		want bool
	}{
		"attended only":          {visit.Record{Talk: "явился, отметился"}, false},
		"conditions checked":     {visit.Record{Conditions: []visit.Condition{{State: visit.Kept, Evidence: "справка"}}}, false},
		"a need without words":   {visit.Record{Answers: need, Steps: agreed}, false},
		"words without a need":   {visit.Record{Answers: words, Steps: agreed}, false},
		"nothing agreed":         {visit.Record{Answers: both}, false},
		"all three":              {visit.Record{Answers: both, Steps: agreed}, true},
		"a step of the plan":     {visit.Record{Answers: words, Worked: plan, Steps: agreed}, true},
		"the reaction is enough": {visit.Record{Answers: map[string][]string{"reaction": {"задумался"}}, Worked: plan, Steps: agreed}, true},
		"empty answers":          {visit.Record{Answers: map[string][]string{"need": {""}, "client_words": {""}}, Steps: agreed}, false},
	} {
		if got := c.r.Judge(fields); got != c.want {
			t.Errorf("%s: substantive %v", name, got)
		}
	}
}

func TestCheck(t *testing.T) {
	rules := book(t)
	blocks := visit.Blocks(rules, today)
	good := func() visit.Record {
		return visit.Record{Identity: "known", StartedAt: today.StartIn(time.UTC), Language: "ky", Conditions: []visit.Condition{{Duty: "d", State: visit.NotChecked}}}
	}
	for name, c := range map[string]struct {
		change func(*visit.Record)
		field  string
	}{
		"as it is":                   {func(*visit.Record) {}, ""},
		"no identity":                {func(r *visit.Record) { r.Identity = "" }, "identity"},
		"a finding without evidence": {func(r *visit.Record) { r.Conditions[0].State = visit.Kept }, "evidence_d"},
		"a finding with evidence": {func(r *visit.Record) {
			r.Conditions[0].State, r.Conditions[0].Evidence = visit.NotKept, "сам сказал"
		}, ""},
		"a state nobody knows":   {func(r *visit.Record) { r.Conditions[0].State = "all_kept" }, "condition_d"},
		"a partner nobody knows": {func(r *visit.Record) { r.Partners = []string{"friend"} }, "partners"},
		"a joint visit":          {func(r *visit.Record) { r.Partners = []string{"clergy", "self_government", "police"} }, ""},
		"the next day past":      {func(r *visit.Record) { r.NextOn = today.AddDays(-1) }, "next_on"},
		"a scale of eleven":      {func(r *visit.Record) { r.Answers = map[string][]string{"readiness": {"11"}} }, "a_readiness"},
		"a scale of ten":         {func(r *visit.Record) { r.Answers = map[string][]string{"readiness": {"10"}} }, ""},
		"an unknown mood":        {func(r *visit.Record) { r.Answers = map[string][]string{"mood": {"sunny"}} }, "a_mood"},
		"two moods":              {func(r *visit.Record) { r.Answers = map[string][]string{"mood": {"good", "low"}} }, "a_mood"},
		"a step of nothing":      {func(r *visit.Record) { r.Steps = []visit.Agreed{{Who: "кардар"}} }, "step_what_1"},
	} {
		r := good()
		c.change(&r)
		var problems fault.Problems
		r.Check(&problems, rules, today, blocks)
		var fields []string
		for _, p := range problems {
			fields = append(fields, p.Field)
		}
		if c.field == "" && len(fields) > 0 || c.field != "" && !slices.Contains(fields, c.field) {
			t.Errorf("%s: problems at %v, want %q", name, fields, c.field)
		}
	}
}

func TestCrises(t *testing.T) {
	rules := book(t)
	fields := visit.Fields(rules)
	for name, c := range map[string]struct {
		answers map[string][]string
		want    []supervision.CrisisKind
	}{
		"not asked": {nil, nil},
		"no signs":  {map[string][]string{"suicide": {"none"}}, nil},
		"signs":     {map[string][]string{"suicide": {"signs"}}, []supervision.CrisisKind{supervision.CrisisSuicide}},
		"two at once": {
			map[string][]string{"child": {"now"}, "violence": {"signs"}},
			[]supervision.CrisisKind{supervision.CrisisChild, supervision.CrisisViolence},
		},
	} {
		if got := (visit.Record{Answers: c.answers}).Crises(rules, fields); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestWrittenInTime(t *testing.T) {
	start := today.StartIn(time.UTC)
	r := visit.Record{StartedAt: start, Minutes: 60, WrittenAt: start.Add(25 * time.Hour)}
	if !r.InTime() {
		t.Error("a day after the end is in time")
	}
	r.WrittenAt = start.Add(25*time.Hour + time.Minute)
	if r.InTime() {
		t.Error("later is late")
	}
	r.CapturedAt = start.Add(2 * time.Hour)
	if !r.InTime() {
		t.Error("what was captured on the device in time is in time, whenever it arrives")
	}
}
