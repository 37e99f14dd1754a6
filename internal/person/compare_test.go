package person

import (
	"math"
	"slices"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/person/spell"
)

func who(name, born string, more ...func(*Identity)) Identity {
	id := Identity{Names: []Name{ParseName(name)}, Born: civil.MustPartial(born)}
	for _, m := range more {
		m(&id)
	}
	return id
}

func pin(p PIN) func(*Identity) { return func(i *Identity) { i.PINs = append(i.PINs, p) } }
func alias(n string) func(*Identity) {
	return func(i *Identity) { i.Names = append(i.Names, ParseName(n)) }
}
func phone(p Phone) func(*Identity) { return func(i *Identity) { i.Phones = append(i.Phones, p) } }
func sex(s Sex) func(*Identity)     { return func(i *Identity) { i.Sex = s } }
func paper(d string) func(*Identity) {
	return func(i *Identity) { i.Documents = append(i.Documents, d) }
}

// Ensure a clerk is offered the person who is there already, and not everybody's cousin.
func TestCompare(t *testing.T) {
	const p1, p2, near = PIN("22503198500123"), PIN("22503198500777"), PIN("22503198500132")
	for _, c := range []struct {
		why    string
		a, b   Identity
		level  Level
		reason string
	}{
		{"number, name and date", who("Асанов Бакыт", "1985-03-25", pin(p1)), who("Асанов Бакыт", "1985-03-25", pin(p1)), Same, "match.pin_same"},
		{"number and other spelling", who("Жумагулов Бакыт", "1985-03-25", pin(p1)), who("Dzhumagulov Bakyt", "1985-03-25", pin(p1)), Same, "match.name_same"},
		{"number only, everything else differs", who("Асанов Бакыт", "1985-03-25", pin(p1)), who("Ким Роза", "1960-01-01", pin(p1), sex(Female)), Possible, "match.pin_same"},
		{"name and date", who("Асанов Бакыт", "1985-03-25"), who("Асанов Бакыт", "1985-03-25"), Probable, "match.birth_same"},
		{"uulu against classic", who("Жакшылык уулу Усон", "1985-03-25"), who("Жакшылыков Усон", "1985-03-25"), Probable, "match.name_form"},
		{"order", who("Жакшылык уулу Усон", "1985-03-25"), who("Усон Жакшылык уулу", "1985-03-25"), Probable, ""},
		{"patronymic absent", who("Асанов Бакыт Омурович", "1985-03-25"), who("Асанов Бакыт", "1985-03-25"), Probable, "match.name_part"},
		{"tegin against bare with father", who("Бактыбек тегин Усон", "1985-03-25"), who("Бактыбек Усон Жакшылык уулу", "1985-03-25"), Probable, "match.name_part"},
		{"Russian keyboard", who("Үсөнов Өмүрбек", "1985-03-25"), who("Усонов Омурбек", "1985-03-25"), Probable, "match.name_same"},
		{"day and month exchanged", who("Асанов Бакыт Омурович", "1985-03-05"), who("Асанов Бакыт Омурович", "1985-05-03"), Probable, "match.birth_swapped"},
		{"year only", who("Асанов Бакыт", "1985"), who("Асанов Бакыт", "1985-03-25"), Possible, "match.birth_year"},
		{"no date at all", who("Асанов Бакыт Омурович", ""), who("Асанов Бакыт Омурович", ""), Possible, "match.name_same"},
		{"letter slip, same date", who("Асанов Бакыт", "1985-03-25"), who("Асанов Бакит", "1985-03-25"), Probable, ""},
		{"one-letter slip", who("Асанов Бакыт", "1985-03-25"), who("Асанов Бакут", "1985-03-25"), Possible, "match.name_near"},
		{"married name kept as alias", who("Асанова Айгүл", "1985-03-25", alias("Токтогулова Айгүл")), who("Токтогулова Айгүл", "1985-03-25"), Probable, "match.name_same"},
		{"same name, other year", who("Асанов Бакыт", "1985-03-25"), who("Асанов Бакыт", "1962-11-02"), Distinct, "match.birth_differs"},
		{"twins", who("Асанов Кадыр", "1985-03-25"), who("Асанов Эсен", "1985-03-25"), Distinct, "match.siblings"},
		{"twins with one phone", who("Асанова Фатима", "1985-03-25", phone("+996555123456")), who("Асанова Зуура", "1985-03-25", phone("+996555123456")), Distinct, "match.siblings"},
		{"same day, other names", who("Асанов Бакыт", "1985-03-25"), who("Ким Роман", "1985-03-25"), Distinct, "match.name_differs"},
		{"number mistyped", who("Асанов Бакыт", "1985-03-25", pin(p1)), who("Асанов Бакыт", "1985-03-25", pin(near)), Probable, "match.pin_near"},
		{"two numbers, same name and date", who("Асанов Бакыт", "1985-03-25", pin(p1)), who("Асанов Бакыт", "1985-03-25", pin(p2)), Possible, "match.pin_differs"},
		{"document", who("Асанов Бакыт", "", paper("АС 1234567")), who("Асанов Бакыт", "", paper("AC1234567")), Probable, "match.document_same"},
		{"one name only", who("Нургүл", "1985-03-25"), who("Нургүл", "1985-03-25"), Possible, "match.name_same"},
		{"nothing known", Identity{}, Identity{}, Distinct, ""},
	} {
		got := Compare(c.a, c.b)
		if got.Level != c.level || c.reason != "" && !slices.Contains(keys(got.Reasons), c.reason) {
			t.Errorf("%s: %s %.1f %v, want %s because of %s", c.why, got.Level, got.Weight, keys(got.Reasons), c.level, c.reason)
		}
		if back := Compare(c.b, c.a); back.Level != got.Level || math.Abs(back.Weight-got.Weight) > 1e-9 {
			t.Errorf("%s: not symmetric: %.1f and %.1f", c.why, got.Weight, back.Weight)
		}
		if got.Level != Distinct && c.a.PINs == nil && c.a.Documents == nil && !common(BlockKeys(c.a), BlockKeys(c.b)) {
			t.Errorf("%s: no common block: %v and %v", c.why, BlockKeys(c.a), BlockKeys(c.b))
		}
	}
}

