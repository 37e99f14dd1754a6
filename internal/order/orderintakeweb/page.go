package orderintakeweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// pageView is one judgment with the forms of its step; a form that was sent wrongly carries its prefix.
type pageView struct {
	w       *Web
	j       orderintakesvc.Judgment
	offered []person.Candidate
	office  string
	checks  ui.Form
	giving  ui.Form
	taking  ui.Form
	scans   ui.Form
	failed  ui.Form
	sheets  []orderintakesvc.Sheet
	studied component
	photos  bool // the take-over is kept but its photos are not
}

func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.pageView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.photos = q.Query().Get("photos") == "no"
	return httpx.Page(judgmentPage(v)), nil
}

func (w *Web) pageView(q *httpx.Req) (pageView, error) {
	ctx := q.Ctx()
	v := pageView{w: w}
	var err error
	if v.j, err = w.Service.Judgment(ctx, q.PathValue("judgment")); err != nil {
		return v, err
	}
	if v.sheets, err = w.Service.Sheets(ctx, v.j.ID); err != nil {
		return v, err
	}
	offices, err := w.offices(ctx)
	if err != nil {
		return v, err
	}
	v.office = offices[v.j.Office]
	if v.j.State == order.JudgmentChecked && access.From(ctx).May(access.CheckJudgment) {
		if v.offered, err = w.Service.Candidates(ctx, v.j.ID); err != nil {
			return v, err
		}
	}
	if w.Studied != nil {
		if v.studied, err = w.Studied(ctx, v.j.Convict); err != nil {
			return v, err
		}
	}
	v.checks = ui.Form{Prefix: "check-", Values: url.Values{
		"in_force": {string(v.j.Checks.InForce)}, "signed": {string(v.j.Checks.Signed)},
		"identity": {string(v.j.Checks.Identity)}, "in_force_on": {day(ctx, v.j.InForceOn)},
	}}
	v.giving, v.taking, v.scans = ui.Form{Prefix: "return-"}, ui.Form{Prefix: "accept-"}, ui.Form{Prefix: "scan-"}
	return v, nil
}

// shown answers a step: back to the judgment, or its page again with what is wrong in the form.
func (w *Web) shown(q *httpx.Req, why error, form func(v *pageView) *ui.Form) (httpx.Reply, error) {
	if why == nil {
		return httpx.Redirect("/intake/" + q.PathValue("judgment")), nil
	}
	if !asForm(why) {
		return httpx.Reply{}, why
	}
	v, err := w.pageView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), why)
	f.Prefix = prefix
	v.failed = *f
	return httpx.Invalid(judgmentPage(v)), nil
}

func (w *Web) check(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Check(q.Ctx(), orderintakesvc.Check{
		ID: q.PathValue("judgment"), Version: version(q), InForce: order.Answer(q.Value("in_force")),
		Signed: order.Answer(q.Value("signed")), Identity: order.Answer(q.Value("identity")), InForceOn: q.Value("in_force_on"),
	})
	return w.shown(q, err, func(v *pageView) *ui.Form { return &v.checks })
}

func (w *Web) giveBack(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Return(q.Ctx(), orderintakesvc.Return{ID: q.PathValue("judgment"), Version: version(q), Reasons: q.Form()["reasons"], Note: q.Value("note")})
	return w.shown(q, err, func(v *pageView) *ui.Form { return &v.giving })
}

const nobody = "new" // the choice that none of those offered is the person

func (w *Web) accept(q *httpx.Req) (httpx.Reply, error) {
	in := orderintakesvc.Accept{ID: q.PathValue("judgment"), Version: version(q), New: q.Value("client") == nobody}
	if !in.New {
		in.Client = id.Client(q.Value("client"))
	}
	return w.shown(q, w.Service.Accept(q.Ctx(), in), func(v *pageView) *ui.Form { return &v.taking })
}

// choices offers the persons found, told apart by birth, file number and what speaks for them, and a new person.
func choices(ctx context.Context, offered []person.Candidate) []ui.Option {
	var out []ui.Option
	for _, c := range offered {
		out = append(out, candidateOption(ctx, c))
	}
	return append(out, ui.Option{Value: nobody, Label: ui.M("judgment.person_new")})
}

