// Package orderintakeweb shows how judgments come in: the list, the form from paper, the check beside the persons on
// record, the letter of return, the custodian's queue and the take-over of running cases.
package orderintakeweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// District is one unit of the territory in the reader's language.
type District struct {
	Code rulebook.SOATE
	Name string
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *orderintakesvc.Service
	Courts  []rulebook.Court
	Now     func() civil.Instant
	// OfficeNames names all offices in a language, in one query.
	OfficeNames func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Districts lists the territory for choosing.
	Districts func(ctx context.Context) ([]District, error)
	// Studied shows studies of the person of a judgment that are open to the reader; nil for none.
	Studied func(ctx context.Context, c order.Convict) (templ.Component, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const intake actor.Purpose = "intake"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	row := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: intake, Do: do}
	}
	return []httpx.Route{
		row(http.MethodGet, "/intake", access.ReadIntake, w.list),
		row(http.MethodPost, "/intake/search", access.ReadIntake, w.search),
		row(http.MethodGet, "/intake/new", access.ReceiveJudgment, w.newPage),
		row(http.MethodPost, "/intake/new", access.ReceiveJudgment, w.receive),
		row(http.MethodGet, "/intake/{judgment}", access.ReadIntake, w.page),
		row(http.MethodGet, "/intake/{judgment}/edit", access.CheckJudgment, w.editPage),
		row(http.MethodPost, "/intake/{judgment}/edit", access.CheckJudgment, w.amend),
		row(http.MethodPost, "/intake/{judgment}/check", access.CheckJudgment, w.check),
		row(http.MethodPost, "/intake/{judgment}/return", access.CheckJudgment, w.giveBack),
		row(http.MethodPost, "/intake/{judgment}/accept", access.CheckJudgment, w.accept),
		row(http.MethodGet, "/intake/{judgment}/letter", access.ReadIntake, w.letter),
		row(http.MethodPost, "/intake/{judgment}/sheets", access.ReceiveJudgment, w.addSheet),
		row(http.MethodGet, "/intake/{judgment}/sheets/{sheet}", access.ReadIntake, w.sheet),
		row(http.MethodGet, "/hidden-matches", access.ResolveHiddenMatch, w.hidden),
		row(http.MethodPost, "/hidden-matches/{judgment}", access.ResolveHiddenMatch, w.resolve),
		row(http.MethodGet, "/take-over", access.TakeOverCase, w.takeOverPage),
		row(http.MethodPost, "/take-over", access.TakeOverCase, w.takeOver),
	}
}

func (w *Web) rules() *rulebook.Rulebook { return w.Service.Rulebook() }

// codes are the options of a rulebook list on today's date.
func (w *Web) codes(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range w.rules().List(list).On(w.Service.Today()) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (w *Web) name(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return w.rules().List(list).Name(code, i18n.Lang(ctx))
}

func (w *Web) courts(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, c := range w.Courts {
		out = append(out, ui.Option{Value: c.Name.In(courtLang), Text: c.Name.In(i18n.Lang(ctx))})
	}
	return out
}

// courtLang is the language in which a chosen court is written into the record, whoever chose it.
const courtLang = "ru"

// court is a court in the reader's language.
func (w *Web) court(ctx context.Context, text string) string {
	return order.CourtName(w.Courts, text, i18n.Lang(ctx))
}

func (w *Web) districts(ctx context.Context) ([]ui.Option, error) {
	if w.Districts == nil {
		return nil, nil
	}
	all, err := w.Districts(ctx)
	out := make([]ui.Option, len(all))
	for i, d := range all {
		out[i] = ui.Option{Value: string(d.Code), Text: d.Name}
	}
	return out, err
}

func (w *Web) offices(ctx context.Context) (map[id.Office]string, error) {
	if w.OfficeNames == nil {
		return map[id.Office]string{}, nil
	}
	return w.OfficeNames(ctx, i18n.Lang(ctx))
}

// asForm reports whether a fault belongs into the form: wrong input, a stale version, a file too large.
func asForm(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return true
	}
	return false
}

func stateLabel(s order.JudgmentState) ui.Label {
	kind := ui.Info
	switch s {
	case order.JudgmentAccepted:
		kind = ui.Good
	case order.JudgmentReturned:
		kind = ui.Neutral
	case order.JudgmentReceived:
		kind = ui.Warn
	case order.JudgmentChecked:
	}
	return ui.Label{Kind: kind, Words: ui.M("judgment.state." + string(s))}
}
