package assessmentweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// caseView is an assessment as a whole: before its signature with everything that is wrong, after it as it was signed.
type caseView struct {
	frame
	assessmentsvc.Reviewed
	title string
	form  ui.Form // of the signature, the second person or the dropping
	act   string  // which of them failed
}

func (w *Web) caseView(q *httpx.Req) (caseView, error) {
	r, err := w.Service.Review(q.Ctx(), clientOf(q), caseOf(q))
	if err != nil {
		return caseView{}, err
	}
	v := caseView{Reviewed: r, title: w.title(q.Ctx(), r.Case), form: ui.Form{Values: url.Values{}}}
	v.frame, err = w.frame(q, refs(r.Case, r.Level)...)
	return v, err
}

func (w *Web) review(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.caseView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if !v.Writes(access.From(q.Ctx()).Account) {
		return httpx.Redirect(v.at(v.ID, "")), nil
	}
	if v.Proposal != "" {
		v.form.Values.Set("level", "")
	}
	return httpx.Page(reviewPage(v)), nil
}

func (w *Web) view(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.caseView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.Writes(access.From(q.Ctx()).Account) && q.Query().Get("read") == "" {
		return httpx.Redirect(v.at(v.ID, "/"+v.nextPage())), nil
	}
	return httpx.Page(casePage(v)), nil
}

// nextPage is where work goes on: the first page that is not complete, else the review.
func (v caseView) nextPage() string {
	for _, p := range v.Pages {
		if !p.Done() {
			return p.Domain.ID
		}
	}
	return goReview
}

func (w *Web) sign(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "sign", reviewPage, func() error {
		return w.Service.Sign(q.Ctx(), assessmentsvc.Sign{
			Client: clientOf(q), Assessment: caseOf(q), Version: version(q), Level: assessment.Level(q.Value("level")),
			Reason: q.Value("reason"), Text: lines(q.Value("text")),
		})
	})
}

func (w *Web) second(q *httpx.Req) assessmentsvc.Second {
	return assessmentsvc.Second{Client: clientOf(q), Assessment: caseOf(q), Version: version(q), Why: lines(q.Value("why"))}
}

func (w *Web) countersign(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "countersign", casePage, func() error { return w.Service.Countersign(q.Ctx(), w.second(q)) })
}

func (w *Web) read(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "read", casePage, func() error { return w.Service.Read(q.Ctx(), w.second(q)) })
}

func (w *Web) refuse(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "refuse", casePage, func() error { return w.Service.Refuse(q.Ctx(), w.second(q)) })
}

func (w *Web) drop(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "drop", casePage, func() error {
		return w.Service.Drop(q.Ctx(), assessmentsvc.Drop{
			Client: clientOf(q), Assessment: caseOf(q), Version: version(q), Reason: q.Value("reason"), Text: lines(q.Value("text")),
		})
	})
}

// act carries one act out and shows the page again with what was typed when it was refused.
func (w *Web) act(q *httpx.Req, name string, page func(caseView) templ.Component, do func() error) (httpx.Reply, error) {
	err := do()
	if err == nil {
		to := "/clients/" + string(clientOf(q)) + "/assessment/" + caseOf(q) + "?read=1&done=saved"
		return httpx.Redirect(to), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.caseView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	if v.State != assessment.Open {
		page = casePage
	}
	v.form, v.act = ui.NewForm(q.Form(), err), name
	if fault.Is(err, fault.Conflict) {
		v.form.Problems = []fault.Problem{{Msg: fault.As(err).Msg}}
	}
	return httpx.Invalid(page(v)), nil
}

// version is that of the row as it stood on the page.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

// formFor is the form of one act: what was typed stands in the one that was refused.
func (v caseView) formFor(act string) ui.Form {
	if v.act == act {
		return v.form
	}
	return ui.Form{Prefix: act + "-"}
}

// rated is one domain with what its page says.
type rated struct {
	domain                     assessment.Domain
	rating, reason, strength   string
	harm, reoffending, unknown bool
	kind                       ui.Kind
}

// ratings are the domains that are rated, in order.
func (v caseView) ratings(ctx context.Context) []rated {
	if v.Instrument == nil {
		return nil
	}
	var out []rated
	for _, d := range v.Instrument.Domains {
		it, ok := v.Instrument.Item(d.Rating)
		if !ok {
			continue
		}
		a := v.Now[d.Rating].Answer
		x := rated{domain: d, rating: words(ctx, v.Instrument.Spec, it, a), reason: v.Now[it.Reason].Answer, unknown: a == assessment.NotKnownAnswer, kind: needKind(a)}
		for _, it := range v.Instrument.ItemsOf(d.ID) {
			switch answer := v.Now[it.ID].Answer; it.Part {
			case assessment.PartStrength:
				x.strength = answer
			case assessment.PartHarm:
				x.harm = answer == "1"
			case assessment.PartReoffending:
				x.reoffending = answer == "1"
			}
		}
		out = append(out, x)
	}
	return out
}

func needKind(answer string) ui.Kind {
	switch answer {
	case "high":
		return ui.Bad
	case "some":
		return ui.Warn
	case "none":
		return ui.Good
	}
	return ui.Neutral
}

func (v caseView) ratingGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.ratings"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("assessment.domain")}, {Label: ui.M("assessment.rating")}, {Label: ui.M("assessment.reason")}, {Label: ui.M("assessment.strength")},
	}}
	for _, x := range v.ratings(ctx) {
		tags := []templ.Component{ui.None()}
		if x.rating != "" {
			tags = []templ.Component{ui.Tag(x.kind, plain(x.rating))}
		}
		if x.harm {
			tags = append(tags, ui.Muted(ui.Say(ui.M("assessment.harm"))))
		}
		if x.reoffending {
			tags = append(tags, ui.Muted(ui.Say(ui.M("assessment.reoffending"))))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(x.domain.Title.In(i18n.Lang(ctx))), ui.Lines(tags...), ui.Val(x.reason), ui.Val(x.strength),
		}})
	}
	return g
}

