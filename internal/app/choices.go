package app

import (
	"context"

	"tuzjol/internal/app/words"

	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakeweb"
	"tuzjol/internal/platform/i18n"
)

// intakeDistricts lists the territory for choosing the district of an address.
func (a *App) intakeDistricts(ctx context.Context) ([]orderintakeweb.District, error) {
	list, err := a.districts(ctx)
	out := make([]orderintakeweb.District, len(list))
	for i, d := range list {
		out[i] = orderintakeweb.District{Code: d.Code, Name: d.Name}
	}
	return out, err
}

// courtName is a court in the reader's language.
func (a *App) courtName(ctx context.Context, name string) string {
	return order.CourtName(a.courts, name, i18n.Lang(ctx))
}

// reasonWords puts the code of a reason into the reader's words.
func (a *App) reasonWords(ctx context.Context, reason string) string {
	return words.Reason(a.Rules.At(a.Today()), reason, i18n.Lang(ctx))
}
