package engine_test

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/engine"
	"tuzjol/jurisdiction/ew"
)

func instrument(t *testing.T, file string) *engine.Instrument {
	t.Helper()
	ins, err := assessmentload.File(os.DirFS("../assessmentload/testdata"), file)
	if err != nil {
		t.Fatal(err)
	}
	return ins
}

func shipped(t *testing.T, id string) *engine.Instrument {
	t.Helper()
	all, err := ew.Instruments()
	if err != nil {
		t.Fatal(err)
	}
	ins, ok := assessmentload.Pick(all, id)
	if !ok {
		t.Fatalf("no %s", id)
	}
	return ins
}

// short writes findings as type:field for comparison.
func short(r assessment.Result) []string {
	var out []string
	for _, f := range r.Findings {
		s := string(f.Type)
		for _, x := range f.Fields {
			s += ":" + x
		}
		out = append(out, s)
	}
	return out
}

func texts(r assessment.Result) map[string]string {
	out := map[string]string{}
	for _, o := range r.Outputs {
		out[o.ID] = o.Text
		if o.Band != "" {
			out[o.ID] += " " + o.Band
		}
	}
	return out
}

func TestPoints(t *testing.T) {
	ins := instrument(t, "points.yaml")
	for _, c := range []struct {
		name     string
		answers  map[string]string
		want     map[string]string
		findings []string
	}{
		{
			"rounded once, at output",
			map[string]string{"priors": "3", "years": "2", "mood": "1"},
			map[string]string{"history": "3 high", "total": "4.5", "rate": "1.50"},
			nil,
		},
		{
			"static stands without dynamic",
			map[string]string{"priors": "0", "years": "2"},
			map[string]string{"history": "0 low", "total": "", "rate": "0.00"},
			[]string{"missing:mood"},
		},
		{
			"not known is not low",
			map[string]string{"priors": "not_known", "years": "2", "mood": "?"},
			map[string]string{"history": "", "total": "", "rate": ""},
			[]string{"not_known:priors", "not_known:mood"},
		},
		{
			"everything at once",
			map[string]string{"priors": "-1", "mood": "7"},
			map[string]string{"history": "", "total": "", "rate": ""},
			[]string{"bad_value:priors", "missing:years", "bad_value:mood"},
		},
		{
			"division by zero",
			map[string]string{"priors": "6", "years": "0", "mood": "0"},
			map[string]string{"history": "3 high", "total": "2.5", "rate": ""},
			[]string{"arithmetic:priors:years", "review:priors"},
		},
		{
			"contradiction withholds what rests on it",
			map[string]string{"priors": "51", "years": "1", "mood": "0"},
			map[string]string{"history": "", "total": "", "rate": ""},
			[]string{"review:priors", "inconsistent:priors"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ins.Score(c.answers)
			if d := cmp.Diff(c.want, texts(r)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.findings, short(r)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Ensure a result explains itself and says what stands: the dynamic score in place of the static one where it is complete.
func TestResultCarriesReasons(t *testing.T) {
	r := instrument(t, "points.yaml").Score(map[string]string{"priors": "4", "years": "0.5", "mood": "2"})
	total, _ := r.Output("total")
	want := []assessment.Contribution{{Factor: "history", Amount: 2.5}, {Factor: "mood", Amount: 4}}
	if d := cmp.Diff(want, total.Contributions); d != "" {
		t.Error(d)
	}
	history, _ := r.Output("history")
	if history.Stands || history.Timing != assessment.Static || !total.Stands || total.Timing != assessment.Dynamic {
		t.Errorf("history %+v, total %+v", history, total)
	}
	if !slices.Equal(r.Overrides, []string{"young"}) {
		t.Errorf("overrides %v", r.Overrides)
	}
	if d := cmp.Diff([]assessment.Answer{{Item: "priors", Text: "4"}, {Item: "years", Text: "0.5"}, {Item: "mood", Text: "2"}}, r.Inputs); d != "" {
		t.Error(d)
	}
}

// Ensure a rating is a text with a reason, a skipped item takes its skipped answer, and nothing is added up.
func TestRating(t *testing.T) {
	ins := instrument(t, "rating.yaml")
	for _, c := range []struct {
		answers  map[string]string
		want     string
		findings []string
	}{
		{map[string]string{"housed": "1", "home": "none", "home_reason": "own flat"}, "standard", nil},
		{map[string]string{"housed": "1", "home": "some"}, "standard", []string{"reason_needed:home:home_reason"}},
		{map[string]string{"housed": "0"}, "closer", []string{"reason_needed:home:home_reason"}},
		{map[string]string{"housed": "1"}, "", []string{"missing:home"}},
		{map[string]string{"housed": "1", "home": "terrible"}, "", []string{"bad_value:home"}},
	} {
		r := ins.Score(c.answers)
		if got := texts(r)["proposal"]; got != c.want {
			t.Errorf("%v gives %q, want %q", c.answers, got, c.want)
		}
		if d := cmp.Diff(c.findings, short(r)); d != "" {
			t.Errorf("%v: %s", c.answers, d)
		}
	}
}

func ogrs4Case() map[string]string {
	a := map[string]string{
		"assessment_date": "2025-10-03", "dob": "1988-02-29", "gender": "M", "offence_code": "00100", "total_sanctions": "4", "violent_sanctions": "1",
		"age_at_first_sanction": "20", "last_sanction_date": "2025-02-28", "community_date": "2025-02-28",
	}
	return a
}

// Ensure the static predictors stand alone, every missing dynamic item is named, and a birthday on 29 February is on 1 March.
func TestStaticOfSixPredictors(t *testing.T) {
	r := shipped(t, "ogrs4").Score(ogrs4Case())
	for id, given := range map[string]bool{
		"snsv_static_pct": true, "ogrs4v_static_pct": true, "ogrs4g_static_pct": true, "snsv_dynamic_pct": false, "ovp2_dynamic_pct": false, "ogp2_dynamic_pct": false,
	} {
		if o, _ := r.Output(id); (o.Text != "") != given || o.Stands != given {
			t.Errorf("%s: %+v", id, o)
		}
	}
	if len(r.Findings) != 32 {
		t.Errorf("%d findings, want one for each of 32 dynamic items", len(r.Findings))
	}
	for _, f := range r.Findings {
		if f.Type != assessment.Missing || !f.Dynamic {
			t.Errorf("%+v", f)
		}
	}
	if o, _ := r.Output("age_at_followup"); o.Text != "36" {
		t.Errorf("age on 28 February %s, want 36", o.Text)
	}
	if len(r.Tables) != 2 || r.Tables[1].Version == "" {
		t.Errorf("tables %v", r.Tables)
	}
}

func TestInconsistentAnswers(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  map[string]string
		finding string
		scored  bool
	}{
		{"first sanction after conviction", map[string]string{"age_at_first_sanction": "40"}, "inconsistent:age_at_first_sanction:last_sanction_date", false},
		{"more violent than all", map[string]string{"violent_sanctions": "9"}, "inconsistent:violent_sanctions:total_sanctions", false},
		{"follow-up before conviction", map[string]string{"community_date": "2025-01-01"}, "inconsistent:community_date:last_sanction_date", false},
		{"conviction long after assessment", map[string]string{"assessment_date": "2024-01-01"}, "inconsistent:last_sanction_date:assessment_date", false},
		{"unmapped offence", map[string]string{"offence_code": "99999"}, "unmapped:offence_code", false},
		{"offence without a group", map[string]string{"offence_code": "00000"}, "no_value:offence_code", false},
		{"offence code too short", map[string]string{"offence_code": "123"}, "bad_value:offence_code", false},
		{"sanctions beyond 999", map[string]string{"total_sanctions": "1000"}, "bad_value:total_sanctions", false},
		{"missing sex", map[string]string{"gender": ""}, "missing:gender", false},
		{"no community date", map[string]string{"community_date": ""}, "", true},
		{"a day that is not", map[string]string{"dob": "1990-02-30"}, "bad_value:dob", false},
		{"very old", map[string]string{"dob": "1900-01-01", "age_at_first_sanction": "80"}, "inconsistent:dob", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ogrs4Case()
			for k, v := range c.change {
				a[k] = v
			}
			r := shipped(t, "ogrs4").Score(a)
			if c.finding != "" && !slices.Contains(short(r), c.finding) {
				t.Errorf("no %s among %v", c.finding, short(r)[:min(3, len(r.Findings))])
			}
			if o, _ := r.Output("ogrs4v_static_pct"); (o.Text != "") != c.scored {
				t.Errorf("scored %q", o.Text)
			}
		})
	}
}

// Ensure the same answers give the same result from a fresh scorer and from one that has scored others in between.
func TestScoringAgainGivesTheSame(t *testing.T) {
	ins := shipped(t, "ogrs4")
	first := ins.Score(ogrs4Case())
	other := ogrs4Case()
	other["gender"], other["total_sanctions"] = "F", "1"
	sc := ins.NewScorer()
	cells := func(a map[string]string) []string {
		out := make([]string, len(ins.Items))
		for i, it := range ins.Items {
			out[i] = a[it.ID]
		}
		return out
	}
	sc.Score(cells(other))
	if d := cmp.Diff(first, sc.Score(cells(ogrs4Case()))); d != "" {
		t.Error(d)
	}
}

// Ensure a decision table says why, and that an absent predictor is told apart from a low one.
func TestTier(t *testing.T) {
	ins := shipped(t, "tier-v3")
	base := map[string]string{
		"active_sentence": "1", "arp_pct": "12", "arp_type": "dynamic", "csrp_pct": "0.2", "csrp_type": "dynamic", "mappa": "0", "rosh": "low",
		"domestic_abuse": "0", "stalking": "0", "child_protection": "0", "sexual_offence_ever": "0",
	}
	for _, c := range []struct {
		change map[string]string
		want   string
		row    string
	}{
		{nil, "G", "r56: G"},
		{map[string]string{"stalking": "1"}, "F", "stalker1: F"},
		{map[string]string{"arp_pct": ""}, "missing", ""},
		{map[string]string{"active_sentence": "0", "arp_pct": ""}, "unsupervised", ""},
		{map[string]string{"dc_srp_band": "medium", "dc_srp_pct": "0.5"}, "", ""},
	} {
		a := map[string]string{}
		for k, v := range base {
			a[k] = v
		}
		for k, v := range c.change {
			a[k] = v
		}
		o, _ := ins.Score(a).Output("expected_tier")
		if o.Text != c.want {
			t.Errorf("%v gives %q, want %q", c.change, o.Text, c.want)
		}
		if c.row != "" && !slices.ContainsFunc(o.Contributions, func(x assessment.Contribution) bool { return x.Row == c.row }) {
			t.Errorf("%v: no row %s among %v", c.change, c.row, o.Contributions)
		}
	}
}
