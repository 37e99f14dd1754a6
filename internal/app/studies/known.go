package studies

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/assessmentstudyweb"
	"tuzjol/internal/order"
)

// Known shows the studies of the person of a judgment beside it.
func Known(w *assessmentstudyweb.Web) func(context.Context, order.Convict) (templ.Component, error) {
	return func(ctx context.Context, c order.Convict) (templ.Component, error) {
		return w.Known(ctx, assessmentstudysvc.Who{Surname: c.Name.Surname, Given: c.Name.Given, Birth: c.Birth, PIN: string(c.PIN)})
	}
}
