package names

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
)

func day() civil.Date { return civil.MustDate("2026-03-03") }

func people(n int, w Wish) []Person {
	g := New(7, day())
	out := make([]Person, n)
	for i := range out {
		out[i] = g.Person(w)
	}
	return out
}

// Ensure a seed gives the same people, and another seed others.
func TestDeterministic(t *testing.T) {
	if diff := cmp.Diff(people(50, Wish{Gaps: true}), people(50, Wish{Gaps: true}), cmp.Comparer(func(a, b civil.Date) bool { return a == b }), cmp.Comparer(func(a, b civil.Partial) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if a, b := New(1, day()).Person(Wish{}), New(2, day()).Person(Wish{}); a.PIN == b.PIN {
		t.Error("two seeds gave one person")
	}
}

// Ensure everything said of one invented person agrees, passes the rules for typed data, and is nobody's phone.
func TestAgrees(t *testing.T) {
	pins, phones := map[person.PIN]bool{}, map[person.Phone]bool{}
	forms, communities := map[person.Form]int{}, map[Community]int{}
	for _, p := range people(5000, Wish{}) {
		if _, err := person.ParsePIN(string(p.PIN)); err != nil || p.PIN.Warnings(p.Born, p.Sex) != nil {
			t.Fatalf("number and person disagree: %+v", p)
		}
		var problems fault.Problems
		p.Name.Check(&problems, "", person.Cyrillic)
		p.Latin.Check(&problems, "latin.", person.Latin)
		if err := problems.Err(); err != nil {
			t.Errorf("%s / %s: %v", p.Name, p.Latin, err)
		}
		if phone, err := person.ParsePhone(string(p.Phone)); err != nil || phone != p.Phone || !strings.HasPrefix(string(phone), "+996999") {
			t.Errorf("phone %s: %v", p.Phone, err)
		}
		if age := civil.TermBetween(p.Birth, day()).Years; age < 18 || age > 69 {
			t.Errorf("age %d, born %s", age, p.Birth)
		}
		if person.DocumentWarnings("id_card", p.Document) != nil {
			t.Errorf("document %s", p.Document)
		}
		if pins[p.PIN] || phones[p.Phone] {
			t.Errorf("number given twice: %+v", p)
		}
		pins[p.PIN], phones[p.Phone] = true, true
		forms[p.Name.Form]++
		communities[p.Community]++
	}
	for _, f := range []person.Form{person.Classic, person.FormUulu, person.FormKyzy, person.FormTegin, person.Bare} {
		if forms[f] == 0 {
			t.Errorf("no name of the form %s", f)
		}
	}
	if len(communities) != 4 {
		t.Errorf("communities: %v", communities)
	}
}

// Ensure the line on the paper splits again into the parts it was built of, for nearly all.
func TestParsesBack(t *testing.T) {
	wrong := 0
	for _, p := range people(3000, Wish{}) {
		got := person.ParseName(p.Name.String())
		if got.Given != p.Name.Given || got.Surname != p.Name.Surname {
			wrong++
			if wrong < 6 {
				t.Logf("%s: %+v", p.Name, got)
			}
		}
	}
	if wrong > 60 {
		t.Errorf("%d of 3000 lines split otherwise", wrong)
	}
}

// Ensure Russian endings are those of the language.
func TestInflect(t *testing.T) {
	for in, want := range map[string]string{"Асан": "Асанова", "Жумабай": "Жумабаева", "Абды": "Абдыева", "Орлов": "Орлова", "Машанло": "Машанло", "Жоро": "Жороева"} {
		if got := surname(in, person.Female); got != want {
			t.Errorf("surname of %s: %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"Бакыт": "Бакытович", "Николай": "Николаевич", "Юрий": "Юрьевич", "Дмитрий": "Дмитриевич", "Игорь": "Игоревич", "Мурза": "Мурзаевич", "Павел": "Павлович"} {
		if got := patronymic(in, person.Male); got != want {
			t.Errorf("patronymic of %s: %s, want %s", in, got, want)
		}
	}
}

// Ensure every district has addresses in it.
func TestAddresses(t *testing.T) {
	g := New(3, day())
	codes := g.Districts()
	if len(codes) != 57 {
		t.Fatalf("%d districts, want 57", len(codes))
	}
	for _, code := range codes {
		a := g.Address(code)
		if a.District != code || len(code) != 14 || a.Settlement == "" || !strings.Contains(a.String(), "көчөсү") || !strings.Contains(a.RU, "ул.") {
			t.Errorf("%s: %+v", code, a)
		}
	}
}

// Ensure the comparison finds the same people in a damaged extract and keeps twins and strangers apart: the shares are
// printed and may not fall. Without number and phone, only name, date, sex and district are left.
func TestComparisonOnInventedPeople(t *testing.T) {
	for _, c := range []struct {
		name                  string
		bare                  bool
		offered, first, wrong float64
	}{{"all fields", false, 99.5, 99, 0.2}, {"without number and phone", true, 98, 97, 0.5}} {
		t.Run(c.name, func(t *testing.T) {
			s := compareDamaged(2000, c.bare)
			t.Logf("of 2000 people: offered %.2f %%, first in the list %.2f %%, strangers called probable %.2f %%, %.1f comparisons each", s.offered, s.first, s.wrong, s.compared)
			if s.offered < c.offered || s.first < c.first || s.wrong > c.wrong {
				t.Error("the comparison has become worse")
			}
		})
	}
}

type score struct{ offered, first, wrong, compared float64 }

// compareDamaged looks for each damaged record among all records, as intake does: by block keys, then by weight.
func compareDamaged(n int, bare bool) score {
	g := New(11, day())
	all, prepared := make([]Person, n), make([]person.Prepared, n)
	blocks := map[string][]int{}
	for i := range all {
		all[i] = g.Person(Wish{Gaps: true})
		if i%50 == 49 {
			all[i] = g.Twin(all[i-1])
		}
		if bare {
			all[i].PIN, all[i].Phone, all[i].Document = "", "", ""
		}
		prepared[i] = person.Prepare(all[i].Identity())
		for _, k := range keysOf(all[i]) {
			blocks[k] = append(blocks[k], i)
		}
	}
	var s score
	for i := range all {
		d := g.Damage(all[i])
		if bare {
			d.PIN, d.Phone = "", ""
		}
		p := person.Prepare(d.Identity())
		best, at, seen := -100.0, -1, map[int]bool{}
		for _, k := range keysOf(d) {
			for _, j := range blocks[k] {
				if seen[j] {
					continue
				}
				seen[j] = true
				s.compared++
				m := p.Compare(prepared[j])
				switch {
				case m.Level == person.Distinct:
					continue
				case j == i:
					s.offered++
				case m.Level != person.Possible:
					s.wrong++
				}
				if m.Weight > best {
					best, at = m.Weight, j
				}
			}
		}
		if at == i {
			s.first++
		}
	}
	of := float64(n) / 100
	return score{s.offered / of, s.first / of, s.wrong / of, s.compared / float64(n)}
}

func keysOf(p Person) []string {
	keys := person.BlockKeys(p.Identity())
	if p.PIN != "" {
		keys = append(keys, "p"+string(p.PIN))
	}
	return keys
}

// BenchmarkPerson prints what one invented person costs.
func BenchmarkPerson(b *testing.B) {
	g := New(1, day())
	for b.Loop() {
		g.Person(Wish{Gaps: true})
	}
}
