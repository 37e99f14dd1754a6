package db

import (
	"context"

	"tuzjol/internal/kernel/fault"
)

type replayKey struct{}

// WithReplay marks a context in which Write does nothing and answers with the invalid fault "draft.restored": a form sent
// after the session had ended shows itself again as it was typed, to be looked at and sent once more.
func WithReplay(ctx context.Context) context.Context {
	return context.WithValue(ctx, replayKey{}, true)
}

func replayed(ctx context.Context) error {
	if ctx.Value(replayKey{}) == nil {
		return nil
	}
	var p fault.Problems
	p.Add("", "draft.restored")
	return p.Err()
}
