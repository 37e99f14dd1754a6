package monitoringweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// orderView is one order with what may be done.
type orderView struct {
	frame
	monitoringsvc.Whole
	free   []ui.Option
	papers []ui.Option

	decide ui.Form
	note   map[string]ui.Form
	fit    ui.Form
}

func (w *Web) orderView(q *httpx.Req) (orderView, error) {
	ctx := q.Ctx()
	x, err := w.Orders.Order(ctx, clientOf(q), q.PathValue("decision"))
	if err != nil {
		return orderView{}, err
	}
	v := orderView{Whole: x, decide: blank("d-"), fit: blank("f-"), note: map[string]ui.Form{}}
	refs := []string{x.MadeBy}
	for _, y := range x.Versions {
		refs = append(refs, y.DraftedBy, y.DecidedBy)
	}
	for _, s := range x.History {
		refs = append(refs, s.By)
	}
	for _, what := range x.Steps(w.Orders.Now()) {
		v.note[what] = blank(what + "-")
	}
	if access.From(ctx).May(access.FitDevice) && x.Live(w.Orders.Now()) {
		list, err := w.Devices.Free(ctx)
		if err != nil {
			return v, err
		}
		for _, d := range list {
			v.free = append(v.free, ui.Option{Value: d.ID, Text: i18n.T(ctx, "monitoring.kind."+string(d.Kind)) + " · " + d.Model + " · " + d.Serial})
		}
	}
	if w.Papers != nil {
		if v.papers, err = w.Papers(ctx, clientOf(q)); err != nil {
			return v, err
		}
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func blank(prefix string) ui.Form { return ui.Form{Prefix: prefix, Values: url.Values{}} }

func (w *Web) order(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.orderView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(orderPage(v)), nil
}

// done answers a form of the page: back to it when it was taken, else the page with what was typed and what is wrong.
func (w *Web) done(q *httpx.Req, err error, put func(v *orderView, form ui.Form)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring/orders/" + q.PathValue("decision") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.orderView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	put(&v, ui.NewForm(q.Form(), err))
	return httpx.Invalid(orderPage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	err := w.Orders.Decide(q.Ctx(), monitoringsvc.Decide{
		Client: clientOf(q), Order: q.PathValue("decision"), Version: version(q), Approve: q.Value("answer") == "approve", Words: q.Value("words"),
	})
	return w.done(q, err, func(v *orderView, f ui.Form) { f.Prefix = "d-"; v.decide = f })
}

func (w *Web) act(q *httpx.Req) (monitoringsvc.Act, fault.Problems) {
	var p fault.Problems
	return monitoringsvc.Act{
		Client: clientOf(q), Order: q.PathValue("decision"), Version: version(q), Step: regime.Step{
			What: q.Value("what"), Code: q.Value("code"), Words: q.Value("words"), Lang: q.Value("lang"), Day: day(&p, q, "day"), Document: q.Value("document"),
		},
	}, p
}

func (w *Web) note(q *httpx.Req) (httpx.Reply, error) {
	in, p := w.act(q)
	return w.done(q, join(p, w.Orders.Note(q.Ctx(), in)), putStep(in.Step.What))
}

func (w *Web) stop(q *httpx.Req) (httpx.Reply, error) {
	in, p := w.act(q)
	return w.done(q, join(p, w.Orders.Stop(q.Ctx(), in)), putStep(in.Step.What))
}

func putStep(what string) func(v *orderView, f ui.Form) {
	return func(v *orderView, f ui.Form) { f.Prefix = what + "-"; v.note[what] = f }
}

func (w *Web) fit(q *httpx.Req) (httpx.Reply, error) {
	err := w.Devices.Fit(q.Ctx(), devicesvc.Fit{Client: clientOf(q), Order: q.PathValue("decision"), Device: q.Value("device")})
	return w.done(q, err, func(v *orderView, f ui.Form) { f.Prefix = "f-"; v.fit = f })
}

func (w *Web) unfit(q *httpx.Req) (httpx.Reply, error) {
	err := w.Devices.Unfit(q.Ctx(), devicesvc.Unfit{Client: clientOf(q), Fitting: q.Value("fitting"), Reason: q.Value("reason"), Words: q.Value("words")})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.clientView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	v.form.Prefix = "u-"
	return httpx.Invalid(clientPage(v)), nil
}

func (v orderView) row() string { return strconv.Itoa(v.Order.Row) }

func (v orderView) path(p string) string { return v.at("/orders/" + v.Order.ID + p) }

func (v orderView) failed() bool {
	for _, f := range v.forms() {
		if len(f.Problems) > 0 {
			return true
		}
	}
	return false
}

func (v orderView) forms() []ui.Form {
	out := []ui.Form{v.decide, v.fit}
	for _, s := range v.Steps(v.now) {
		out = append(out, v.note[s])
	}
	return out
}

// mine reports whether the reader drafted the version that waits: then somebody else decides.
func (v orderView) mine(ctx context.Context) bool {
	for _, x := range v.Versions {
		if x.Number == v.Waiting {
			return x.DraftedBy == string(access.From(ctx).Account)
		}
	}
	return false
}

// may lists the steps that the reader may take.
func (v orderView) may(ctx context.Context) []string {
	rights := access.From(ctx)
	return slices.DeleteFunc(v.Steps(v.now), func(s string) bool {
		if stops(s) {
			return !rights.May(access.ApproveMonitoring)
		}
		return !rights.May(access.DraftMonitoring)
	})
}

func stops(step string) bool {
	return step == regime.StepSuspend || step == regime.StepResume || step == regime.StepEnd
}

func (v orderView) items(ctx context.Context) []ui.Item {
	zone := v.w.Orders.Zone()
	o := v.Order
	items := []ui.Item{
		{Label: ui.M("monitoring.state"), Value: phase(o, v.now)},
		{Label: ui.M("monitoring.regime"), Value: ui.Lines(ui.Val(v.regimeName(ctx, o.Kind)), v.unsure(regime.ListRegimes))},
		{Label: ui.M("monitoring.bodies"), Value: ui.Lines(ui.Val(v.bodies(ctx)), ui.ToBeConfirmed(""))},
		{Label: ui.M("monitoring.level"), Value: ui.Say(ui.M("monitoring.level." + string(o.Level)))},
		{Label: ui.M("monitoring.term"), Value: ui.Lines(ui.Day(o.Begins.In(zone)), ui.Day(o.Ends.Add(-1).In(zone)))},
		{Label: ui.M("monitoring.review_on"), Value: ui.Lines(ui.Day(o.ReviewOn), v.ruleNote("monitoring.review_rule", regime.RuleReviewDays))},
		{Label: ui.M("monitoring.sheet"), Value: sheet(o)},
	}
	if o.Agreed || o.Refused {
		items = append(items, ui.Item{Label: ui.M("monitoring.occupants"), Value: occupants(o)})
	}
	if !o.EndProposed.IsZero() {
		items = append(items, ui.Item{Label: ui.M("monitoring.end_proposed"), Value: ui.Moment(o.EndProposed)})
	}
	if !o.EndedAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("monitoring.ended"), Value: ui.Lines(ui.Moment(o.EndedAt), ui.Val(v.code(ctx, regime.ListEnds, o.EndReason)))})
	}
	return items
}

