// Package spoken puts faults and messages into the operator's language: commands speak English.
package spoken

import (
	"context"
	"strings"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
	"tuzjol/locale"
)

// Describe puts a fault into English words for the operator; other errors speak for themselves.
func Describe(err error) string {
	f := fault.As(err)
	if f == nil {
		return err.Error()
	}
	say, loadErr := English()
	if loadErr != nil {
		return err.Error()
	}
	lines := []string{say(f.Msg)}
	for _, p := range f.Problems {
		lines = append(lines, "  "+p.Field+": "+say(p.Msg))
	}
	return strings.Join(lines, "\n")
}

// English puts messages into the operator's language: commands speak English.
func English() (func(msg.Message) string, error) {
	words, err := i18n.Load(locale.FS)
	if err != nil {
		return nil, err
	}
	ctx := i18n.WithCatalogue(context.Background(), words, i18n.English, time.UTC)
	return func(m msg.Message) string { return i18n.Msg(ctx, m) }, nil
}
