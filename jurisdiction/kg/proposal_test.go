package kg

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
)

// calm is an assessment with nothing in it; change answers before scoring.
func calm(t *testing.T) (*engine.Instrument, map[string]string) {
	t.Helper()
	i := instrument(t, "kg-rna")
	a := map[string]string{"minor": "0", "sex": "m"}
	for _, d := range i.Domains {
		if !d.Side {
			a[d.ID+"_need"], a[d.ID+"_reason"] = "none", "видно из дела"
		}
	}
	for _, f := range []string{"suicide", "violence", "child", "extremism", "victim"} {
		a[f+"_danger"] = "none"
	}
	return i, a
}

func TestProposalTable(t *testing.T) {
	some := func(domain, harm, reoffending string) map[string]string {
		return map[string]string{domain + "_need": "some", domain + "_harm": harm, domain + "_reoffending": reoffending}
	}
	high := func(domain, harm, reoffending string) map[string]string {
		return map[string]string{domain + "_need": "high", domain + "_harm": harm, domain + "_reoffending": reoffending}
	}
	for _, c := range []struct {
		name string
		with []map[string]string
		want string
		row  string
	}{
		{"nothing found", nil, "low", "low"},
		{"needs without a link to risk are met with help", []map[string]string{some("living", "0", "0"), some("money", "0", "0"), some("health", "0", "0")}, "low", "low"},
		{"danger of suicide calls for help, not for control", []map[string]string{{"suicide_danger": "now"}}, "low", "low"},
		{"a danger of the past", []map[string]string{{"violence_danger": "past"}}, "low", "low"},
		{"one need linked to new offences", []map[string]string{some("substances", "0", "1")}, "medium", "need_linked"},
		{"one need linked to harm", []map[string]string{some("family", "1", "0")}, "medium", "need_linked"},
		{"a high need without a link", []map[string]string{high("health", "0", "0")}, "medium", "need_high"},
		{"a high need linked to new offences", []map[string]string{high("thinking", "0", "1")}, "medium", "need_high"},
		{"a serious history", []map[string]string{high("criminal_history", "0", "1")}, "medium", "past"},
		{"some history linked to risk", []map[string]string{some("criminal_history", "0", "1")}, "medium", "past_some"},
		{"a high need linked to harm", []map[string]string{high("attitudes", "1", "0")}, "high", "harm"},
		{"a history linked to harm", []map[string]string{high("criminal_history", "1", "0")}, "high", "past_harm"},
		{"a history and a need, both linked", []map[string]string{high("criminal_history", "0", "1"), high("substances", "0", "1")}, "high", "past_and_need"},
		{"danger is near", []map[string]string{{"child_danger": "now"}}, "high", "danger"},
		{"danger is near, whatever else is not known", []map[string]string{{"victim_danger": "now", "work_need": "not_known", "money_need": "?"}}, "high", "danger"},
		{"one rating is not known", []map[string]string{{"money_need": "not_known"}}, "unclear", "need_not_known"},
		{"one rating is not answered", []map[string]string{{"money_need": ""}}, "unclear", "need_not_known"},
		{"the history is not known", []map[string]string{{"criminal_history_need": "not_known"}}, "unclear", "past_not_known"},
		{"whether others are in danger is not known", []map[string]string{{"violence_danger": "not_known"}}, "unclear", "danger_not_known"},
		{"a link that is not known", []map[string]string{some("living", "0", "not_known")}, "unclear", "need_link_not_known"},
		{"a link not known beside one that is", []map[string]string{some("living", "0", "not_known"), some("work", "0", "1")}, "medium", "need_linked"},
		{"harm not known at a high need", []map[string]string{high("living", "not_known", "1")}, "unclear", "need_not_known"},
		{"under 18", []map[string]string{{"minor": "1"}, high("attitudes", "1", "1")}, "unclear", "minor"},
		{"age not known", []map[string]string{{"minor": "not_known"}}, "unclear", "age_not_known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i, a := calm(t)
			for _, w := range c.with {
				for k, v := range w {
					a[k] = v
				}
			}
			r := i.Score(a)
			o, _ := r.Output("level")
			if o.Text != c.want || len(o.Contributions) == 0 || o.Contributions[0].Row != c.row+": "+c.want {
				t.Fatalf("gives %q by %+v, want %q by %s", o.Text, o.Contributions, c.want, c.row)
			}
			if why := i.Why(o.Contributions[0]); len(why.Lacks()) > 0 {
				t.Errorf("no reason in words: %v", why)
			}
			level, proposes := i.Proposes(r)
			if proposes != (c.want != "unclear") || proposes && string(level) != c.want {
				t.Errorf("proposes %q, %v", level, proposes)
			}
		})
	}
}

