package bench

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Day is one working day of the whole service, to be lived through in a shorter time. Nothing waits for anything else: a request
// comes when its hour has come, and its time counts from that hour, so that a service that falls behind is seen to.
type Day struct {
	Hours    int           // of the working day
	Span     time.Duration // in which it is lived through
	Contacts int           // written down; each with the pages that lead to it
	Checkins int           // answers of clients, if Visit is given
	Seed     uint64
	// Visit plays the n-th check-in of the day to its end and gives the time of each of its requests; nil for none.
	Visit func(ctx context.Context, n int) ([]time.Duration, error)
}

// event is one thing that happens at a moment of the compressed day.
type event struct {
	at   time.Duration
	user int
	page string
	n    int // of a check-in
}

const checkin = "check-in"

// around are the pages that go with one contact written down, on an average.
var around = []struct { //nolint:gochecknoglobals // a table
	page  string
	times float64
}{{"client", 1}, {"timeline", 0.4}, {"search", 0.5}, {"appointment", 0.5}}

// own are the pages that everybody at work opens in a day.
var own = []struct { //nolint:gochecknoglobals // a table
	page  string
	times int
}{{"day", 6}, {"caseload", 6}}

// national is how often headquarters opens the page of the country in a day.
const national = 120

// schedule draws the events of the day for so many users.
func (d Day) schedule(users int) []event {
	r := rand.New(rand.NewPCG(d.Seed, 8)) //nolint:gosec // a mix needs no secrecy
	var out []event
	put := func(page string, user int) {
		out = append(out, event{at: time.Duration(hour(r) * float64(d.Span)), user: user, page: page})
	}
	for range d.Contacts {
		user := r.IntN(users)
		put("log contact", user)
		for _, x := range around {
			for n := x.times; n > 0; n-- {
				if r.Float64() < n {
					put(x.page, user)
				}
			}
		}
	}
	for user := range users {
		for _, x := range own {
			for range x.times {
				put(x.page, user)
			}
		}
	}
	for range national {
		put("national", 0)
	}
	if d.Visit != nil {
		for n := range d.Checkins {
			out = append(out, event{at: time.Duration(r.Float64() * float64(d.Span)), page: checkin, n: n})
		}
	}
	slices.SortStableFunc(out, func(a, b event) int { return int(a.at - b.at) })
	return out
}

// hour draws a moment of the day, between 0 and 1: two humps, in the morning and after lunch, as offices have them.
func hour(r *rand.Rand) float64 {
	for {
		x, y := r.Float64(), r.Float64()
		morning, afternoon := math.Exp(-sq((x-0.2)/0.15)), 0.8*math.Exp(-sq((x-0.7)/0.18))
		if y < 0.25+0.75*max(morning, afternoon) {
			return x
		}
	}
}

func sq(x float64) float64 { return x * x }

// Lived is what came of a day.
type Lived struct {
	Day     Day
	Staff   int
	Pages   map[string]*Sample
	All     Sample
	Failed  int
	Faults  []string // the first few
	Spent   time.Duration
	AtOnce  int // most requests under way
	current int
}

// Live lives through a day.
func (d *Driver) Live(ctx context.Context, day Day) (*Lived, error) {
	if err := d.Prepare(ctx); err != nil {
		return nil, err
	}
	byName := map[string]Page{}
	for _, p := range Pages() {
		byName[p.Name] = p
	}
	out := &Lived{Day: day, Staff: len(d.Users), Pages: map[string]*Sample{}}
	var wg sync.WaitGroup
	var mu sync.Mutex
	began := time.Now()
	for _, e := range day.schedule(len(d.Users)) {
		if !until(ctx, began.Add(e.at)) {
			break
		}
		mu.Lock()
		out.current++
		out.AtOnce = max(out.AtOnce, out.current)
		mu.Unlock()
		wg.Go(func() {
			took, err := d.happen(ctx, day, e, byName, began.Add(e.at))
			mu.Lock()
			defer mu.Unlock()
			out.current--
			out.note(e.page, took, err)
		})
	}
	wg.Wait()
	out.Spent = time.Since(began)
	return out, ctx.Err()
}

// happen lets one event happen. The time of a request counts from the moment at which it was due.
func (d *Driver) happen(ctx context.Context, day Day, e event, pages map[string]Page, due time.Time) ([]time.Duration, error) {
	late := time.Since(due)
	if e.page == checkin {
		took, err := day.Visit(ctx, e.n)
		if len(took) > 0 {
			took[0] += late
		}
		return took, err
	}
	took, status, err := d.one(ctx, pages[e.page], d.Users[e.user])
	if err == nil && status >= http.StatusBadRequest {
		err = fmt.Errorf("%s answered %d", e.page, status)
	}
	return []time.Duration{took + late}, err
}

func (l *Lived) note(page string, took []time.Duration, err error) {
	if err != nil {
		if l.Failed++; len(l.Faults) < 5 {
			l.Faults = append(l.Faults, err.Error())
		}
		return
	}
	if l.Pages[page] == nil {
		l.Pages[page] = &Sample{}
	}
	for _, t := range took {
		l.Pages[page].Add(t)
		l.All.Add(t)
	}
}

// until waits for a moment; false when the whole was called off before.
func until(ctx context.Context, at time.Time) bool {
	wait := time.Until(at)
	if wait <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// Print writes the day for people.
func (l *Lived) Print(w io.Writer) {
	fmt.Fprintf(w, "\na day of %d hours in %.0f s: %d at work, %d contacts, %d check-ins (ms, from the moment a request was due)\n",
		l.Day.Hours, l.Spent.Seconds(), l.Staff, l.Day.Contacts, l.Day.Checkins)
	fmt.Fprintf(w, "%-12s %6s %8s %8s %8s\n", "page", "n", "p50", "p95", "p99")
	line := func(name string, s *Sample) {
		if s != nil {
			fmt.Fprintf(w, "%-12s %6d %8s %8s %8s\n", name, s.Len(), ms(s.At(0.5)), ms(s.At(0.95)), ms(s.At(0.99)))
		}
	}
	for _, p := range Pages() {
		line(p.Name, l.Pages[p.Name])
	}
	line(checkin, l.Pages[checkin])
	line("all", &l.All)
	fmt.Fprintf(w, "%.1f requests a second, %d under way at most, %d failed\n", float64(l.All.Len())/l.Spent.Seconds(), l.AtOnce, l.Failed)
	if len(l.Faults) > 0 {
		fmt.Fprintf(w, "first faults: %s\n", strings.Join(l.Faults, "; "))
	}
}
