package app

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/app/care"
	"tuzjol/internal/casefile"
	"tuzjol/internal/platform/db"
)

// alerts counts what waits for the reader outside the caseload.
func (a *App) alerts(ctx context.Context, r *db.Reader) ([]casefile.Alert, error) {
	w, err := a.orgCases.Ops().Waiting(ctx, r)
	if err != nil {
		return nil, err
	}
	rights := access.From(ctx)
	out, err := a.enforcement.Alerts(ctx, r)(a.visits.Alerts(ctx, r, func() ([]casefile.Alert, error) { return care.Alerts(ctx, r, a.care, a.life.Dangers) }))
	if err != nil {
		return nil, err
	}
	for _, more := range []func(context.Context, *db.Reader) ([]casefile.Alert, error){a.contacts.Alerts, a.releases.Alerts, a.life.Alerts, a.portal.Alerts} {
		list, err := more(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	messages, err := a.messages.Alerts(ctx, r)
	if err != nil {
		return nil, err
	}
	out = append(out, messages)
	if out, err = a.outgoing.Alerts(ctx, r, a.Today(), out); err != nil {
		return nil, err
	}
	out = append(out, casefile.Alert{Key: "app.alert.notices", N: w.Notices, Href: "/notices"})
	add := func(action bool, key string, n int, href string) {
		if action {
			out = append(out, casefile.Alert{Key: key, N: n, Href: href})
		}
	}
	if rights.May(access.CheckJudgment) && !rights.May(access.ReadNational) {
		check, accept, err := a.intake.Ops().CountOpen(ctx, r)
		if err != nil {
			return nil, err
		}
		add(true, "app.alert.check", check, "/intake?state=received")
		add(true, "app.alert.accept", accept, "/intake?state=checked")
	}
	add(rights.May(access.Allocate), "app.alert.unallocated", w.Unallocated, "/office/unallocated")
	add(rights.May(access.AcceptTransfer), "app.alert.transfers", w.Transfers, "/office/transfers")
	add(rights.May(access.DecideConflict), "app.alert.conflicts", w.Conflicts, "/office/conflicts")
	add(rights.May(access.DecideConflict), "app.alert.approvals", w.Approvals, "/office/approvals")
	if rights.May(access.ReviewBreakGlass) {
		n, err := a.access.CountReviews(ctx, r)
		if err != nil {
			return nil, err
		}
		add(true, "app.alert.reviews", n, "/break-glass/reviews")
	}
	if rights.May(access.OpenCompartment) {
		n, err := a.compartments.Ops().Count(ctx, r)
		if err != nil {
			return nil, err
		}
		add(true, "app.alert.compartments", n, "/compartments")
	}
	if rights.May(access.ResolveHiddenMatch) {
		n, err := a.intake.Ops().CountHidden(ctx, r)
		if err != nil {
			return nil, err
		}
		add(true, "app.alert.hidden", n, "/hidden-matches")
	}
	return out, nil
}
