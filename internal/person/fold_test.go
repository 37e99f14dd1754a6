package person

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/person/spell"
)

// Ensure the spellings of one name meet in one key.
func TestFold(t *testing.T) {
	for key, spellings := range map[string][]string{
		"жумагулов":        {"Жумагулов", "ЖУМАГУЛОВ", "Джумагулов", "Zhumagulov", "Dzhumagulov", "Jumagulov", "Djumagulov"},
		"усон":             {"Үсөн", "Усон", "Üsön", "Uson"},
		"исик":             {"Ысык", "Ысык", "Isyk", "Ysyk"},
		"сергевич":         {"Сергеевич", "Sergeyevich", "Sergeevich"},
		"хамид":            {"Хамид", "Khamid", "Hamid"},
		"мариа":            {"Мария", "Maria", "Mariya", "Mariia"},
		"иусуп":            {"Юсуп", "Yusup", "Iusup"},
		"тсиатр":           {"Цятр"},
		"наринкул":         {"Нарынкүл", "Naryngkul", "Narynkul"},
		"сатибалдев":       {"Сатыбалдиев", "Caтыбaлдиeв"}, // Latin C, a, e inside
		"римски-корсаков":  {"Римский-Корсаков", "Rimskiy-Korsakov", "Rimsky-Korsakov"},
		"жакшилик улу":     {"Жакшылык уулу", "Zhakshylyk uulu", "Jakshylyk  ulu"},
		"":                 {"", "  ", "—", "123"},
		"еж":               {"Ёж", "Yozh", "Ежь"},
		"шчукин":           {"Щукин", "Shchukin", "Schukin"},
		"олга":             {"Ольга", "Ol’ga", "Ol'ga", "Olga"},
		"илим":             {"Илим", "И\u0306лим"},
		"абдикадиров":      {"Абдыкадыров", "Abdykadyrov", "Abdikadirov"},
		"гулжигит каликов": {"Гульжигит Калыков", "Guljigit Kalykov", "Gulzhigit Kalikov"},
	} {
		for _, s := range spellings {
			if got := Fold(s); got != key {
				t.Errorf("Fold(%q) = %q, want %q", s, got, key)
			}
		}
	}
}

// Ensure a name is found by any of its words, in any spelling, and not by a particle.
func TestSearch(t *testing.T) {
	found := func(n Name, query string) bool {
		q := QueryTokens(query)
		for _, w := range q {
			if !slices.ContainsFunc(n.Tokens(), func(t string) bool { return len(t) >= len(w) && t[:len(w)] == w }) {
				return false
			}
		}
		return len(q) > 0
	}
	for _, c := range []struct {
		name, query string
		want        bool
	}{
		{"Бактыбек Үсөн", "бактыбек", true},
		{"Бактыбек Үсөн", "усон", true},
		{"Бактыбек Үсөн", "uson baktybek", true},
		{"Бактыбек Үсөн", "Baktibek", true},
		{"Жакшылык уулу Үсөн", "усон жакшылык", true},
		{"Жакшылык уулу Үсөн", "Жакшылык уулу", true},
		{"Жакшылык уулу Үсөн", "Усон Жакшылыков", false},
		{"Бактыбектегин Нургүл", "Бактыбек", true},
		{"Бактыбеков Усон", "бактыбекова", true},
		{"Бактыбекова Нургүл", "бактыбеков", true},
		{"Римский-Корсаков Николай", "корсаков", true},
		{"Акыл-Бек Асанов", "акылбек", true},
		{"Акылбек Асанов", "Акыл-Бек", true},
		{"Асанов Бакыт", "бактыбек", false},
		{"Асанов Бакыт", "", false},
	} {
		if got := found(ParseName(c.name), c.query); got != c.want {
			t.Errorf("%q by %q: %v (%v against %v)", c.name, c.query, got, QueryTokens(c.query), ParseName(c.name).Tokens())
		}
	}
}

// Ensure lists follow the Kyrgyz alphabet.
func TestSortKey(t *testing.T) {
	want := []string{"Абдиев", "Ёлдошев", "Жумаев", "Набиев", "Наңаев", "Нурмат", "Омуров", "Өмүров", "Пак", "Суранов", "Сүйүнов", "Усонов", "Үсөнов", "Яковлев", "Abdiev"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return cmpText(SortKey(a), SortKey(b)) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if a, b := SortKey("Абд Яна"), SortKey("Абдиев Ак"); a >= b {
		t.Errorf("a shorter surname comes first: %q, %q", a, b)
	}
	if a, b := (Name{Given: "Яна"}).SortKey("1"), (Name{}).SortKey("1"); a >= b {
		t.Errorf("the unnamed come last: %q, %q", a, b)
	}
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Ensure stems and skeletons bring forms together without eating short names.
func TestStem(t *testing.T) {
	for in, want := range map[string]string{
		"Бактыбеков": "бактибек", "Бактыбекова": "бактибек", "Бактыбекович": "бактибек", "Бактыбековна": "бактибек", "Бактыбектегин": "бактибек",
		"Жумалиев": "жумал", "Жумалы": "жумал", "Асанбаева": "асанба", "Асанбай": "асанба", "Алиев": "ал", "Али": "ал",
		"Насирдинов": "насирд", "Насирдинович": "насирд", "Насирдин": "насирд", "Лев": "лев", "Ким": "ким", "Ильич": "илич",
	} {
		if got := spell.Stem(Fold(in)); got != want {
			t.Errorf("Stem(%s) = %q, want %q", in, got, want)
		}
	}
	if a, b := spell.Skeleton(Fold("Азизбек")), spell.Skeleton(Fold("Asyspek")); a != b {
		t.Errorf("skeletons %q and %q", a, b)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Жумагулов", "Dzhumagulov", "Ёж-колючий", "ЙА йа", "İ", "и\u0306", "a\u0300\x80", "ИоеИе", "ngng"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		SortKey(s)
		QueryTokens(s)
		spell.Skeleton(once)
		_ = spell.Stem(once)
	})
}
