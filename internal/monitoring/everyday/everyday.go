// Package everyday checks before approval whether an order of monitoring leaves a reasonable everyday life: what of a client's own places the
// zones cover, how many hours the timetable takes, and what must not be at all. Pure. The rule behind it is Council of Europe
// CM/Rec(2014)4 (zones must leave an everyday life; confinement without leave is to be avoided); its numbers are the rulebook's.
package everyday

import (
	"cmp"
	"math"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/rulebook"
)

// What is a kind of place in a client's life.
type What string

// The kinds of place.
const (
	Home      What = "home"
	Work      What = "work"
	Clinic    What = "clinic"
	Transport What = "transport" // stops and ways
	Victim    What = "victim"    // where a victim lives; only for the check of a curfew's address
)

// Place is one place of a client's life.
type Place struct {
	ID    string
	What  What
	Shape zone.Shape
}

// Zone is one zone of an order, as it is about to be approved.
type Zone struct {
	ID    string
	Kind  zone.Kind
	Shape zone.Shape
}

// Limits are what zones and timetables may take; values of the rulebook. A limit of hours that is zero is not set: only the sum is shown.
type Limits struct {
	Share               map[What]float64 // of all places of a kind together, 0 to 1
	DayHours, WeekHours int
}

// FromRulebook reads the limits that hold on a day; an absent share is named.
func FromRulebook(book *rulebook.Rulebook, on civil.Date) (Limits, error) {
	const rule = "monitoring.everyday_percent"
	var missing fault.Problems
	row, _ := book.Lookup(rule, on)
	l := Limits{
		Share:    map[What]float64{},
		DayHours: book.Int("monitoring.curfew_day_hours", on, 0), WeekHours: book.Int("monitoring.curfew_week_hours", on, 0),
	}
	for _, w := range []What{Home, Work, Clinic, Transport} {
		n, ok := row.Value.At(string(w))
		if !ok {
			missing.Add(rule, "monitoring.rule_missing", "rule", rule+": "+string(w))
		}
		l.Share[w] = float64(n) / 100
	}
	return l, missing.Err()
}

// Grade is what a finding does.
type Grade string

// The grades.
const (
	Refused Grade = "refused" // the zone or timetable cannot be approved
	Warns   Grade = "warns"   // a second person must see it and may approve with a reason
	Shows   Grade = "shows"   // to be shown
)

// Code says what was found.
type Code string

// The codes.
const (
	CoversHome    Code = "covers_home"    // a zone to keep away from covers a part of the client's own home
	CoversPlace   Code = "covers_place"   // zones cover a share of the client's places of a kind
	CurfewAtHers  Code = "curfew_victim"  // the place of a curfew is where a victim lives
	ZoneSize      Code = "zone_size"      // square metres of a zone
	HoursDay      Code = "hours_day"      // most hours on one day
	HoursWeek     Code = "hours_week"     // most hours in seven days
	HoursUnbroken Code = "hours_unbroken" // longest span without leave
)

// Finding is one result of the check. Share is 0 to 1; Hours and SquareMetres stand where the code speaks of them.
type Finding struct {
	Code         Code
	Grade        Grade
	Zone         string
	What         What
	Share, Limit float64
	SquareMetres float64
	Length       time.Duration
	Day          civil.Date
}

// Zones checks the zones of an order against the places of the client's life and against where victims live.
func Zones(zones []Zone, places []Place, l Limits) []Finding {
	var out []Finding
	laid := map[string]*zone.Area{}
	for _, p := range places {
		laid[p.ID] = zone.Lay(p.Shape)
	}
	for _, z := range zones {
		if z.Kind == zone.VictimMoving {
			continue // has no place of its own
		}
		area := zone.Lay(z.Shape)
		out = append(out, Finding{Code: ZoneSize, Grade: Shows, Zone: z.ID, SquareMetres: math.Round(area.SquareMetres())})
		for _, p := range places {
			own := laid[p.ID]
			switch {
			case z.Kind.KeepOut() && p.What == Home:
				if share := zone.Share(own, area); share > l.Share[Home] {
					out = append(out, Finding{Code: CoversHome, Grade: Refused, Zone: z.ID, What: Home, Share: round(share), Limit: l.Share[Home]})
				}
			case z.Kind == zone.Home && p.What == Victim:
				if zone.Share(own, area) > 0 || zone.Share(area, own) > 0 {
					out = append(out, Finding{Code: CurfewAtHers, Grade: Refused, Zone: z.ID, What: Victim})
				}
			}
		}
	}
	out = append(out, shares(zones, places, laid, l)...)
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Compare(rank(a.Grade), rank(b.Grade)) })
	return out
}

func rank(g Grade) int { return slices.Index([]Grade{Refused, Warns, Shows}, g) }

// shares adds up what all zones to keep away from cover of the client's places of each kind.
func shares(zones []Zone, places []Place, laid map[string]*zone.Area, l Limits) []Finding {
	var out []Finding
	for _, w := range []What{Work, Clinic, Transport} {
		n, sum := 0, 0.0
		for _, p := range places {
			if p.What != w {
				continue
			}
			n++
			most := 0.0 // of zones that overlap only the one that covers most is counted
			for _, z := range zones {
				if z.Kind.KeepOut() && z.Kind != zone.VictimMoving {
					most = max(most, zone.Share(laid[p.ID], zone.Lay(z.Shape)))
				}
			}
			sum += most
		}
		if n == 0 {
			continue
		}
		f := Finding{Code: CoversPlace, Grade: Shows, What: w, Share: round(sum / float64(n)), Limit: l.Share[w]}
		if f.Share > f.Limit {
			f.Grade = Warns
		}
		out = append(out, f)
	}
	return out
}

// Hours checks how much a timetable takes from the first day to the last.
func Hours(zoneID string, t curfew.Timetable, first, last civil.Date, l Limits) []Finding {
	s := t.Sum(first, last)
	grade := func(length time.Duration, limit int) Grade {
		if limit > 0 && length > time.Duration(limit)*time.Hour {
			return Warns
		}
		return Shows
	}
	return []Finding{
		{Code: HoursDay, Grade: grade(s.Longest.Length, l.DayHours), Zone: zoneID, Length: s.Longest.Length, Day: s.Longest.Date, Limit: float64(l.DayHours)},
		{Code: HoursWeek, Grade: grade(s.Week, l.WeekHours), Zone: zoneID, Length: s.Week, Day: s.WeekFrom, Limit: float64(l.WeekHours)},
		{Code: HoursUnbroken, Grade: grade(s.Unbroken, 24), Zone: zoneID, Length: s.Unbroken, Limit: 24},
	}
}

// Approvable reports whether nothing among the findings refuses the whole.
func Approvable(list []Finding) bool {
	return !slices.ContainsFunc(list, func(f Finding) bool { return f.Grade == Refused })
}

func round(share float64) float64 { return math.Round(share*100) / 100 }