func TestAllNotKnownIsUnclear(t *testing.T) {
	i, a := calm(t)
	for _, it := range i.Items {
		a[it.ID] = "not_known"
	}
	r := i.Score(a)
	if o, _ := r.Output("level"); o.Text != assessment.Unclear {
		t.Errorf("gives %q", o.Text)
	}
	if level, ok := i.Proposes(r); ok {
		t.Errorf("proposes %s", level)
	}
	if o, _ := i.Score(nil).Output("level"); o.Text != assessment.Unclear {
		t.Errorf("nothing answered gives %q", o.Text)
	}
	for _, f := range r.Findings {
		if f.Type == assessment.BadValue {
			t.Errorf("%v takes no \"not known\"", f.Fields)
		}
	}
}

// Ensure that what is not known is never taken for low, nor for anything: with answers covered up the table either says what it
// says of the whole, or that it cannot tell.
func TestNotKnownNeverChangesALevel(t *testing.T) {
	i, base := calm(t)
	scorer := i.NewScorer()
	score := func(a map[string]string) string {
		cells := make([]string, len(i.Items))
		for n, it := range i.Items {
			cells[n] = a[it.ID]
		}
		o, _ := scorer.Score(cells).Output("level")
		return o.Text
	}
	random := rand.New(rand.NewPCG(7, 3)) //nolint:gosec // answers of a test
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	seen := map[string]int{}
	for range 4000 {
		whole := map[string]string{}
		for k, v := range base {
			whole[k] = v
		}
		for _, d := range i.Domains {
			if !d.Side {
				whole[d.ID+"_need"] = pick("none", "none", "some", "some", "high")
				whole[d.ID+"_harm"], whole[d.ID+"_reoffending"] = pick("0", "0", "0", "1"), pick("0", "0", "1")
			}
		}
		for _, f := range []string{"violence", "child", "victim"} {
			whole[f+"_danger"] = pick("none", "none", "none", "none", "past", "signs", "now")
		}
		covered := map[string]string{}
		for k, v := range whole {
			if covered[k] = v; random.IntN(25) == 0 {
				covered[k] = pick("not_known", "")
			}
		}
		want, got := score(whole), score(covered)
		seen[want]++
		if want == assessment.Unclear || got != want && got != assessment.Unclear {
			t.Fatalf("%v gives %s, %v gives %s", whole, want, covered, got)
		}
		if got == assessment.Unclear {
			seen[got]++
		}
	}
	for _, level := range assessment.Proposable() {
		if seen[level] == 0 {
			t.Errorf("no case gave %s: %v", level, seen)
		}
	}
}