// Ensure the two measures of likeness count letters, with the values published for them.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		jw   float64
		dl   int
	}{
		{"martha", "marhta", 0.9611, 1},
		{"dwayne", "duane", 0.84, 2},
		{"dixon", "dicksonx", 0.8133, 4},
		{"бактыбек", "бактыбек", 1, 0},
		{"асан", "", 0, 4},
		{"", "", 0, 0},
		{"асан", "үсөн", 0.6667, 2},
		{"ca", "abc", 0, 3},
	} {
		if got := spell.JaroWinkler(c.a, c.b); math.Abs(got-c.jw) > 0.0001 {
			t.Errorf("JaroWinkler(%s, %s) = %.4f, want %.4f", c.a, c.b, got, c.jw)
		}
		if got := spell.DamerauLevenshtein(c.a, c.b); got != c.dl {
			t.Errorf("DamerauLevenshtein(%s, %s) = %d, want %d", c.a, c.b, got, c.dl)
		}
	}
}

// BenchmarkCompare prints how much dearer a full comparison is than the comparison of two numbers.
func BenchmarkCompare(b *testing.B) {
	x := who("Бактыбеков Усон Жакшылыкович", "1985-03-25", pin("22503198500123"))
	y := who("Baktybekov Uson Zhakshylykovich", "1985-03-25", pin("22503198500777"))
	px, py := Prepare(x), Prepare(y)
	b.Run("prepared", func(b *testing.B) {
		for b.Loop() {
			px.Compare(py)
		}
	})
	b.Run("unprepared", func(b *testing.B) {
		for b.Loop() {
			Compare(x, y)
		}
	})
	b.Run("fold", func(b *testing.B) {
		for b.Loop() {
			Fold("Бактыбеков Усон Жакшылыкович")
		}
	})
	b.Run("blocks", func(b *testing.B) {
		for b.Loop() {
			BlockKeys(x)
		}
	})
}
