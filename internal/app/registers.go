package app

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/choices"
	"tuzjol/internal/app/exporting"
	"tuzjol/internal/app/register"
	"tuzjol/internal/app/register/registerbind"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Importer brings registers in through the services. From here on this process keeps the offices as they are now, because
// every row asks for them: it is for a command, not for a running service.
func (a *App) Importer(ctx context.Context) (*register.Importer, error) {
	if err := a.FreezeOffices(ctx); err != nil {
		return nil, err
	}
	today := civil.DateOf(a.Clock().In(a.Zone))
	return &register.Importer{
		DB: a.DB, Cases: registerbind.Cases{Intake: a.intake.Ops(), Orders: a.orders.Ops()},
		People: registerbind.People{People: a.people}, Rules: a.Rules.At(today), Today: today, Blind: a.Sealer.Blind,
		Sight: accesssvc.Sight{Rights: access.Rights{National: true, Now: a.DB.Now()}},
	}, nil
}

// FreezeOffices reads the offices once for a long import or filling.
func (a *App) FreezeOffices(ctx context.Context) error {
	return a.DB.Read(ctx, func(r *db.Reader) error {
		_, _, err := a.officeCache.Get(ctx, r)
		a.officeCache.Hold(err == nil)
		return err
	})
}

// Exporter writes clients and their orders; each read is recorded before the file is written.
func (a *App) Exporter(codes bool, step func(done, total int)) exporting.Exporter {
	return exporting.Exporter{
		DB: a.DB, Step: step, Words: exporting.Words{Rules: a.Rules.At(a.Today()), Offices: a.officeNames, Codes: codes},
		Record: func(ctx context.Context, clients []id.Client) error {
			return a.reads.Write(ctx, auditsvc.Shown{Action: access.ExportClients, Result: "ok", Reason: "", Subjects: clients})
		},
	}
}

// SightOf narrows the operator's sight to that of an account; the operator stays the one who is recorded.
func (a *App) SightOf(ctx context.Context, login string) (context.Context, error) {
	return choices.SightOf(ctx, a.DB, a.signin, a.Zone, login)
}
