package personweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// paper is one document with its versions, the current one first.
type paper struct {
	person.Paper
	old []person.Paper
}

type documentsView struct {
	frame
	form   ui.Form
	papers []paper
	needs  []Need
}

func (w *Web) documents(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.documentsView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(documentsPage(v)), nil
}

func (w *Web) documentsView(q *httpx.Req) (documentsView, error) {
	list, err := w.Service.Documents(q.Ctx(), clientOf(q))
	if err != nil {
		return documentsView{}, err
	}
	v := documentsView{papers: papers(list)}
	v.form.Values = url.Values{"source": {"scan"}}
	var rows []person.Version
	for _, p := range list {
		rows = append(rows, p.Version, person.Version{RecordedBy: p.UploadedBy})
	}
	if v.frame, err = w.frame(q, "documents", rows); err != nil {
		return v, err
	}
	if w.Needs != nil {
		v.needs, err = w.Needs(q.Ctx(), v.client)
	}
	return v, err
}

// papers gathers the versions of each document under its current one, in the order of the list.
func papers(list []person.Paper) []paper {
	at := map[string]int{}
	var out []paper
	for _, p := range list {
		i, ok := at[p.Document]
		if !ok {
			i = len(out)
			at[p.Document] = i
			out = append(out, paper{})
		}
		if p.Current() {
			out[i].Paper = p
		} else {
			out[i].old = append(out[i].old, p)
		}
	}
	return out
}

func (w *Web) upload(q *httpx.Req) (httpx.Reply, error) {
	in, err := w.readUpload(q)
	if err == nil {
		_, err = w.Service.UploadDocument(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/documents?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.documentsView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(documentsPage(v)), nil
}

// readUpload reads the form; what cannot be read is told together with a file that is too large.
func (w *Web) readUpload(q *httpx.Req) (personsvc.UploadDocument, error) {
	var problems fault.Problems
	in := personsvc.UploadDocument{
		Client: clientOf(q), Kind: q.Value("kind"), Title: q.Value("title"), Source: q.Value("source"),
		Dated: dayOf(&problems, "dated", q.Value("dated")),
	}
	if received := dayOf(&problems, "received", q.Value("received")); !received.IsZero() && received != w.today() {
		in.ReceivedAt = received.StartIn(w.Zone).Add(9 * time.Hour) // papers are received in working hours
	}
	if text := q.Value("pages"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			problems.Add("pages", "field.number")
		}
		in.Pages = n
	}
	f, err := q.File("file")
	switch {
	case err != nil:
		if !problems.Join("", err) {
			return in, err
		}
	case f == nil:
		problems.Add("file", "file.required")
	default:
		in.FileName = f.Name
		if in.Data, err = f.Bytes(); err != nil {
			return in, err
		}
	}
	return in, problems.Err()
}

// file sends a paper; the browser must neither guess its type nor run what is in it.
func (w *Web) file(q *httpx.Req) (httpx.Reply, error) {
	f, err := w.Service.OpenDocument(q.Ctx(), clientOf(q), q.PathValue("document"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes(f.Name, f.MediaType, f.Data).Header("X-Content-Type-Options", "nosniff"), nil
}

type documentView struct {
	frame
	form  ui.Form
	paper paper
	stale bool
}

func (w *Web) document(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.documentView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(documentPage(v)), nil
}

func (w *Web) documentView(q *httpx.Req) (documentView, error) {
	all, err := w.documentsView(q)
	if err != nil {
		return documentView{}, err
	}
	for _, p := range all.papers {
		if p.Document == q.PathValue("document") {
			v := documentView{frame: all.frame, paper: p}
			v.form.Values = url.Values{"kind": {p.Kind}, "title": {p.Title}, "dated": {i18n.Date(q.Ctx(), p.Dated)}}
			return v, nil
		}
	}
	return documentView{}, fault.MissingRecord()
}

func (w *Web) correctDocument(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := personsvc.CorrectDocument{
		Client: clientOf(q), Document: q.PathValue("document"), Row: q.Value("row"), Kind: q.Value("kind"),
		Title: q.Value("title"), Dated: dayOf(&problems, "dated", q.Value("dated")), Why: personsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
	}
	err := problems.Err()
	if err == nil {
		err = w.Service.CorrectDocument(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/documents?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.documentView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	return httpx.Invalid(documentPage(v)), nil
}

// moveView chooses the client to whom a paper belongs.
type moveView struct {
	frame
	form  ui.Form
	paper paper
	found []person.Hit
	asked bool
}

func (w *Web) movePage(q *httpx.Req) (httpx.Reply, error) {
	d, err := w.documentView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(moveDocumentPage(moveView{frame: d.frame, paper: d.paper})), nil
}

// move first looks for the right client, then moves: the search is posted, because names must not stand in an address.
func (w *Web) move(q *httpx.Req) (httpx.Reply, error) {
	d, err := w.documentView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v := moveView{frame: d.frame, paper: d.paper, form: ui.Form{Values: q.Form()}, asked: true}
	if q.Value("q") != "" {
		hits, err := w.Service.Search(q.Ctx(), q.Value("q"))
		if err != nil {
			return httpx.Reply{}, err
		}
		for _, h := range hits {
			if h.Client != v.client {
				v.found = append(v.found, h)
			}
		}
	}
	if q.Value("step") == "find" {
		return httpx.Page(moveDocumentPage(v)), nil
	}
	var problems fault.Problems
	if q.Value("to") == "" {
		problems.Add("to", "person.move.choose")
	}
	err = problems.Err()
	if err == nil {
		err = w.Service.MoveDocument(q.Ctx(), personsvc.MoveDocument{
			Client: v.client, Document: v.paper.Document, To: id.Client(q.Value("to")),
			Why: personsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
		})
	}
	if err == nil {
		return httpx.Redirect(v.at("/documents?done=saved")), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(moveDocumentPage(v)), nil
}

// hitOptions are the clients found, told apart by birth date and number.
func hitOptions(ctx context.Context, hits []person.Hit) []ui.Option {
	var out []ui.Option
	for _, h := range hits {
		parts := []string{h.Display}
		for _, more := range []string{i18n.Partial(ctx, h.Birth), h.Number} {
			if more != "" {
				parts = append(parts, more)
			}
		}
		out = append(out, ui.Option{Value: string(h.Client), Text: strings.Join(parts, " · ")})
	}
	return out
}

// needKinds splits what the file must hold.
func needKinds(needs []Need, missing bool) []string {
	var out []string
	for _, n := range needs {
		if n.Missing == missing {
			out = append(out, n.Kind)
		}
	}
	return out
}

func (f frame) kindName(ctx context.Context, code string) string {
	return f.w.codeName(ctx, rulebook.ListFileDocuments, code)
}

// late reports whether both times are worth showing.
func late(p person.Paper) bool {
	return p.UploadedAt.Time().Sub(p.ReceivedAt.Time()) > time.Hour
}

func pageCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func sources() []ui.Option {
	var out []ui.Option
	for _, s := range person.PaperSources() {
		out = append(out, ui.Option{Value: s, Label: ui.M("person.paper_source." + s)})
	}
	return out
}
