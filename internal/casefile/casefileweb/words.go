package casefileweb

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
)

// maxChronology is how many events one paper holds; more are refused instead of cut: evidence must be whole for its period.
const maxChronology = 1000

// Chronology is a client's timeline in words between two days, the oldest first: a line an event, the day and what happened between a tab;
// an empty day is open. It holds what the reader may see and nothing of sealed compartments, because a paper goes to others.
// Faults: not_found, invalid at "from" when the period holds more than a paper can.
func (w *Web) Chronology(ctx context.Context, client id.Client, from, until civil.Date) (string, error) {
	var lines []string
	after := ""
	for {
		t, err := w.Service.Timeline(ctx, client, "", after)
		if err != nil {
			return "", err
		}
		var plain []casefile.Event
		for _, e := range t.Events {
			day := e.Occurred.In(i18n.Zone(ctx))
			if e.Inside == "" && !day.Before(from) && (until.IsZero() || !day.After(until)) {
				plain = append(plain, e)
			}
		}
		shown, err := w.events(ctx, plain)
		if err != nil {
			return "", err
		}
		for _, e := range shown {
			lines = append(lines, i18n.Instant(ctx, e.Occurred)+"\t"+i18n.Msg(ctx, e.Title))
		}
		if len(lines) > maxChronology {
			var p fault.Problems
			p.Add("from", "casefile.paper.period_long", "N", maxChronology)
			return "", p.Err()
		}
		if after = t.Next; after == "" {
			slices.Reverse(lines)
			return strings.Join(lines, "\n"), nil
		}
	}
}
