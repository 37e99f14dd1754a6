package visitweb

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

// fieldPath is the page of field work; its service worker keeps the empty shell of it and nothing else.
const fieldPath = "/field/visits"

func (w *Web) fieldRoutes() []httpx.Route {
	shell := get(fieldPath, "", w.shell)
	worker := get("/field/sw.js", "", w.worker)
	shell.Public, worker.Public = true, true
	return []httpx.Route{
		shell, worker,
		get("/field/session", access.UseService, w.session),
		post("/field/take", access.RecordVisit, w.take),
		post(fieldPath, access.RecordVisit, w.receive),
		get("/field/questions", access.RecordVisit, w.questions),
		post("/field/questions/{entry}", access.RecordVisit, w.decide),
	}
}

// shell is the page of field work without anybody in it: whoever asks gets the same, so that a device may keep it.
func (w *Web) shell(*httpx.Req) (httpx.Reply, error) {
	v := formView{frame: frame{w: w, rules: w.Service.Rulebook()}, appointment: "-"}
	v.blocks = visit.Open(visit.Blocks(v.rules, w.Service.Today()), visit.About{}, "", nil)
	return httpx.Page(shellPage(v)), nil
}

// files are what the shell loads.
func files() []string {
	return []string{
		"tuzjol.css", "htmx.min.js", "app.js", "field.js", "field-vault.js", "field-send.js", "field-photo.js", "field-leave.js", "icon.svg",
		"golos-latin.woff2", "golos-cyrillic.woff2", "golos-kyrgyz.woff2",
	}
}

// worker is the script of the service worker: what to keep, and the file that keeps it.
func (w *Web) worker(*httpx.Req) (httpx.Reply, error) {
	shell := struct {
		Version string   `json:"version"`
		Path    string   `json:"path"`
		Pages   []string `json:"pages"`
		Files   []string `json:"files"`
	}{Path: fieldPath}
	for _, lang := range i18n.Languages() {
		shell.Pages = append(shell.Pages, fieldPath+"?lang="+lang)
	}
	for _, name := range files() {
		shell.Files = append(shell.Files, w.Asset(name))
	}
	script := w.Asset("field-sw.js")
	shell.Version = short(strings.Join(append(shell.Files, script), " "))
	b, err := json.Marshal(shell)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Image("text/javascript; charset=utf-8", []byte("const SHELL = "+string(b)+"\nimportScripts('"+script+"')\n")), nil
}

func (w *Web) session(q *httpx.Req) (httpx.Reply, error) {
	return httpx.JSON(struct {
		Account string `json:"account"`
		Key     string `json:"key"`
	}{string(q.Account()), httpx.FormKey(q.Ctx())}), nil
}

// outing is one visit as a device holds it.
type outing struct {
	Client      id.Client         `json:"client"`
	Label       string            `json:"label"`
	At          string            `json:"at"`
	Kind        string            `json:"kind"`
	Appointment string            `json:"appointment"`
	Row         string            `json:"row"`
	Phone       visit.Value       `json:"phone"`
	Address     visit.Value       `json:"address"`
	Duties      []part            `json:"duties"`
	Steps       []part            `json:"steps"`
	Blocks      []string          `json:"blocks"`
	Next        string            `json:"next"`
	Values      map[string]string `json:"values"`
}

