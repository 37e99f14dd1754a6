// Package outage recognises that many devices fell silent together: a network or a village without power, not so many wearers. Pure.
package outage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Device is one device that is watched, as it stands now.
type Device struct {
	ID       string
	Operator string    // of the SIM card; empty = not known
	Area     string    // SOATE code of the village or district in which it was last seen; empty = not known
	Heard    time.Time // last message
	Silent   bool      // for longer than its mode allows
	Told     bool      // an outage that a person entered covers it now
}

// Scope is what an outage is of: an operator everywhere, an area with all operators (power as well), or an operator in an area.
type Scope struct {
	Operator, Area string
}

// Outage is one outage, recognised or entered by hand in the register of outages.
type Outage struct {
	ID       string
	Scope    Scope
	Known    bool // entered by a person, from the operator or the power company
	From, To time.Time
	Silent   int // devices silent, of All, when last looked at
	All      int
}

// Covers reports whether the outage explains the silence of a device.
func (o Outage) Covers(d Device) bool {
	return (o.Scope.Operator == "" || o.Scope.Operator == d.Operator) && (o.Scope.Area == "" || o.Scope.Area == d.Area) && o.Scope != Scope{}
}

// Settings are the thresholds; values of the rulebook.
type Settings struct {
	Share  float64       // of the devices of a scope that must be silent
	Least  int           // and so many at least
	Window time.Duration // within which they fell silent
	End    float64       // when no more than this share is silent, it is over
}

// FromRulebook reads the thresholds that hold on a day; an absent value is named.
func FromRulebook(book *rulebook.Rulebook, on civil.Date) (Settings, error) {
	const rule = "monitoring.outage"
	var missing fault.Problems
	row, _ := book.Lookup(rule, on)
	num := func(name string) float64 {
		n, ok := row.Value.At(name)
		if !ok {
			missing.Add(rule, "monitoring.rule_missing", "rule", rule+": "+name)
		}
		return float64(n)
	}
	s := Settings{num("share_percent") / 100, int(num("least")), time.Duration(num("window_s")) * time.Second, num("end_percent") / 100}
	return s, missing.Err()
}

// Recognise looks at all devices and gives the outages that run or have just ended: those that ran before, changed where they must be, and
// new ones. The narrowest scope that explains a silence is told, and no wider one beside it unless more devices are silent in it. The same input gives the same
// outages with the same identifiers, in the order of their scope.
func Recognise(devices []Device, running []Outage, now time.Time, set Settings) []Outage {
	var out []Outage
	for _, o := range running {
		if o.Known || !o.To.IsZero() {
			out = append(out, o)
			continue
		}
		silent, all, _ := count(devices, o.Scope, set.Window, o.From)
		o.Silent, o.All = silent, all
		if all == 0 || float64(silent) <= set.End*float64(all) {
			o.To = now
		}
		out = append(out, o)
	}
	for _, scope := range scopes(devices) {
		var rest []Device // a silence that is explained already explains no second outage
		for _, d := range devices {
			if !d.Silent || !d.Told && !explained(d, out, now) {
				rest = append(rest, d)
			}
		}
		silent, all, from := count(rest, scope, set.Window, time.Time{})
		if silent < set.Least || float64(silent) < set.Share*float64(all) || runs(out, scope) {
			continue
		}
		out = append(out, Outage{ID: identify(scope, from), Scope: scope, From: from, Silent: silent, All: all})
	}
	slices.SortStableFunc(out, func(a, b Outage) int {
		return cmp.Or(cmp.Compare(a.Scope.Operator, b.Scope.Operator), cmp.Compare(a.Scope.Area, b.Scope.Area), a.From.Compare(b.From))
	})
	return out
}

func runs(list []Outage, s Scope) bool {
	return slices.ContainsFunc(list, func(o Outage) bool { return o.Scope == s && o.To.IsZero() })
}

func explained(d Device, list []Outage, now time.Time) bool {
	return slices.ContainsFunc(list, func(o Outage) bool {
		return o.Covers(d) && !now.Before(o.From) && (o.To.IsZero() || now.Before(o.To))
	})
}

// scopes lists operator with area, then areas, then operators: from narrow to wide.
func scopes(devices []Device) []Scope {
	var narrow, areas, operators []Scope
	add := func(list *[]Scope, s Scope) {
		if !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	for _, d := range devices {
		if d.Operator != "" && d.Area != "" {
			add(&narrow, Scope{d.Operator, d.Area})
		}
		if d.Area != "" {
			add(&areas, Scope{Area: d.Area})
		}
		if d.Operator != "" {
			add(&operators, Scope{Operator: d.Operator})
		}
	}
	for _, l := range [][]Scope{narrow, areas, operators} {
		slices.SortFunc(l, func(a, b Scope) int {
			return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Operator, b.Operator))
		})
	}
	return slices.Concat(narrow, areas, operators)
}

// count gives how many devices of a scope fell silent within one window, of how many, and since when. With a beginning given it counts those that
// have been silent since then or later.
func count(devices []Device, s Scope, window time.Duration, since time.Time) (silent, all int, from time.Time) {
	var last []time.Time
	for _, d := range devices {
		if !(Outage{Scope: s}).Covers(d) {
			continue
		}
		all++
		if d.Silent {
			last = append(last, d.Heard)
		}
	}
	if !since.IsZero() {
		for _, t := range last {
			if !t.Before(since.Add(-window)) {
				silent++
			}
		}
		return silent, all, since
	}
	slices.SortFunc(last, time.Time.Compare)
	for i := range last {
		n := 0
		for _, t := range last[i:] {
			if t.Sub(last[i]) <= window {
				n++
			}
		}
		if n > silent {
			silent, from = n, last[i]
		}
	}
	return silent, all, from
}

func identify(s Scope, from time.Time) string {
	sum := sha256.Sum256([]byte(s.Operator + "\x00" + s.Area + "\x00" + from.UTC().Format(time.RFC3339Nano)))
	return hex.EncodeToString(sum[:16])
}
