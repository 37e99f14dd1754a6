// Package rate bounds how often one asker comes, and lets one request of a submission key pass at a time.
package rate

import (
	"sync"
	"time"

	"tuzjol/internal/kernel/fault"
)

// Limiter is a leaky bucket per asker, and one gate per submission key so that a double click waits for its first half.
type Limiter struct {
	account, address int // a minute; 0 is no limit

	mu      sync.Mutex
	buckets map[string]*bucket
	gates   map[string]*gate
}

type bucket struct {
	level float64
	at    time.Time
}

type gate struct {
	mu      sync.Mutex
	waiters int
}

// maxBuckets bounds memory: when so many askers are known, the full buckets alone are kept.
const maxBuckets = 50_000

// New makes a limiter; perAccount and perAddress count requests a minute, 0 meaning no limit.
func New(perAccount, perAddress int) *Limiter {
	return &Limiter{account: perAccount, address: perAddress, buckets: map[string]*bucket{}, gates: map[string]*gate{}}
}

// Allow counts one request of an account, or of an address before signing in. Faults: too_many.
func (r *Limiter) Allow(now time.Time, account, address string) error {
	if account == "" {
		return r.Take(now, "address "+address, r.address, time.Minute)
	}
	return r.Take(now, "account "+account, r.account, time.Minute)
}

// Take counts one use of a budget of so many in a span of time, 0 meaning no limit. Faults: too_many.
func (r *Limiter) Take(now time.Time, who string, budget int, span time.Duration) error {
	if budget == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.buckets[who]
	if b == nil {
		if len(r.buckets) >= maxBuckets {
			r.forget(now)
		}
		b = &bucket{at: now}
		r.buckets[who] = b
	}
	if passed := now.Sub(b.at); passed > 0 {
		b.level = max(0, b.level-float64(budget)*float64(passed)/float64(span))
		b.at = now
	}
	if b.level+1 > float64(budget) {
		return fault.New(fault.TooMany, "fault.too_many")
	}
	b.level++
	return nil
}

func (r *Limiter) forget(now time.Time) {
	for who, b := range r.buckets {
		if now.Sub(b.at) > time.Hour {
			delete(r.buckets, who)
		}
	}
	if len(r.buckets) >= maxBuckets {
		clear(r.buckets)
	}
}

// Single lets one request with a submission key pass at a time; the returned function lets the next one in.
func (r *Limiter) Single(key string) func() {
	r.mu.Lock()
	g := r.gates[key]
	if g == nil {
		g = &gate{}
		r.gates[key] = g
	}
	g.waiters++
	r.mu.Unlock()
	g.mu.Lock()
	return func() {
		g.mu.Unlock()
		r.mu.Lock()
		defer r.mu.Unlock()
		if g.waiters--; g.waiters == 0 {
			delete(r.gates, key)
		}
	}
}
