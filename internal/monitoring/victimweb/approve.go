package victimweb

import (
	"context"
	"math"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// approveView is what waits for the second person.
type approveView struct {
	frame
	list   []victimsvc.Proposal
	forms  map[string]ui.Form
	failed ui.Form
}

func (w *Web) approveView(q *httpx.Req) (approveView, error) {
	v := approveView{forms: map[string]ui.Form{}}
	var err error
	if v.list, err = w.Victims.Proposals(q.Ctx()); err != nil {
		return v, err
	}
	var refs []string
	var clients []id.Client
	for _, p := range v.list {
		refs, clients = append(refs, p.DraftedBy), append(clients, p.Client)
		v.forms[p.ID] = blank(p.ID + "-")
	}
	v.frame, err = w.frame(q.Ctx(), refs, clients)
	return v, err
}

func (w *Web) proposals(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.approveView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(approvePage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	err := w.Victims.Decide(q.Ctx(), victimsvc.Decide{
		Place: q.PathValue("entry"), Row: version(q), Approve: q.Value("answer") == "approve", Words: q.Value("words"),
	})
	if err == nil {
		return httpx.Redirect("/monitoring/victim-places?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.approveView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.failed = ui.NewForm(q.Form(), err)
	v.failed.Prefix = q.PathValue("entry") + "-"
	v.forms[q.PathValue("entry")] = v.failed
	return httpx.Invalid(approvePage(v)), nil
}

func (v approveView) items(ctx context.Context, p victimsvc.Proposal) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("monitoring.order"), Value: v.orderLink(ctx, p.Client, p.Order, p.Regime)},
		{Label: ui.M("monitoring.victim.place"), Value: ui.Val(v.placeName(ctx, p.Place.Kind))},
		{Label: ui.M("monitoring.victim.radius"), Value: ui.Say(ui.M("monitoring.victim.metres_of", "Radius", int(p.Place.Radius), "Buffer", int(p.Place.Buffer)))},
		{Label: ui.M("monitoring.victim.drafted"), Value: ui.Lines(ui.Moment(p.DraftedAt), ui.Val(v.who(p.DraftedBy)))},
	}
	if p.Ends {
		items = append(items, ui.Item{Label: ui.M("monitoring.victim.asked"), Value: ui.Say(ui.M("monitoring.victim.place.ends"))})
	}
	if p.Shown {
		items = append(items, ui.Item{Label: ui.M("monitoring.victim.address"), Value: ui.Lines(ui.LinkTo(At+"/"+p.Victim, p.Place.Address), ui.Val(coordinates(p.Place)))},
			ui.Item{Label: ui.M("monitoring.victim.basis"), Value: ui.Val(p.Place.Basis)})
	}
	return items
}

// findings says what the zone takes of the wearer's everyday life, in shares and never in places.
func (v approveView) findings(ctx context.Context, p victimsvc.Proposal) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.everyday"), Plain: true, Empty: ui.M("monitoring.victim.everyday_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.victim.finding")}, {Label: ui.M("monitoring.victim.grade"), Narrow: true},
	}}
	for i, f := range p.Findings {
		kind := map[everyday.Grade]ui.Kind{everyday.Refused: ui.Bad, everyday.Warns: ui.Warn, everyday.Shows: ui.Neutral}[f.Grade]
		g.Rows = append(g.Rows, ui.Row{ID: "f-" + p.ID + "-" + strconv.Itoa(i), Tone: kind, Cells: []templ.Component{
			ui.Val(i18n.Msg(ctx, finding(f))), ui.Tag(kind, ui.M("monitoring.victim.grade."+string(f.Grade))),
		}})
	}
	return g
}

func finding(f everyday.Finding) msg.Message {
	percent := func(x float64) int { return int(math.Round(x * 100)) }
	switch f.Code {
	case everyday.ZoneSize:
		return ui.M("monitoring.victim.finding.size", "Hectares", strconv.FormatFloat(f.SquareMetres/10000, 'f', 1, 64))
	case everyday.CoversHome:
		return ui.M("monitoring.victim.finding.home", "Percent", percent(f.Share), "Limit", percent(f.Limit))
	}
	return ui.M("monitoring.victim.finding.place."+string(f.What), "Percent", percent(f.Share), "Limit", percent(f.Limit))
}

// textView is the information text of one language and version.
type textView struct {
	frame
	victim.Text
}

func (w *Web) text(q *httpx.Req) (httpx.Reply, error) {
	lang := q.Query().Get("in") // "lang" would change the language of the service
	t, ok := w.Victims.Texts().Version(lang, q.Query().Get("version"))
	if !ok {
		t, ok = w.Victims.Texts().InForce(lang, w.Victims.Today())
	}
	if !ok {
		return httpx.Reply{}, fault.MissingRecord()
	}
	f, err := w.frame(q.Ctx(), nil, nil)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(textPage(textView{f, t})), nil
}
