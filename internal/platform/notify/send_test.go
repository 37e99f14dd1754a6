package notify_test

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
)

func (d desk) run(now civil.Instant, s notify.Sender) int {
	d.t.Helper()
	n, err := d.box.Run(d.ctx, d.db, now, s)
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d desk) gateway(knows bool, answer http.HandlerFunc) notify.Gateway {
	d.t.Helper()
	srv := httptest.NewServer(answer)
	d.t.Cleanup(srv.Close)
	return notify.Gateway{URL: srv.URL, Token: "secret", Reference: knows}
}

func says(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		w.Write([]byte(body)) //nolint:errcheck // a fake
	}
}

// cut breaks the connection after the request was read: the message may have been taken.
func cut(w http.ResponseWriter, _ *http.Request) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		c.Close() //nolint:errcheck // broken on purpose
	}
}

// What a gateway answers decides what is known of a message.
func TestAnswers(t *testing.T) {
	each(t, func(d desk) {
		for i, c := range []struct {
			name   string
			answer http.HandlerFunc
			knows  bool
			want   string
		}{
			{"accepted", says(202, `{"id":"p1","status":"accepted"}`), false, "sent"},
			{"a yes that says nothing", says(200, `<html>sign in to the network</html>`), false, "uncertain"},
			{"rejected", says(200, `{"status":"rejected","error":"no such number"}`), false, "failed"},
			{"bad request", says(422, `{}`), false, "failed"},
			{"not let in", says(401, ``), false, "waiting"},
			{"wrong address", says(404, ``), false, "waiting"},
			{"busy", says(429, ``), false, "waiting"},
			{"broken without a word", says(500, ``), false, "uncertain"},
			{"broken, and says that it was not taken", says(500, `{"status":"rejected"}`), false, "failed"},
			{"broken, and says come again", says(503, `{"status":"retry"}`), false, "waiting"},
			{"broken, but knows our reference", says(500, ``), true, "waiting"},
			{"cut", cut, false, "uncertain"},
			{"cut, but knows our reference", cut, true, "waiting"},
		} {
			d.put(sms("m"), nil)
			now := d.db.Now().Add(time.Duration(i) * 100 * time.Hour)
			if n := d.run(now, d.gateway(c.knows, c.answer)); n != 1 {
				t.Errorf("%s: %d tries", c.name, n)
			}
			if got := d.states(); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			d.exec(`delete from notify_message`)
		}
	})
}

func (d desk) exec(query string, args ...any) {
	d.t.Helper()
	if err := d.db.System(d.ctx, "test", func(tx *db.Tx) error { _, err := tx.Exec(d.ctx, query, args...); return err }); err != nil {
		d.t.Fatal(err)
	}
}

// The gateway hears the words, the number and the same reference at every try; a slow one is an unknown result.
func TestGatewayRequest(t *testing.T) {
	each(t, func(d desk) {
		var seen []map[string]string
		g := d.gateway(true, func(w http.ResponseWriter, r *http.Request) {
			var m map[string]string
			if err := json.NewDecoder(r.Body).Decode(&m); err != nil || r.Header.Get("Authorization") != "Bearer secret" || r.Header.Get("Idempotency-Key") != m["reference"] {
				t.Errorf("request %v %v: %v", m, r.Header, err)
			}
			seen = append(seen, m)
			w.WriteHeader(http.StatusBadGateway)
		})
		d.put(sms("m"), nil)
		now := d.db.Now()
		d.run(now, g)
		d.run(now.Add(2*time.Minute), g)
		if len(seen) != 2 || seen[0]["reference"] == "" || seen[0]["reference"] != seen[1]["reference"] || seen[0]["to"] != "+996555123456" || seen[0]["text"] != "Сизде жолугушуу бар" {
			t.Errorf("seen %v", seen)
		}
		hang := make(chan struct{})
		slow := d.gateway(false, func(http.ResponseWriter, *http.Request) { <-hang })
		defer close(hang)
		slow.Client = &http.Client{Timeout: 50 * time.Millisecond}
		d.run(now.Add(100*time.Hour), slow)
		if got := d.states(); got != "uncertain" {
			t.Errorf("after a timeout: %s", got)
		}
	})
}

// A gateway that is down for a day loses nothing, is asked ever more rarely, and what is too late by then is not sent any more.
func TestDownForADay(t *testing.T) {
	each(t, func(d desk) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		down := notify.Gateway{URL: "http://" + l.Addr().String()}
		l.Close() //nolint:errcheck // nobody listens from now on
		now := d.db.Now()
		late := sms("late")
		late.Expires = now.Add(3 * time.Hour)
		d.put(late, nil)
		for _, k := range []string{"a", "b", "c"} {
			d.put(sms(k), nil)
		}
		tries := 0
		for m := range 24 * 60 {
			tries += d.run(now.Add(time.Duration(m+1)*time.Minute), down)
		}
		if tries < 10 || tries > 40 {
			t.Errorf("a gateway that is down was asked %d times", tries)
		}
		if got := d.states(); got != "waiting waiting waiting dropped" {
			t.Errorf("after a day: %s", got)
		}
		var got atomic.Int32
		up := d.gateway(false, func(w http.ResponseWriter, _ *http.Request) { got.Add(1); says(200, `{"id":"x"}`)(w, nil) })
		d.run(now.Add(26*time.Hour), up)
		if d.states() != "sent sent sent dropped" || got.Load() != 3 {
			t.Errorf("when it is back: %s, %d", d.states(), got.Load())
		}
		if d.run(now.Add(50*time.Hour), up) != 0 || got.Load() != 3 {
			t.Error("a message was sent twice")
		}
	})
}

