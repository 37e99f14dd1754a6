package app

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/app/words"

	"github.com/a-h/templ"

	"tuzjol/internal/access/accessweb"
	"tuzjol/internal/app/brief"
	"tuzjol/internal/app/choices"
	"tuzjol/internal/app/compartment"
	"tuzjol/internal/app/living"
	"tuzjol/internal/app/reminding"
	"tuzjol/internal/app/studies"
	"tuzjol/internal/assessment/assessmentcareweb"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderintakeweb"
	"tuzjol/internal/order/orderweb"
	"tuzjol/internal/org/orgweb"
	"tuzjol/internal/person/personweb"
	"tuzjol/internal/plan/planweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/enforcementweb"
	contactweb "tuzjol/internal/supervision/standardweb"
	"tuzjol/internal/supervision/supervisionweb"
)

type shell = func(ctx context.Context, client id.Client, tab string) (templ.Component, error)

func (a *App) newCasePages(p *pages, bar shell) {
	p.care = assessmentcareweb.New(assessmentcareweb.Deps{Service: a.care, Shell: bar, Names: a.names, Labels: a.shortLabels, Offices: a.casefile.OfficeNames, Urgent: a.life.Urgent})
	a.life.Pages(living.Shared{Shell: bar, Names: a.names, Labels: a.shortLabels, Papers: a.papers, Districts: a.districts})
	p.visits = a.newVisitPages(bar)
	p.messages = a.messages.Pages(reminding.Shared{
		Shell: bar, Labels: a.shortLabels, Files: a.fileNumbers, Cards: a.casefile, Names: func() map[id.Office]map[string]string { return a.officeNames },
	})
	p.supervision = supervisionweb.New(supervisionweb.Deps{
		Service: a.supervision, Shell: bar, Names: a.names, Labels: a.shortLabels, Find: a.findClients, Danger: p.care.OpenFlagHref, Papers: a.papers,
		Slip: p.messages.Slip, Series: a.messages.SeriesOf, Visiting: a.visits.Beside(),
	})
	offices := func() map[id.Office]map[string]string { return a.officeNames }
	p.plan = a.plans.Pages(a.casefile, offices, planweb.Deps{Shell: bar, Names: a.names, Labels: a.shortLabels})
	p.enforcement = a.enforcement.Pages(a.casefile, offices, enforcementweb.Deps{Shell: bar, Names: a.names, Labels: a.shortLabels, Documents: a.papers})
	p.contactstd = contactweb.New(contactweb.Deps{Service: a.contacts.Service, Shell: bar, Names: a.names, Offices: a.casefile.OfficeNames, Papers: a.papers, Basis: a.releases.ExemptionBasis})
	p.earlyEnds = a.releases.Pages(bar, a.names)
	p.people = personweb.New(personweb.Deps{
		Service: a.people, Rules: a.Rules, Zone: a.Zone, Now: a.DB.Now, Shell: bar, Names: a.names,
		Districts: a.districts, Needs: brief.Papers{DB: a.DB, Orders: a.orders}.Needs,
		AsOf: []func(context.Context, id.Client, civil.Instant) (templ.Component, error){p.casefile.AsOf, p.supervision.AsOf, p.plan.AsOf},
	})
	p.orders = orderweb.New(orderweb.Deps{
		Orders: a.orders, Register: a.register, Lists: a.lists, Now: a.DB.Now, Shell: bar,
		OfficeNames: a.casefile.OfficeNames, Officers: choices.Officers(a.DB, a.org, a.Today), Names: a.names, Court: a.courtName, Granted: a.releases.Ending, Ending: a.life.Ending,
	})
	p.intake = orderintakeweb.New(orderintakeweb.Deps{
		Service: a.intake, Courts: a.courts, Now: a.DB.Now, OfficeNames: a.casefile.OfficeNames,
		Districts: a.intakeDistricts, Studied: studies.Known(p.studies),
	})
	p.org = orgweb.New(orgweb.Deps{Org: a.org, Cases: a.orgCases, Rules: a.Rules, Hire: a.staffing().Hire, Shell: bar, Waiting: p.enforcement.Waiting})
	p.compartments = compartment.Pages(a.compartments, a.Rules, p.org, bar)
	p.access = accessweb.New(accessweb.Deps{
		Service: a.access, Rules: a.Rules, Shell: bar,
		Staff: func(ctx context.Context) ([]ui.Option, error) { return p.org.StaffOptions(ctx, false) },
	})
}

// names gives the display names of whoever rows name: members of staff, or commands and jobs by themselves.
func (a *App) names(ctx context.Context, refs []string) (map[string]string, error) {
	out := map[string]string{}
	var accounts []id.Account
	for _, ref := range refs {
		if id.Valid(ref) {
			accounts = append(accounts, id.Account(ref))
			continue
		}
		out[ref] = strings.TrimPrefix(ref, "job:")
	}
	err := a.DB.Read(ctx, func(r *db.Reader) error {
		names, err := a.org.Ops().StaffNames(ctx, r, accounts)
		for k, v := range names {
			out[string(k)] = v
		}
		return err
	})
	return out, err
}

// shortLabels says how lists call clients, within the actor's sight.
func (a *App) shortLabels(ctx context.Context, clients []id.Client) (map[id.Client]string, error) {
	out := map[id.Client]string{}
	err := a.DB.Read(ctx, func(r *db.Reader) error {
		labels, err := a.labels(ctx, r, clients)
		for c, l := range labels {
			out[c] = l.Name
			db.Shown(ctx, c)
		}
		return err
	})
	return out, err
}

func (a *App) findClients(ctx context.Context, text string) ([]supervisionweb.Found, error) {
	cards, err := a.casefile.Search(ctx, text)
	out := make([]supervisionweb.Found, 0, len(cards))
	for _, c := range cards {
		out = append(out, supervisionweb.Found{Client: c.Client, Label: strings.Join(nonEmpty(c.Label(), i18n.Partial(ctx, c.Birth), c.FileNumber), ", ")})
	}
	return out, err
}

func nonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// papers offers the documents of a file on which an outcome may rest.
func (a *App) papers(ctx context.Context, client id.Client) ([]ui.Option, error) {
	list, err := a.people.Documents(ctx, client)
	kinds := a.Rules.At(a.Today()).List(rulebook.ListFileDocuments)
	var out []ui.Option
	for _, p := range list {
		if !p.Current() {
			continue
		}
		out = append(out, ui.Option{Value: p.Document, Text: strings.Join(nonEmpty(kinds.Name(p.Kind, i18n.Lang(ctx)), p.Title, i18n.Date(ctx, p.Dated)), ", ")})
	}
	return out, err
}

// districts lists the territory for choosing, in the reader's language.
func (a *App) districts(ctx context.Context) ([]personweb.District, error) {
	var out []personweb.District
	for _, o := range a.shipped {
		if o.SOATE != "" {
			out = append(out, personweb.District{Code: rulebook.SOATE(o.SOATE), Name: words.Territory(o.NameOn(a.Today()).In(i18n.Lang(ctx)))})
		}
	}
	slices.SortFunc(out, func(x, y personweb.District) int { return strings.Compare(x.Name, y.Name) })
	return out, nil
}
