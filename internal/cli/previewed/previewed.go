// Package previewed measures the preview of a change of the table of standards over a whole caseload.
package previewed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

var errNoDraft = errors.New("the demonstration has no draft of a table of standards, or nobody who may preview it")

// Measure lets the director preview the draft of the table for the whole country so many times, and says how long it took.
func Measure(ctx context.Context, out io.Writer, a *app.App, times int) error {
	svc, ok := a.Services()["rulebooksvc"].(*rulebooksvc.Service)
	if !ok {
		return errNoDraft
	}
	who, err := asDirector(ctx, a)
	if err != nil {
		return err
	}
	tables, err := svc.Tables(who)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(tables.Decisions, func(d rulebook.StandardDecision) bool { return d.State == rulebook.StandardDraft })
	if n < 0 {
		return errNoDraft
	}
	took := make([]time.Duration, 0, times)
	cases := 0
	for range max(times, 1) {
		began := time.Now()
		effect, err := svc.Preview(who, tables.Decisions[n].ID)
		if err != nil {
			return err
		}
		took = append(took, time.Since(began))
		cases = effect.Total.Cases
	}
	slices.Sort(took)
	_, err = fmt.Fprintf(out, "preview of a change over %d clients under supervision (%s): median %.2f s, slowest %.2f s of %d\n",
		cases, a.DB.Engine(), took[len(took)/2].Seconds(), took[len(took)-1].Seconds(), len(took))
	return err
}

// asDirector acts as the first who may draft a table and sees the country.
func asDirector(ctx context.Context, a *app.App) (context.Context, error) {
	all, err := a.Accounts().Accounts(a.Operator(ctx))
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		as := actor.With(ctx, actor.Actor{Kind: actor.User, Account: x.ID, Display: x.Login})
		var rights access.Rights
		if err := a.DB.Read(as, func(r *db.Reader) (err error) {
			rights, err = accesssvc.Load(as, r, x.ID, a.DB.Now(), a.Zone)
			return err
		}); err != nil {
			return nil, err
		}
		if rights.Has(access.Director) {
			return accesssvc.Context(actor.WithRequest(as, actor.Request{Route: "bench", Purpose: "bench"}), rights), nil
		}
	}
	return nil, errNoDraft
}
