package httpx

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"tuzjol/internal/kernel/fault"
)

// binding ties form keys to the account that the page was made for; it survives a new session of the same person.
type binding struct {
	router  *Router
	account string
}

type bindingKey struct{}

// FormKey makes the value of the hidden field "_key": a fresh submission key that only this account may send. Each form
// of a page takes its own. It is "" outside a request.
func FormKey(ctx context.Context) string {
	b, ok := ctx.Value(bindingKey{}).(binding)
	if !ok {
		return ""
	}
	return b.router.FormKey(b.account)
}

// FormKey makes a form key for an account, for tests and for clients of the service's own.
func (r *Router) FormKey(account string) string {
	nonce := rand.Text()[:22]
	return nonce + "." + r.sign(nonce, account)
}

func (r *Router) sign(nonce, account string) string {
	mac := hmac.New(sha256.New, r.opt.Secret)
	mac.Write([]byte("form key\x00" + nonce + "\x00" + account))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

func (r *Router) validKey(key, account string) bool {
	nonce, mac, ok := strings.Cut(key, ".")
	return ok && nonce != "" && hmac.Equal([]byte(mac), []byte(r.sign(nonce, account)))
}

// checkKey refuses an unsafe request of a browser that does not come from one of our own forms.
func (e *endpoint) checkKey(q *Req) error {
	if q.Session.Token {
		return nil
	}
	if q.Session.Account == "" && isAPI(q.R) {
		return nil // a public interface without cookies has nothing to forge
	}
	key := q.form.Get("_key")
	if h := q.R.Header.Get("Form-Key"); h != "" {
		key = h
	}
	if e.router.validKey(key, string(q.Session.Account)) || (e.route.Public && e.router.validKey(key, "")) {
		return nil
	}
	return fault.New(fault.Forbidden, "httpx.form_key")
}
