// Package simulate invents people who wear devices: where each is at any instant, what the device says of itself, and the bytes in which
// it says so. The same seed gives the same days on every machine; a person is a function of time, so that what came late or twice can be
// compared with what was sent. Nothing here opens a connection.
package simulate

import (
	"fmt"
	"math"
	"time"

	"tuzjol/internal/monitoring"
)

// Place is a point of the earth in degrees.
type Place struct{ Lat, Lon float64 }

// Sample is what a device says at an instant.
type Sample struct {
	At       time.Time
	Place    Place
	Accuracy float64 // radius in metres
	Speed    float64 // metres a second
	Course   float64
	Battery  float64 // per cent
	Charging bool
	NoFix    bool // inside, without a satellite: the place is the last known one
	Silent   bool // the device is off, or somebody has seen to it that it is not heard
	Moving   bool
	Alarms   []monitoring.Alarm
}

// Kind is what a story is about.
type Kind string

// The stories that can be asked for.
const (
	Visit  Kind = "visit"  // goes to a place, stays there, goes back: into a forbidden place, or away from home in the curfew
	Tamper Kind = "tamper" // the strap is opened at the beginning of the story
	Silent Kind = "silent" // nothing is heard from the device
	Empty  Kind = "empty"  // the battery runs down to nothing at the end of the story
)

// Story is something that happens to a wearer besides everyday life. Of a visit, From and Until are the time at the place; the ways there
// and back come before and after.
type Story struct {
	Kind        Kind
	Place       Place
	From, Until time.Time
}

// Wearer is one invented person: a home, a work, the ways between them, and days that resemble each other. Not safe for use by several
// at once.
type Wearer struct {
	Home, Work, Shop Place
	Stories          []Story

	seed uint64
	zone *time.Location
	day  int // of program, days since 1970
	plan []leg
}

// NewWearer invents the n-th wearer of a seed who lives within a few kilometres of a place.
func NewWearer(seed uint64, n int, near Place, zone *time.Location) *Wearer {
	w := &Wearer{seed: mix(seed, uint64(n)+1), zone: zone} //nolint:gosec // a count
	w.Home = near.move(w.between("home", 300, 2500), w.between("home way", 0, 360))
	w.Work = w.Home.move(w.between("work", 900, 3500), w.between("work way", 0, 360))
	w.Shop = w.Home.move(w.between("shop", 150, 500), w.between("shop way", 0, 360))
	return w
}

// leg is a part of a day: a stay, or a way along a line.
type leg struct {
	from, until time.Time
	line        []Place // one point for a stay
}

// Sample is what the device of the wearer says at an instant.
func (w *Wearer) Sample(at time.Time) Sample {
	s := Sample{At: at}
	here, moving, inside := w.at(at)
	before, _, _ := w.at(at.Add(-5 * time.Second))
	s.Moving = moving
	if moving {
		s.Speed, s.Course = before.distance(here)/5, before.course(here)
	}
	s.Accuracy = 4 + 6*w.unit("acc", at.Unix()/60)
	if inside {
		s.Accuracy = 12 + 20*w.unit("acc", at.Unix()/60)
		s.NoFix = w.unit("roof", at.Unix()/300) < 0.12
	}
	s.Place = here.move(s.Accuracy*0.5*w.smooth("far", at), 360*w.unit("side", at.Unix()/900)+90*w.smooth("turn", at))
	s.Battery, s.Charging = w.battery(at)
	w.tell(&s)
	return s
}

// tell puts the stories into what the device says of itself.
func (w *Wearer) tell(s *Sample) {
	for _, x := range w.Stories {
		switch in := !s.At.Before(x.From) && s.At.Before(x.Until); {
		case x.Kind == Tamper && in:
			s.Alarms = append(s.Alarms, monitoring.Tamper)
		case x.Kind == Silent && in:
			s.Silent = true
		case x.Kind == Empty && in:
			s.Charging = false
			s.Battery = math.Round(min(s.Battery, 22*(1-float64(s.At.Sub(x.From))/float64(x.Until.Sub(x.From)))))
			if s.Battery < 15 {
				s.Alarms = append(s.Alarms, monitoring.LowBattery)
			}
		}
	}
}

// battery falls through the day and is charged in the evening at home.
func (w *Wearer) battery(at time.Time) (percent float64, charging bool) {
	local := at.In(w.zone)
	plug := 20 + 2*w.unit("plug", int64(local.YearDay()))
	hour := float64(local.Hour()) + float64(local.Minute())/60
	if hour < plug-18 { // what is left of yesterday's evening
		hour += 24
	}
	const low, perHour = 35.0, 45.0
	if hour >= plug {
		p := low + perHour*(hour-plug)
		return math.Round(min(p, 100)), p < 100
	}
	first := plug - 18 + (100-low)/perHour
	return math.Round(max(low, 100-(100-low)*max(0, hour-first)/(plug-first))), false
}

