package rulebookweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// entry is one row of the page: a rule, a list, a year of the calendar or the texts of a language.
type entry struct {
	id, area string
	label    string
	value    string
	href     string // to its own page; empty for a rule
	open     int    // rows within it that are to be confirmed
	rulebook.Basis
}

type rulesView struct {
	rb       *rulebook.Rulebook
	versions []*rulebook.Rulebook
	all      []entry
	shown    []entry
	values   url.Values // status, area, q, version
	at       *url.URL
}

// The choices of the status filter beside the statuses themselves.
const toConfirm = "confirm"

func newRulesView(q *httpx.Req, set *rulebook.Set, rb *rulebook.Rulebook, today civil.Date) rulesView {
	v := rulesView{rb: rb, versions: set.All(), values: q.Query(), at: q.R.URL, all: entries(q.Ctx(), rb, today)}
	for _, e := range v.all {
		if v.takes(e) {
			v.shown = append(v.shown, e)
		}
	}
	return v
}

// takes reports whether the filters let an entry through. A search looks into id, label and source, whatever the case.
func (v rulesView) takes(e entry) bool {
	switch status := v.values.Get("status"); {
	case status == toConfirm && !e.ToConfirm() && e.open == 0:
		return false
	case status != "" && status != toConfirm && string(e.Status) != status:
		return false
	}
	if area := v.values.Get("area"); area != "" && e.area != area {
		return false
	}
	needle := strings.ToLower(strings.TrimSpace(v.values.Get("q")))
	return needle == "" || strings.Contains(strings.ToLower(e.id+"\n"+e.label+"\n"+e.Source+"\n"+e.Article), needle)
}

// unconfirmed counts the entries of the whole version that are to be confirmed.
func (v rulesView) unconfirmed() int {
	n := 0
	for _, e := range v.all {
		if e.ToConfirm() {
			n++
		}
	}
	return n
}

func (v rulesView) form() ui.Form { return ui.Form{Values: v.values} }

func (v rulesView) clear() string {
	for _, name := range [...]string{"status", "area", "q", "version"} {
		if v.values.Get(name) != "" {
			return "/rulebook"
		}
	}
	return ""
}

func (v rulesView) areas() []ui.Option {
	var seen []string
	for _, e := range v.all {
		if !slices.Contains(seen, e.area) {
			seen = append(seen, e.area)
		}
	}
	out := make([]ui.Option, len(seen))
	for i, a := range seen {
		out[i] = ui.Option{Value: a, Label: ui.M(rulebookui.AreaKey(a))}
	}
	return out
}

func statuses() []ui.Option {
	out := []ui.Option{{Value: toConfirm, Label: ui.M("rulebook.filter.confirm")}}
	for _, s := range rulebook.Statuses() {
		out = append(out, ui.Option{Value: string(s), Label: ui.M(s.Key())})
	}
	return out
}

func (v rulesView) versionOptions() []ui.Option {
	out := make([]ui.Option, len(v.versions))
	for i, r := range v.versions {
		out[i] = ui.Option{Value: r.Version, Text: r.Version}
	}
	return out
}

// entries lists everything of a version that holds on a day.
func entries(ctx context.Context, rb *rulebook.Rulebook, today civil.Date) []entry {
	lang := i18n.Lang(ctx)
	var out []entry
	for _, r := range rb.RulesOn(today) {
		out = append(out, entry{
			id: r.ID, area: r.Area, label: r.Label.In(lang), value: rulebookui.Value(ctx, r.Value), Basis: r.Basis,
		})
	}
	for _, l := range rb.Lists {
		items := l.On(today)
		e := entry{
			id: l.ID, area: l.Area, label: l.Label.In(lang), Basis: l.Basis, href: within(rb, "/rulebook/lists/"+l.ID),
			value: i18n.N(ctx, "rulebook.codes", len(items)),
		}
		for _, i := range items {
			if i.ToConfirm() {
				e.open++
			}
		}
		out = append(out, e)
	}
	for _, h := range rb.Holidays {
		e := entry{
			id: "calendar", area: "calendar", label: i18n.T(ctx, "rulebook.calendar.year", "Year", strconv.Itoa(h.Year)),
			value: i18n.N(ctx, "rulebook.days_off", daysOff(h)), Basis: h.Basis, href: within(rb, "/rulebook/calendar"),
		}
		for _, o := range h.Off {
			if o.ToConfirm() {
				e.open++
			}
		}
		out = append(out, e)
	}
	for _, t := range rb.Sheets {
		e := entry{
			id: "texts/" + t.Lang, area: "texts", label: t.Name, Basis: t.Basis, href: within(rb, "/rulebook/texts/"+t.Lang),
			value: i18n.N(ctx, "rulebook.sheets", len(t.Sheets)),
		}
		if t.Draft {
			e.value += ", " + i18n.T(ctx, "rulebook.draft")
		}
		out = append(out, e)
	}
	return out
}

// within keeps the version in an address.
func within(rb *rulebook.Rulebook, path string) string {
	return path + "?" + url.Values{"version": {rb.Version}}.Encode()
}

func daysOff(h rulebook.HolidayYear) int {
	n := 0
	for _, o := range h.Off {
		n += o.From.DaysUntil(o.To) + 1
	}
	return n
}
