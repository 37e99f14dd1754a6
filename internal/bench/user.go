package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// User is somebody signed in whom the bench plays.
type User struct {
	Cookie   *http.Cookie
	Account  string
	National bool // may open the national page
	clients  []string
}

// Page is one kind of request with its weight in the mix of a working day.
type Page struct {
	Name   string
	Weight int
	Write  bool
	make   func(d *Driver, u *User) (*http.Request, error)
}

// Pages lists the six main pages and two writes.
func Pages() []Page {
	get := func(path func(d *Driver, u *User) string) func(*Driver, *User) (*http.Request, error) {
		return func(d *Driver, u *User) (*http.Request, error) { return d.request(u, http.MethodGet, path(d, u), nil) }
	}
	fixed := func(path string) func(*Driver, *User) string { return func(*Driver, *User) string { return path } }
	return []Page{
		{"day", 15, false, get(fixed("/day"))},
		{"caseload", 15, false, get(fixed("/caseload"))},
		{"search", 15, false, func(d *Driver, u *User) (*http.Request, error) {
			return d.request(u, http.MethodPost, "/search", url.Values{"q": {d.Words[rand.IntN(len(d.Words))]}}) //nolint:gosec // which word hardly matters
		}},
		{"client", 25, false, get(func(_ *Driver, u *User) string { return "/clients/" + u.someone() })},
		{"timeline", 15, false, get(func(_ *Driver, u *User) string { return "/clients/" + u.someone() + "/timeline" })},
		{"national", 5, false, get(fixed("/national"))},
		{"log contact", 6, true, func(d *Driver, u *User) (*http.Request, error) {
			return d.request(u, http.MethodPost, "/clients/"+u.someone()+"/contacts",
				url.Values{"kind": {"office_visit"}, "source": {"office"}, "minutes": {"10"}, "text": {"Белгиленген убакытта келди."}})
		}},
		{"appointment", 4, true, func(d *Driver, u *User) (*http.Request, error) {
			return d.request(u, http.MethodPost, "/clients/"+u.toCome(d.Over)+"/appointments", url.Values{
				"kind": {"office_visit"}, "minutes": {"30"},
				"date": {d.NextDay}, "time": {fmt.Sprintf("%02d:%02d", 9+rand.IntN(8), rand.IntN(60))}, "anyway": {"1"},
			}) //nolint:gosec // as above
		}},
	}
}

func (u *User) someone() string { return u.clients[rand.IntN(len(u.clients))] } //nolint:gosec // which client hardly matters

// toCome is a client whose term has not run out by the day of the appointments: after it nothing may be demanded, and the
// service refuses.
func (u *User) toCome(over map[string]bool) string {
	from := rand.IntN(len(u.clients)) //nolint:gosec // as above
	for i := range u.clients {
		if client := u.clients[(from+i)%len(u.clients)]; !over[client] {
			return client
		}
	}
	return u.someone()
}

// Driver plays users against a service on this machine.
type Driver struct {
	Base      string // http://127.0.0.1:port
	FormKey   func(account string) string
	Words     []string // to search for
	NextDay   string   // dd.mm.yyyy of the next working day
	Users     []*User
	Director  *User           // opens the national page
	Over      map[string]bool // clients of whom nothing may be demanded any more on NextDay
	transport *http.Transport
}

// Prepare signs nobody in, but learns whom each user works with; users without clients are left out.
func (d *Driver) Prepare(ctx context.Context) error {
	if !strings.HasPrefix(d.Base, "http://127.0.0.1:") {
		return fmt.Errorf("the bench drives 127.0.0.1 only, not %s", d.Base)
	}
	d.transport = &http.Transport{MaxIdleConnsPerHost: 512, MaxConnsPerHost: 512} // more wait, as they do before a crowded door
	kept := d.Users[:0]
	for _, u := range d.Users {
		body, err := d.body(ctx, u, "/caseload")
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, m := range clientPath.FindAllStringSubmatch(body, -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				u.clients = append(u.clients, m[1])
			}
		}
		if len(u.clients) > 0 {
			kept = append(kept, u)
		}
	}
	if d.Users = kept; len(kept) == 0 {
		return fmt.Errorf("nobody among the users has a client")
	}
	return nil
}

var clientPath = regexp.MustCompile(`/clients/([0-9a-f]{8}-[0-9a-f-]{27})`)

func (d *Driver) body(ctx context.Context, u *User, path string) (string, error) {
	req, err := d.request(u, http.MethodGet, path, nil)
	if err != nil {
		return "", err
	}
	res, err := d.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return "", err
	}
	defer res.Body.Close() //nolint:errcheck // read only
	b, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", path, res.StatusCode)
	}
	return string(b), err
}

func (d *Driver) request(u *User, method, path string, form url.Values) (*http.Request, error) {
	var body io.Reader
	if form != nil {
		form.Set("_key", d.FormKey(u.Account))
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, d.Base+path, body) //nolint:noctx // the caller gives it one
	if err != nil {
		return nil, err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.AddCookie(u.Cookie)
	return req, nil
}

// one sends one request of a page and reads the answer to its end.
func (d *Driver) one(ctx context.Context, p Page, u *User) (took time.Duration, status int, err error) {
	if p.Name == "national" && !u.National {
		u = d.Director
	}
	req, err := p.make(d, u)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	res, err := d.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return 0, 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	took = time.Since(began)
	if e := res.Body.Close(); err == nil {
		err = e
	}
	return took, res.StatusCode, err
}
