// Package standardweb shows the table of standards: what is in force, drafts, what a draft would mean for the whole caseload,
// two versions side by side. Every form works without scripts. Nothing here names a client.
package standardweb

import (
	"context"
	"net/http"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

// Deps are what app binds.
type Deps struct {
	Service *rulebooksvc.Service
	// Names gives the display names of accounts.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Offices names the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const (
	purpose actor.Purpose = "management"
	reading actor.Purpose = "reference"
	base                  = "/rulebook/standards"
)

// Routes lists the pages and forms.
func (w *Web) Routes() []httpx.Route {
	one := base + "/{standard}"
	route := func(method, pattern string, action actor.Action, why actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: why, Do: do}
	}
	get, post := http.MethodGet, http.MethodPost
	return []httpx.Route{
		route(get, base, access.ReadRulebook, reading, w.tables),
		route(post, base, access.DraftStandard, purpose, w.draft),
		route(get, base+"/compare", access.ReadRulebook, reading, w.compare),
		route(get, one, access.ReadRulebook, reading, w.table),
		route(get, one+"/edit", access.DraftStandard, purpose, w.edit),
		route(post, one+"/edit", access.DraftStandard, purpose, w.save),
		route(get, one+"/preview", access.DraftStandard, purpose, w.preview),
		route(get, one+"/preview/export", access.DraftStandard, purpose, w.export),
		route(post, one+"/force", access.PutInForce, purpose, w.force),
		route(post, one+"/withdraw", access.DraftStandard, purpose, w.withdraw),
	}
}

func href(standard, more string) string { return base + "/" + standard + more }

func (w *Web) draft(q *httpx.Req) (httpx.Reply, error) {
	made, err := w.Service.Draft(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect(href(made, "/edit?done=standard_drafted")), nil
}

func (w *Web) force(q *httpx.Req) (httpx.Reply, error) {
	from, err := civil.ParseDate(q.Value("from"))
	if err != nil {
		var p fault.Problems
		p.Add("from", "date.invalid")
		err = p.Err()
	} else {
		err = w.Service.PutInForce(q.Ctx(), q.PathValue("standard"), number(q.Value("version")), from)
	}
	return w.answer(q, err, "?done=standard_in_force", "force")
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Withdraw(q.Ctx(), q.PathValue("standard"), number(q.Value("version")), q.Value("why"))
	return w.answer(q, err, "?done=standard_withdrawn", "withdraw")
}

// answer leads back to the table, or shows it again with what was typed and what is wrong with it.
func (w *Web) answer(q *httpx.Req, err error, done, name string) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(href(q.PathValue("standard"), done)), nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Msg.Key != "rulebook.standard.second_person" {
		return httpx.Reply{}, err
	}
	form := ui.NewForm(q.Form(), err)
	form.Prefix = name + "-"
	v, err := w.tableView(q, sent{name, form})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(tablePage(v)), nil
}

// sent is a form that came back, by its name on the page.
type sent struct {
	name string
	form ui.Form
}

func (s sent) of(name string, offered ...string) ui.Form {
	if s.name == name {
		return s.form
	}
	f := ui.Form{Prefix: name + "-", Values: map[string][]string{}}
	for i := 0; i+1 < len(offered); i += 2 {
		f.Values.Set(offered[i], offered[i+1])
	}
	return f
}

// rules are the lists that name levels, kinds and reasons.
func (w *Web) rules() *rulebook.Rulebook { return w.Service.Rulebook() }
