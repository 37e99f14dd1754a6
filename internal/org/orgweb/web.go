// Package orgweb shows the organisation: a head's board, allocation, absences, conflicts, transfers, second decisions,
// staff, the office tree and notices. Every form works without scripts.
package orgweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// Deps are what the pages need; app binds them.
type Deps struct {
	Org   *orgsvc.Service
	Cases *orgcasesvc.Service
	Rules *rulebook.Set // for the work instruction beside each step; nil shows none
	// Hire makes account, member of staff and first post in one transaction and returns the one-time token for the first
	// sign-in. Needs access.ManageAccounts. Faults: forbidden, invalid (login taken). nil: accounts are made elsewhere.
	Hire func(ctx context.Context, in org.Hire) (string, error)
	// Waiting are decisions of other capabilities that wait for a second person; a nil component shows none.
	Waiting func(ctx context.Context) (templ.Component, error)
	// Shell is the identity bar and tabs of a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const (
	management  actor.Purpose = "management"
	supervision actor.Purpose = "supervision"
	personnel   actor.Purpose = "personnel"
)

// Routes lists the pages and forms.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	get, post := http.MethodGet, http.MethodPost
	return []httpx.Route{
		route(get, "/office", access.ReadBoard, management, w.board),
		route(post, "/office", access.Allocate, management, w.boardAllocate),
		route(get, "/office/export", access.ReadBoard, management, w.boardExport),
		route(get, "/office/unallocated", access.Allocate, management, w.unallocated),
		route(post, "/office/unallocated", access.Allocate, management, w.unallocatedAllocate),
		route(get, "/office/absences", access.ManageAbsence, management, w.absences),
		route(post, "/office/absences", access.ManageAbsence, management, w.addAbsence),
		route(post, "/office/absences/{absence}/end", access.ManageAbsence, management, w.endAbsence),
		route(get, "/office/conflicts", access.DecideConflict, management, w.conflicts),
		route(post, "/office/conflicts/{conflict}", access.DecideConflict, management, w.decideConflict),
		route(get, "/office/transfers", access.AcceptTransfer, management, w.transfers),
		route(post, "/office/transfers/{transfer}", access.AcceptTransfer, management, w.answerTransfer),
		route(get, "/office/approvals", access.DecideConflict, management, w.approvals),
		route(post, "/office/approvals/{id}", access.DecideConflict, management, w.decideApproval),

		route(get, "/clients/{id}/allocation", access.ReadClient, supervision, w.client),
		route(post, "/clients/{id}/allocation", access.Allocate, management, w.clientAllocate),
		route(post, "/clients/{id}/conflict", access.DeclareConflict, supervision, w.declare),
		route(post, "/clients/{id}/transfer", access.RequestTransfer, supervision, w.requestTransfer),
		route(post, "/clients/{id}/transfer/withdraw", access.RequestTransfer, supervision, w.withdrawTransfer),

		route(get, "/staff", access.ReadStaff, personnel, w.staffList),
		route(get, "/staff/new", access.ManageAccounts, personnel, w.hireForm),
		route(post, "/staff", access.ManageAccounts, personnel, w.hire),
		route(get, "/staff/{account}", access.ReadStaff, personnel, w.staffPage),
		route(post, "/staff/{account}", access.ManageStaff, personnel, w.updateStaff),
		route(post, "/staff/{account}/posts", access.ManageStaff, personnel, w.addPost),
		route(post, "/staff/{account}/posts/{post}/end", access.ManageStaff, personnel, w.endPost),
		route(post, "/staff/{account}/qualifications", access.ManageStaff, personnel, w.addQualification),
		route(get, "/offices", access.ReadStaff, personnel, w.offices),
		route(get, "/offices/{office}", access.ReadStaff, personnel, w.office),
		route(post, "/offices/{office}", access.ManageOffices, personnel, w.reparent),
		route(post, "/offices", access.ManageOffices, personnel, w.addOffice),
		route(get, "/notices", access.UseService, management, w.notices),
		route(post, "/notices/read", access.UseService, management, w.readNotice),
	}
}

// help is the work instruction of a step, folded beside it.
func (w *Web) help(step string) templ.Component {
	if w.Rules == nil {
		return templ.NopComponent
	}
	return rulebookui.StepHelp(w.Rules.At(w.Org.Today()), step, w.Org.Today())
}