// A gateway that swallows messages without an answer makes one uncertain at a time, not all of them.
func TestSilentGatewayIsLeftAlone(t *testing.T) {
	each(t, func(d desk) {
		for _, k := range []string{"a", "b", "c", "d", "e"} {
			d.put(sms(k), nil)
		}
		now := d.db.Now()
		g := d.gateway(false, cut)
		for s := range 60 {
			d.run(now.Add(time.Duration(s)*time.Second), g)
		}
		if got := strings.Count(d.states(), "uncertain"); got != 1 {
			t.Errorf("%d messages uncertain after a minute", got)
		}
	})
}

// In quiet hours only what is urgent goes out; the rest waits for the morning.
func TestQuietHours(t *testing.T) {
	each(t, func(d desk) {
		d.box.Quiet = func(civil.Date) notify.Quiet { return notify.Quiet{From: "21:00", To: "08:00"} }
		at := func(text string) civil.Instant {
			x, err := time.ParseInLocation("2006-01-02 15:04", text, d.box.Zone)
			if err != nil {
				t.Fatal(err)
			}
			return civil.At(x)
		}
		d.put(sms("a"), nil)
		urgent := sms("b")
		urgent.Urgent = true
		d.put(urgent, nil)
		g := d.gateway(false, says(200, `{"id":"x"}`))
		for _, c := range []struct{ now, want string }{
			{"2026-03-03 22:10", "waiting sent"}, {"2026-03-04 07:59", "waiting sent"}, {"2026-03-04 08:00", "sent sent"},
		} {
			d.run(at(c.now), g)
			if got := d.states(); got != c.want {
				t.Errorf("%s: %s, want %s", c.now, got, c.want)
			}
		}
	})
}

// What was in the sender's hands when the program ended is uncertain, unless the gateway knows our reference.
func TestProgramEndedWhileSending(t *testing.T) {
	each(t, func(d desk) {
		for _, c := range []struct {
			knows bool
			want  string
		}{{false, "uncertain"}, {true, "sent"}} {
			d.put(sms("m"), nil)
			now := d.db.Now()
			d.exec(`update notify_message set state = 'sending', lease_until = $1`, now.Add(time.Minute))
			g := d.gateway(c.knows, says(200, `{"id":"x"}`))
			if d.run(now, g); d.states() != "sending" {
				t.Errorf("taken from a sender that is still at it: %s", d.states())
			}
			if d.run(now.Add(2*time.Minute), g); d.states() != c.want {
				t.Errorf("knows %v: %s", c.knows, d.states())
			}
			d.exec(`delete from notify_message`)
		}
	})
}

// The file sender writes one private file a message and never a second one; printed slips are nobody's to send.
func TestFiles(t *testing.T) {
	each(t, func(d desk) {
		dir := filepath.Join(t.TempDir(), "outbox")
		f := notify.Files{Folder: dir}
		d.put(sms("a"), nil)
		d.put(notify.Message{Key: "s", Channel: notify.Slip, Lang: "ky", Text: "x"}, nil)
		now := d.db.Now()
		d.run(now, f)
		d.exec(`update notify_message set state = 'waiting', next_at = $1 where msg_key = 'a'`, now)
		d.run(now.Add(time.Minute), f)
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != 1 {
			t.Fatalf("%v, %v", files, err)
		}
		text, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
		info, _ := files[0].Info()
		if err != nil || !strings.Contains(string(text), "Сизде жолугушуу бар") || info.Mode().Perm() != 0o600 {
			t.Errorf("%s %v %v", text, info.Mode(), err)
		}
		if got := d.states(); got != "sent waiting" {
			t.Error(got)
		}
	})
}

// A person decides what nobody knows; the same decision twice is refused, and so is sending what is too late.
func TestDecide(t *testing.T) {
	each(t, func(d desk) {
		type row struct {
			ID      string
			Version int
		}
		decide := func(want fault.Kind, x notify.Decision) {
			t.Helper()
			err := d.db.Write(d.ctx, func(tx *db.Tx) error {
				m, err := db.One[row](d.ctx, tx, `select id, version from notify_message`)
				if err != nil {
					return err
				}
				return d.box.Decide(d.ctx, tx, m.ID, m.Version, x)
			})
			if want == "" && err != nil || want != "" && !fault.Is(err, want) {
				t.Errorf("%s: %v, want %q", x, err, want)
			}
		}
		g := d.gateway(false, cut)
		for _, c := range []struct {
			decision notify.Decision
			want     string
		}{{notify.WasSent, "sent"}, {notify.SendAgain, "waiting"}, {notify.Drop, "dropped"}} {
			d.put(sms("m"), nil)
			d.run(d.db.Now(), g)
			decide("", c.decision)
			if got := d.states(); got != c.want {
				t.Errorf("%s: %s", c.decision, got)
			}
			decide(fault.Conflict, c.decision)
			d.exec(`delete from notify_message`)
		}
		late := sms("m")
		late.Expires = d.db.Now().Add(time.Hour)
		d.put(late, nil)
		d.run(d.db.Now(), g)
		d.clock.Advance(2 * time.Hour)
		decide(fault.Conflict, notify.SendAgain)
		decide("", notify.Drop)
	})
}