type part struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func (w *Web) take(q *httpx.Req) (httpx.Reply, error) {
	day, err := w.Service.Take(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	for _, o := range day.Outings {
		clients = append(clients, o.Client)
	}
	labels := map[id.Client]string{}
	if w.Labels != nil {
		if labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	_, zone := day.Taken.Time().In(w.Service.Zone().Location).Zone()
	out := struct {
		Account id.Account    `json:"account"`
		Now     civil.Instant `json:"now"`
		Zone    int           `json:"zone"`
		Hours   int           `json:"hours"`
		Visits  []outing      `json:"visits"`
	}{day.Account, day.Taken, zone / 60, visit.KeepHours, []outing{}}
	for _, o := range day.Outings {
		out.Visits = append(out.Visits, w.outing(q.Ctx(), o, labels[o.Client]))
	}
	return httpx.JSON(out), nil
}

func (w *Web) outing(ctx context.Context, o visitsvc.Outing, name string) outing {
	f, zone := frame{w: w, rules: w.Service.Rulebook()}, w.Service.Zone()
	a := o.Appointment
	out := outing{
		Client: o.Client, Label: name, At: i18n.Time(ctx, a.PlannedAt), Kind: f.code(ctx, rulebook.ListContactKinds, a.Kind), Appointment: a.Entry, Row: a.Row,
		Phone: o.Phone, Address: o.Address, Duties: []part{}, Steps: []part{}, Blocks: []string{},
		Values: map[string]string{
			"kind": a.Kind, "place": a.Place, "date": i18n.Date(ctx, zone.Date(a.PlannedAt)), "time": i18n.Time(ctx, a.PlannedAt), "language": o.Language,
		},
	}
	if n := o.Next; n.Entry != "" {
		out.Next = i18n.Instant(ctx, n.PlannedAt) + ", " + f.code(ctx, rulebook.ListContactKinds, n.Kind)
	}
	for _, d := range o.Duties {
		out.Duties = append(out.Duties, part{d.ID, f.duty(ctx, d.Code, d.Text)})
	}
	for _, s := range o.Steps {
		out.Steps = append(out.Steps, part{s.ID, s.Text})
	}
	for _, b := range visit.Open(visit.Blocks(f.rules, w.Service.Today()), o.About, a.Kind, nil) {
		if len(b.Why) > 0 {
			out.Blocks = append(out.Blocks, b.Code)
		}
	}
	return out
}

// told is the answer to a device.
type told struct {
	Result   string      `json:"result,omitempty"`
	Visit    string      `json:"visit,omitempty"`
	Received string      `json:"received,omitempty"`
	Errors   []complaint `json:"errors,omitempty"`
}

type complaint struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

func (w *Web) receive(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := visitsvc.Received{
		Record: read(&problems, q.Form(), w.Service.Zone(), w.Service.Rulebook()), Key: q.R.Header.Get("Idempotency-Key"), Hash: actor.RequestFrom(q.Ctx()).KeyHash,
		Phone: q.Value("new_phone"), PhoneBase: visit.Value{Row: q.Value("base_phone")},
		Address: q.Value("new_address"), AddressBase: visit.Value{Row: q.Value("base_address")},
	}
	in.Client = id.Client(q.Value("client"))
	in.CapturedAt = captured(q.Value("captured_at"))
	photos, err := readPhotos(&problems, q)
	if err != nil {
		return httpx.Reply{}, err
	}
	in.Photos = photos
	var answer visitsvc.Answer
	if err = problems.Err(); err == nil {
		answer, err = w.Service.Receive(q.Ctx(), in)
	}
	switch {
	case err == nil:
		return httpx.JSON(told{Result: answer.Result, Visit: answer.Visit, Received: w.Service.Now().String()}), nil
	case asForm(err):
		f := fault.As(err)
		reply := httpx.JSON(told{Errors: w.errors(q.Ctx(), f)})
		return reply.Status(httpx.Status(f.Kind)), nil
	}
	return httpx.Reply{}, err
}

func (w *Web) errors(ctx context.Context, f *fault.Fault) []complaint {
	var out []complaint
	for _, p := range f.Problems {
		out = append(out, complaint{p.Field, i18n.Msg(ctx, p.Msg)})
	}
	if len(out) == 0 {
		out = append(out, complaint{"", i18n.Msg(ctx, f.Msg)})
	}
	return out
}

// captured reads the instant at which a device wrote something down.
func captured(text string) civil.Instant {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return civil.Instant{}
	}
	return civil.At(t)
}

// questionsView lists what waits for a decision.
type questionsView struct {
	frame
	list   []visitsvc.Question
	labels map[id.Client]string
	form   ui.Form
	failed string
}

func (w *Web) questionsView(q *httpx.Req) (questionsView, error) {
	v := questionsView{frame: frame{w: w, rules: w.Service.Rulebook()}}
	var err error
	if v.list, err = w.Service.Questions(q.Ctx()); err != nil {
		return v, err
	}
	var clients []id.Client
	var refs []string
	for _, x := range v.list {
		clients, refs = append(clients, x.Client), append(refs, x.SentBy)
	}
	if w.Labels != nil {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return v, err
		}
	}
	if w.Names != nil {
		v.names, err = w.Names(q.Ctx(), refs)
	}
	return v, err
}

func (w *Web) questions(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.questionsView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(questionsPage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	in := visitsvc.Decide{
		Client: id.Client(q.Value("client")), Question: q.PathValue("entry"), Version: number(q.Value("version")), Take: q.Value("decision") == string(visit.Taken),
		Text: q.Value("text"),
	}
	err := error(nil)
	if d := q.Value("decision"); d != string(visit.Taken) && d != string(visit.Stays) {
		var problems fault.Problems
		problems.Add("decision", "field.choose")
		err = problems.Err()
	} else {
		err = w.Service.Decide(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/field/questions?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.questionsView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.failed, v.form = in.Question, ui.NewForm(q.Form(), err)
	v.form.Prefix = "q" + in.Question + "-"
	return httpx.Invalid(questionsPage(v)), nil
}

func (v questionsView) formOf(x visitsvc.Question) ui.Form {
	if x.ID == v.failed {
		return v.form
	}
	return ui.Form{Prefix: "q" + x.ID + "-"}
}

func (v questionsView) value(ctx context.Context, x visitsvc.Question, text string) string {
	if x.Kind != visit.AskAppointment {
		return text
	}
	if text == "cancelled" || text == "stopped" || text == "scheduled" {
		return i18n.T(ctx, "supervision.state."+text)
	}
	return v.code(ctx, rulebook.ListOutcomes, text)
}

func (v questionsView) items(ctx context.Context, x visitsvc.Question) []ui.Item {
	out := []ui.Item{{Label: ui.M("visit.on_device"), Value: ui.Val(v.value(ctx, x, x.Device))}}
	if x.Kind != visit.AskTransferred {
		out = append(out, ui.Item{Label: ui.M("visit.in_record"), Value: ui.Val(v.value(ctx, x, x.Server))})
	} else {
		out = append(out, ui.Item{Label: ui.M("common.when"), Value: ui.Moment(x.Held.StartedAt)})
	}
	return append(out,
		ui.Item{Label: ui.M("visit.captured"), Value: ui.Moment(x.CapturedAt)},
		ui.Item{Label: ui.M("visit.received"), Value: ui.Moment(x.ReceivedAt)},
		ui.Item{Label: ui.M("visit.sent_by"), Value: ui.Val(v.who(x.SentBy))},
	)
}

func decisions() []ui.Option {
	return []ui.Option{
		{Value: string(visit.Taken), Label: ui.M("visit.question_state.taken")},
		{Value: string(visit.Stays), Label: ui.M("visit.question_state.stays")},
	}
}