// sent is the form that was just sent and failed: its name tells it from the other forms of the page.
type sent struct {
	name string
	form ui.Form
}

// of gives the form by name: with what was typed when it is the one that failed, else with the values offered.
func (s sent) of(name string, offered ...string) ui.Form {
	if s.name == name {
		s.form.Prefix = name + "-"
		return s.form
	}
	f := ui.Form{Prefix: name + "-", Values: map[string][]string{}}
	for i := 0; i+1 < len(offered); i += 2 {
		f.Values.Set(offered[i], offered[i+1])
	}
	return f
}

// answer leads on after a write, or shows the page again with what was typed and what is wrong with it.
func answer(q *httpx.Req, err error, to, name string, again func(sent) (templ.Component, error)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(to), nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return httpx.Reply{}, err
	}
	form := ui.NewForm(q.Form(), err)
	page, err := again(sent{name, form})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(page), nil
}

// dates reads date fields; a wrong one becomes a problem of its field.
func dates(q *httpx.Req, p *fault.Problems, names ...string) []civil.Date {
	out := make([]civil.Date, len(names))
	for i, n := range names {
		d, err := civil.ParseDate(q.Value(n))
		if err != nil {
			p.Add(n, "date.invalid")
		}
		out[i] = d
	}
	return out
}

// codes makes options of a code list of the rulebook.
func codes(ctx context.Context, l rulebook.List, on civil.Date) []ui.Option {
	var out []ui.Option
	for _, i := range l.On(on) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

// names are the offices as they are called today in the reader's language.
func (w *Web) names(ctx context.Context) (map[id.Office]string, error) {
	tree, err := w.Org.OfficeNames(ctx)
	out := make(map[id.Office]string, len(tree))
	for o, n := range tree {
		out[o] = n[i18n.Lang(ctx)]
	}
	return out, err
}

// officerOptions lists who might take a case: what they carry, what it would be then, and whether they are away.
func officerOptions(ctx context.Context, list []org.Candidate) []ui.Option {
	var out []ui.Option
	for _, c := range list {
		if c.Excluded || c.Unfit.Key != "" || c.IsAssigned {
			continue
		}
		text := i18n.T(ctx, "org.allocate.option", "Name", c.Name, "Now", c.Load.Cases, "Then", c.Load.Cases+1)
		if c.Load.Measured {
			text += " · " + i18n.T(ctx, "org.allocate.option_points", "Then", hundredths(ctx, c.Load.Points+c.Adds), "Capacity", hundredths(ctx, c.Load.Capacity))
		}
		if !c.AwayUntil.IsZero() {
			text = i18n.T(ctx, "org.allocate.option_away", "Name", c.Name, "Now", c.Load.Cases, "Until", i18n.Date(ctx, c.AwayUntil))
		}
		out = append(out, ui.Option{Value: string(c.Account), Text: text})
	}
	return out
}

func clientHref(c id.Client) string { return "/clients/" + string(c) }

// officeTabs are the pages of an office with what waits on each.
func (w *Web) officeTabs(ctx context.Context, current string) ([]ui.NavItem, error) {
	n, err := w.Cases.Waiting(ctx)
	rights := access.From(ctx)
	var out []ui.NavItem
	for _, t := range []struct {
		name, href string
		action     actor.Action
		count      int
	}{
		{"board", "/office", access.ReadBoard, 0},
		{"unallocated", "/office/unallocated", access.Allocate, n.Unallocated},
		{"absences", "/office/absences", access.ManageAbsence, 0},
		{"transfers", "/office/transfers", access.AcceptTransfer, n.Transfers},
		{"conflicts", "/office/conflicts", access.DecideConflict, n.Conflicts},
		{"approvals", "/office/approvals", access.DecideConflict, n.Approvals},
	} {
		if rights.May(t.action) {
			out = append(out, ui.NavItem{Name: t.name, Label: ui.M("org.tab." + t.name), Href: t.href, Current: t.name == current, Count: t.count})
		}
	}
	return out, err
}

// shown answers with a page, or with why there is none.
func shown(page templ.Component, err error) (httpx.Reply, error) {
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}
