package ui_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// Ensure that a field with a problem names it for screen readers and keeps what was typed, and that the summary leads there.
func TestFieldWithProblem(t *testing.T) {
	f := ui.Form{Values: url.Values{"parts[0].born": {`31.02.1987"><b>`}}, Problems: []fault.Problem{{Field: "parts[0].born", Msg: ui.M("date.invalid")}}}
	doc := show(t, templ.Join(ui.ErrorSummary(f), ui.DateInput(f, ui.Field{Name: "parts[0].born", Label: ui.M("common.date")})))
	in := all(doc, "input", "")[0]
	if got := attr(in, "value"); got != `31.02.1987"><b>` {
		t.Errorf("value %q", got)
	}
	if attr(in, "aria-invalid") != "true" || attr(in, "aria-describedby") != "parts-0--born-hint parts-0--born-error" {
		t.Errorf("aria-invalid %q, aria-describedby %q", attr(in, "aria-invalid"), attr(in, "aria-describedby"))
	}
	if got := attr(all(doc, "a", "")[0], "href"); got != "#"+attr(in, "id") {
		t.Errorf("summary leads to %q, field is %q", got, attr(in, "id"))
	}
	if box := all(doc, "div", "role"); len(box) != 1 || attr(box[0], "role") != "alert" {
		t.Error("the summary is no alert")
	}
}

// Ensure that a form without problems shows no summary, and a password is never sent back.
func TestQuietForm(t *testing.T) {
	f := ui.Form{Values: url.Values{"secret": {"hunter2"}}}
	doc := show(t, templ.Join(ui.ErrorSummary(f), ui.Password(f, ui.Field{Name: "secret", Label: ui.M("common.password")})))
	if n := all(doc, "div", "role"); len(n) != 0 {
		t.Error("an error summary without errors")
	}
	if in := all(doc, "input", "")[0]; attr(in, "value") != "" || attr(in, "aria-describedby") != "" {
		t.Errorf("password field: value %q, described by %q", attr(in, "value"), attr(in, "aria-describedby"))
	}
}

// Ensure that NewForm takes all problems of a fault, and the fault's own words when it has no fields.
func TestNewForm(t *testing.T) {
	var p fault.Problems
	p.Add("a", "field.required")
	p.Add("b", "field.choose")
	if got := ui.NewForm(nil, p.Err()); len(got.Problems) != 2 || len(got.Problem("b")) != 1 {
		t.Errorf("invalid: %v", got.Problems)
	}
	if got := ui.NewForm(nil, fault.Stale()); len(got.Problems) != 1 || got.Problems[0].Msg.Key != "fault.stale" {
		t.Errorf("stale: %v", got.Problems)
	}
	for _, err := range []error{nil, errors.New("plain")} {
		if got := ui.NewForm(nil, err); len(got.Problems) != 0 {
			t.Errorf("%v: %v", err, got.Problems)
		}
	}
}

// Ensure that chosen options stay chosen, and only those.
func TestChoices(t *testing.T) {
	c := ui.Choice{Field: ui.Field{Name: "x", Label: ui.M("common.status")}, Options: []ui.Option{
		{Value: "a", Label: ui.M("common.yes")}, {Value: "b", Text: "Ош"}, {Value: "c", Label: ui.M("common.no")},
	}}
	f := ui.Form{Values: url.Values{"x": {"b", "c"}}}
	chosen := func(doc *html.Node, element, mark string) (out []string) {
		for _, n := range all(doc, element, mark) {
			out = append(out, attr(n, "value"))
		}
		return out
	}
	if got := chosen(show(t, ui.Checkboxes(f, c)), "input", "checked"); !cmp.Equal(got, []string{"b", "c"}) {
		t.Errorf("checkboxes %v", got)
	}
	f.Values = url.Values{"x": {"b"}}
	if got := chosen(show(t, ui.Radios(f, c)), "input", "checked"); !cmp.Equal(got, []string{"b"}) {
		t.Errorf("radios %v", got)
	}
	doc := show(t, ui.Select(f, c))
	if got := chosen(doc, "option", "selected"); !cmp.Equal(got, []string{"b"}) {
		t.Errorf("select %v", got)
	}
	if got := words(all(doc, "select", "")[0]); got != "Да Ош Нет" {
		t.Errorf("options %q", got)
	}
}

