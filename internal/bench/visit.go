package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Visitor is a client whom the bench plays on the clients' own pages, with a browser of its own.
type Visitor struct {
	Base, Who, Word string                      // http://127.0.0.1:port, file number, code word
	Code            func(attempt string) string // the one-time code that no message brings in the demonstration
	browser         *http.Client
	entered         time.Time
}

const (
	enterAgain = 8 * time.Minute // before a session without a click is over
	mostPages  = 20              // of one check-in: a walk that goes round in circles is a fault
)

var (
	formKey   = regexp.MustCompile(`name="_key" value="([^"]+)"`)
	firstStep = regexp.MustCompile(`href="(/checkin/[^"/]+/you)"`)
	errNoStep = errors.New("no check-in waits for the client")
)

// NewVisitor gives a client a browser; through carries the requests of all.
func NewVisitor(v Visitor, through http.RoundTripper) (*Visitor, error) {
	if !strings.HasPrefix(v.Base, "http://127.0.0.1:") {
		return nil, fmt.Errorf("the bench drives 127.0.0.1 only, not %s", v.Base)
	}
	jar, err := cookiejar.New(nil)
	v.browser = &http.Client{Jar: jar, Transport: through, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &v, err
}

// SignIn goes through both steps of signing in. A code that the demonstration forgot meanwhile is asked for anew.
func (v *Visitor) SignIn(ctx context.Context) error {
	for range 3 {
		w := walk{v: v, ctx: ctx}
		w.get("/signin")
		w.post("/signin", url.Values{"who": {v.Who}, "word": {v.Word}})
		w.get("/code")
		code := v.Code(v.attempt())
		if w.err == nil && code == "" {
			continue
		}
		w.post("/code", url.Values{"code": {code}})
		if w.err == nil && w.to != "/home" {
			w.err = fmt.Errorf("signing in led to %q", w.to)
		}
		v.entered = time.Now()
		return w.err
	}
	return errors.New("no one-time code came")
}

// attempt is what the cookie of the first step of signing in holds.
func (v *Visitor) attempt() string {
	u, err := url.Parse(v.Base)
	if err != nil {
		return ""
	}
	for _, c := range v.browser.Jar.Cookies(u) {
		if strings.HasSuffix(c.Name, "_try") {
			return c.Value
		}
	}
	return ""
}

// CheckIn walks from home through every page of the check-in that waits to its end, as a browser does, and gives the time of each
// request. Whoever signed in too long ago does so again first; that is not in the times.
func (v *Visitor) CheckIn(ctx context.Context, n int) ([]time.Duration, error) {
	if time.Since(v.entered) > enterAgain {
		if err := v.SignIn(ctx); err != nil {
			return nil, err
		}
	}
	w := walk{v: v, ctx: ctx}
	w.get("/home")
	w.get("/checkin")
	step := firstStep.FindStringSubmatch(w.body)
	if w.err == nil && step == nil {
		w.err = errNoStep
	}
	if w.err != nil {
		return w.took, w.err
	}
	at := step[1]
	for range mostPages {
		page, err := url.Parse(at)
		if err != nil {
			return w.took, err
		}
		w.get(at)
		name := page.Path[strings.LastIndex(page.Path, "/")+1:]
		switch {
		case w.err != nil:
			return w.took, w.err
		case page.Path == "/checkin":
			return w.took, nil
		case name == "danger":
			at = page.Path[:len(page.Path)-len(name)] + page.Query().Get("next")
		default:
			w.post(page.Path, said(name, n))
			at = w.to
		}
	}
	return w.took, fmt.Errorf("no end after %d pages, at %s", mostPages, at)
}

// said is what the n-th client answers on a page: most are well, some ask for a call or help, one in two hundred tells of danger.
func said(step string, n int) url.Values {
	nth := func(every int, one, other string) []string {
		if n%every == every-1 {
			return []string{one}
		}
		return []string{other}
	}
	switch step {
	case "you":
		return url.Values{"you": nth(12, "helped", "yes")}
	case "feel":
		return url.Values{"feel": nth(4, "so_so", "good")}
	case "help":
		if n%200 == 0 {
			return url.Values{"help": {"hurt"}}
		}
		return url.Values{"help": nth(10, "work", "none")}
	case "call":
		return url.Values{"call": nth(20, "evening", "no")}
	case "changes":
		return url.Values{"changes": nth(30, "phone", "none")}
	}
	return url.Values{}
}

// walk sends one request after another until one fails.
type walk struct {
	v        *Visitor
	ctx      context.Context //nolint:containedctx // of one walk
	took     []time.Duration
	body, to string // of the last answer: its page, and where it leads
	err      error
}

func (w *walk) get(path string) { w.send(http.MethodGet, path, nil) }

// post sends a form with the key of the page before.
func (w *walk) post(path string, form url.Values) {
	key := formKey.FindStringSubmatch(w.body)
	if w.err == nil && key == nil {
		w.err = fmt.Errorf("no form before %s", path)
	}
	if w.err != nil {
		return
	}
	form.Set("_key", key[1])
	w.send(http.MethodPost, path, strings.NewReader(form.Encode()))
	if w.err == nil && w.to == "" {
		w.err = fmt.Errorf("POST %s leads nowhere", path)
	}
}

func (w *walk) send(method, path string, form io.Reader) {
	if w.err != nil {
		return
	}
	req, err := http.NewRequestWithContext(w.ctx, method, w.v.Base+path, form)
	if err != nil {
		w.err = err
		return
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	began := time.Now()
	res, err := w.v.browser.Do(req)
	if err != nil {
		w.err = err
		return
	}
	defer res.Body.Close() //nolint:errcheck // read only
	b, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	w.took = append(w.took, time.Since(began))
	w.body, w.to = string(b), res.Header.Get("Location")
	switch asked := w.to != "" && method == http.MethodGet; {
	case err != nil:
		w.err = err
	case res.StatusCode >= http.StatusBadRequest:
		w.err = fmt.Errorf("%s %s answered %d", method, path, res.StatusCode)
	case asked:
		w.err = fmt.Errorf("GET %s led away to %s", path, w.to)
	}
}
