package app

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/app/care"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// alerts counts what waits for the reader outside the caseload.
func (a *App) alerts(ctx context.Context, r *db.Reader) ([]casefile.Alert, error) {
	w, err := a.orgCases.Ops().Waiting(ctx, r)
	if err != nil {
		return nil, err
	}
	rights := access.From(ctx)
	out, err := care.Alerts(ctx, r, a.care, a.life.Dangers)
	if err != nil {
		return nil, err
	}
	more, err := a.portal.Alerts(ctx, r)
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
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

// appointments are those of an officer's day.
func (a *App) appointments(ctx context.Context, r *db.Reader, account id.Account, day civil.Date) ([]casefile.Appointment, error) {
	list, err := a.supervision.Ops().OfDay(ctx, r, account, day)
	out := make([]casefile.Appointment, 0, len(list))
	for _, x := range list {
		out = append(out, casefile.Appointment{
			ID: x.Entry, Client: x.Client, At: x.PlannedAt, Kind: x.Kind, Place: x.Place,
			Closed: x.State == "closed", Result: x.Outcome,
		})
	}
	return out, err
}
