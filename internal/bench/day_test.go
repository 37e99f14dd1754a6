package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A day holds what was asked for, in order, within its span, the same for the same seed, with a morning fuller than the lunch hour.
func TestTheScheduleOfADay(t *testing.T) {
	d := Day{Hours: 8, Span: time.Minute, Contacts: 2000, Checkins: 300, Seed: 3, Visit: func(context.Context, int) ([]time.Duration, error) { return nil, nil }}
	a, b := d.schedule(50), d.schedule(50)
	count := map[string]int{}
	hours := [8]int{}
	for i, e := range a {
		if e != b[i] {
			t.Fatalf("event %d differs: %+v %+v", i, e, b[i])
		}
		if i > 0 && e.at < a[i-1].at || e.at < 0 || e.at > d.Span || e.user < 0 || e.user >= 50 {
			t.Fatalf("event %d: %+v", i, e)
		}
		count[e.page]++
		if e.page == "log contact" {
			hours[min(7, int(8*e.at/d.Span))]++
		}
	}
	if count["log contact"] != 2000 || count[checkin] != 300 || count["day"] != 300 || count["national"] != national || count["client"] != 2000 {
		t.Errorf("counts %v", count)
	}
	if n := count["timeline"]; n < 700 || n > 900 {
		t.Errorf("%d timelines", n)
	}
	if hours[1] <= hours[3] || hours[5] <= hours[7] {
		t.Errorf("no humps: %v", hours)
	}
}

// What fails is counted and named, and its time is not.
func TestADayCountsFaults(t *testing.T) {
	var l Lived
	l.Pages = map[string]*Sample{}
	l.note("day", []time.Duration{time.Millisecond}, nil)
	l.note("day", []time.Duration{time.Millisecond}, context.Canceled)
	if l.Failed != 1 || l.All.Len() != 1 || len(l.Faults) != 1 {
		t.Errorf("%+v", l)
	}
}

// A client walks from home through every page to the end; what a page refuses, and a walk without an end, are errors.
func TestACheckInIsWalkedThrough(t *testing.T) {
	for _, c := range []struct {
		name, after string // where the page of danger's choice leads
		status      int
		want        int // requests
		fails       bool
	}{
		{name: "whole", after: "/checkin/1/send", want: 11},
		{name: "danger", after: "/checkin/1/danger?next=send", want: 12},
		{name: "refused", after: "/checkin/1/send", status: http.StatusTooManyRequests, fails: true},
		{name: "circle", after: "/checkin/1/you", fails: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			next := map[string]string{
				"/signin": "/code", "/code": "/home", "/checkin/1/you": "/checkin/1/feel", "/checkin/1/feel": "/checkin/1/help",
				"/checkin/1/help": c.after, "/checkin/1/send": "/checkin?done=checkin",
			}
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodGet:
					fmt.Fprintf(w, `<input name="_key" value="k"><a href="/checkin/1/you">`)
				case r.FormValue("_key") != "k" || r.URL.Path == "/code" && r.FormValue("code") != "of a":
					w.WriteHeader(http.StatusForbidden)
				case r.URL.Path == "/checkin/1/send" && c.status != 0:
					w.WriteHeader(c.status)
				default:
					http.SetCookie(w, &http.Cookie{Name: "x_try", Value: "a"})
					http.Redirect(w, r, next[r.URL.Path], http.StatusSeeOther)
				}
			}))
			defer srv.Close()
			v, err := NewVisitor(Visitor{Base: srv.URL, Code: func(attempt string) string { return "of " + attempt }}, http.DefaultTransport)
			if err != nil {
				t.Fatal(err)
			}
			took, err := v.CheckIn(context.Background(), 0)
			if (err != nil) != c.fails || !c.fails && len(took) != c.want {
				t.Errorf("%d requests, %v", len(took), err)
			}
		})
	}
}
