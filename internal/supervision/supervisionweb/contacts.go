package supervisionweb

import (
	"context"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

type contactsView struct {
	frame
	log      ui.Form // the form of a contact
	plan     ui.Form // the form of an appointment
	contacts supervisionsvc.Contacts
	plans    supervisionsvc.Appointments
	paging   ui.Paging
}

func (w *Web) contacts(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.contactsView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(contactsPage(v)), nil
}

func (w *Web) contactsView(q *httpx.Req) (contactsView, error) {
	ctx, client := q.Ctx(), clientOf(q)
	v := contactsView{}
	var err error
	if v.contacts, v.plans, err = w.Service.Desk(ctx, client, page.Request{Size: 30, After: page.Decode(q.Query().Get("after"))}); err != nil {
		return v, err
	}
	if v.frame, err = w.frame(q, v.versions()); err != nil {
		return v, err
	}
	if v.visits, err = w.visitsOf(ctx, client); err != nil {
		return v, err
	}
	if v.contacts.Next.ID != "" {
		v.paging.Next = ui.Address(q.R.URL, "after", v.contacts.Next.Encode())
	}
	if q.Query().Get("after") != "" {
		v.paging.First = ui.Address(q.R.URL, "after", "")
	}
	now := w.Service.Now()
	v.log = ui.Form{Values: url.Values{"source": {"office"}, "date": {i18n.Date(ctx, w.zoneDate(now))}, "time": {i18n.Time(ctx, now)}}, Prefix: "log-"}
	v.plan = ui.Form{Values: url.Values{"minutes": {"30"}, "kind": {q.Query().Get("plan_kind")}}, Prefix: "plan-"}
	if on, err := civil.ParseDate(q.Query().Get("plan_on")); err == nil && !on.IsZero() { // offered by the page of standards
		v.plan.Values.Set("date", i18n.Date(ctx, on))
	}
	return v, nil
}

// over reports whether nothing may be demanded of the client any more.
func (v contactsView) over() bool {
	return !v.plans.Until.IsZero() && v.plans.Until.Before(v.w.Service.Today())
}

func (v contactsView) versions() []person.Version {
	var out []person.Version
	for _, c := range v.contacts.List {
		out = append(out, c.Version, person.Version{RecordedBy: c.WrittenBy})
		for _, o := range v.contacts.Old[c.Entry] {
			out = append(out, o.Version)
		}
	}
	for _, a := range append(v.plans.Open, v.plans.Done...) {
		out = append(out, a.Version, person.Version{RecordedBy: string(a.Officer)})
	}
	return out
}

func (w *Web) logContact(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := supervisionsvc.LogContact{
		Client: clientOf(q), Kind: q.Value("kind"), Planned: q.Value("planned") != "", StartedAt: w.moment(&problems, q),
		Minutes: minutes(&problems, q), Place: q.Value("place"), WithWhom: q.Value("with_whom"), Text: q.Value("text"), Source: q.Value("source"),
		Danger: q.Value("danger"),
	}
	err := problems.Err()
	if err == nil {
		_, err = w.Service.LogContact(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/contacts?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.contactsView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.log = ui.NewForm(q.Form(), err)
	v.log.Prefix = "log-"
	return httpx.Invalid(contactsPage(v)), nil
}

func (w *Web) makeAppointment(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := supervisionsvc.MakeAppointment{
		Client: clientOf(q), Kind: q.Value("kind"), PlannedAt: w.moment(&problems, q),
		Minutes: minutes(&problems, q), Place: q.Value("place"), Purpose: q.Value("purpose"), Anyway: q.Value("anyway") != "",
	}
	err := problems.Err()
	entry := ""
	if err == nil {
		entry, err = w.Service.MakeAppointment(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/contacts?done=saved#a-" + entry), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.contactsView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.plan = ui.NewForm(q.Form(), err)
	v.plan.Prefix = "plan-"
	return httpx.Invalid(contactsPage(v)), nil
}

// hinted reports whether the form has hints that the officer may overrule.
func hinted(f ui.Form) bool { return len(f.Problem(supervision.AnywayField)) > 0 }

func planned(i rulebook.Item) bool { return i.Is("appointment") }

func (f frame) sources() []ui.Option {
	var out []ui.Option
	for _, s := range supervision.Sources() {
		out = append(out, ui.Option{Value: s, Label: ui.M("supervision.source." + s)})
	}
	return out
}

// dangers are what somebody may be in danger of.
func dangers() []ui.Option {
	out := []ui.Option{{Value: "", Label: ui.M("supervision.danger.none")}}
	for _, k := range supervision.CrisisKinds() {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("supervision.crisis." + string(k))})
	}
	return out
}

// logKinds are the kinds of contact that the actor may write: whoever may not record contacts may still write notes.
func (f frame) logKinds(ctx context.Context) []ui.Option {
	all := access.From(ctx).May(access.RecordContact)
	return f.options(ctx, rulebook.ListContactKinds, func(i rulebook.Item) bool { return all || i.Code == supervision.NoteKind })
}

// events are the contacts as a timeline, each with what was written before it was corrected.
func (v contactsView) events(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, c := range v.contacts.List {
		out = append(out, v.event(ctx, c, v.contacts.Old[c.Entry]))
	}
	return out
}

func (f frame) event(ctx context.Context, c supervision.Contact, old []supervision.Contact) ui.Event {
	return ui.Event{
		ID: "c-" + c.Entry, Occurred: c.StartedAt, Recorded: c.WrittenAt, Who: f.who(c.WrittenBy), Source: ui.M("supervision.source." + c.Source),
		Title: ui.M("supervision.entry_title", "Kind", f.code(ctx, rulebook.ListContactKinds, c.Kind)), Href: f.at("/entries/" + c.Entry), Text: c.Text,
		Detail: contactDetail(f, c, old),
	}
}

// planGrid is the table of appointments; open ones carry the form of their outcome.
func (v contactsView) planGrid(ctx context.Context, list []supervision.Appointment, open bool) ui.Grid {
	title := ui.M("supervision.done")
	if open {
		title = ui.M("supervision.open")
	}
	out := ui.Grid{Caption: title, Empty: ui.M("supervision.no_appointments"), Columns: []ui.Column{
		{Label: ui.M("common.when"), Narrow: true},
		{Label: ui.M("supervision.kind")},
		{Label: ui.M("supervision.officer")},
		{Label: ui.M("supervision.outcome")},
	}}
	for _, a := range list {
		row := ui.Row{ID: "a-" + a.Entry, Cells: []component{planWhen(v.frame, a), planWhat(v.frame, a), ui.Val(v.who(string(a.Officer))), planOutcome(v.frame, a, v.plans.Old[a.Entry])}}
		if a.Open() && a.PlannedAt.Before(v.w.Service.Now()) {
			row.Tone = ui.Warn
		}
		if open && access.From(ctx).May(access.ManageAppointment) {
			row.Cells[3] = rowOutcome(v.frame, a)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
