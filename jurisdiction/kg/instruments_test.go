package kg

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/rulebook"
)

var shipped = sync.OnceValues(func() ([]*engine.Instrument, error) { return Instruments() })

func instruments(t *testing.T) []*engine.Instrument {
	t.Helper()
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func instrument(t *testing.T, id string) *engine.Instrument {
	t.Helper()
	i, ok := assessmentload.Pick(instruments(t), id)
	if !ok {
		t.Fatalf("no instrument %s", id)
	}
	return i
}

func TestWhatEachInstrumentIsFor(t *testing.T) {
	type what struct {
		kind          assessment.Kind
		use           assessment.Use
		qualification string
		compartment   access.Compartment
		second        bool
		proposal      string
	}
	want := map[string]what{
		"kg-rna":             {assessment.Rating, assessment.UseAssessment, "rna_assessor", "", false, "level"},
		"kg-screen":          {assessment.Decision, assessment.UseScreen, "rna_assessor", "", false, ""},
		"kg-social-study":    {assessment.Record, assessment.UseStudy, "study_author", "", false, ""},
		"kg-extremism":       {assessment.Judgement, assessment.UseJudgement, "veo_assessor", access.Extremism, true, ""},
		"kg-family-violence": {assessment.Record, assessment.UseForm, "family_violence", "", false, ""},
		"kg-victim-safety":   {assessment.Record, assessment.UseForm, "victim_worker", access.Victim, false, ""},
	}
	all := instruments(t)
	if len(all) != len(want) {
		t.Errorf("%d instruments, want %d", len(all), len(want))
	}
	for _, i := range all {
		got := what{i.Kind, i.Use, i.Qualification, access.Compartment(i.Compartment), i.SecondReader, i.Proposal}
		if got != want[i.ID] {
			t.Errorf("%s is %+v, want %+v", i.ID, got, want[i.ID])
		}
		if i.Validation.Status != assessment.StatusPlaceholder || i.Confirmed() {
			t.Errorf("%s passes for confirmed", i.ID)
		}
	}
}

// Ensure no instrument holds a number that somebody made up: no points, no sums, no bands, no options that are numbers.
func TestNoNumberIsInvented(t *testing.T) {
	for _, i := range instruments(t) {
		for _, v := range i.Values {
			if len(v.Points) > 0 || len(v.Sum) > 0 || v.Model != nil || v.Logistic != nil || v.Calc != "" {
				t.Errorf("%s: %s counts", i.ID, v.ID)
			}
			if v.Decision == nil {
				continue
			}
			for _, r := range v.Decision.Rows {
				if _, err := strconv.ParseFloat(r.Then, 64); err == nil || len(r.Text.Lacks()) > 0 {
					t.Errorf("%s: row %s.%s says %q and gives no reason", i.ID, v.ID, r.ID, r.Then)
				}
			}
		}
		for _, o := range i.Outputs {
			if len(o.Bands) > 0 || o.Decimals > 0 {
				t.Errorf("%s: output %s is a number", i.ID, o.ID)
			}
		}
		for _, it := range i.Items {
			for _, o := range it.Options {
				if _, err := strconv.ParseFloat(o.Code, 64); err == nil {
					t.Errorf("%s: %s takes the number %s", i.ID, it.ID, o.Code)
				}
			}
		}
		if len(i.Tables) > 0 || len(i.Features) > 0 {
			t.Errorf("%s has tables of numbers", i.ID)
		}
	}
}

// Ensure whatever an instrument names is there: protocols of flags, qualifications, levels, kinds of change.
func TestInstrumentsNameWhatTheRulebookHolds(t *testing.T) {
	rb := load(t)
	named := map[string]bool{}
	for _, i := range instruments(t) {
		if !rb.List(rulebook.ListQualifications).Holds(i.Qualification, spring) {
			t.Errorf("%s asks for the qualification %q", i.ID, i.Qualification)
		}
		for _, f := range i.Flags {
			step, ok := rb.Instruction(f.Instruction)
			if !ok || len(step.What) < 4 || len(step.Roles) == 0 || step.Deadline != rulebook.RuleFlagSameDayHours {
				t.Errorf("%s: the flag %s has no protocol of the same day: %+v", i.ID, f.ID, step)
			}
			named[f.ID] = true
		}
		for _, r := range i.Reassess {
			if r.Event != "" && !rb.List(rulebook.ListChangeKinds).Holds(r.Event, spring) {
				t.Errorf("%s: no kind of change %q", i.ID, r.Event)
			}
			if r.Months > 0 && i.Use == assessment.UseAssessment {
				if n := mustRule(t, rb, rulebook.RuleRNAReassessMonths).Value.Int; n != r.Months {
					t.Errorf("%s: again after %d months, the rulebook says %d", i.ID, r.Months, n)
				}
			}
		}
		for _, o := range i.Overrides {
			if !o.Second {
				t.Errorf("%s: the override %s needs no second signature", i.ID, o.ID)
			}
		}
	}
	for _, id := range []string{"suicide", "violence", "child", "extremism", "victim"} {
		if !named[id] {
			t.Errorf("no instrument raises the flag %s", id)
		}
	}
	for _, level := range assessment.Proposable() {
		if level != assessment.Unclear && !rb.List(rulebook.ListLevels).Holds(level, spring) {
			t.Errorf("the table proposes %s, which is no level", level)
		}
	}
	for _, step := range []string{"assessment.begin", "assessment.sign", "assessment.level", "assessment.no_change"} {
		if _, ok := rb.Instruction(step); !ok {
			t.Errorf("no instruction %s", step)
		}
	}
}

// Ensure an answer that the record gives has the form that its item takes.
func TestPrefilledItemsTakeWhatTheRecordGives(t *testing.T) {
	kinds := map[string][]string{
		"person.sex": {assessment.ItemCode}, "person.birth": {assessment.ItemDate}, "person.language": {assessment.ItemCode}, "person.minor": {assessment.ItemFlag},
		"order.measure": {assessment.ItemText}, "record.earlier_orders": {assessment.ItemInteger}, "record.absences_year": {assessment.ItemInteger},
		"record.obligations": {assessment.ItemText},
	}
	n := 0
	for _, i := range instruments(t) {
		for _, it := range i.Items {
			if it.From == "" {
				continue
			}
			n++
			if !slices.Contains(assessment.Prefills(), it.From) || !slices.Contains(kinds[it.From], it.Kind) {
				t.Errorf("%s: %s is a %s from %s", i.ID, it.ID, it.Kind, it.From)
			}
			if i.Compartment == string(access.Victim) {
				t.Errorf("%s: %s is filled in from the record of the perpetrator", i.ID, it.ID)
			}
		}
	}
	if n < 9 {
		t.Errorf("only %d items are filled in", n)
	}
}

// Ensure each of nine domains asks the same: a rating with its reason, strengths, the link to harm and to new offences, and helps
// the interview along; and that the pages at the side are marked as such.
func TestNineDomains(t *testing.T) {
	i := instrument(t, "kg-rna")
	var asked, side []string
	for _, d := range i.Domains {
		if d.Side {
			side = append(side, d.ID)
			continue
		}
		asked = append(asked, d.ID)
		if d.Rating != d.ID+"_need" || len(d.Interview) < 3 || len(d.Guidance) == 0 {
			t.Errorf("%s: rating %q, %d questions", d.ID, d.Rating, len(d.Interview))
		}
		for part, suffix := range map[string]string{
			assessment.PartRating: "need", assessment.PartReason: "reason", assessment.PartStrength: "strength", assessment.PartHarm: "harm",
			assessment.PartReoffending: "reoffending",
		} {
			if it, ok := i.Item(d.ID + "_" + suffix); !ok || it.Part != part || it.Domain != d.ID || it.Dynamic == (d.ID == "criminal_history") {
				t.Errorf("%s_%s: %+v", d.ID, suffix, it)
			}
		}
	}
	if want := []string{"criminal_history", "living", "work", "money", "family", "substances", "health", "thinking", "attitudes"}; !slices.Equal(asked, want) {
		t.Errorf("domains %v", asked)
	}
	if want := []string{"flags", "responsivity", "view"}; !slices.Equal(side, want) {
		t.Errorf("side pages %v", side)
	}
}

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

func TestScreen(t *testing.T) {
	i := instrument(t, "kg-screen")
	if n := len(i.Items); n < 8 || n > 10 {
		t.Errorf("%d items", n)
	}
	base := func() map[string]string {
		return map[string]string{
			"earlier_orders": "0", "violent_case": "0", "absences_year": "0", "no_home": "0", "substances": "0", "conflict": "0",
			"suicide_danger": "none", "violence_danger": "past", "child_danger": "none",
		}
	}
	full := func(a map[string]string) string {
		o, _ := i.Score(a).Output("full")
		return o.Text
	}
	if got := full(base()); got != "no" {
		t.Errorf("nothing found gives %q", got)
	}
	if got := full(nil); got != assessment.Unclear {
		t.Errorf("nothing known gives %q", got)
	}
	for _, it := range i.Items {
		a := base()
		a[it.ID] = "not_known"
		if got := full(a); got != assessment.Unclear {
			t.Errorf("%s not known gives %q", it.ID, got)
		}
		a[it.ID] = map[bool]string{true: "signs", false: "1"}[it.Kind == assessment.ItemChoice]
		if got := full(a); got != "yes" {
			t.Errorf("%s gives %q", it.ID, got)
		}
		a = map[string]string{it.ID: a[it.ID]}
		if got := full(a); got != "yes" {
			t.Errorf("%s, all else not known, gives %q", it.ID, got)
		}
	}
}

// Ensure the Department brings in an edition of its own beside the shipped one, never in its place.
func TestOwnEdition(t *testing.T) {
	file, err := Files.ReadFile("instruments/kg-rna.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := func(from, to string) fstest.MapFS {
		text := strings.Replace(string(file), "valid_from: 2026-01-01", "valid_from: 2027-01-01", 1)
		return fstest.MapFS{"instruments/kg-rna.yaml": {Data: []byte(strings.Replace(text, from, to, 1))}}
	}
	if _, err := Instruments(own("", "")); err == nil {
		t.Error("a changed edition took the place of one that cases keep")
	}
	all, err := Instruments(own(`version: "1"`, `version: "2"`))
	if err != nil {
		t.Fatal(err)
	}
	if i, _ := assessmentload.Pick(all, "kg-rna"); i.Version != "2" {
		t.Errorf("version %s is the latest", i.Version)
	}
	if i, ok := assessmentload.Pick(all, "kg-rna@1"); !ok || i.Version != "1" {
		t.Error("the shipped edition is gone")
	}
	confirmed := own("status: placeholder", "status: unvalidated")
	confirmed["instruments/kg-rna.yaml"].Data = []byte(strings.Replace(string(confirmed["instruments/kg-rna.yaml"].Data), `version: "1"`, `version: "2"`, 1))
	if all, err = Instruments(confirmed); err != nil {
		t.Fatal(err)
	}
	if i, _ := assessmentload.Pick(all, "kg-rna"); !i.Confirmed() {
		t.Error("the Department's table is not taken for confirmed")
	}
	if _, err := Instruments(own("default: unclear", "default: low")); err == nil {
		t.Error("a table that takes what is not known for low was loaded")
	}
}
