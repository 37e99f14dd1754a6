package supervisionweb

import (
	"net/url"
	"strconv"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// entryView is one contact or note with its history and the form that corrects it.
type entryView struct {
	frame
	form  ui.Form
	c     supervision.Contact
	old   []supervision.Contact
	stale bool
}

func (w *Web) entry(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.entryView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(entryPage(v)), nil
}

func (w *Web) entryView(q *httpx.Req) (entryView, error) {
	ctx := q.Ctx()
	e, err := w.Service.Entry(ctx, clientOf(q), q.PathValue("entry"))
	if err != nil {
		return entryView{}, err
	}
	if len(e.Contact) == 0 {
		return entryView{}, fault.MissingRecord()
	}
	n := len(e.Contact) - 1
	v := entryView{c: e.Contact[n], old: e.Contact[:n]}
	var rows []person.Version
	for _, c := range e.Contact {
		rows = append(rows, c.Version, person.Version{RecordedBy: c.WrittenBy})
	}
	v.form.Values = url.Values{
		"kind": {v.c.Kind}, "date": {i18n.Date(ctx, w.zoneDate(v.c.StartedAt))}, "time": {i18n.Time(ctx, v.c.StartedAt)},
		"minutes": {strconv.Itoa(v.c.Minutes)}, "text": {v.c.Text}, "place": {v.c.Place}, "with_whom": {v.c.WithWhom},
	}
	v.frame, err = w.frame(q, rows)
	return v, err
}

func (w *Web) correctContact(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := supervisionsvc.CorrectContact{
		Client: clientOf(q), Entry: q.PathValue("entry"), Row: q.Value("row"), Kind: q.Value("kind"),
		StartedAt: w.moment(&problems, q), Minutes: minutes(&problems, q), Place: q.Value("place"), WithWhom: q.Value("with_whom"),
		Text: q.Value("text"), Why: readWhy(q),
	}
	err := problems.Err()
	if err == nil {
		err = w.Service.CorrectContact(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/contacts?done=saved#c-" + in.Entry), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.entryView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	return httpx.Invalid(entryPage(v)), nil
}

// moveView chooses the client about whom an entry really is.
type moveView struct {
	frame
	form  ui.Form
	entry supervisionsvc.Entry
	found []ui.Option
	asked bool
}

func (w *Web) moveView(q *httpx.Req) (moveView, error) {
	e, err := w.Service.Entry(q.Ctx(), clientOf(q), q.PathValue("entry"))
	if err != nil {
		return moveView{}, err
	}
	v := moveView{entry: e}
	v.frame, err = w.frame(q, nil)
	return v, err
}

func (w *Web) movePage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.moveView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(movePage(v, q.PathValue("entry"))), nil
}

// move first looks for the right client, then moves: the search is posted, because names must not stand in an address.
func (w *Web) move(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.moveView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	entry := q.PathValue("entry")
	v.form, v.asked = ui.Form{Values: q.Form()}, true
	if q.Value("q") != "" && w.Find != nil {
		found, err := w.Find(q.Ctx(), q.Value("q"))
		if err != nil {
			return httpx.Reply{}, err
		}
		for _, f := range found {
			if f.Client != v.client {
				v.found = append(v.found, ui.Option{Value: string(f.Client), Text: f.Label})
			}
		}
	}
	if q.Value("step") == "find" {
		return httpx.Page(movePage(v, entry)), nil
	}
	var problems fault.Problems
	if q.Value("to") == "" {
		problems.Add("to", "supervision.move.choose")
	}
	err = problems.Err()
	if err == nil {
		err = w.Service.MoveEntry(q.Ctx(), supervisionsvc.MoveEntry{Client: v.client, Entry: entry, To: id.Client(q.Value("to")), Why: readWhy(q)})
	}
	if err == nil {
		return httpx.Redirect(v.at("/contacts?done=saved")), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(movePage(v, entry)), nil
}
