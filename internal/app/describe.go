package app

import (
	"strings"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/i18n"
	"tuzjol/locale"

	"context"
)

// describe puts a fault into English words for the operator; other errors speak for themselves.
func describe(err error) string {
	f := fault.As(err)
	if f == nil {
		return err.Error()
	}
	words, loadErr := i18n.Load(locale.FS)
	if loadErr != nil {
		return err.Error()
	}
	ctx := i18n.WithCatalogue(context.Background(), words, i18n.English, time.UTC)
	lines := []string{i18n.Msg(ctx, f.Msg)}
	for _, p := range f.Problems {
		lines = append(lines, "  "+p.Field+": "+i18n.Msg(ctx, p.Msg))
	}
	return strings.Join(lines, "\n")
}
