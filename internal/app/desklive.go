package app

import (
	"context"

	"tuzjol/internal/platform/httpx"
)

// stillThere reads again who asks, for a page that stays open: rights as they are now, and false once the session is over.
func (a *App) stillThere(q *httpx.Req) (context.Context, bool) {
	ctx, s, err := a.session(q.R.Context(), q.R)
	return ctx, err == nil && s.Account != "" && !s.Ended && !s.Locked
}
