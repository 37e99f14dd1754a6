package demo

import "sync/atomic"

// Progress says how many clients of a demonstration stand while people already work in it. The zero value says nothing.
type Progress struct{ done, total atomic.Int64 }

// Begin says how many stand and how many there will be.
func (p *Progress) Begin(done, total int) {
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

// Add says that some more stand.
func (p *Progress) Add(n int) { p.done.Add(int64(n)) }

// End says that everybody stands.
func (p *Progress) End() { p.total.Store(0) }

// Of gives the whole number of clients and the share of those who stand, in a hundred; ok is false when there is nothing to wait for.
func (p *Progress) Of() (total, percent int, ok bool) {
	all := p.total.Load()
	if all == 0 {
		return 0, 0, false
	}
	return int(all), int(min(p.done.Load()*100/all, 99)), true
}
