package assessmentweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
)

// Banner is the announcement of a changed level on a client's record; nil when there is nothing to announce.
func (w *Web) Banner(ctx context.Context, client id.Client) (templ.Component, error) {
	d, ok, err := w.Service.Change(ctx, client)
	if err != nil || !ok {
		return nil, err
	}
	return changed(frame{w: w, client: client, rules: w.Service.Rulebook()}, d), nil
}
