package portalweb

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
)

// Prompts are check-ins at random moments; another capability keeps them.
type Prompts interface {
	// Waiting is what the client who is signed in is asked for now.
	Waiting(ctx context.Context, client id.Client) (portal.Prompt, error)
	// Answer keeps the photograph. Faults: invalid, conflict when it is too late.
	Answer(ctx context.Context, client id.Client, prompt string, photo *blob.File, place string) error
}

type promptView struct {
	head
	prompt portal.Prompt
	form   ui.Form
	stale  bool
}

func (w *Web) promptView(q *httpx.Req) (promptView, error) {
	v := promptView{head: w.head(q, "prompt", "/home"), form: ui.Form{Values: url.Values{}}}
	if w.Prompts == nil {
		return v, fault.MissingRecord()
	}
	var err error
	v.prompt, err = w.Prompts.Waiting(q.Ctx(), self(q))
	return v, err
}

func (w *Web) prompt(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.promptView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	mayLocate(q, v.prompt)
	return w.show(promptPage(v)), nil
}

// mayLocate lets this page alone ask the browser where it is, and only while a place is asked for.
func mayLocate(q *httpx.Req, p portal.Prompt) {
	if p.ID != "" && p.Place {
		q.W.Header().Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
	}
}

func (w *Web) answerPrompt(q *httpx.Req) (httpx.Reply, error) {
	if w.Prompts == nil {
		return httpx.Reply{}, fault.MissingRecord()
	}
	f, err := photo(q)
	if err == nil {
		err = w.Prompts.Answer(q.Ctx(), self(q), q.PathValue("prompt"), f, q.Value("place"))
	}
	if err == nil {
		return httpx.Redirect("/prompt?done=checkin"), nil
	}
	late := fault.Is(err, fault.Conflict)
	if !late && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		return httpx.Reply{}, err
	}
	v, e := w.promptView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.failed, v.stale = ui.NewForm(q.Form(), err), true, late
	mayLocate(q, v.prompt)
	reply := httpx.Invalid(promptPage(v))
	if late {
		reply = reply.Status(httpx.Status(fault.Conflict))
	}
	return reply, nil
}
