package deskweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/ui"
)

// alertView is one alert with what may be done.
type alertView struct {
	frame
	desksvc.Whole
	bar    templ.Component
	place  Where
	phones []Phone
	forms  map[alert.Act]ui.Form
	missed string // who has it, when somebody else was quicker
}

func (w *Web) alertView(q *httpx.Req) (alertView, error) {
	ctx := q.Ctx()
	x, err := w.Desk.Show(ctx, q.PathValue("alert"))
	if err != nil {
		return alertView{}, err
	}
	v := alertView{Whole: x, forms: map[alert.Act]ui.Form{}}
	for _, a := range []alert.Act{alert.Contact, desksvc.Note, alert.Resolve, alert.Reopen, alert.Take} {
		v.forms[a] = ui.Form{Prefix: string(a) + "-", Values: url.Values{}}
	}
	refs := []string{x.TakenBy, x.ResolvedBy}
	for _, d := range x.Done {
		refs = append(refs, d.By)
	}
	for _, t := range x.Told {
		refs = append(refs, string(t.Account), t.AnsweredBy)
	}
	if w.Shell != nil && x.Client != "" {
		if v.bar, err = w.Shell(ctx, x.Client, "monitoring"); err != nil {
			return v, err
		}
	}
	if w.Phones != nil && x.Client != "" {
		if v.phones, err = w.Phones(ctx, x.Client); err != nil {
			return v, err
		}
	}
	if w.Place != nil && x.Client != "" {
		if v.place, err = w.Place(ctx, x); err != nil {
			return v, err
		}
	}
	v.frame, err = w.frame(ctx, refs, []id.Client{x.Client})
	return v, err
}

func (w *Web) alert(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.alertView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(alertPage(v)), nil
}

// act answers a form of the page or the button of the queue.
func (w *Web) act(q *httpx.Req) (httpx.Reply, error) {
	in := desksvc.Do{
		Alert: q.PathValue("alert"), Version: version(q), What: alert.Act(q.Value("what")), Way: q.Value("way"), Whom: q.Value("whom"), Result: q.Value("result"),
		Reason: q.Value("reason"), Words: q.Value("words"),
	}
	err := w.Desk.Act(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/monitoring/alerts/" + in.Alert + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.alertView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := ui.NewForm(q.Form(), err)
	f.Prefix = string(in.What) + "-"
	v.forms[in.What] = f
	if fault.Is(err, fault.Conflict) {
		if v.TakenBy != "" && v.TakenBy != string(access.From(q.Ctx()).Account) {
			v.missed = v.who(v.TakenBy)
		}
		return httpx.Page(alertPage(v)).Status(409), nil
	}
	return httpx.Invalid(alertPage(v)), nil
}

// version reads the version that was on the page; an unreadable one is a stale one.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

func rowOf(a desksvc.Alert) string { return strconv.Itoa(a.Row) }

func (v alertView) path() string { return "/monitoring/alerts/" + v.ID + "/act" }

// failed is the form that came back; the summary of errors speaks of it.
func (v alertView) failed() ui.Form {
	for _, f := range v.forms {
		if len(f.Problems) > 0 {
			return f
		}
	}
	return ui.Form{}
}

func (v alertView) may(ctx context.Context, act alert.Act) bool {
	if !access.From(ctx).May(access.WorkAlerts) {
		return false
	}
	switch act {
	case alert.See:
		return v.State == alert.Raised
	case alert.Take:
		return v.Open() && v.TakenBy != string(access.From(ctx).Account)
	case alert.Contact, alert.Resolve:
		return v.State == alert.Taken || v.State == alert.Contacted
	case alert.Reopen:
		return v.State == alert.Resolved
	}
	return true
}

func (v alertView) items(ctx context.Context) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("monitoring.state"), Value: stateTag(v.Alert)},
		{Label: ui.M("monitoring.desk.age"), Value: age(v.RaisedAt, v.now)},
		{Label: ui.M("monitoring.desk.raised"), Value: ui.Moment(v.RaisedAt)},
		{Label: ui.M("monitoring.desk.taken_by"), Value: ui.Val(v.who(v.TakenBy))},
		{Label: ui.M("monitoring.regime"), Value: ui.Val(v.code(ctx, "monitoring_regimes", string(v.Regime)))},
		{Label: ui.M("monitoring.bodies"), Value: bodies(ctx, v)},
		{Label: ui.M("monitoring.office"), Value: ui.Val(v.office(v.Office))},
		{Label: ui.M("monitoring.desk.from"), Value: ui.Moment(v.From)},
		{Label: ui.M("monitoring.desk.until"), Value: until(v)},
		{Label: ui.M("monitoring.desk.class"), Value: ui.Say(ui.M("monitoring.class." + string(v.Class)))},
	}
	if v.Model != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.device"), Value: ui.Val(v.Model)})
	}
	if !v.Open() {
		items = append(items, ui.Item{Label: ui.M("monitoring.desk.ended"), Value: ui.Lines(ui.Val(v.code(ctx, desksvc.ListClose, v.Reason)), ui.Val(v.who(v.ResolvedBy)), ui.Moment(v.ResolvedAt))})
	}
	return items
}

