package audit

import (
	"net/url"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Filter narrows a list of entries. It holds identifiers and codes only, so that it may stand in an address.
type Filter struct {
	Client id.Client
	Actor  string
	Action string
	Kind   Kind
	From   civil.Date // first day, in the service's zone
	To     civil.Date // last day
	Before id.Entry   // the page after this entry; newest come first
	Size   int

	// On a client's own pages: actions that are kept back, and whether everything done under a broken glass is. What is kept back is
	// left out before lines are counted to pages.
	Without []string
	NoGlass bool
}

// The bounds of one page of entries.
const (
	PageSize   = 50
	ExportSize = 5000
)

// ParseFilter reads a filter from an address and notes what it cannot read; the rest is kept.
func ParseFilter(q url.Values) (Filter, []string) {
	f := Filter{Actor: q.Get("actor"), Action: q.Get("action")}
	var bad []string
	if c := q.Get("client"); id.Valid(c) {
		f.Client = id.Client(c)
	} else if c != "" {
		bad = append(bad, "client")
	}
	if e := q.Get("before"); id.Valid(e) {
		f.Before = id.Entry(e)
	}
	switch k := Kind(q.Get("kind")); k {
	case Read, Write, System:
		f.Kind = k
	}
	var err error
	if f.From, err = civil.ParseDate(q.Get("from")); err != nil {
		bad = append(bad, "from")
	}
	if f.To, err = civil.ParseDate(q.Get("to")); err != nil {
		bad = append(bad, "to")
	}
	return f, bad
}

// Values is the filter as an address holds it, without the page.
func (f Filter) Values() url.Values {
	out := url.Values{}
	for k, v := range map[string]string{
		"client": string(f.Client), "actor": f.Actor, "action": f.Action, "kind": string(f.Kind),
		"from": f.From.String(), "to": f.To.String(),
	} {
		if v != "" {
			out.Set(k, v)
		}
	}
	return out
}

// Empty reports whether nothing narrows the list.
func (f Filter) Empty() bool { return len(f.Values()) == 0 }
