package reminderweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/reminder"
	"tuzjol/internal/supervision/remindersvc"
)

type clientView struct {
	remindersvc.View
	client       id.Client
	bar          templ.Component
	wish         ui.Form
	mark, unmark ui.Form
	days         string // when reminders go, by the rulebook
	confirm      bool
}

func (w *Web) client(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.clientView(q)
	return httpx.Page(clientPage(v)), err
}

func (w *Web) clientView(q *httpx.Req) (clientView, error) {
	ctx, v := q.Ctx(), clientView{client: clientOf(q)}
	var err error
	if v.View, err = w.Service.View(ctx, v.client); err != nil {
		return v, err
	}
	if w.Shell != nil {
		if v.bar, err = w.Shell(ctx, v.client, "contacts"); err != nil {
			return v, err
		}
	}
	rule, _ := w.Service.Rulebook().Lookup("reminder.days_before", w.Service.Today())
	v.days, v.confirm = rule.Value.String(), rule.ToConfirm()
	said := v.Wish.SaidOn
	if v.Wish.Row == "" {
		said = w.Service.Today()
	}
	v.wish = ui.Form{Prefix: "w-", Values: url.Values{
		"wish": {string(v.Wish.Wish)}, "fuller": {yes(v.Wish.Fuller)}, "shared_ok": {yes(v.Wish.SharedOK)}, "email": {v.Wish.Email}, "said_on": {i18n.Date(ctx, said)},
	}}
	v.mark, v.unmark = ui.Form{Prefix: "m-"}, ui.Form{Prefix: "u-"}
	return v, nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (v clientView) at(path string) string { return "/clients/" + string(v.client) + path }

func (v clientView) failed() bool {
	return len(v.wish.Problems)+len(v.mark.Problems)+len(v.unmark.Problems) > 0
}

// answer redirects after a write, or shows the page again with what was typed.
func (w *Web) answer(q *httpx.Req, err error, form func(*clientView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/messages?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.clientView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	return httpx.Invalid(clientPage(v)), nil
}

func (w *Web) wish(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	day, err := civil.ParseDate(q.Value("said_on"))
	if err != nil {
		problems.Add("said_on", "date.invalid")
	}
	if err = problems.Err(); err == nil {
		err = w.Service.SetWish(q.Ctx(), remindersvc.SetWish{Client: clientOf(q), Row: q.Value("row"), Preference: reminder.Preference{
			Wish: reminder.Wish(q.Value("wish")), Fuller: q.Value("fuller") != "", SharedOK: q.Value("shared_ok") != "", Email: q.Value("email"), SaidOn: day,
		}})
	}
	return w.answer(q, err, func(v *clientView) *ui.Form { return &v.wish })
}

func (w *Web) mark(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.MarkPhone(q.Ctx(), remindersvc.MarkPhone{Client: clientOf(q), Phone: q.Value("phone"), Mark: reminder.Mark(q.Value("mark")), Text: q.Value("text")})
	return w.answer(q, err, func(v *clientView) *ui.Form { return &v.mark })
}

func (w *Web) unmark(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.UnmarkPhone(q.Ctx(), remindersvc.UnmarkPhone{Client: clientOf(q), Phone: q.Value("phone"), Text: q.Value("text")})
	return w.answer(q, err, func(v *clientView) *ui.Form { return &v.unmark })
}

// phones offers the numbers with a mark or without.
func (v clientView) phones(marked bool) []ui.Option {
	var out []ui.Option
	for _, p := range v.Phones {
		if (p.Mark != "") == marked {
			out = append(out, ui.Option{Value: p.Row, Text: person.Phone(p.Number).Display()})
		}
	}
	return out
}

func wishOptions() []ui.Option {
	var out []ui.Option
	for _, x := range reminder.Wishes() {
		out = append(out, ui.Option{Value: string(x), Label: ui.M("reminder.wish." + string(x))})
	}
	return out
}

func markOptions() []ui.Option {
	var out []ui.Option
	for _, x := range reminder.Marks() {
		out = append(out, ui.Option{Value: string(x), Label: ui.M("reminder.mark." + string(x))})
	}
	return out
}

func (v clientView) numbers() ui.Grid {
	g := ui.Grid{Caption: ui.M("reminder.phones"), HideCaption: true, Plain: true, Empty: ui.M("reminder.no_phones"), Columns: []ui.Column{{Label: ui.M("reminder.number")}, {Label: ui.M("common.status")}}}
	for _, p := range v.Phones {
		var tags []ui.Label
		switch {
		case p.Mark != "":
			tags = append(tags, ui.Label{Kind: ui.Bad, Words: ui.M("reminder.mark." + string(p.Mark))})
		case p.Row == v.Choice.Phone:
			tags = append(tags, ui.Label{Kind: ui.Good, Words: ui.M("reminder.used")})
		}
		if p.Shared {
			tags = append(tags, ui.Label{Kind: ui.Warn, Words: ui.M("reminder.shared")})
		}
		if p.Limited {
			tags = append(tags, ui.Label{Kind: ui.Warn, Words: ui.M("reminder.limited")})
		}
		g.Rows = append(g.Rows, ui.Row{Off: p.Mark != "", Cells: []templ.Component{ui.Val(person.Phone(p.Number).Display()), ui.Tags(tags)}})
	}
	return g
}

func (v clientView) messages(_ context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("reminder.sent_title"), HideCaption: true, Empty: ui.M("reminder.none"), Columns: []ui.Column{
		{Label: ui.M("common.when")},
		{Label: ui.M("reminder.way")},
		{Label: ui.M("reminder.words")},
		{Label: ui.M("common.status")},
	}}
	for _, l := range v.Messages {
		g.Rows = append(g.Rows, ui.Row{ID: "m-" + l.ID, Off: string(l.State) == "dropped", Cells: []templ.Component{
			ui.Moment(when(l)), ui.Lines(ui.Say(channel(l.Channel)), ui.Muted(ui.Val(shownAddress(l)))), words(l), state(l),
		}})
	}
	return g
}

// when is the instant that matters: of what was sent, when it was sent.
func when(l remindersvc.Line) civil.Instant {
	if !l.SentAt.IsZero() {
		return l.SentAt
	}
	return l.PutAt
}

func shownAddress(l remindersvc.Line) string {
	if l.Channel == "sms" {
		return person.Phone(l.Address).Display()
	}
	return l.Address
}
