package person

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/fault"
)

// Ensure a line is split as the forms in force write names, and shown again as it was.
func TestParseName(t *testing.T) {
	for line, want := range map[string]Name{
		"Бактыбеков Усон Жакшылыкович": {"Бактыбеков", "Усон", "Жакшылыкович", Classic, Cyrillic, SurnameFirst},
		"Ирина Ивановна Никитина":      {"Никитина", "Ирина", "Ивановна", Classic, Cyrillic, GivenFirst},
		"Жакшылык уулу Усон":           {"Жакшылык уулу", "Усон", "", FormUulu, Cyrillic, SurnameFirst},
		"Усон Жакшылык уулу":           {"Жакшылык уулу", "Усон", "", FormUulu, Cyrillic, GivenFirst},
		"Жакшылык кызы Нургүл":         {"Жакшылык кызы", "Нургүл", "", FormKyzy, Cyrillic, SurnameFirst},
		"Бактыбек Усон Жакшылык уулу":  {"Бактыбек", "Усон", "Жакшылык уулу", Bare, Cyrillic, SurnameFirst},
		"Бактыбек тегин Усон":          {"Бактыбек тегин", "Усон", "", FormTegin, Cyrillic, SurnameFirst},
		"Бактыбектегин Нургүл":         {"Бактыбектегин", "Нургүл", "", FormTegin, Cyrillic, SurnameFirst},
		"Нургүл Бактыбектегин":         {"Бактыбектегин", "Нургүл", "", FormTegin, Cyrillic, GivenFirst},
		"Бактыбек Усон":                {"Бактыбек", "Усон", "", Bare, Cyrillic, SurnameFirst},
		"Гульжигит Калыков":            {"Калыков", "Гульжигит", "", Classic, Cyrillic, GivenFirst},
		"Мадина Асанова":               {"Асанова", "Мадина", "", Classic, Cyrillic, GivenFirst},
		"Асанова Мадина":               {"Асанова", "Мадина", "", Classic, Cyrillic, SurnameFirst},
		"Zhakshylyk uulu Uson":         {"Zhakshylyk uulu", "Uson", "", FormUulu, Latin, SurnameFirst},
		"  Нургүл ":                    {"", "Нургүл", "", Single, Cyrillic, SurnameFirst},
		"":                             {Form: UnknownForm},
		"Алиев Вели Ахмед оглы":        {"Алиев", "Вели", "Ахмед оглы", Classic, Cyrillic, SurnameFirst},
		"уулу": {"", "уулу", "", Single, Cyrillic, SurnameFirst},
		"Асанова Айгүл Бакыт кызы Экөө": {"Асанова Айгүл Бакыт кызы", "Экөө", "", FormKyzy, Cyrillic, SurnameFirst},
	} {
		got := ParseName(line)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", line, diff)
		}
		if got.String() != Clean(line) {
			t.Errorf("%q is shown as %q", line, got)
		}
	}
}

// Ensure a person without a name is listed by the number of the source.
func TestShown(t *testing.T) {
	for want, n := range map[string]Name{"№ 17-04": {}, "Асанов Бакыт": ParseName("Бакыт Асанов")} {
		if got := Shown(n, "17-04"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Shown(Name{}, ""); got != "—" {
		t.Errorf("nothing known shows %q", got)
	}
	if got := ParseName("Бактыбеков Усон Жакшылыкович").Short(); got != "Бактыбеков У. Ж." {
		t.Errorf("short: %q", got)
	}
	if got := ParseName("Жакшылык уулу Усон").Short(); got != "Жакшылык уулу Усон" {
		t.Errorf("short uulu: %q", got)
	}
}

// Ensure a name in the wrong script is refused with the field and the letters named.
func TestCheck(t *testing.T) {
	type problem struct {
		Field, Key string
		Letters    any
	}
	for _, c := range []struct {
		name     Name
		declared Script
		want     []problem
	}{
		{Name{Surname: "Aсанoв", Given: "Бакыт"}, Cyrillic, []problem{{"surname", "name.latin_inside", "A, o"}}},
		{Name{Surname: "Asanov", Given: "Бакыт"}, Cyrillic, []problem{{"surname", "name.want_cyrillic", nil}}},
		{Name{Surname: "Asanоv"}, Latin, []problem{{"surname", "name.cyrillic_inside", "о"}}},
		{Name{Surname: "Асанов", Given: "Бакыт2", Patronymic: "Ом@р"}, Cyrillic, []problem{{"given", "name.digits", nil}, {"patronymic", "name.sign", nil}}},
		{Name{Surname: "Асанов"}, Latin, []problem{{"surname", "name.want_latin", nil}}},
		{Name{Given: "张伟"}, Cyrillic, []problem{{"given", "name.other_script", nil}}},
		{Name{}, Cyrillic, []problem{{"given", "name.required", nil}}},
		{Name{Surname: "Жакшылык уулу", Given: "Үсөн"}, Cyrillic, nil},
		{Name{Surname: "О'Коннор-Ким", Given: "Анна"}, Cyrillic, nil},
	} {
		var p fault.Problems
		c.name.Check(&p, "", c.declared)
		var got []problem
		for _, q := range p {
			got = append(got, problem{q.Field, q.Msg.Key, q.Msg.Args["Letters"]})
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.name, diff)
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"Бактыбеков Усон Жакшылыкович", "Усон Жакшылык уулу", "кызы кызы кызы", "a\xff b", "  "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := ParseName(s)
		if got := n.String(); got != Clean(s) && n.Order == SurnameFirst {
			t.Errorf("%q is shown as %q", s, got)
		}
		var p fault.Problems
		n.Check(&p, "", Cyrillic)
		n.Tokens()
	})
}
