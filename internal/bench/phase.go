package bench

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Alone is what one page costs with nobody else at work.
type Alone struct {
	Page       string
	Took       Sample // the whole request, the audit's commit included
	Raw        Sample // its reading statements sent again raw
	Statements int    // that the middle request sent, without those of the audit entry
	Audit      int    // that the audit entry of the middle request took
	Failed     int
	Slowest    string        // the reading statement that cost most
	SlowestP50 time.Duration // of it, raw
}

// alone measures each page one request at a time, and after each the same statements raw.
func (d *Driver) alone(ctx context.Context, rec *Recorder, raw *sql.DB, each int) ([]Alone, error) {
	var out []Alone
	for _, p := range Pages() {
		a := Alone{Page: p.Name}
		var counts, audits []int
		costs := map[string]*Sample{}
		for i := range each + warmUp {
			u := d.Users[i%len(d.Users)]
			rec.Start()
			took, status, err := d.one(ctx, p, u)
			list := rec.Stop()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Name, err)
			}
			if status >= 400 {
				a.Failed++
				continue
			}
			if i < warmUp {
				continue
			}
			own := 0
			for _, s := range list {
				if !s.Audit() {
					own++
				}
			}
			counts, audits = append(counts, own), append(audits, len(list)-own)
			a.Took.Add(took)
			cost, err := replay(ctx, raw, list, costs)
			if err != nil {
				return nil, fmt.Errorf("%s raw: %w", p.Name, err)
			}
			a.Raw.Add(cost)
		}
		a.Statements, a.Audit = middle(counts), middle(audits)
		for text, c := range costs {
			if m := c.At(0.5); m > a.SlowestP50 {
				a.Slowest, a.SlowestP50 = text, m
			}
		}
		out = append(out, a)
	}
	return out, nil
}

func middle(n []int) int {
	if len(n) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(n))[len(n)/2]
}

const warmUp = 5

// Together is what all pages cost with many at work.
type Together struct {
	Users  int
	Pages  map[string]*Sample
	All    Sample
	Failed int
	Spent  time.Duration
}

// PerSecond is the number of requests answered in a second.
func (t *Together) PerSecond() float64 { return float64(t.All.Len()) / t.Spent.Seconds() }

// together lets users work for a time; think is the mean pause between a user's requests, 0 for none.
func (d *Driver) together(ctx context.Context, users int, think, spend time.Duration) (*Together, error) {
	out := &Together{Users: users, Pages: map[string]*Sample{}}
	for _, p := range Pages() {
		out.Pages[p.Name] = &Sample{}
	}
	ctx, stop := context.WithTimeout(ctx, spend)
	defer stop()
	var wg sync.WaitGroup
	var mu sync.Mutex
	began := time.Now()
	for i := range users {
		u := d.Users[i%len(d.Users)]
		wg.Go(func() {
			for pause(ctx, think) {
				p := choose()
				took, status, err := d.one(ctx, p, u)
				if ctx.Err() != nil {
					return
				}
				mu.Lock()
				if err != nil || status >= 400 {
					out.Failed++
				} else {
					out.Pages[p.Name].Add(took)
					out.All.Add(took)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	out.Spent = time.Since(began)
	return out, nil
}

// pause waits as long as a user thinks; false when the time is over.
func pause(ctx context.Context, mean time.Duration) bool {
	if mean == 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(time.Duration(rand.ExpFloat64() * float64(mean)))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func choose() Page {
	pages := Pages()
	total := 0
	for _, p := range pages {
		total += p.Weight
	}
	x := rand.IntN(total) //nolint:gosec // a mix needs no secrecy
	for _, p := range pages {
		if x -= p.Weight; x < 0 {
			return p
		}
	}
	return pages[0]
}