// at is where the wearer truly is.
func (w *Wearer) at(t time.Time) (here Place, moving, inside bool) {
	here, moving, inside = w.everyday(t)
	for _, x := range w.Stories {
		if x.Kind != Visit {
			continue
		}
		out, _, _ := w.everyday(x.From.Add(-x.way(w)))
		back, _, _ := w.everyday(x.Until.Add(x.way(w)))
		switch way := x.way(w); {
		case t.Before(x.From.Add(-way)) || !t.Before(x.Until.Add(way)):
		case t.Before(x.From):
			return along(w.streets(out, x.Place, "out"), float64(t.Sub(x.From.Add(-way)))/float64(way)), true, false
		case t.Before(x.Until):
			return x.Place, false, false
		default:
			return along(w.streets(x.Place, back, "back"), float64(t.Sub(x.Until))/float64(way)), true, false
		}
	}
	return here, moving, inside
}

// way is how long the way to the place of a visit takes: on foot where it is near, else by minibus.
func (x Story) way(w *Wearer) time.Duration {
	metres := 1.3 * max(w.Home.distance(x.Place), 50)
	speed := 1.4
	if metres > 2500 {
		speed = 6
	}
	return time.Duration(metres / speed * float64(time.Second))
}

// everyday is where the wearer is by the plan of the day.
func (w *Wearer) everyday(t time.Time) (here Place, moving, inside bool) {
	for _, l := range w.program(t) {
		if t.Before(l.until) {
			if len(l.line) == 1 {
				return l.line[0], false, true
			}
			return along(l.line, float64(t.Sub(l.from))/float64(l.until.Sub(l.from))), true, false
		}
	}
	return w.Home, false, true
}

// program is the plan of the day of an instant: work on five days, the bazaar or relatives on Saturday, a walk on Sunday.
func (w *Wearer) program(t time.Time) []leg {
	local := t.In(w.zone)
	y, m, d := local.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, w.zone)
	n := int(midnight.Unix() / 86400)
	if n == w.day && w.plan != nil {
		return w.plan
	}
	w.day, w.plan = n, nil
	clock := func(what string, hour, spread float64) time.Time {
		return midnight.Add(time.Duration((hour + spread*(w.unit(what, int64(n))-0.5)) * float64(time.Hour))).Truncate(time.Second)
	}
	switch local.Weekday() {
	case time.Saturday:
		w.trip(w.Work.move(1200, 45), clock("leave", 10.5, 1), clock("back", 13, 1))
	case time.Sunday:
		w.trip(w.Shop, clock("leave", 15, 2), clock("back", 17, 1))
	default:
		w.trip(w.Work, clock("leave", 7.7, 0.6), clock("back", 17.4, 0.6))
		if w.unit("shop", int64(n)) < 0.6 {
			w.trip(w.Shop, clock("leave shop", 18.9, 0.4), clock("back shop", 19.4, 0.3))
		}
	}
	w.stay(w.Home, midnight.Add(25*time.Hour))
	return w.plan
}

// trip goes from home to a place, stays until it leaves, and comes home.
func (w *Wearer) trip(to Place, leaves, back time.Time) {
	w.stay(w.Home, leaves)
	way := w.streets(w.Home, to, "way")
	metres := length(way)
	speed := 1.4
	if metres > 2500 {
		speed = 6
	}
	took := time.Duration(metres / speed * float64(time.Second))
	w.plan = append(w.plan, leg{leaves, leaves.Add(took), way})
	if back.Before(leaves.Add(took + 10*time.Minute)) {
		back = leaves.Add(took + 10*time.Minute)
	}
	w.stay(to, back)
	w.plan = append(w.plan, leg{back, back.Add(took), reversed(way)})
}

func (w *Wearer) stay(at Place, until time.Time) {
	from := time.Time{}
	if len(w.plan) > 0 {
		from = w.plan[len(w.plan)-1].until
	}
	w.plan = append(w.plan, leg{from, until, []Place{at}})
}

// Every is how long a device waits until it speaks again: seldom while the wearer rests, so that the battery lasts.
func (s Sample) Every(moving, resting time.Duration) time.Duration {
	if s.Moving || len(s.Alarms) > 0 {
		return moving
	}
	return resting
}

// Ident is the number of the n-th simulated device of a seed: fifteen digits with the check digit of an IMEI.
func Ident(seed uint64, n int) string {
	s := fmt.Sprintf("86%05d%07d", seed%100000, n)
	sum := 0
	for i, c := range s {
		v := int(c - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return fmt.Sprintf("%s%d", s, (10-sum%10)%10)
}