// bodies says who must act under the regime, as the rulebook has it.
func (v orderView) bodies(ctx context.Context) string {
	item, _ := v.rules.List(regime.ListRegimes).Item(string(v.Kind))
	var out []string
	for body := range strings.FieldsSeq(item.Attr["body"]) {
		out = append(out, v.code(ctx, "monitoring_bodies", body))
	}
	return strings.Join(out, ", ")
}

func sheet(o regime.Order) templ.Component {
	if o.SheetOn.IsZero() {
		return ui.Tag(ui.Warn, ui.M("monitoring.sheet_not"))
	}
	return ui.Lines(ui.Day(o.SheetOn), ui.Val(i18n.LanguageName(o.SheetLang)))
}

func occupants(o regime.Order) templ.Component {
	if o.Refused {
		return ui.Tag(ui.Bad, ui.M("monitoring.occupants_refused"))
	}
	return ui.Tag(ui.Good, ui.M("monitoring.occupants_agreed"))
}

// versionItems are the terms of one version.
func (v orderView) versionItems(ctx context.Context, x regime.Version) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("monitoring.act"), Value: ui.Lines(ui.Val(v.code(ctx, regime.ListActs, x.Act)), ui.Val(x.ActNumber))},
		{Label: ui.M("monitoring.authority"), Value: ui.Lines(ui.Val(v.code(ctx, regime.ListAuthorities, x.Authority)), ui.Val(x.Body))},
		{Label: ui.M("monitoring.decided_on"), Value: ui.Day(x.DecidedOn)},
		{Label: ui.M("monitoring.term"), Value: ui.Lines(ui.Day(x.From), ui.Day(x.Until))},
		{Label: ui.M("monitoring.level"), Value: ui.Say(ui.M("monitoring.level." + string(x.Level)))},
		{Label: ui.M("monitoring.purpose"), Value: ui.Val(v.code(ctx, regime.ListPurposes, x.Purpose))},
		{Label: ui.M("monitoring.review_on"), Value: ui.Day(x.ReviewOn)},
		{Label: ui.M("monitoring.words"), Value: ui.Val(x.Words)},
		{Label: ui.M("monitoring.drafted"), Value: ui.Lines(ui.Moment(x.DraftedAt), ui.Val(v.who(x.DraftedBy)))},
	}
	add := func(key, text string) {
		if text != "" {
			items = append(items, ui.Item{Label: ui.M(key), Value: ui.Val(text)})
		}
	}
	add("monitoring.variation", v.code(ctx, regime.ListVariations, x.Reason))
	add("monitoring.court_order", text(v.Orders, x.Order))
	add("monitoring.goal", text(v.Goals, x.Goal))
	if !x.DecidedAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("monitoring.decided"), Value: ui.Lines(ui.Moment(x.DecidedAt), ui.Val(v.who(x.DecidedBy)))})
	}
	add("monitoring.returned", x.Returned)
	return items
}

