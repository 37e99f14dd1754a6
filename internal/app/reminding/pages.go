package reminding

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/reminderweb"
	"tuzjol/internal/supervision/seriesweb"
	"tuzjol/internal/supervision/supervisionweb"
)

// Shared are what other pages share with those of messages and series.
type Shared struct {
	Shell  func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	Files  func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error)
	Cards  *casefilesvc.Service
	Names  func() map[id.Office]map[string]string // of the offices, which are read after the pages are made
}

// Pages are the pages of messages and series.
type Pages struct {
	reminders *reminderweb.Web
	series    *seriesweb.Web
	Shared
}

// Pages makes the pages.
func (k *Kit) Pages(in Shared) *Pages {
	p := &Pages{Shared: in}
	p.reminders = reminderweb.New(reminderweb.Deps{Service: k.Reminders, Shell: in.Shell, Labels: in.Labels, Offices: p.offices})
	p.series = seriesweb.New(seriesweb.Deps{
		Service: k.Series, Appointments: k.supervision, Shell: in.Shell,
		Files: func(ctx context.Context, clients []id.Client) (out map[id.Client]string, err error) {
			err = k.DB.Read(ctx, func(r *db.Reader) error {
				out, err = in.Files(ctx, r, clients)
				return err
			})
			return out, err
		},
		Language: func(ctx context.Context, client id.Client) (string, error) {
			c, err := in.Cards.Card(ctx, client)
			return c.Language, err
		},
	})
	return p
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route { return append(p.reminders.Routes(), p.series.Routes()...) }

func (p *Pages) offices(ctx context.Context) ([]ui.Option, error) {
	words, err := p.Cards.OfficeNames(ctx, i18n.Lang(ctx))
	var out []ui.Option
	for _, o := range access.From(ctx).Offices {
		if words[o] != "" {
			out = append(out, ui.Option{Value: string(o), Text: words[o]})
		}
	}
	return out, err
}

// Slip is what the printed appointment slip says of client, office and officer.
func (p *Pages) Slip(ctx context.Context, client id.Client) (supervisionweb.SlipFacts, error) {
	c, err := p.Cards.Card(ctx, client)
	lang := c.Language
	if lang == "" {
		lang = i18n.Kyrgyz
	}
	return supervisionweb.SlipFacts{Lang: lang, Values: map[string]string{
		"name": c.Label(), "file": c.FileNumber, "office": p.Names()[c.Office][lang], "officer": c.OfficerName,
	}}, err
}

// Day lists an officer's appointments of a day as the reading desk shows them.
func (k *Kit) Day(ctx context.Context, r *db.Reader, account id.Account, day civil.Date) ([]casefile.Appointment, error) {
	list, err := k.supervision.Ops().OfDay(ctx, r, account, day)
	out := make([]casefile.Appointment, 0, len(list))
	for _, x := range list {
		out = append(out, casefile.Appointment{
			ID: x.Entry, Client: x.Client, At: x.PlannedAt, Kind: x.Kind, Place: x.Place,
			Closed: x.State == "closed", Result: x.Outcome,
		})
	}
	return out, err
}

// Alerts counts the messages of which the reader must decide.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader) (casefile.Alert, error) {
	n, err := k.Reminders.Ops().CountOpen(ctx, r, k.DB.Now())
	return casefile.Alert{Key: "app.alert.messages", N: n, Href: "/messages"}, err
}

// SeriesOf is the page of the series to which an appointment belongs; empty for none.
func (k *Kit) SeriesOf(ctx context.Context, client id.Client, entry string) (string, error) {
	key, err := k.Series.SeriesOf(ctx, client, entry)
	if err != nil || key == "" {
		return "", err
	}
	return "/clients/" + string(client) + "/series/" + key, nil
}