// Ensure that headings sort by link, keep the filters, start at the first page, and say the present order.
func TestSortLinks(t *testing.T) {
	at, _ := url.Parse("/clients?office=osh&after=xyz&sort=-due")
	doc := show(t, ui.Table(ui.Grid{
		Caption: ui.M("common.history"), At: at, Sort: "due", Desc: true,
		Columns: []ui.Column{{Label: ui.M("common.who"), Sort: "name"}, {Label: ui.M("common.due"), Sort: "due"}, {Label: ui.M("common.note")}},
		Rows:    []ui.Row{{Cells: []templ.Component{ui.Val("Асанов"), ui.Val(""), nil}}},
	}))
	var got []string
	for _, a := range all(doc, "a", "") {
		got = append(got, attr(a, "href"))
	}
	if diff := cmp.Diff([]string{"/clients?office=osh&sort=name", "/clients?office=osh&sort=due"}, got); diff != "" {
		t.Error(diff)
	}
	if h := all(doc, "th", "aria-sort"); len(h) != 1 || attr(h[0], "aria-sort") != "descending" {
		t.Error("the present order is not said")
	}
	cells := all(doc, "td", "")
	if len(cells) != 2 || attr(cells[0], "data-label") != "Срок" || !strings.Contains(words(cells[1]), "Не указано") {
		t.Errorf("cells: label %q, empty cell %q", attr(cells[0], "data-label"), words(cells[1]))
	}
	for text, want := range map[string]struct {
		key  string
		desc bool
	}{"": {"name", false}, "due": {"due", false}, "-due": {"due", true}} {
		if key, desc := ui.SortOf(url.Values{"sort": {text}}, "name"); key != want.key || desc != want.desc {
			t.Errorf("SortOf(%q) = %q, %t", text, key, desc)
		}
	}
}

// Ensure that an empty list says so, and that zero is said and not linked.
func TestNothing(t *testing.T) {
	if got := words(show(t, ui.Table(ui.Grid{Empty: ui.M("common.nothing_due")}))); got != "Ничего не запланировано" {
		t.Errorf("empty table %q", got)
	}
	doc := show(t, ui.CountLinks([]ui.Tally{{Label: ui.M("common.overdue"), Href: "/late", N: 0}, {Label: ui.M("common.overdue"), Href: "/late", N: 4321}}))
	if links := all(doc, "a", ""); len(links) != 1 || words(links[0]) != "1\u202f000+ Просрочено" && words(links[0]) != "1 000+ Просрочено" {
		t.Errorf("links %d, text %q", len(links), words(doc))
	}
	if !strings.HasPrefix(words(doc), "0 Просрочено") {
		t.Errorf("zero is not said: %q", words(doc))
	}
}

// Ensure that both times are shown when they differ, and the old value beside the new.
func TestTimeline(t *testing.T) {
	noon, _ := civil.ParseInstant("2026-05-03T06:00:00Z")
	later, _ := civil.ParseInstant("2026-05-04T03:05:00Z")
	one := words(show(t, ui.Timeline([]ui.Event{{Occurred: noon, Recorded: noon, Title: ui.M("common.saved"), Who: "Сыдыкова Н."}})))
	if one != "03.05.2026 12:00 Сохранено Сыдыкова Н." {
		t.Errorf("same times: %q", one)
	}
	two := words(show(t, ui.Timeline([]ui.Event{{Occurred: noon, Recorded: later, Title: ui.M("common.correct"), Change: &ui.Change{Old: "1978", New: "1987", Reason: "паспорт"}}})))
	if want := "03.05.2026 12:00 внесено 04.05.2026 09:05 Исправить Было: 1978 Стало: 1987 Причина: паспорт"; two != want {
		t.Errorf("got  %q\nwant %q", two, want)
	}
}

// Ensure that the language links keep the page and its filters, and the current section is marked.
func TestHeader(t *testing.T) {
	ctx, _ := speaking(t, i18n.Kyrgyz)
	at, _ := url.Parse("/clients?sort=-due")
	ctx = ui.WithFrame(ctx, ui.Frame{At: at, Nav: []ui.NavItem{{Name: "clients", Label: ui.M("common.user"), Href: "/clients"}, {Name: "x", Label: ui.M("common.help"), Href: "/help"}}})
	doc := render(t, ctx, ui.Page(ui.Head{Title: ui.M("common.history"), Section: "clients"}))
	var langs []string
	for _, a := range all(doc, "a", "hreflang") {
		langs = append(langs, attr(a, "href"))
	}
	if len(langs) != 6 || langs[1] != "/clients?lang=ru&sort=-due" {
		t.Errorf("language links %v", langs)
	}
	for _, a := range all(doc, "a", "aria-current") {
		if href := attr(a, "href"); href != "/clients" && !strings.Contains(href, "lang=ky") {
			t.Errorf("%s is marked as current", href)
		}
	}
}

// Ensure that an address given as data cannot run a script.
func TestHostileAddress(t *testing.T) {
	doc := show(t, ui.LinkTo("javascript:alert(1)", "x"))
	if href := attr(all(doc, "a", "")[0], "href"); strings.HasPrefix(href, "javascript") {
		t.Errorf("href %q", href)
	}
}