func candidateOption(ctx context.Context, c person.Candidate) ui.Option {
	parts := []string{c.Display}
	for _, more := range []string{i18n.Partial(ctx, c.Birth), c.FileNumber} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	why := []string{i18n.T(ctx, "match.level."+string(c.Match.Level))}
	for _, r := range c.Match.Reasons {
		why = append(why, i18n.Msg(ctx, r))
	}
	return ui.Option{Value: string(c.Client), Text: strings.Join(parts, " · "), Hint: ui.M("judgment.match_why", "Why", strings.Join(why, "; "))}
}

// steps is how far intake has come.
func (v pageView) steps() []ui.Step {
	s := v.j.State
	end := ui.M("judgment.state.accepted")
	if s == order.JudgmentReturned {
		end = ui.M("judgment.state.returned")
	}
	closed := !s.Open()
	return []ui.Step{
		{Label: ui.M("judgment.state.received"), Done: true},
		{Label: ui.M("judgment.state.checked"), Done: s != order.JudgmentReceived, Current: s == order.JudgmentReceived},
		{Label: end, Done: closed, Current: s == order.JudgmentChecked},
	}
}

func (v pageView) mayCheck(ctx context.Context) bool {
	return v.j.State.Open() && access.From(ctx).May(access.CheckJudgment)
}

// items are the judgment as the document says it.
func (v pageView) items(ctx context.Context) []ui.Item {
	j, c := v.j, v.j.Convict
	items := []ui.Item{
		{Label: ui.M("judgment.person"), Value: ui.Val(j.Label())},
		{Label: ui.M("judgment.latin"), Value: ui.Val(c.Latin.String())},
		{Label: ui.M("judgment.pin"), Value: ui.Val(string(c.PIN))},
		{Label: ui.M("judgment.birth"), Value: ui.Val(i18n.Partial(ctx, c.Birth))},
		{Label: ui.M("judgment.address"), Value: ui.Val(c.Address)},
		{Label: ui.M("judgment.phone"), Value: ui.Val(c.Phone.Display())},
		{Label: ui.M("judgment.court"), Value: ui.Val(v.w.court(ctx, j.Court))},
		{Label: ui.M("judgment.number"), Value: ui.Val(j.Number)},
		{Label: ui.M("judgment.decided_on"), Value: ui.Day(j.DecidedOn)},
		{Label: ui.M("judgment.in_force_on"), Value: ui.Day(j.InForceOn)},
		{Label: ui.M("judgment.measure"), Value: ui.Val(v.w.measures(ctx, j.Measures))},
		{Label: ui.M("judgment.term"), Value: ui.Val(term(ctx, j.Judgment))},
		{Label: ui.M("judgment.obligations"), Value: obligations(v.w, j.Obligations)},
		{Label: ui.M("judgment.article"), Value: ui.Val(j.Article)},
		{Label: ui.M("judgment.received_at"), Value: ui.Moment(j.ReceivedAt)},
		{Label: ui.M("judgment.source"), Value: ui.Val(v.w.source(ctx, j.Source))},
		{Label: ui.M("common.office"), Value: ui.Val(v.office)},
	}
	return items
}

func term(ctx context.Context, j order.Judgment) string {
	if j.Term.IsZero() {
		return ""
	}
	return i18n.Term(ctx, j.Term)
}

func (w *Web) measures(ctx context.Context, list []order.Measure) string {
	var out []string
	for _, m := range list {
		s := w.name(ctx, rulebook.ListMeasures, m.Code)
		if m.Hours > 0 {
			s += " (" + i18n.N(ctx, "judgment.hours_n", m.Hours) + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func (w *Web) letter(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.pageView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	sheet := ui.Sheet{
		Title: ui.M("judgment.letter.title"), Office: v.office, Number: v.j.LetterNo, By: actor.From(q.Ctx()).Display, Printed: w.Now(),
		Sign: []msgMessage{ui.M("judgment.letter.head")},
	}
	return httpx.Page(letterPage(v, sheet)), nil
}