// outputs are what the engine gave, with the factors that speak; the proposal is shown by itself.
func (v caseView) outputs() []ui.Item {
	var out []ui.Item
	if v.Instrument == nil {
		return nil
	}
	for _, o := range v.Instrument.Outputs {
		g, ok := v.Result.Output(o.ID)
		if !ok || o.ID == v.Instrument.Proposal || g.Text == "" {
			continue
		}
		parts := []templ.Component{ui.Val(g.Text)}
		if words := v.Instrument.Said(o.ID, g.Text); words != nil {
			parts[0] = ui.Say(said(words))
		}
		if g.Band != "" {
			parts = append(parts, ui.Muted(ui.Val(g.Band)))
		}
		for _, c := range g.Contributions {
			if why := v.Instrument.Why(c); why != nil {
				if v.Instrument.Kind != assessment.Rating { // there the outcome says the same
					parts = append(parts, ui.Muted(ui.Say(said(why))))
				}
				continue
			}
			parts = append(parts, ui.Muted(ui.Say(ui.M("assessment.contribution", "Factor", v.factor(c.Factor), "Amount", strconv.FormatFloat(c.Amount, 'f', -1, 64)))))
		}
		out = append(out, ui.Item{Label: said(o.Label), Value: ui.Lines(parts...)})
	}
	return out
}

// because are the reasons of the proposal in the words of its table.
func (v caseView) because(ctx context.Context) []string {
	g, _ := v.Result.Output(v.Instrument.Proposal)
	var out []string
	for _, c := range g.Contributions {
		if why := v.Instrument.Why(c); len(why) > 0 && c.Factor == v.Instrument.Proposal {
			out = append(out, why.In(i18n.Lang(ctx)))
		}
	}
	return out
}

// open names what is not known and keeps the table from proposing a level: the domain and what its table says of it.
func (v caseView) open(ctx context.Context) []string {
	g, _ := v.Result.Output(v.Instrument.Proposal)
	if g.Text != assessment.Unclear {
		return nil
	}
	var out []string
	for _, o := range v.Instrument.Open(v.Result) {
		label := ""
		if n := slices.IndexFunc(v.Instrument.Outputs, func(x assessment.Output) bool { return x.ID == o.ID }); n >= 0 {
			label = v.Instrument.Outputs[n].Label.In(i18n.Lang(ctx)) + ": "
		}
		if words := v.Instrument.Said(o.ID, o.Text); words != nil {
			out = append(out, label+words.In(i18n.Lang(ctx)))
		}
	}
	return append(v.because(ctx), out...)
}

// hints are the override rules of the instrument that hold here.
func (v caseView) hints(ctx context.Context) []string {
	var out []string
	for _, o := range v.Instrument.Hints(v.Result) {
		words := o.Text.In(i18n.Lang(ctx))
		if o.Second {
			words += " (" + i18n.T(ctx, "assessment.hint.second") + ")"
		}
		out = append(out, words)
	}
	return out
}

// factor names a factor by its item, value or row.
func (v caseView) factor(code string) any {
	if it, ok := v.Instrument.Item(code); ok {
		return it.Label
	}
	for _, x := range v.Instrument.Values {
		if x.ID == code && len(x.Label) > 0 {
			return x.Label
		}
	}
	return code
}

// levelOptions are the levels that may be decided; "unassessed" is none.
func (v caseView) levelOptions(ctx context.Context) []ui.Option {
	return v.options(ctx, rulebook.ListLevels, string(assessment.Unassessed))
}

// mayCountersign reports whether the reader may be the second person here.
func (v caseView) mayCountersign(ctx context.Context) bool {
	me := access.From(ctx)
	return v.State == assessment.Signed && v.Level.State == assessment.LevelProposed && me.May(access.CountersignAssessment) && me.Account != v.SignedBy && me.Account != v.Assessor
}

// mayRead reports whether the reader may be the second reader.
func (v caseView) mayRead(ctx context.Context) bool {
	me := access.From(ctx)
	return v.State == assessment.Signed && v.Instrument != nil && v.Instrument.SecondReader && v.ReadAt.IsZero() && v.Qualified &&
		me.May(access.Assess) && me.Account != v.SignedBy && me.Account != v.Assessor
}

// mayDrop reports whether the reader may give it up.
func (v caseView) mayDrop(ctx context.Context) bool {
	me := access.From(ctx)
	return v.State == assessment.Open && me.May(access.Assess) && (v.Instrument == nil || v.Writes(me.Account) || me.May(access.CountersignAssessment))
}
