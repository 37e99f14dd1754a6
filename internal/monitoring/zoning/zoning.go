// Package zoning holds the rules of zones of an order of monitoring: what a zone must say, who decides on it, when its versions hold. A
// zone never goes beyond the decision it rests on, so each version names the point of the decision; places to keep away from need a
// second person. Pure: no clock, no input or output. Zones that protect a victim are not here: they are never in a client's record.
package zoning

import (
	"cmp"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
)

// Lists of the rulebook.
const (
	ListReasons     = "monitoring_zone_reasons"       // why a zone is changed
	ListEnds        = "monitoring_zone_end_reasons"   // why a zone ends
	ListPermissions = "monitoring_permission_reasons" // why a time is free
)

// ReasonCorrection is the reason of a version that says what the one before should have said: it holds from that one's beginning.
const ReasonCorrection = "correction"

// State is how a zone stands.
type State string

// The states of a zone.
const (
	Drafted  State = "drafted"  // its first version waits
	Returned State = "returned" // its first version was sent back
	InForce  State = "in_force"
	Ended    State = "ended"
)

// States of a version.
const (
	VersionWaiting   = "waiting"
	VersionReturned  = "returned"
	VersionDropped   = "dropped" // a later draft took its place before anybody decided
	VersionInForce   = "in_force"
	VersionReplaced  = "replaced"
	VersionCorrected = "corrected" // was wrong from its beginning
)

// Zone is one zone of an order as it stands.
type Zone struct {
	ID        string
	Client    id.Client
	Order     string
	Kind      zone.Kind
	State     State
	InForce   int // number of the version in force; 0 before
	Waiting   int // number of the version that waits; 0 when none does
	MadeAt    civil.Instant
	MadeBy    string
	EndedAt   civil.Instant
	EndedBy   string
	EndReason string
	EndWords  string
	Row       int
}

// Kinds lists the kinds that an officer may draw.
func Kinds() []zone.Kind { return []zone.Kind{zone.Home, zone.Work, zone.Inclusion, zone.Exclusion} }

// Allowed lists the kinds that a level of monitoring lets be drawn: mere presence at the address has that address and nothing else.
func Allowed(l regime.Level) []zone.Kind {
	if l == regime.Presence {
		return []zone.Kind{zone.Home}
	}
	return Kinds()
}

// Second reports whether a second person decides on zones of a kind.
func Second(k zone.Kind) bool { return k.KeepOut() }

// OnHolidays says what the timetable does on days off of the calendar.
type OnHolidays string

// What a timetable may do on days off.
const (
	HolidaysSame OnHolidays = "same" // like any day of that weekday
	HolidaysFree OnHolidays = "free" // it rests
	HolidaysOwn  OnHolidays = "own"  // hours of their own
)

// Times say when a zone holds.
type Times struct {
	Always  bool // round the clock
	Weekly  []curfew.Span
	Holiday OnHolidays
	Own     []curfew.Span // on days off, with HolidaysOwn
}

// Terms are what one version of a zone says.
type Terms struct {
	Name   string // how people call the place
	Shape  zone.Shape
	Buffer float64 // metres of warning round a place to keep away from
	Basis  string  // the point of the decision
	Times  Times
	From   civil.Instant // zero: from the moment it is decided on
	Until  civil.Instant // zero: as long as the order
	Reason string        // of a change
	Words  string
}

// Version is one version of a zone.
type Version struct {
	ID       string
	Number   int
	State    string
	Decision int // number of the order's version it rests on
	Terms
	HoldsFrom civil.Instant // what it held, once decided on
	HoldsTo   civil.Instant // zero: open
	DraftedAt civil.Instant
	DraftedBy string
	DecidedAt civil.Instant
	DecidedBy string
	Words     string // of whoever decided: on the check of everyday life, or why it was sent back
}

// Exception is a time in which a zone rests.
type Exception struct {
	ID          string
	Zone        string
	Effect      curfew.Effect // permission or suspension
	From, Until civil.Instant // until zero: until further notice
	Reason      string
	Words       string
	At          civil.Instant
	By          string
	WithdrawnAt civil.Instant
	WithdrawnBy string
}

// table is the timetable of one version. Holding always is written as whole days, because other versions of the zone may have hours.
func (v Version) table(from, to time.Time) curfew.Table {
	t := curfew.Table{Number: v.Number, From: from, To: to, Weekly: v.Times.Weekly}
	if v.Times.Always {
		t.Weekly = WholeWeek()
		return t
	}
	switch v.Times.Holiday {
	case HolidaysFree:
		t.OnHolidays = []curfew.Span{}
	case HolidaysOwn:
		t.OnHolidays = v.Times.Own
	}
	return t
}

// WholeWeek are the spans of a week without leave.
func WholeWeek() []curfew.Span {
	out := make([]curfew.Span, 7)
	for d := range out {
		out[d] = curfew.Span{Day: time.Weekday(d), Start: 0, End: 24 * 60}
	}
	return out
}

// Timetable makes the timetable of a version as if it alone held, for the check of hours.
func (v Version) Timetable(where *time.Location, holidays []civil.Date) curfew.Timetable {
	return curfew.Timetable{Location: where, Holidays: holidays, Tables: []curfew.Table{v.table(time.Time{}, time.Time{})}}
}

// Judged makes of a zone what the rules of monitoring judge by; ok is false while nothing of it has ever held.
func Judged(z Zone, versions []Version, exceptions []Exception, where *time.Location, holidays []civil.Date) (judge.Zone, bool) {
	out := judge.Zone{ID: z.ID, Kind: z.Kind}
	when := &curfew.Timetable{Location: where, Holidays: holidays}
	hours := false
	ordered := slices.Clone(versions)
	slices.SortFunc(ordered, func(a, b Version) int {
		return cmp.Or(a.HoldsFrom.Time().Compare(b.HoldsFrom.Time()), cmp.Compare(a.Number, b.Number))
	})
	for _, v := range ordered {
		if v.State != VersionInForce && v.State != VersionReplaced {
			continue
		}
		from, to := v.HoldsFrom.Time(), v.HoldsTo.Time()
		if !to.IsZero() && !from.Before(to) {
			continue
		}
		out.Versions = append(out.Versions, zone.Version{Number: v.Number, Shape: v.Shape, Buffer: v.Buffer, From: from, To: to})
		when.Tables = append(when.Tables, v.table(from, to))
		hours = hours || !v.Times.Always
	}
	for _, e := range exceptions {
		if e.WithdrawnAt.IsZero() {
			when.Exceptions = append(when.Exceptions, curfew.Exception{ID: e.ID, Effect: e.Effect, From: e.From.Time(), To: e.Until.Time()})
		}
	}
	if hours || len(when.Exceptions) > 0 {
		out.When = when
	}
	return out, len(out.Versions) > 0
}
