package assessmentstudyweb

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// Papers of a study: what goes to whoever asked, and what the author takes along. {what} is one of report, letter, return,
// script, consent. The sheet for conversations with others carries nothing of the case, not even the name of the study.
func (w *Web) paper(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	what := q.PathValue("what")
	sheet := ui.Sheet{Title: ui.M("study.paper." + what), Office: v.office, Number: v.f.Number, By: actor.From(q.Ctx()).Display, Printed: w.Now()}
	var body templ.Component
	switch what {
	case "report":
		if v.f.Product != study.Report {
			return httpx.Reply{}, fault.MissingRecord()
		}
		sheet.Sign, body = v.signatures(), reportSheet(v)
	case "letter":
		if v.f.Product != study.Letter {
			return httpx.Reply{}, fault.MissingRecord()
		}
		sheet.Sign, body = v.signatures(), letterSheet(v)
	case "return":
		if v.f.State != study.Returned {
			return httpx.Reply{}, fault.MissingRecord()
		}
		sheet.Sign, body = []msg.Message{ui.M("study.sign.head")}, returnSheet(v)
	case "script": // without the head of other papers: not even the name of the service stands on it
		return httpx.Page(scriptPage(v)), nil
	case "consent":
		sheet.Number = ""
		sheet.Sign, body = []msg.Message{ui.M("study.sign.person"), ui.M("study.sign.representative"), ui.M("study.sign.interpreter"), ui.M("study.sign.author")}, consentSheet(v)
	default:
		return httpx.Reply{}, fault.MissingRecord()
	}
	return httpx.Page(paperPage(v, sheet, body)), nil
}

func (v view) signatures() []msg.Message {
	return []msg.Message{ui.M("study.sign.author_name", "Name", v.who(string(v.f.Author))), ui.M("study.sign.head_name", "Name", v.who(string(v.f.SignedBy)))}
}

// draft reports whether the paper is not signed yet, which it must say.
func (v view) draft() bool { return v.f.Number == "" }

// grounds is what a statement rests on, in words.
func grounds(ctx context.Context, v view, e study.Entry) string {
	var out []string
	for _, g := range e.Values["grounds"] {
		out = append(out, v.w.name(ctx, study.ListGrounds, g))
	}
	if s := e.Get("source_text"); s != "" {
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// spoken counts the conversations of each sort that took place, for the list of sources on the report.
func (v view) spoken(ctx context.Context) []string {
	var out []string
	for _, e := range v.f.Of(study.KindInterview) {
		line := v.w.name(ctx, study.ListWho, e.Get("who"))
		if r := e.Get("relation"); r != "" {
			line += " (" + r + ")"
		}
		out = append(out, line+" · "+v.w.name(ctx, study.ListTalk, e.Get("outcome")))
	}
	return out
}

// why is the reason of an information letter.
func (v view) why(ctx context.Context) string {
	e := v.f.Last(study.KindConsent)
	if code := e.Get("why"); code != "" {
		return v.w.name(ctx, study.ListCannot, code)
	}
	return v.w.name(ctx, study.ListConsent, e.Get("outcome"))
}
