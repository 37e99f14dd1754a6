package i18n

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
)

func sample(t testing.TB) *Catalogue {
	t.Helper()
	files := fstest.MapFS{}
	add := func(name, data string) { files[name] = &fstest.MapFile{Data: []byte(data)} }
	add("case.ky.toml", `"case.open" = "{{.Name}}: {{.Due}}"
"common.month.5" = "май"
["case.count"]
one = "{{.Count}} иш"
other = "{{.Count}} иш"`)
	add("case.ru.toml", `"case.open" = "{{.Name}}: срок {{.Due}}"
"common.month.5" = "май"
["case.count"]
one = "{{.Count}} дело"
few = "{{.Count}} дела"
many = "{{.Count}} дел"
other = "{{.Count}} дела"`)
	add("case.en.toml", `"case.open" = "{{.Name}}, due {{.Due}}"
"common.month.5" = "May"
case.nested = "nested"
["case.count"]
one = "{{.Count}} case"
other = "{{.Count}} cases"`)
	c, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Ensure the plural forms are those of each language.
func TestPlural(t *testing.T) {
	ctx := WithCatalogue(context.Background(), sample(t), Russian, time.UTC)
	got := map[int]string{}
	for _, n := range []int{0, 1, 2, 5, 11, 21, 1234} {
		got[n] = N(ctx, "case.count", n)
	}
	want := map[int]string{0: "0 дел", 1: "1 дело", 2: "2 дела", 5: "5 дел", 11: "11 дел", 21: "21 дело", 1234: "1\u202f234 дела"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := N(With(ctx, English), "case.count", 1); got != "1 case" {
		t.Errorf("en one: %q", got)
	}
	if got := N(With(ctx, Kyrgyz), "case.count", 5); got != "5 иш" {
		t.Errorf("ky other: %q", got)
	}
}

// Ensure arguments of every kind are written in the reader's language, and messages nest.
func TestArguments(t *testing.T) {
	ctx := WithCatalogue(context.Background(), sample(t), English, time.UTC)
	got := T(ctx, "case.open", "Name", msg.Plural("case.count", 2), "Due", civil.MustDate("2026-05-03"))
	if want := "2 cases, due 03.05.2026"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := T(ctx, "case.nested"); got != "nested" {
		t.Errorf("nested key: %q", got)
	}
}

// Ensure an absent key or argument is seen on the page and by tests.
func TestMissing(t *testing.T) {
	c := sample(t)
	ctx := WithCatalogue(context.Background(), c, Russian, time.UTC)
	if got := T(ctx, "case.nested"); got != "⟦case.nested⟧" {
		t.Errorf("absent key shows %q", got)
	}
	if got := T(ctx, "case.open", "Name", "x"); got != "x: срок ⟦Due⟧" {
		t.Errorf("absent argument shows %q", got)
	}
	if diff := cmp.Diff([]string{"ru case.nested", "ru case.open Due"}, c.Missed()); diff != "" {
		t.Error(diff)
	}
	if got := T(context.Background(), "case.open"); got != "⟦case.open⟧" {
		t.Errorf("without catalogue: %q", got)
	}
}

// Ensure dates follow the forms of official papers in each language.
func TestDates(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Skip("no zone data")
	}
	ctx := WithCatalogue(context.Background(), sample(t), Kyrgyz, zone)
	day := civil.MustDate("2026-05-03")
	at, _ := civil.ParseInstant("2026-05-02T20:07:00Z")
	type row struct{ Short, Long, Month, Weekday, At, Clock, Number, Decimal, Percent string }
	for lang, want := range map[string]row{
		Kyrgyz:  {"03.05.2026", "2026-жылдын 3-майы", "2026-жылдын майы", "жекшемби", "03.05.2026 02:07", "02:07", "-1\u202f234\u202f567", "1\u202f234,50", "12,5\u00a0%"},
		Russian: {"03.05.2026", "3 мая 2026 г.", "май 2026 г.", "воскресенье", "03.05.2026 02:07", "02:07", "-1\u202f234\u202f567", "1\u202f234,50", "12,5\u00a0%"},
		English: {"03.05.2026", "3 May 2026", "May 2026", "Sunday", "03.05.2026 02:07", "02:07", "-1\u202f234\u202f567", "1\u202f234.50", "12.5%"},
	} {
		c := With(ctx, lang)
		got := row{
			Date(c, day), LongDate(c, day), MonthYear(c, 2026, time.May), Weekday(c, day.Weekday()),
			Instant(c, at), Time(c, at), Number(c, -1234567), Decimal(c, 1234.5, 2), Percent(c, 0.125, 1),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
	if Date(ctx, civil.Date{})+LongDate(ctx, civil.Date{})+Instant(ctx, civil.Instant{}) != "" {
		t.Error("no date shows text")
	}
}

// Ensure the header of the browser chooses the language, and Kyrgyz is the default.
func TestMatch(t *testing.T) {
	c := sample(t)
	for header, want := range map[string]string{
		"": Kyrgyz, "ru-RU,ru;q=0.9,en;q=0.8": Russian, "en-GB": English, "ky": Kyrgyz, "ky-KG,ru;q=0.5": Kyrgyz,
		"ja": Kyrgyz, "ja,ru;q=0.4": Russian, ";;;": Kyrgyz,
	} {
		if got := c.Match(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// Ensure a bad catalogue is refused with the key named.
func TestLoadRefuses(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"already in area": {"a.ky.toml": `"x.y" = "1"`, "b.ky.toml": `"x.y" = "2"`},
		"only {{.Name}}":  {"a.ky.toml": `"x.y" = "{{if .A}}1{{end}}"`},
		"name it <area>":  {"a.kk.toml": `"x.y" = "1"`},
		"text expected":   {"a.ky.toml": `"x.y" = 5`},
		"toml":            {"a.ky.toml": `"x.y" = `},
	} {
		fsys := fstest.MapFS{}
		for n, d := range files {
			fsys[n] = &fstest.MapFile{Data: []byte(d)}
		}
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want a fault with %q, got %v", name, err)
		}
	}
}

func BenchmarkT(b *testing.B) {
	ctx := WithCatalogue(context.Background(), sample(b), Russian, time.UTC)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			T(ctx, "common.month.5")
		}
	})
	b.Run("arguments", func(b *testing.B) {
		for b.Loop() {
			T(ctx, "case.open", "Name", "x", "Due", 5)
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			N(ctx, "case.count", 5)
		}
	})
}
