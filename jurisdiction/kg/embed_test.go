package kg

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

var spring = civil.MustDate("2026-04-24") //nolint:gochecknoglobals // a day of the tests

func load(t *testing.T) *rulebook.Rulebook {
	t.Helper()
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return set.At(spring)
}

// Every name that the code asks for must stand in the shipped files, or a page would silently show nothing.
func TestEveryNamedRuleAndListIsShipped(t *testing.T) {
	rb := load(t)
	f, err := parser.ParseFile(token.NewFileSet(), "../../internal/rulebook/ids.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		id, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		seen++
		switch name := v.Names[0].Name; {
		case strings.HasPrefix(name, "Rule"):
			if _, ok := rb.Lookup(id, spring); !ok {
				t.Errorf("%s: no rule %s", name, id)
			}
		case len(rb.List(id).Items) == 0:
			t.Errorf("%s: no list %s", name, id)
		}
		return true
	})
	if seen < 40 {
		t.Errorf("only %d names were looked at", seen)
	}
}

func TestWhatIsNotSourcedIsToBeConfirmed(t *testing.T) {
	rb := load(t)
	for id, want := range map[string]bool{
		rulebook.RuleRegisterDays: true, rulebook.RuleFileOpenDays: true, rulebook.RuleReportingPerMonth: true,
		"pretrial.study_days": false, "rna.reassess_months": false, rulebook.RuleTermMonths: false,
	} {
		r, _ := rb.Lookup(id, spring)
		if r.ToConfirm() != want {
			t.Errorf("%s: to confirm %v", id, r.ToConfirm())
		}
	}
	if r, _ := rb.Lookup(rulebook.RuleFileOpenDays, spring); r.Value.Set {
		t.Error("a value was invented for the time to open the file")
	}
	if n, ok := mustRule(t, rb, rulebook.RuleReportingPerMonth).Value.At("high"); !ok || n != 4 {
		t.Errorf("visits a month at high: %d", n)
	}
}

func mustRule(t *testing.T, rb *rulebook.Rulebook, id string) rulebook.Rule {
	t.Helper()
	r, ok := rb.Lookup(id, spring)
	if !ok {
		t.Fatalf("no rule %s", id)
	}
	return r
}

func TestRegistrationDueOverTheMayBreak(t *testing.T) {
	rb := load(t)
	d, ok := rb.Deadline(rulebook.RuleRegisterDays, spring)
	if !ok {
		t.Fatal("no deadline")
	}
	got := d.Due(spring, rb.Calendar())
	if got.Day.String() != "2026-05-18" || !got.Certain() {
		t.Errorf("due %s, missing %v", got.Day, got.Missing)
	}
	if got := d.Due(civil.MustDate("2023-06-01"), rb.Calendar()); got.Certain() {
		t.Error("a year without holidays was passed over in silence")
	}
}

func TestSourcesNameSevenOutcomesAndTheGrounds(t *testing.T) {
	rb := load(t)
	if n := len(rb.List(rulebook.ListOutcomes).Items); n != 7 {
		t.Errorf("%d outcomes", n)
	}
	for _, code := range []string{
		"served", "early_end", "quashed", "changed", "amnesty", "pardon", "decriminalised", "expunged", "death",
		"transfer_abroad", "replaced_imprisonment", "other",
	} {
		i, ok := rb.List(rulebook.ListEndGrounds).Item(code)
		if !ok {
			t.Errorf("no ground %s", code)
		}
		if i.Is("hides_record") != (code == "expunged") {
			t.Errorf("%s hides the record: %v", code, i.Is("hides_record"))
		}
	}
}

func TestOfficesAreReparented(t *testing.T) {
	offices, err := Offices()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]rulebook.Office{}
	districts := 0
	for _, o := range offices {
		by[o.Code] = o
		if o.Kind == rulebook.DistrictOffice {
			districts++
			if d, ok := rulebook.District(o.SOATE); !ok || d != o.SOATE {
				t.Errorf("%s is no district", o.SOATE)
			}
		}
	}
	if districts != 57 {
		t.Errorf("%d district offices", districts)
	}
	for _, c := range []struct{ code, on, parent string }{
		{"41706207000000", "2023-05-01", "mru-south"},
		{"41706207000000", "2026-01-01", "mru-osh-batken"},
		{"41703204000000", "2026-01-01", "mru-jalal-abad"},
		{"41721000000000", "2024-12-31", "mru-south"},
		{"41708203000000", "2021-01-01", "mru-bishkek-chui-talas"},
		{"mru-jalal-abad", "2024-12-31", ""},
	} {
		if got := by[c.code].ParentOn(civil.MustDate(c.on)); got != c.parent {
			t.Errorf("%s on %s stands under %q, want %q", c.code, c.on, got, c.parent)
		}
	}
	manas := by["41703410000010"]
	before, after := manas.NameOn(civil.MustDate("2025-09-26"))["en"], manas.NameOn(spring)["en"]
	if before != "Jalal-Abad city probation office" || after != "Manas city probation office" {
		t.Errorf("names %q, %q", before, after)
	}
}

func TestEveryDistrictHasACourt(t *testing.T) {
	courts, err := Courts()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range courts {
		if c.Kind == "district" {
			n++
		}
		if c.Status == rulebook.Sourced {
			t.Errorf("%s: the list of courts is not sourced", c.Code)
		}
	}
	if n != 57 {
		t.Errorf("%d district courts", n)
	}
}

func TestUzbekShipsAsADraft(t *testing.T) {
	rb := load(t)
	for lang, draft := range map[string]bool{"ky": false, "ru": false, "en": false, "uz": true} {
		x, ok := rb.ClientText(lang)
		if !ok || x.Draft != draft {
			t.Errorf("%s: found %v, draft %v", lang, ok, x.Draft)
		}
	}
}
