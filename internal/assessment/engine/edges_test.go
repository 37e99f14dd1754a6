package engine_test

import (
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

func words(s string) rulebook.Text { return rulebook.Text{"ky": s, "ru": s, "en": s} }

// spec is the head of an instrument for one edge; its parts are given.
func spec(kind assessment.Kind, items []assessment.Item, values []assessment.Value, outputs ...assessment.Output) assessment.Spec {
	for n := range items {
		items[n].Label = words(items[n].ID)
	}
	for n := range outputs {
		outputs[n].Label = words(outputs[n].ID)
	}
	return assessment.Spec{
		ID: "edge", Version: "1", Kind: kind, Title: words("edge"), Notice: words("trial"), LegalBasis: words("none"), Source: "tests", Licence: "ours",
		Validation: assessment.Validation{Status: assessment.StatusPlaceholder}, ValidFrom: civil.MustDate("2026-01-01"),
		Items: items, Values: values, Outputs: outputs,
	}
}

func compiled(t *testing.T, s assessment.Spec) *engine.Instrument {
	t.Helper()
	ins, problems := engine.Compile(s)
	if ins == nil {
		t.Fatal(problems)
	}
	return ins
}

// refused compiles what must not compile and gives the codes of what is wrong.
func refused(t *testing.T, s assessment.Spec) []string {
	t.Helper()
	ins, problems := engine.Compile(s)
	if ins != nil {
		t.Fatal("it compiles")
	}
	var out []string
	for _, p := range problems {
		out = append(out, strings.TrimPrefix(p.Message.Key, "assessment.check."))
	}
	return out
}

func limit(x float64) *float64 { return &x }

// Ensure the birthday of who is born on 29 February is on 1 March in common years and on the day itself in leap years.
func TestBornOn29February(t *testing.T) {
	ins := compiled(t, spec(
		assessment.Points, []assessment.Item{{ID: "born", Kind: assessment.ItemDate}, {ID: "day", Kind: assessment.ItemDate}},
		[]assessment.Value{
			{ID: "age", Age: &assessment.Span{From: "born", To: "day"}},
			{ID: "months", Months: &assessment.Span{From: "born", To: "day"}},
			{ID: "minor", Test: "age < 18"},
		},
		assessment.Output{ID: "age"}, assessment.Output{ID: "months"}, assessment.Output{ID: "minor"},
	))
	for _, c := range []struct{ born, day, age, months, minor string }{
		{"2008-02-29", "2026-02-28", "17", "215", "1"},
		{"2008-02-29", "2026-03-01", "18", "216", "0"},
		{"2004-02-29", "2024-02-28", "19", "239", "0"},
		{"2004-02-29", "2024-02-29", "20", "240", "0"},
		{"2008-02-29", "2008-02-29", "0", "0", "1"},
		{"2009-02-29", "2026-03-01", "", "", ""}, // there was no such day
		{"2008-02-28", "2026-02-28", "18", "216", "0"},
	} {
		got := texts(ins.Score(map[string]string{"born": c.born, "day": c.day}))
		if got["age"] != c.age || got["months"] != c.months || got["minor"] != c.minor {
			t.Errorf("born %s, on %s: %v", c.born, c.day, got)
		}
	}
}

// Ensure a score by sex is withheld where the sex is missing or not known, and says so.
func TestMissingSex(t *testing.T) {
	ins := compiled(t, spec(
		assessment.Points, []assessment.Item{
			{ID: "sex", Kind: assessment.ItemChoice, Options: []assessment.Option{{Code: "f", Label: words("f")}, {Code: "m", Label: words("m")}}},
			{ID: "n", Kind: assessment.ItemInteger},
		},
		[]assessment.Value{
			{ID: "man", Test: `sex == "m"`},
			{ID: "all", Points: []assessment.Part{{ID: "n", Of: "n"}, {ID: "man", When: "man", Give: 5}}},
			{ID: "same", Points: []assessment.Part{{ID: "n", Of: "n"}}},
		},
		assessment.Output{ID: "all"}, assessment.Output{ID: "same"},
	))
	for sex, want := range map[string]string{"m": "8", "f": "3", "": "", "not_known": "", "x": ""} {
		r := ins.Score(map[string]string{"sex": sex, "n": "3"})
		got := texts(r)
		if got["all"] != want || got["same"] != "3" {
			t.Errorf("sex %q: %v", sex, got)
		}
		if want == "" && !slices.ContainsFunc(r.Findings, func(f assessment.Finding) bool { return slices.Contains(f.Fields, "sex") }) {
			t.Errorf("sex %q: nothing said of it: %v", sex, r.Findings)
		}
	}
}

// Ensure a condition over a division by zero does not hold, and says why nothing comes of it.
func TestConditionOverDivisionByZero(t *testing.T) {
	ins := compiled(t, spec(
		assessment.Decision, []assessment.Item{{ID: "n", Kind: assessment.ItemNumber}, {ID: "years", Kind: assessment.ItemNumber}},
		[]assessment.Value{
			{ID: "often", Test: "n / years > 2"},
			{ID: "says", Says: `n / years > 2 ? "often" : "seldom"`},
			{ID: "table", Decision: &assessment.DecisionRule{Inputs: []string{"often"}, Policy: assessment.HitFirst, Default: "unclear", Rows: []assessment.Row{
				{ID: "often", When: []string{"true"}, Then: "high"}, {ID: "seldom", When: []string{"false"}, Then: "low"},
			}}},
		},
		assessment.Output{ID: "often"}, assessment.Output{ID: "says"}, assessment.Output{ID: "table"},
	))
	if got := texts(ins.Score(map[string]string{"n": "6", "years": "2"})); got["often"] != "1" || got["says"] != "often" || got["table"] != "high" {
		t.Errorf("6 in 2 years: %v", got)
	}
	r := ins.Score(map[string]string{"n": "6", "years": "0"})
	if got := texts(r); got["often"] != "" || got["says"] != "" || got["table"] != "unclear" {
		t.Errorf("6 in no year: %v", got)
	}
	if !slices.Contains(short(r), "arithmetic:n:years") {
		t.Errorf("findings %v", short(r))
	}
}

func TestFollowUpBeforeConviction(t *testing.T) {
	for id, fields := range map[string][2]string{
		"ogrs3": {"date_start_of_followup", "date_of_current_conviction"}, "ogrs4": {"community_date", "last_sanction_date"},
	} {
		ins := shipped(t, id)
		r := ins.Score(map[string]string{fields[0]: "2025-01-31", fields[1]: "2025-02-01"})
		if want := "inconsistent:" + fields[0] + ":" + fields[1]; !slices.Contains(short(r), want) {
			t.Errorf("%s: no %s among %v", id, want, short(r))
		}
		for _, o := range r.Outputs {
			if o.Band != "" {
				t.Errorf("%s: %s is given as %s %s", id, o.ID, o.Text, o.Band)
			}
		}
		if r := ins.Score(map[string]string{fields[0]: "2025-02-01", fields[1]: "2025-02-01"}); slices.Contains(short(r), "inconsistent:"+fields[0]+":"+fields[1]) {
			t.Errorf("%s: the same day is refused", id)
		}
	}
}

// Ensure bands that a person could read two ways, or not at all, are refused when the instrument is loaded.
func TestBandsAreRefused(t *testing.T) {
	band := func(id string, from, to float64) assessment.Band {
		return assessment.Band{ID: id, From: from, To: to, Label: words(id)}
	}
	for _, c := range []struct {
		name     string
		decimals int
		bands    []assessment.Band
		code     string
	}{
		{"good", 0, []assessment.Band{band("low", 0, 4), band("high", 5, 9)}, ""},
		{"good to a tenth", 1, []assessment.Band{band("low", 0, 4.9), band("high", 5, 9)}, ""},
		{"overlap", 0, []assessment.Band{band("low", 0, 5), band("high", 5, 9)}, "band_overlap"},
		{"gap", 0, []assessment.Band{band("low", 0, 3), band("high", 5, 9)}, "band_gap"},
		{"a gap of tenths", 1, []assessment.Band{band("low", 0, 4), band("high", 5, 9)}, "band_gap"},
		{"turned", 0, []assessment.Band{band("low", 4, 0), band("high", 5, 9)}, "band_turned"},
		{"in the wrong order", 0, []assessment.Band{band("high", 5, 9), band("low", 0, 4)}, "band_overlap"},
		{"begins too late", 0, []assessment.Band{band("low", 1, 4), band("high", 5, 9)}, "band_ends"},
		{"ends too early", 0, []assessment.Band{band("low", 0, 4), band("high", 5, 8)}, "band_ends"},
	} {
		s := spec(assessment.Points, []assessment.Item{{ID: "n", Kind: assessment.ItemInteger}}, []assessment.Value{{ID: "total", Sum: []string{"n"}}},
			assessment.Output{ID: "total", Decimals: c.decimals, Min: limit(0), Max: limit(9), Bands: c.bands})
		if c.code == "" {
			compiled(t, s)
		} else if got := refused(t, s); !slices.Contains(got, c.code) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestFormulasThatLoop(t *testing.T) {
	for name, values := range map[string][]assessment.Value{
		"over itself":          {{ID: "a", Calc: "a + 1"}},
		"over two":             {{ID: "a", Calc: "b + n"}, {ID: "b", Calc: "a * 2"}},
		"over what is known":   {{ID: "a", Test: "known.b && b"}, {ID: "b", Test: "!known.a"}},
		"over a table":         {{ID: "a", Decision: &assessment.DecisionRule{Inputs: []string{"b"}, Policy: assessment.HitFirst}}, {ID: "b", Says: "a"}},
		"over the first known": {{ID: "a", First: []string{"n", "b"}}, {ID: "b", Calc: "a"}},
	} {
		s := spec(assessment.Points, []assessment.Item{{ID: "n", Kind: assessment.ItemNumber}}, values, assessment.Output{ID: "a"})
		if got := refused(t, s); !slices.Contains(got, "loop") {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Ensure kinds without numbers have none: a judgement needs no output, a record has none, and none of them adds anything up.
func TestKindsWithoutNumbers(t *testing.T) {
	items := func() []assessment.Item {
		return []assessment.Item{{ID: "n", Kind: assessment.ItemInteger}, {ID: "said", Kind: assessment.ItemText}}
	}
	for _, kind := range []assessment.Kind{assessment.Judgement, assessment.Record} {
		r := compiled(t, spec(kind, items(), nil)).Score(map[string]string{"n": "2", "said": "так"})
		if len(r.Outputs) != 0 || len(r.Inputs) != 2 || len(r.Findings) != 0 {
			t.Errorf("%s: %+v", kind, r)
		}
		for name, v := range map[string]assessment.Value{
			"sum": {ID: "v", Sum: []string{"n"}}, "points": {ID: "v", Points: []assessment.Part{{ID: "n", Of: "n"}}}, "calc": {ID: "v", Calc: "n * 2"},
			"logistic": {ID: "v", Logistic: &assessment.Logistic{Of: "n"}},
		} {
			if got := refused(t, spec(kind, items(), []assessment.Value{v})); !slices.Contains(got, "no_sum") {
				t.Errorf("%s with %s: %v", kind, name, got)
			}
		}
	}
	if got := refused(t, spec(assessment.Record, items(), []assessment.Value{{ID: "v", Test: "n > 1"}}, assessment.Output{ID: "v"})); !slices.Contains(got, "record_output") {
		t.Errorf("a record with a result: %v", got)
	}
	if got := refused(t, spec(assessment.Rating, items(), nil)); !slices.Contains(got, "required") {
		t.Errorf("a rating without a result: %v", got)
	}
	if got := refused(t, spec("guess", items(), nil)); !slices.Contains(got, "kind") {
		t.Errorf("a kind that is none: %v", got)
	}
}

// Ensure a rating's table hands on why its inputs are as they are, each once.
func TestReasonsOfRows(t *testing.T) {
	need := func(id string) assessment.Item {
		return assessment.Item{ID: id, Kind: assessment.ItemChoice, Options: []assessment.Option{{Code: "none", Label: words("none")}, {Code: "high", Label: words("high")}}}
	}
	weigh := func(of string) assessment.Value {
		return assessment.Value{ID: of + "_weight", Decision: &assessment.DecisionRule{Inputs: []string{of}, Policy: assessment.HitFirst, Default: "unclear", Rows: []assessment.Row{
			{ID: "high", When: []string{"high"}, Then: "high", Text: words("a high need")}, {ID: "none", When: []string{"none"}, Then: "none"},
		}}}
	}
	made := func(text rulebook.Text) assessment.Spec {
		return spec(assessment.Rating, []assessment.Item{need("home"), need("work")}, []assessment.Value{
			weigh("home"), weigh("work"),
			{ID: "top", Best: &assessment.Ladder{Of: []string{"home_weight", "work_weight"}, Order: []string{"high", "none"}}},
			{ID: "open", Best: &assessment.Ladder{Of: []string{"home_weight", "work_weight"}, Order: []string{"unclear"}}},
			{ID: "level", Decision: &assessment.DecisionRule{Inputs: []string{"top", "open"}, Policy: assessment.HitFirst, Default: "unclear", Rows: []assessment.Row{
				{ID: "high", When: []string{"high", "-"}, Then: "high", Text: text}, {ID: "low", When: []string{"none", `== ""`}, Then: "low"},
			}}},
		}, assessment.Output{ID: "level"})
	}
	ins := compiled(t, made(words("one need is high")))
	r := ins.Score(map[string]string{"home": "high", "work": "none"})
	o, _ := r.Output("level")
	want := []assessment.Contribution{{Factor: "level", Row: "high: high"}, {Factor: "home_weight", Row: "high: high"}, {Factor: "work_weight", Row: "none: none"}}
	if !slices.Equal(o.Contributions, want) {
		t.Errorf("contributions %+v", o.Contributions)
	}
	if why := ins.Why(o.Contributions[0]).In("ru"); why != "one need is high" {
		t.Errorf("why %q", why)
	}
	if why := ins.Why(assessment.Contribution{Factor: "home", Amount: 1}); why != nil {
		t.Errorf("an item has the reason %v", why)
	}
	if o, _ := ins.Score(map[string]string{"work": "none"}).Output("level"); o.Text != "unclear" {
		t.Errorf("one need not known gives %q", o.Text)
	}
}
