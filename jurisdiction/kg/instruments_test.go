package kg

import (
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
	"tuzjol/internal/person"
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
			if o.Scale == "" || len(i.Said(o.ID, assessment.Unclear).Lacks()) > 0 {
				t.Errorf("%s: output %s has no words for what it says", i.ID, o.ID)
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
		"person.sex": {assessment.ItemChoice}, "person.birth": {assessment.ItemDate}, "person.language": {assessment.ItemChoice}, "person.minor": {assessment.ItemFlag},
		"record.earlier_orders": {assessment.ItemInteger}, "record.absences_year": {assessment.ItemInteger},
		"record.contacts_year": {assessment.ItemInteger}, "record.obligations": {assessment.ItemInteger},
	}
	codes := map[string][]string{"person.sex": {string(person.Female), string(person.Male)}}
	for _, x := range load(t).List(rulebook.ListLanguages).Items {
		codes["person.language"] = append(codes["person.language"], x.Code)
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
			for _, code := range codes[it.From] {
				if !slices.ContainsFunc(it.Options, func(o assessment.Option) bool { return o.Code == code }) {
					t.Errorf("%s: %s does not take %s, which the record may give", i.ID, it.ID, code)
				}
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
