package casefileweb

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// statusLabel is the state of the client's order in words; red only where the law has been missed.
func statusLabel(ctx context.Context, c casefile.Card, today civil.Date) ui.Label {
	if n := c.DaysOverdue(today); n > 0 {
		return ui.Label{Kind: ui.Bad, Words: ui.N("casefile.register_overdue", n)}
	}
	kind := ui.Neutral
	switch c.Status {
	case casefile.StatusPending, casefile.StatusCalled:
		kind = ui.Info
	case casefile.StatusRegistered, casefile.StatusRunning:
		kind = ui.Good
	case casefile.StatusSuspended:
		kind = ui.Warn
	}
	status := c.Status
	if status == "" {
		status = "none"
	}
	return ui.Label{Kind: kind, Words: ui.M("casefile.status." + status)}
}

func (w *Web) tags(ctx context.Context, c casefile.Card) []ui.Label {
	today := w.Service.Today()
	out := []ui.Label{statusLabel(ctx, c, today)}
	add := func(k ui.Kind, key string, args ...any) {
		out = append(out, ui.Label{Kind: k, Words: ui.M(key, args...)})
	}
	if c.Restricted {
		add(ui.Bad, "casefile.tag.restricted")
	}
	if c.Sealed {
		add(ui.Bad, "casefile.tag.sealed")
	}
	if !c.MinorUntil.IsZero() && today.Before(c.MinorUntil) {
		add(ui.Warn, "casefile.tag.minor")
	}
	if days, ok := c.DaysLeft(today); ok && days <= 30 {
		out = append(out, endTag(days))
	}
	if c.TakenOver {
		add(ui.Warn, "casefile.tag.taken_over")
	}
	if c.Reopened > 0 {
		add(ui.Warn, "casefile.tag.reopened")
	}
	if rights := access.From(ctx); c.Cover != "" && c.Cover == rights.Account {
		add(ui.Info, "casefile.tag.covering")
	}
	return out
}

func endTag(days int) ui.Label {
	switch {
	case days < 0:
		return ui.Label{Kind: ui.Bad, Words: ui.M("casefile.tag.end_passed")}
	case days == 0:
		return ui.Label{Kind: ui.Bad, Words: ui.M("casefile.tag.ends_today")}
	}
	return ui.Label{Kind: ui.Warn, Words: ui.N("casefile.tag.ends_in", days)}
}

// eventArgs turns the data of a fact into the arguments of its message: dates in the reader's form, codes as labels.
func (w *Web) eventArgs(ctx context.Context, e casefile.Event) []any {
	var args []any
	for k, v := range e.All() {
		if d, err := civil.ParseDate(v); err == nil && !d.IsZero() {
			v = i18n.Date(ctx, d)
		} else if label := w.anyName(ctx, v); label != "" {
			v = label
		}
		args = append(args, k, v)
	}
	return args
}

// anyName looks a code up in all lists of the rulebook.
func (w *Web) anyName(ctx context.Context, code string) string {
	for _, l := range w.Rules.At(w.Service.Today()).Lists {
		if it, ok := l.Item(code); ok {
			return it.Label.In(i18n.Lang(ctx))
		}
	}
	return ""
}

func (w *Web) event(ctx context.Context, e casefile.Event) ui.Event {
	kind := ui.Neutral
	switch e.Area() {
	case "order":
		kind = ui.Info
	case "supervision":
		kind = ui.Good
	case "access":
		kind = ui.Warn
	}
	out := ui.Event{ID: "f-" + e.ID, Occurred: e.Occurred, Who: e.Display, Title: ui.M("fact."+e.Type, w.eventArgs(ctx, e)...),
		Kind: ui.Label{Kind: kind, Words: ui.M("casefile.area." + e.Area())}}
	if e.Late() {
		out.Recorded = e.Recorded
	}
	if e.Source != "" {
		out.Source = ui.M("casefile.source." + e.Source)
	}
	return out
}
