package httpx

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"tuzjol/internal/kernel/fault"
)

// Limits bound how fast one account, or one address without an account, may ask. Zero means no limit.
type Limits struct {
	AccountPerMinute int
	AddressPerMinute int
	Proxies          []netip.Prefix // whose X-Forwarded-For is believed
}

func (l Limits) trusted(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range l.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func hostOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}

// rate is a leaky bucket per asker, and one gate per submission key so that a double click waits for its first half.
type rate struct {
	limit   Limits
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

func newRate(l Limits) *rate {
	return &rate{limit: l, buckets: map[string]*bucket{}, gates: map[string]*gate{}}
}

func (r *rate) allow(now time.Time, account, address string) error {
	who, perMinute := "account "+account, r.limit.AccountPerMinute
	if account == "" {
		who, perMinute = "address "+address, r.limit.AddressPerMinute
	}
	if perMinute == 0 {
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
		b.level = max(0, b.level-passed.Minutes()*float64(perMinute))
		b.at = now
	}
	if b.level+1 > float64(perMinute) {
		return fault.New(fault.TooMany, "fault.too_many")
	}
	b.level++
	return nil
}

func (r *rate) forget(now time.Time) {
	for who, b := range r.buckets {
		if now.Sub(b.at) > time.Minute {
			delete(r.buckets, who)
		}
	}
	if len(r.buckets) >= maxBuckets {
		clear(r.buckets)
	}
}

// single lets one request with a submission key pass at a time; the returned function lets the next one in.
func (r *rate) single(key string) func() {
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
