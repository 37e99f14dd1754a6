package alert

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// State is where an alert stands with the people who work on it. Whether what it tells of still goes on is another matter.
type State string

// The states.
const (
	Raised    State = "raised"
	Seen      State = "seen"
	Taken     State = "taken"
	Contacted State = "contacted"
	Resolved  State = "resolved"
)

// Act is what a person does with an alert.
type Act string

// The acts.
const (
	See     Act = "see"
	Take    Act = "take"
	Contact Act = "contact"
	Resolve Act = "resolve"
	Reopen  Act = "reopen"
)

// Done is an act with who does it and why.
type Done struct {
	Act    Act
	By     id.Account
	Reason string // a code of the list of reasons; for resolving
	Note   string // in words; a danger is not stood down without it
}

// Next gives the state after an act, or a fault that says why it cannot be. Every alert ends with a named person and a reason; nothing
// ends by itself, and a danger needs words as well.
func Next(state State, s Subject, d Done) (State, error) {
	if d.By == "" {
		return state, fault.New(fault.Invalid, "monitoring.alert.nobody")
	}
	switch {
	case d.Act == See && state == Raised:
		return Seen, nil
	case d.Act == See:
		return state, nil
	case d.Act == Take && state != Resolved:
		if state == Contacted {
			return state, nil
		}
		return Taken, nil
	case d.Act == Contact && (state == Taken || state == Contacted):
		return Contacted, nil
	case d.Act == Resolve && (state == Taken || state == Contacted):
		var p fault.Problems
		if d.Reason == "" {
			p.Add("reason", "monitoring.alert.reason")
		}
		if s.Endangers() && strings.TrimSpace(d.Note) == "" {
			p.Add("note", "monitoring.alert.stand_down")
		}
		if err := p.Err(); err != nil {
			return state, err
		}
		return Resolved, nil
	case d.Act == Reopen && state == Resolved:
		return Raised, nil
	}
	return state, fault.New(fault.Conflict, "monitoring.alert.not_now")
}

// Waiting is an alert on the desk.
type Waiting struct {
	ID       string
	Client   id.Client
	Subject  Subject
	RaisedAt time.Time
}

// Group is what one client has on the desk: a storm of alerts is one line.
type Group struct {
	Client   id.Client
	Severity Severity // the gravest
	Since    time.Time
	Alerts   []Waiting // gravest first, then oldest
}

// Desk groups alerts by client: the gravest first, then the one that waits longest.
func Desk(list []Waiting) []Group {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(b.Subject.Severity(), a.Subject.Severity()), a.RaisedAt.Compare(b.RaisedAt), cmp.Compare(a.ID, b.ID))
	})
	var out []Group
	for _, w := range sorted {
		n := slices.IndexFunc(out, func(g Group) bool { return g.Client == w.Client })
		if n < 0 {
			out = append(out, Group{Client: w.Client, Severity: w.Subject.Severity(), Since: w.RaisedAt})
			n = len(out) - 1
		}
		out[n].Alerts = append(out[n].Alerts, w)
		if w.RaisedAt.Before(out[n].Since) {
			out[n].Since = w.RaisedAt
		}
	}
	return out
}
