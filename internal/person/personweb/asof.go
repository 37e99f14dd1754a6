package personweb

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type component = templ.Component

type asOfView struct {
	frame
	form      ui.Form
	asked     bool
	date      civil.Date
	then, now person.Record
	papers    []person.Paper
	parts     []templ.Component
}

// asOf answers "what did we know on 3 March": the end of that day counts.
func (w *Web) asOf(q *httpx.Req) (httpx.Reply, error) {
	rec, err := w.Service.Record(q.Ctx(), clientOf(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	v := asOfView{now: rec.Now()}
	if v.frame, err = w.frame(q, "person", nil); err != nil {
		return httpx.Reply{}, err
	}
	text := q.Query().Get("date")
	v.form = ui.Form{Values: url.Values{"date": {text}}}
	if text == "" {
		return httpx.Page(asOfPage(v)), nil
	}
	var problems fault.Problems
	v.date = dayOf(&problems, "date", text)
	if len(problems) == 0 && v.date.After(w.today()) {
		problems.Add("date", "person.asof.future")
	}
	if err := problems.Err(); err != nil {
		v.form = ui.NewForm(v.form.Values, err)
		return httpx.Invalid(asOfPage(v)), nil
	}
	at := v.date.AddDays(1).StartIn(w.Zone).Add(-time.Microsecond)
	v.asked, v.then = true, rec.At(at)
	papers, err := w.Service.Documents(q.Ctx(), v.client)
	if err != nil {
		return httpx.Reply{}, err
	}
	for _, p := range papers {
		if p.HeldAt(at) {
			v.papers = append(v.papers, p)
		}
	}
	for _, part := range w.AsOf {
		c, err := part(q.Ctx(), v.client, at)
		if err != nil {
			return httpx.Reply{}, err
		}
		v.parts = append(v.parts, c)
	}
	return httpx.Page(asOfPage(v)), nil
}

// items lists what was held true with what is held true now.
func (v asOfView) items(ctx context.Context) []ui.Item {
	var out []ui.Item
	now := v.w.groups(ctx, v.now)
	for i, g := range v.w.groups(ctx, v.then) {
		then, today := joined(g), joined(now[i])
		if then != "" || today != "" {
			out = append(out, ui.Item{Label: g.title, Value: thenNow(then, today)})
		}
	}
	if v.then.Since.After(v.date.AddDays(1).StartIn(v.w.Zone)) {
		out = append(out, ui.Item{Label: ui.M("common.note"), Value: ui.Say(ui.M("person.asof.not_yet", "Date", i18n.Instant(ctx, v.then.Since)))})
	}
	return out
}

func joined(g group) string {
	var out []string
	for _, l := range g.lines {
		out = append(out, l.value)
	}
	return strings.Join(out, "; ")
}
