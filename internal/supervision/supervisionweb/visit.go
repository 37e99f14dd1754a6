package supervisionweb

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
)

// Visiting is where visits are recorded and shown. Nil functions are left out of the pages.
type Visiting struct {
	// VisitNew is where a visit is recorded; appointment may be empty.
	VisitNew func(client id.Client, appointment string) string
	// Visits gives the addresses of the records of visits by their contacts.
	Visits func(ctx context.Context, client id.Client) (map[string]string, error)
}

// visitNew is the address of the form of a visit; "" for whoever may not record one.
func (f frame) visitNew(ctx context.Context, appointment string) string {
	if f.w.VisitNew == nil || !access.From(ctx).May(access.RecordVisit) {
		return ""
	}
	return f.w.VisitNew(f.client, appointment)
}

func (w *Web) visitsOf(ctx context.Context, client id.Client) (map[string]string, error) {
	if w.Visits == nil {
		return nil, nil //nolint:nilnil // nobody records visits
	}
	return w.Visits(ctx, client)
}
