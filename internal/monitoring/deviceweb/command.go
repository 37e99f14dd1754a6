package deviceweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/command"
	"tuzjol/internal/monitoring/commandsvc"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// commandView is the queue of one device and the form of a new command.
type commandView struct {
	device devicesvc.Whole
	list   []command.Command
	names  map[string]string
	rules  *rulebook.Rulebook
	limits command.Limits
	form   ui.Form
}

func (w *Web) commandView(q *httpx.Req) (commandView, error) {
	v := commandView{rules: w.Commands.Rulebook(), limits: w.Commands.Limits(), form: ui.Form{Values: url.Values{}}}
	var err error
	if v.device, err = w.Devices.Device(q.Ctx(), q.PathValue("device")); err != nil {
		return v, err
	}
	if v.list, err = w.Commands.Of(q.Ctx(), v.device.Entry.ID); err != nil {
		return v, err
	}
	var refs []string
	for _, c := range v.list {
		refs = append(refs, c.QueuedBy, c.DoneBy)
	}
	v.names, err = w.names(q.Ctx(), refs)
	return v, err
}

func (w *Web) commands(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.commandView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(commandPage(v)), nil
}

func (w *Web) queue(q *httpx.Req) (httpx.Reply, error) {
	in := commandsvc.Queue{Device: q.PathValue("device"), Kind: command.Kind(q.Value("kind")), Reason: q.Value("reason")}
	switch in.Kind {
	case command.Interval:
		in.Arg = q.Value("seconds")
	case command.Mode:
		in.Arg = q.Value("mode")
	}
	return w.answer(q, w.Commands.Queue(q.Ctx(), in))
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	version, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		version = -1
	}
	return w.answer(q, w.Commands.Withdraw(q.Ctx(), commandsvc.Withdraw{Device: q.PathValue("device"), Command: q.PathValue("request"), Version: version}))
}

func (w *Web) answer(q *httpx.Req, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(root + "/" + q.PathValue("device") + "/commands?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, e := w.commandView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(commandPage(v)), nil
}

func (v commandView) path() string { return root + "/" + v.device.Entry.ID }

func (v commandView) reasons(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range v.rules.List(command.ListReasons).Items {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

// kinds offers only what the rulebook has words for, in some protocol.
func (v commandView) kinds() []ui.Option {
	var out []ui.Option
	for _, k := range command.Kinds() {
		if len(command.Takes(v.rules.List(command.ListWords), k)) > 0 {
			out = append(out, ui.Option{Value: string(k), Label: ui.M("monitoring.command.kind." + string(k))})
		}
	}
	return out
}

func modes() []ui.Option {
	var out []ui.Option
	for _, m := range command.Modes() {
		out = append(out, ui.Option{Value: m, Label: ui.M("monitoring.command.mode." + m)})
	}
	return out
}

func state(c command.Command) templ.Component {
	kind := map[command.State]ui.Kind{
		command.Queued: ui.Info, command.Sent: ui.Info, command.Answered: ui.Good, command.Failed: ui.Bad, command.Expired: ui.Warn, command.Withdrawn: ui.Neutral,
	}[c.State]
	parts := []templ.Component{ui.Tag(kind, ui.M("monitoring.command.state."+string(c.State)))}
	if c.Failure != "" {
		parts = append(parts, ui.Muted(ui.Say(ui.M("monitoring.command.failure."+c.Failure))))
	}
	return ui.Lines(parts...)
}

func what(c command.Command) templ.Component {
	switch c.Kind {
	case command.Interval:
		return ui.Say(ui.M("monitoring.command.interval_said", "Seconds", c.Arg))
	case command.Mode:
		return ui.Say(ui.M("monitoring.command.mode." + c.Arg))
	case command.Locate, command.Restart, command.Vibrate:
	}
	return ui.Say(ui.M("monitoring.command.kind." + string(c.Kind)))
}

func (v commandView) answerOf(c command.Command) templ.Component {
	switch {
	case c.State == command.Answered && !c.Kind.Tells():
		return ui.Muted(ui.Say(ui.M("monitoring.command.place_kept")))
	case c.Answer != "":
		return ui.Val(c.Answer)
	}
	return ui.None()
}

func (v commandView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.command.queue"), HideCaption: true, Empty: ui.M("monitoring.command.none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.command.what")},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.command.queued"), Narrow: true},
		{Label: ui.M("monitoring.command.sent"), Narrow: true, Sparse: true},
		{Label: ui.M("monitoring.command.answer"), Sparse: true},
		{Label: ui.M("monitoring.command.withdraw"), HideLabel: true, Sparse: true},
	}}
	list := v.rules.List(command.ListReasons)
	for _, c := range v.list {
		back := ui.None()
		if c.State == command.Queued && access.From(ctx).May(access.CommandDevice) {
			back = withdrawForm(v, c)
		}
		g.Rows = append(g.Rows, ui.Row{ID: "c-" + c.ID, Off: c.State == command.Withdrawn || c.State == command.Expired, Cells: []templ.Component{
			ui.Lines(what(c), ui.Muted(ui.Val(list.Name(c.Reason, i18n.Lang(ctx))))), state(c), ui.Lines(ui.Moment(c.QueuedAt), ui.Muted(ui.Val(or(v.names[c.QueuedBy], c.QueuedBy)))),
			ui.Moment(c.SentAt), v.answerOf(c), back,
		}})
	}
	return g
}