func text(list []monitoringsvc.Choice, key string) string {
	for _, c := range list {
		if c.ID == key {
			return c.Text
		}
	}
	return ""
}

// events are what happened, the latest first.
func (v orderView) events(ctx context.Context) []ui.Event {
	lists := map[string]string{regime.StepSuspend: regime.ListPauses, regime.StepReview: regime.ListReviews, regime.StepEnd: regime.ListEnds}
	var out []ui.Event
	for _, s := range slices.Backward(v.History) {
		what := v.code(ctx, lists[s.What], s.Code)
		switch s.What {
		case regime.StepOccupant:
			what = i18n.T(ctx, "monitoring.occupant."+s.Code)
		case regime.StepSheet:
			what = i18n.LanguageName(s.Lang) + ", " + i18n.Date(ctx, s.Day)
		case regime.StepReview:
			what += ", " + i18n.Date(ctx, s.Day)
		}
		out = append(out, ui.Event{ID: "s-" + s.ID, Occurred: s.At, Who: v.who(s.By), Title: ui.M("monitoring.step."+s.What+".done", "What", what), Text: s.Words})
	}
	return out
}

// links lead to what other rooms keep of the order, once it was approved.
func (v orderView) links(ctx context.Context) []Link {
	if v.w.OrderLinks == nil || v.InForce == 0 {
		return nil
	}
	return v.w.OrderLinks(ctx, v.client, v.Order.ID)
}
