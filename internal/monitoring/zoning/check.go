package zoning

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/rulebook"
)

// Limits reads the sizes that hold on a day; an absent value is named.
func Limits(book *rulebook.Rulebook, on civil.Date) (zone.Limits, error) {
	const rule = "monitoring.zone_limits"
	var missing fault.Problems
	row, _ := book.Lookup(rule, on)
	num := func(name string) float64 {
		n, ok := row.Value.At(name)
		if !ok {
			missing.Add(rule, "monitoring.rule_missing", "rule", rule+": "+name)
		}
		return float64(n)
	}
	return zone.Limits{
		MinRadius: num("min_radius_m"), MaxRadius: num("max_radius_m"), MinWidth: num("min_width_m"), MaxWidth: num("max_width_m"),
		MaxExtent: num("max_extent_m"), MaxSquareKm: num("max_square_km"), MaxPoints: int(num("max_points")), MaxBuffer: num("max_buffer_m"),
	}, missing.Err()
}

// Against is what terms are checked against.
type Against struct {
	Order regime.Order
	Kind  zone.Kind
	First bool // a change needs a reason
	Book  *rulebook.Rulebook
	Now   civil.Instant
	Where *time.Location
}

// Check says everything that is wrong with the terms of a zone, naming each field.
func (t Terms) Check(a Against) error {
	var p fault.Problems
	today := a.Now.In(a.Where)
	switch {
	case !slices.Contains(Kinds(), a.Kind):
		p.Add("kind", "field.choose")
	case !slices.Contains(Allowed(a.Order.Level), a.Kind):
		p.Add("kind", "monitoring.zones.level")
	case a.Order.Level == regime.Presence && t.Shape.Form != zone.Circle:
		p.Add("form", "monitoring.zones.presence_circle")
	}
	line(&p, "name", t.Name)
	text(&p, "basis", t.Basis, true)
	limits, err := Limits(a.Book, today)
	if err != nil {
		return err
	}
	buffer := t.Buffer
	if !a.Kind.KeepOut() && buffer != 0 {
		p.Add("buffer", "monitoring.zones.buffer_only")
		buffer = 0
	}
	if err := zone.Check(t.Shape, buffer, limits); err != nil {
		p = append(p, fault.As(err).Problems...)
	}
	t.checkTerm(&p, a)
	t.Times.check(&p, a.Where)
	if !a.First {
		if list := a.Book.List(ListReasons); t.Reason == "" {
			p.Add("reason", "field.choose")
		} else if !list.Holds(t.Reason, today) {
			p.Add("reason", "field.unknown")
		}
		text(&p, "words", t.Words, true)
	}
	return p.Err()
}

func (t Terms) checkTerm(p *fault.Problems, a Against) {
	if !t.From.IsZero() && t.From.Before(a.Now) && t.Reason != ReasonCorrection {
		p.Add("from", "monitoring.zones.from_past")
	}
	start := t.From
	if start.IsZero() {
		start = a.Now
	}
	if !start.Before(a.Order.Ends) {
		p.Add("from", "monitoring.zones.after_order", "Until", a.Order.Ends.Add(-1).In(a.Where))
	}
	switch {
	case t.Until.IsZero():
	case !start.Before(t.Until):
		p.Add("until", "monitoring.zones.until_first")
	case t.Until.After(a.Order.Ends):
		p.Add("until", "monitoring.zones.after_order", "Until", a.Order.Ends.Add(-1).In(a.Where))
	}
}

func (t Times) check(p *fault.Problems, where *time.Location) {
	if t.Always {
		return
	}
	if len(t.Weekly) == 0 && (t.Holiday != HolidaysOwn || len(t.Own) == 0) {
		p.Add("mon", "monitoring.zones.no_hours")
		return
	}
	if !slices.Contains([]OnHolidays{HolidaysSame, HolidaysFree, HolidaysOwn}, t.Holiday) {
		p.Add("holiday", "field.choose")
	}
	if t.Holiday == HolidaysOwn && len(t.Own) == 0 {
		p.Add("own", "monitoring.zones.no_own_hours")
	}
	v := Version{Terms: Terms{Times: t}}
	if err := v.Timetable(where, nil).Check(); err != nil {
		*p = append(*p, fault.As(err).Problems...)
	}
}

// Check says everything that is wrong with a time in which a zone rests.
func (e Exception) Check(o regime.Order, book *rulebook.Rulebook, now civil.Instant, where *time.Location) fault.Problems {
	var p fault.Problems
	if e.Effect != curfew.Permission && e.Effect != curfew.Suspension {
		p.Add("effect", "field.choose")
	}
	switch {
	case e.From.IsZero():
		p.Add("from", "field.required")
	case e.From.Before(o.Begins) || !e.From.Before(o.Ends):
		p.Add("from", "monitoring.zones.outside_order")
	}
	switch {
	case e.Until.IsZero() && e.Effect == curfew.Permission:
		p.Add("until", "monitoring.zones.permission_end")
	case !e.Until.IsZero() && !e.From.Before(e.Until):
		p.Add("until", "monitoring.zones.until_first")
	}
	if list := book.List(ListPermissions); e.Reason == "" {
		p.Add("reason", "field.choose")
	} else if !list.Holds(e.Reason, now.In(where)) {
		p.Add("reason", "field.unknown")
	}
	text(&p, "words", e.Words, true)
	return p
}

func line(p *fault.Problems, field, s string) {
	switch {
	case strings.TrimSpace(s) == "":
		p.Add(field, "field.required")
	case utf8.RuneCountInString(s) > regime.MaxLine:
		p.Add(field, "field.too_long", "Max", regime.MaxLine)
	}
}

func text(p *fault.Problems, field, s string, required bool) {
	switch {
	case strings.TrimSpace(s) == "" && required:
		p.Add(field, "field.required")
	case utf8.RuneCountInString(s) > regime.MaxText:
		p.Add(field, "field.too_long", "Max", regime.MaxText)
	}
}

// CheckPlace says what is wrong with the name of a place of everyday life.
func CheckPlace(name string) fault.Problems {
	var p fault.Problems
	line(&p, "name", name)
	return p
}
