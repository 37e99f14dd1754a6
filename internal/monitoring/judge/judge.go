package judge

import (
	"reflect"
	"slices"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// Judge is a case laid out: areas on their planes, thresholds at hand.
type Judge struct {
	Case
	set   *Settings
	zones []laid
}

type laid struct {
	*Zone
	set   *KindSettings
	areas []*zone.Area // by version; nil for a moving zone
	reach float64      // farther than this from the box nothing can come of a fix
}

// New lays out a case that was checked before; the settings are kept by reference and must not change.
func New(c Case, set *Settings) *Judge {
	j := &Judge{Case: c, set: set, zones: make([]laid, len(c.Zones))}
	for i := range c.Zones {
		z := &j.Case.Zones[i]
		l := laid{Zone: z, set: set.Of(z.Kind), areas: make([]*zone.Area, len(z.Versions))}
		for n, v := range z.Versions {
			if z.Kind != zone.VictimMoving {
				l.areas[n] = zone.Lay(v.Shape)
			}
			l.reach = max(l.reach, v.Buffer)
		}
		l.reach += set.MaxAccuracy*max(1, l.set.Factor) + l.set.ExitBand + 1
		j.zones[i] = l
	}
	return j
}

// Begin is the state before anything is known.
func (j *Judge) Begin() State {
	s := State{Now: j.Start, Battery: -1, Heard: Ref{At: j.Start}, Placed: j.Start}
	j.Adopt(&s, nil)
	return s
}

// Adopt fits a state to this case: a zone whose version in force is the same keeps what is known of it, any other is looked at anew.
func (j *Judge) Adopt(s *State, old *Judge) {
	was := s.Zones
	s.Zones = make([]ZoneState, len(j.zones))
	for i := range j.zones {
		z := ZoneState{ID: j.zones[i].ID, PeerFrom: s.Now}
		for n, o := range was {
			if o.ID != z.ID {
				continue
			}
			z = o
			if v := o.Version; old != nil && v > 0 && (v > len(j.zones[i].Versions) || !reflect.DeepEqual(j.zones[i].Versions[v-1].Shape, old.zones[n].Versions[v-1].Shape) || j.zones[i].Kind != old.zones[n].Kind) {
				z.Version = 0
			}
		}
		z.Until = s.Now
		s.Zones[i] = z
	}
	for i := len(s.Open) - 1; i >= 0; i-- {
		if f := s.Open[i]; f.Zone != "" && !slices.ContainsFunc(j.zones, func(l laid) bool { return l.ID == f.Zone }) {
			s.shut(f.Rule, f.Zone, s.Now, "changed")
		}
	}
	s.Due = time.Time{}
}

// Over reports whether nothing is judged at a moment, as the order has not begun or has ended.
func (j *Judge) Over(at time.Time) bool {
	return at.Before(j.Start) || !j.End.IsZero() && !at.Before(j.End)
}

// Advance lets time come to a moment: everything that falls due until then and at it, in the order in which it falls due.
func (j *Judge) Advance(s *State, to time.Time) {
	if !j.End.IsZero() && to.After(j.End) {
		to = j.End
	}
	if !s.Due.IsZero() && to.Before(s.Due) {
		if to.After(s.Now) {
			s.Now = to
		}
		return
	}
	for {
		n := j.due(s)
		s.Due = n.at
		if n.at.IsZero() || n.at.After(to) {
			break
		}
		if n.at.After(s.Now) {
			s.Now = n.at
		}
		j.fire(s, n)
	}
	if to.After(s.Now) {
		s.Now = to
	}
}

// what falls due.
const (
	dueTurn = iota // a timetable or a version changes
	dueJudge
	dueStale
	dueDoubt
	dueMute
	dueSilence
	dueBlind
	dueQuiet
	dueOver
)

// next is the earliest of what falls due.
type next struct {
	at   time.Time
	what int
	i    int
}

func (n *next) consider(at time.Time, what, i int) {
	if !at.IsZero() && (n.at.IsZero() || at.Before(n.at)) {
		*n = next{at, what, i}
	}
}

func (j *Judge) due(s *State) next {
	var n next
	for i := range s.Zones {
		z := &s.Zones[i]
		n.consider(z.Until, dueTurn, i)
		if z.Awake {
			n.consider(z.Judge, dueJudge, i)
		}
		if j.zones[i].Kind == zone.VictimMoving && z.Version > 0 && !z.Stale {
			n.consider(j.staleAt(s, z, j.zones[i].Versions[z.Version-1].From), dueStale, i)
		}
	}
	if s.Pending.OK && !s.Told {
		n.consider(s.Pending.At.Add(j.set.DoubtWait), dueDoubt, 0)
	}
	if !s.Mute {
		n.consider(s.Heard.At.Add(j.patience(s)), dueMute, 0)
	} else if s.find(Silent, "") < 0 {
		n.consider(j.silenceTold(s), dueSilence, 0)
	}
	if !s.Mute && !s.Blind && !j.Placeless {
		n.consider(s.Placed.Add(max(j.set.NoPlaceAfter, j.patience(s))), dueBlind, 0)
	}
	for i := range s.Open {
		if s.Open[i].episode() {
			n.consider(s.Open[i].last().Add(j.set.AlarmQuiet), dueQuiet, i)
		}
	}
	if s.Now.Before(j.End) {
		n.consider(j.End, dueOver, 0)
	}
	return n
}

// NextDue is when something falls due next by what is known; zero = never.
func (j *Judge) NextDue(s *State) time.Time {
	if s.Due.IsZero() {
		s.Due = j.due(s).at
	}
	return s.Due
}

func (j *Judge) fire(s *State, n next) {
	switch n.what {
	case dueTurn:
		j.turn(s, n.i, n.at)
	case dueJudge:
		s.Zones[n.i].Judge = time.Time{}
		j.decide(s, n.i, n.at)
	case dueStale:
		j.stale(s, n.i, n.at)
	case dueDoubt:
		j.doubtOver(s)
	case dueMute:
		j.mute(s, n.at)
	case dueSilence:
		j.tellSilence(s, n.at)
	case dueBlind:
		j.blind(s, n.at)
	case dueQuiet:
		f := s.Open[n.i]
		s.shut(f.Rule, f.Zone, f.last(), "over")
	case dueOver:
		s.shutAll(n.at, "order_over")
	}
}

// Step takes one fix, own or of a victim, in true time.
func (j *Judge) Step(s *State, in *Input) {
	f := &in.Fix
	if j.Over(f.At) || f.Marks.Has(monitoring.Duplicate) {
		return
	}
	j.Advance(s, f.At)
	s.Due = time.Time{}
	switch in.Kind {
	case Peer:
		j.peer(s, in)
		return
	case Beside:
		j.beside(s, f)
		return
	}
	j.hear(s, f)
	j.alarms(s, f)
	j.place(s, f)
}
