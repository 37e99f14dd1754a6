package assessmentstudyweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment/assessmentstudysvc"
)

// Known shows, beside a judgment, the studies of the person whom it names, as far as they are open to the reader and the court has
// convicted; nil when there is nothing to show, which is the same for everybody to whom they are not open.
func (w *Web) Known(ctx context.Context, who assessmentstudysvc.Who) (templ.Component, error) {
	list, err := w.Service.Known(ctx, who)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return knownPart(list), nil
}
