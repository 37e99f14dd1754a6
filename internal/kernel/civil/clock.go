package civil

// Unit is what a clock counts in.
type Unit string

// The units of a clock. Hours and minutes are lengths of time for sessions and alarms; a Clock does not count them.
const (
	CalendarDays Unit = "calendar"
	WorkingDays  Unit = "working"
	Weeks        Unit = "weeks"
	Months       Unit = "months"
	Hours        Unit = "hours"
	Minutes      Unit = "minutes"
)

// Known reports whether the unit exists.
func (u Unit) Known() bool { return u.OfDays() || u == Hours || u == Minutes }

// OfDays reports whether a clock can count the unit.
func (u Unit) OfDays() bool {
	return u == CalendarDays || u == WorkingDays || u == Weeks || u == Months
}

// Clock is a legal time limit: N units after an event whose own day does not count. With Roll a limit that ends on a
// day off moves to the next working day.
type Clock struct {
	N    int
	Unit Unit
	Roll bool
}

// Due is the last day on which the thing is in time. An unknown unit gives no day.
func (k Clock) Due(event Date, c Calendar) Reckoned {
	var r Reckoned
	switch k.Unit {
	case WorkingDays:
		return c.AddWorkingDays(event, k.N)
	case CalendarDays:
		r.Day = event.AddDays(k.N)
	case Weeks:
		r.Day = event.AddDays(7 * k.N)
	case Months:
		r.Day = Term{Months: k.N}.Expiry(event)
	case Hours, Minutes:
		return r
	default:
		return r
	}
	if k.Roll {
		return c.NextWorking(r.Day)
	}
	return r
}
