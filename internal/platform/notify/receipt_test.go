package notify_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tuzjol/internal/platform/notify"
)

type asker struct {
	says  notify.Receipt
	knows bool
	asked int
}

func (a *asker) Ask(context.Context, string, string) notify.Receipt { a.asked++; return a.says }
func (a *asker) KnowsReference() bool                               { return a.knows }

// What the gateway says of a message is written down; what it says of nothing changes nothing, and what it never had goes out again only
// when our reference can be relied on.
func TestCollect(t *testing.T) {
	each(t, func(d desk) {
		for _, c := range []struct {
			name  string
			sent  bool
			says  notify.Receipt
			knows bool
			want  string
		}{
			{"arrived", true, notify.Arrived, false, "delivered"},
			{"did not arrive", true, notify.Undelivered, false, "failed"},
			{"no word yet", true, notify.NotYet, true, "sent"},
			{"taken but unheard of", true, notify.Unheard, true, "sent"},
			{"uncertain, arrived", false, notify.Arrived, false, "delivered"},
			{"uncertain, never had it", false, notify.Unheard, true, "waiting"},
			{"uncertain, never had it, reference unknown", false, notify.Unheard, false, "uncertain"},
		} {
			d.put(sms("m"), nil)
			now := d.db.Now()
			if c.sent {
				d.run(now, d.gateway(false, says(200, `{"id":"x"}`)))
			} else {
				d.run(now, d.gateway(false, cut))
			}
			a := &asker{says: c.says, knows: c.knows}
			for range 2 {
				if _, err := d.box.Collect(d.ctx, d.db, now.Add(time.Minute), a); err != nil {
					t.Fatal(err)
				}
			}
			if got := d.states(); got != c.want || a.asked != 1 {
				t.Errorf("%s: %s after %d questions, want %s", c.name, got, a.asked, c.want)
			}
			d.exec(`delete from notify_message`)
		}
	})
}

// A gateway is asked ever more rarely, and after three days not at all.
func TestCollectIsRare(t *testing.T) {
	each(t, func(d desk) {
		d.put(sms("m"), nil)
		now := d.db.Now()
		d.run(now, d.gateway(false, says(200, `{"id":"x"}`)))
		a := &asker{says: notify.NotYet}
		for m := range 5 * 24 * 12 {
			if _, err := d.box.Collect(d.ctx, d.db, now.Add(time.Duration(m*5)*time.Minute), a); err != nil {
				t.Fatal(err)
			}
		}
		if a.asked < 8 || a.asked > 25 {
			t.Errorf("asked %d times", a.asked)
		}
	})
}

// The question carries the reference and the gateway's number and nothing else; only a clear answer says something.
func TestReceipts(t *testing.T) {
	for _, c := range []struct {
		code int
		body string
		want notify.Receipt
	}{
		{200, `{"status":"delivered"}`, notify.Arrived},
		{200, `{"status":"undelivered"}`, notify.Undelivered},
		{200, `{"status":"unknown"}`, notify.Unheard},
		{200, `{"status":"accepted"}`, notify.NotYet},
		{200, `ok`, notify.NotYet},
		{404, `{"status":"unknown"}`, notify.NotYet},
		{500, ``, notify.NotYet},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); len(q) != 3 || q.Get("reference") != "ref" || q.Get("id") != "x 1" || q.Get("k") != "v" || r.Header.Get("Authorization") != "Bearer secret" {
				t.Errorf("%s", r.URL)
			}
			w.WriteHeader(c.code)
			_, _ = w.Write([]byte(c.body))
		}))
		if got := (notify.Receipts{URL: s.URL + "/r?k=v", Token: "secret"}).Ask(context.Background(), "ref", "x 1"); got != c.want {
			t.Errorf("%d %s: %s, want %s", c.code, c.body, got, c.want)
		}
		s.Close()
	}
}