// Ensure a result says what each domain weighs, in words, and names a rating without its reason.
func TestResultCarriesTheDomains(t *testing.T) {
	i, a := calm(t)
	a["family_need"], a["family_harm"], a["family_reoffending"], a["family_reason"] = "high", "0", "1", ""
	r := i.Score(a)
	o, _ := r.Output("family")
	if o.Text != "high_linked" || o.Timing != assessment.Dynamic || len(o.Contributions) != 1 || i.Why(o.Contributions[0]).In("en") != "High need, linked to new offences" {
		t.Errorf("family %+v", o)
	}
	if o, _ := r.Output("criminal_history"); o.Timing != assessment.Static {
		t.Errorf("the past is %s", o.Timing)
	}
	level, _ := r.Output("level")
	if n := len(level.Contributions); n < 10 {
		t.Errorf("the level rests on %d rows: %+v", n, level.Contributions)
	}
	if !slices.ContainsFunc(r.Findings, func(f assessment.Finding) bool {
		return f.Type == assessment.NoReason && slices.Contains(f.Fields, "family_reason")
	}) {
		t.Errorf("a rating went without its reason: %+v", r.Findings)
	}
	a["family_need"] = "enormous"
	if o, _ := i.Score(a).Output("level"); o.Text != "" {
		t.Errorf("an answer outside the options gives %q", o.Text)
	}
}

func TestFlagsAreRaised(t *testing.T) {
	i, a := calm(t)
	if raised := i.Raised(a); len(raised) != 0 {
		t.Errorf("raised %v", raised)
	}
	for _, f := range i.Flags {
		for answer, want := range map[string]int{"none": 0, "past": 0, "signs": 1, "now": 1, "not_known": 0} {
			a[f.ID+"_danger"] = answer
			if raised := i.Raised(a); len(raised) != want || want == 1 && raised[0].Flag != f.ID {
				t.Errorf("%s: %s raises %v", f.ID, answer, raised)
			}
		}
		a[f.ID+"_danger"] = "none"
	}
	v := instrument(t, "kg-family-violence")
	for answers, want := range map[string]string{
		"strangulation=past": "victim", "weapon=now": "violence", "children_harm=past": "child", "order_breach=now": "victim", "jealousy=now": "", "separation=past": "",
	} {
		item, answer, _ := strings.Cut(answers, "=")
		raised := v.Raised(map[string]string{item: answer})
		if want == "" != (len(raised) == 0) || want != "" && raised[0].Flag != want {
			t.Errorf("%s raises %v, want %q", answers, raised, want)
		}
	}
}

// Ensure what concerns women only is asked of women only, and of nobody whose sex is not known; and that none of it, nor what is
// to be taken into account, bears on the level.
func TestGenderItems(t *testing.T) {
	i, a := calm(t)
	spec := i.Spec
	spec.Items = slices.Clone(spec.Items)
	var gender []string
	for n := range spec.Items {
		it := &spec.Items[n]
		if it.Scale != "" {
			it.Options = nil // of its scale, again
		}
		if it.Part == assessment.PartGender && it.ID != "sex" {
			gender = append(gender, it.ID)
			it.Optional = false // so that the engine says whether it was asked
		}
		if slices.Contains([]string{assessment.PartGender, assessment.PartResponsivity, assessment.PartView}, it.Part) && it.ID != "minor" && slices.Contains(levelRests(i), it.ID) {
			t.Errorf("%s bears on the level", it.ID)
		}
	}
	if want := []string{"pregnancy", "sole_carer", "violence_suffered"}; !slices.Equal(gender, want) {
		t.Errorf("gender items %v", gender)
	}
	strict, problems := engine.Compile(spec)
	if strict == nil {
		t.Fatal(problems)
	}
	for sex, asked := range map[string]bool{"f": true, "m": false, "": false, "not_known": false} {
		a["sex"] = sex
		var missed []string
		for _, f := range strict.Score(a).Findings {
			if f.Type == assessment.Missing && slices.Contains(gender, f.Fields[0]) {
				missed = append(missed, f.Fields[0])
			}
		}
		if asked != slices.Equal(missed, gender) || !asked && len(missed) > 0 {
			t.Errorf("of sex %q are asked %v", sex, missed)
		}
		if o, _ := i.Score(a).Output("level"); o.Text != "low" {
			t.Errorf("sex %q gives %q", sex, o.Text)
		}
	}
}

// levelRests is what the tables of an instrument read.
func levelRests(i *engine.Instrument) []string {
	var out []string
	for _, v := range i.Values {
		if v.Decision != nil {
			out = append(out, v.Decision.Inputs...)
		}
	}
	return out
}