func until(v alertView) templ.Component {
	if v.Until.IsZero() {
		return ui.Tag(ui.Warn, ui.M("monitoring.desk.goes_on"))
	}
	return ui.Moment(v.Until)
}

func bodies(ctx context.Context, v alertView) templ.Component {
	names := make([]string, len(v.Bodies))
	for i, b := range v.Bodies {
		names[i] = v.code(ctx, "monitoring_bodies", b)
	}
	parts := []templ.Component{ui.Val(strings.Join(names, ", "))}
	if v.ToConfirm {
		parts = append(parts, ui.ToBeConfirmed(""))
	}
	return ui.Lines(parts...)
}

// why are the thresholds by which it was found, in words; what did not matter is left out.
func (v alertView) why() []ui.Item {
	if !v.Explained {
		return nil
	}
	e := v.Explain
	var out []ui.Item
	add := func(key, value string) {
		out = append(out, ui.Item{Label: ui.M(key), Value: ui.Val(value)})
	}
	metres := func(key string, m float64) {
		if m != 0 {
			out = append(out, ui.Item{Label: ui.M(key), Value: ui.Say(ui.M("monitoring.why.metres", "Metres", int(m+0.5)))})
		}
	}
	if v.Version > 0 {
		add("monitoring.why.zone_version", strconv.Itoa(v.Version))
	}
	if e.Distance != 0 {
		key := "monitoring.why.outside"
		if e.Distance < 0 {
			key = "monitoring.why.inside"
		}
		metres(key, abs(e.Distance))
	}
	metres("monitoring.why.accuracy", e.Accuracy)
	metres("monitoring.why.band", e.ExitBand)
	metres("monitoring.why.buffer", e.Buffer)
	if e.N > 0 {
		out = append(out, ui.Item{Label: ui.M("monitoring.why.confirmed"), Value: ui.Say(ui.M("monitoring.why.of", "M", e.M, "N", e.N))})
	}
	for key, d := range map[string]time.Duration{"monitoring.why.dwell": e.Dwell, "monitoring.why.expected": e.Expected, "monitoring.why.peer_age": e.PeerAge} {
		if d > 0 {
			out = append(out, ui.Item{Label: ui.M(key), Value: ui.Say(ui.M("monitoring.why.seconds", "Seconds", int(d.Seconds())))})
		}
	}
	if n := len(e.Evidence); n > 0 {
		out = append(out, ui.Item{Label: ui.M("monitoring.why.fixes"), Value: evidence(e.Evidence)})
	}
	for _, g := range v.place.Gone {
		out = append(out, ui.Item{Label: ui.M("monitoring.why.gone"), Value: ui.Lines(
			ui.Moment(g.From), ui.Moment(g.Until), ui.Say(ui.M("monitoring.why.gone_under", "Number", g.Certificate)),
		)})
	}
	if e.Rules != "" {
		add("monitoring.why.rules", strings.Trim(e.Rules+" · "+e.Rulebook, " ·"))
	}
	return out
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// shown bounds how many fixes an alert lists.
const shown = 8

func last(list []judge.Ref) []judge.Ref {
	if len(list) > shown {
		return list[len(list)-shown:]
	}
	return list
}

// script is which conversation fits a rule.
func script(a desksvc.Alert) string {
	switch {
	case a.Subject().Endangers():
		return "danger"
	case a.Subject().Weakens():
		return "weaker"
	case a.Rule == judge.KeepOutEntry, a.Rule == judge.KeepOutWarning, a.Rule == judge.KeepOutPossible:
		return "zone"
	case a.Rule == judge.PresenceAbsent, a.Rule == judge.PresenceLeft, a.Rule == judge.PresenceUnknown:
		return "home"
	case a.Rule == judge.TamperLatched:
		return "tamper"
	case strings.HasSuffix(string(a.Rule), "panic"):
		return "panic"
	}
	return "device"
}

func steps(ctx context.Context, key string) []string {
	return strings.Split(strings.TrimSpace(i18n.T(ctx, key)), "\n")
}

func (v alertView) told() ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.told"), HideCaption: true, Empty: ui.M("monitoring.desk.told_none"),
		Columns: []ui.Column{{Label: ui.M("monitoring.desk.recipient")}, {Label: ui.M("monitoring.desk.way")}, {Label: ui.M("monitoring.desk.at")}, {Label: ui.M("monitoring.desk.outcome")}},
	}
	for _, t := range v.Told {
		who := []templ.Component{ui.Say(ui.M("monitoring.recipient." + string(t.Recipient)))}
		if t.Account != "" {
			who = append(who, ui.Muted(ui.Val(v.who(string(t.Account)))))
		}
		row := ui.Row{Cells: []templ.Component{ui.Lines(who...), ui.Say(ui.M("monitoring.told_way." + t.Way)), ui.Moment(t.At), outcome(v, t)}}
		if t.Broken() {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// outcomeTag is what became of telling somebody.
func outcomeTag(t desksvc.Told) templ.Component {
	switch {
	case !t.AnsweredAt.IsZero():
		return ui.Tag(ui.Good, ui.M("monitoring.desk.answered"))
	case t.Failed != "":
		return ui.Tag(ui.Bad, ui.M("monitoring.failed."+t.Failed))
	case t.Way == desksvc.WayDrill:
		return ui.Tag(ui.Info, ui.M("monitoring.desk.drill"))
	case t.Broken():
		return ui.Tag(ui.Bad, ui.M("notify.state."+string(t.State)))
	case t.State == notify.Sent, t.State == notify.Delivered:
		return ui.Tag(ui.Info, ui.M("notify.state."+string(t.State)))
	case t.State != "":
		return ui.Tag(ui.Warn, ui.M("notify.state."+string(t.State)))
	}
	return ui.Tag(ui.Info, ui.M("monitoring.desk.told_state"))
}

func (v alertView) history(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, d := range v.Done {
		e := ui.Event{Occurred: d.At, Who: v.who(d.By), Title: ui.M("monitoring.act." + string(d.What)), Text: d.Words}
		detail := join(v.code(ctx, desksvc.ListWhom, d.Whom), v.code(ctx, desksvc.ListWays, d.Way), v.code(ctx, desksvc.ListResults, d.Result))
		switch d.What {
		case alert.Resolve:
			detail = v.code(ctx, desksvc.ListClose, d.Reason)
		case alert.Reopen:
			detail = v.code(ctx, desksvc.ListReopen, d.Reason)
		}
		if detail != "" {
			e.Detail = ui.Val(detail)
		}
		out = append(out, e)
	}
	return out
}

func (v alertView) changes() []ui.Event {
	var out []ui.Event
	for i := len(v.Changes) - 1; i >= 0; i-- {
		c := v.Changes[i]
		out = append(out, ui.Event{Occurred: c.At, Recorded: c.RecordedAt, Title: ui.M("monitoring.alert_change." + c.What)})
	}
	return out
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

func title(v alertView) msg.Message { return ruleName(v.Alert) }

// closedGrid lists the closed alerts with what was measured.
func (v deskView) closedGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.closed"), HideCaption: true, Empty: ui.M("monitoring.desk.closed_none"),
		Columns: []ui.Column{
			{Label: ui.M("monitoring.client")},
			{Label: ui.M("monitoring.desk.what")},
			{Label: ui.M("monitoring.desk.severity"), Narrow: true},
			{Label: ui.M("monitoring.desk.raised")},
			{Label: ui.M("monitoring.desk.taken_after"), Narrow: true},
			{Label: ui.M("monitoring.desk.resolved_after"), Narrow: true},
			{Label: ui.M("common.reason")},
			{Label: ui.M("monitoring.desk.resolved_by")},
		},
	}
	for _, r := range v.rows {
		reason := []templ.Component{ui.Val(v.code(ctx, desksvc.ListClose, r.Reason))}
		if r.FalseAlarm {
			reason = append(reason, ui.Tag(ui.Neutral, ui.M("monitoring.desk.false_alarm")))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/monitoring/alerts/"+r.ID, v.client(ctx, r.Alert)), alertLine(r), ui.Tag(tone(r.Severity), severityName(r.Severity)), ui.Moment(r.RaisedAt),
			ui.Val(took(r.Alert)), ui.Val(clock(r.ResolvedAt, r.RaisedAt)), ui.Lines(reason...), ui.Val(v.who(r.ResolvedBy)),
		}})
	}
	return g
}

// took is how long it was until somebody took the alert.
func took(a desksvc.Alert) string {
	if a.TakenAt.IsZero() {
		return ""
	}
	return clock(a.TakenAt, a.RaisedAt)
}
