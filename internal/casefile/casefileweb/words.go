package casefileweb

import (
	"context"
	"strings"

	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
)

// Chronology is a client's timeline in words, the oldest first: a line an event, the day and what happened between a tab. It holds what
// the reader may see and nothing of sealed compartments, because a paper goes to others. Fault: not_found.
func (w *Web) Chronology(ctx context.Context, client id.Client) (string, error) {
	var lines []string
	after := ""
	for {
		t, err := w.Service.Timeline(ctx, client, "", after)
		if err != nil {
			return "", err
		}
		var plain []casefile.Event
		for _, e := range t.Events {
			if e.Inside == "" {
				plain = append(plain, e)
			}
		}
		shown, err := w.events(ctx, plain)
		if err != nil {
			return "", err
		}
		for _, e := range shown {
			lines = append([]string{i18n.Instant(ctx, e.Occurred) + "\t" + i18n.Msg(ctx, e.Title)}, lines...)
		}
		if after = t.Next; after == "" || len(lines) >= 500 {
			return strings.Join(lines, "\n"), nil
		}
	}
}
