package casefileweb

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/ui"
)

// statusLabel is the state of the client's order in words; red only where the law has been missed.
func statusLabel(c casefile.Card, today civil.Date) ui.Label {
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
	out := []ui.Label{statusLabel(c, today)}
	add := func(k ui.Kind, key string) {
		out = append(out, ui.Label{Kind: k, Words: ui.M(key)})
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
