package papering

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/casefile/casefileweb"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/mailweb"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/casefile/paperweb"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/jurisdiction/kg"
)

// Kit is papers given out and the register of an office, bound to the record.
type Kit struct {
	Papers *papersvc.Service
	Mail   *mailsvc.Service
	record Record
}

// Bind makes the services; others issue papers through Kit.Papers.Ops().
func Bind(d *db.DB, record Record, blobs *blob.Store, files papersvc.Files) *Kit {
	record.Now = d.Now
	mail := mailsvc.New(d, mailsvc.Deps{Seal: record.Seal, Rules: record.Rules, Zone: record.Zone, ByFile: record.ByFile})
	return &Kit{Mail: mail, record: record, Papers: papersvc.New(d, papersvc.Deps{
		Seal: record.Seal, Rules: record.Rules, Zone: record.Zone, Blobs: blobs, Mail: mail.Ops(), Shipped: kg.Template, Record: record, Files: files,
	})}
}

// Shared is what the pages of papers share with others.
type Shared struct {
	Shell       func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	Names       func(ctx context.Context, refs []string) (map[string]string, error)
	Labels      func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	Cards       *casefilesvc.Service
	Words       *casefileweb.Web
	Supervision *supervisionsvc.Service
	Phones      func(ctx context.Context, clients []id.Client) (map[id.Client][]casefileweb.Phone, error)
}

// Routes are the pages of papers and of the register.
func (k *Kit) Routes(s Shared) [][]httpx.Route {
	return [][]httpx.Route{
		paperweb.New(paperweb.Deps{
			Service: k.Papers, Shell: s.Shell, Names: s.Names, Appointments: k.appointments(s.Supervision), Chronology: s.Words.Chronology,
			Lang: func(ctx context.Context, client id.Client) (string, error) {
				c, err := s.Cards.Card(ctx, client)
				return c.Language, err
			},
			DaySheet: k.daySheet(s),
		}).Routes(),
		mailweb.New(mailweb.Deps{Service: k.Mail, Names: s.Names, Labels: s.Labels, Offices: s.Cards.OfficeNames}).Routes(),
	}
}

// appointments offers a client's open appointments for a summons.
func (k *Kit) appointments(svc *supervisionsvc.Service) func(context.Context, id.Client) ([]ui.Option, error) {
	return func(ctx context.Context, client id.Client) ([]ui.Option, error) {
		list, err := svc.Appointments(ctx, client)
		kinds := svc.Rulebook().List(rulebook.ListContactKinds)
		var out []ui.Option
		for _, x := range list.Open {
			out = append(out, ui.Option{Value: x.Entry, Text: i18n.Instant(ctx, x.PlannedAt) + ", " + kinds.Name(x.Kind, i18n.Lang(ctx))})
		}
		return out, err
	}
}

// Alerts adds the debts of a day: answers that are overdue and pictures that wait.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader, today civil.Date, out []casefile.Alert) ([]casefile.Alert, error) {
	rights := access.From(ctx)
	if rights.May(access.ReadMail) && rights.Home() != "" {
		n, err := k.Mail.Ops().Overdue(ctx, r, rights.Home(), today)
		if err != nil {
			return nil, err
		}
		out = append(out, casefile.Alert{Key: "app.alert.mail", N: n, Href: "/mail?owed=1"})
	}
	if rights.May(access.UploadDocument) && rights.Home() != "" {
		n, err := k.Papers.Ops().Waiting(ctx, r, rights.Home())
		if err != nil {
			return nil, err
		}
		out = append(out, casefile.Alert{Key: "app.alert.tray", N: n, Href: "/papers/photos"})
	}
	return out, nil
}
