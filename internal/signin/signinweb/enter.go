package signinweb

import "tuzjol/internal/platform/httpx"

// Enter opens a session of an invented person without a password and leads to a page of the service, in the demonstration
// only. Fault: not_found elsewhere and for an unknown login.
func (w *Web) Enter(q *httpx.Req, login string) (httpx.Reply, error) {
	step, err := w.Service.Enter(q.Ctx(), login, from(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	w.keep(q, step.Cookie)
	return httpx.Redirect(w.back(q)), nil
}
