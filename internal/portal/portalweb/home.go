package portalweb

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/rulebook"
)

// head is what every page of this package carries.
type head struct {
	page, back string // page names its texts: portal.<page>.title, portal.<page>.lead
	signedIn   bool
	done       string
	audio      string
	failed     bool
}

func (w *Web) head(q *httpx.Req, page, back string) head {
	h := head{page: page, back: back, signedIn: q.Account() != ""}
	switch d := q.Query().Get("done"); d {
	case "asked", "complained", "read", "checkin":
		h.done = "portal.done." + d
	}
	if q.Query().Get("out") == "yes" && !h.signedIn {
		h.done = "portal.done.out"
	}
	if w.Audio != nil {
		h.audio = w.Audio(i18n.Lang(q.Ctx()), page)
	}
	return h
}

type homeView struct {
	head
	mine    portal.Mine
	checkin checkin.Round
	asks    bool // a check-in waits for an answer today
	prompt  portal.Prompt
	papers  int // to be read
	answers int // not seen yet
	rules   *rulebook.Rulebook
	today   civil.Date
}

func (w *Web) home(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	v := homeView{head: w.head(q, "home", ""), rules: w.rules(), today: w.today()}
	var err error
	if v.mine, err = w.Mine(ctx, self(q)); err != nil {
		return httpx.Reply{}, err
	}
	waiting, err := w.Checkins.Waiting(ctx, self(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	v.checkin, v.asks = waiting.Round, waiting.Asks
	if w.Prompts != nil {
		if v.prompt, err = w.Prompts.Waiting(ctx, self(q)); err != nil {
			return httpx.Reply{}, err
		}
	}
	if v.papers, v.answers, err = w.Requests.News(ctx, self(q)); err != nil {
		return httpx.Reply{}, err
	}
	return w.show(homePage(v)), nil
}

func (w *Web) duties(q *httpx.Req) (httpx.Reply, error) {
	v := homeView{head: w.head(q, "duties", "/home"), rules: w.rules(), today: w.today()}
	var err error
	v.mine, err = w.Mine(q.Ctx(), self(q))
	return w.show(dutiesPage(v)), err
}

func (w *Web) plan(q *httpx.Req) (httpx.Reply, error) {
	v := homeView{head: w.head(q, "plan", "/home"), rules: w.rules(), today: w.today()}
	var err error
	v.mine, err = w.Mine(q.Ctx(), self(q))
	return w.show(planPage(v)), err
}

// office is the name of the office in the reader's language.
func (v homeView) office(ctx context.Context) string { return v.mine.Office[i18n.Lang(ctx)] }

func (v homeView) kind(ctx context.Context, code string) string {
	return v.rules.List(rulebook.ListContactKinds).Name(code, i18n.Lang(ctx))
}

func (v homeView) duty(ctx context.Context, d portal.Duty) string {
	if d.Text != "" {
		return d.Text
	}
	return v.rules.List(rulebook.ListObligations).Name(d.Code, i18n.Lang(ctx))
}

func (v homeView) aims(part string) []portal.Aim {
	var out []portal.Aim
	for _, a := range v.mine.Aims {
		if a.Part == part {
			out = append(out, a)
		}
	}
	return out
}

type lookedView struct {
	head
	looks   []portal.Look
	next    string
	confirm bool // the rules of what is shown are still to be confirmed
}

// looked shows who looked at the record: body, role and purpose, never names.
func (w *Web) looked(q *httpx.Req) (httpx.Reply, error) {
	v := lookedView{head: w.head(q, "looked", "/home")}
	var next id.Entry
	var err error
	if v.looks, next, v.confirm, err = w.Looked(q.Ctx(), self(q), id.Entry(q.Query().Get("after"))); err != nil {
		return httpx.Reply{}, err
	}
	if next != "" {
		v.next = ui.Address(q.R.URL, "after", string(next))
	}
	return w.show(lookedPage(v)), nil
}
