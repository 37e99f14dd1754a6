package judge

import (
	"math"
	"time"

	"tuzjol/internal/monitoring/zone"
)

// turn looks at a zone anew at a moment at which its timetable or its version changes.
func (j *Judge) turn(s *State, i int, at time.Time) {
	l, z := &j.zones[i], &s.Zones[i]
	version, until := 0, time.Time{}
	sooner := func(t time.Time) {
		if t.After(at) && (until.IsZero() || t.Before(until)) {
			until = t
		}
	}
	for n, v := range l.Versions {
		if v.Holds(at) {
			version = n + 1
		}
		sooner(v.From)
		sooner(v.To)
	}
	awake := version > 0
	if awake && l.When != nil {
		var next time.Time
		awake, _, next = l.When.At(at)
		sooner(next)
	}
	if version != z.Version {
		z.Version = version
		j.replace(s, i, at)
	}
	z.Until = until
	switch {
	case awake && !z.Awake:
		z.Awake, z.Since, z.Judge = true, at, time.Time{}
		z.SeenThere = z.Inner.Side == Inside
		if l.Kind.Presence() && l.set.StartGrace > 0 && z.Inner.Side == Outside {
			z.Judge = at.Add(l.set.StartGrace)
		}
	case !awake && z.Awake:
		j.sleep(s, i, at)
		z.Awake, z.Since, z.Judge = false, at, time.Time{}
	}
	j.decide(s, i, at)
}

// replace judges the last known place by the version that now holds: a zone may be drawn round a wearer who is there already.
func (j *Judge) replace(s *State, i int, at time.Time) {
	l, z := &j.zones[i], &s.Zones[i]
	z.Inner, z.Outer = Track{Since: at}, Track{Since: at}
	if z.Version == 0 || s.Mute || s.Blind || !s.Anchor.OK {
		return
	}
	if l.Kind == zone.VictimMoving {
		z.PeerFrom = at
		return
	}
	d := l.areas[z.Version-1].DistanceWithin(s.Anchor.Place, l.reach)
	d = min(d, l.reach)
	z.Distance, z.Accuracy = d, s.Anchor.Accuracy
	inner, outer := l.evidence(d, s.Anchor.Accuracy, 0, l.Versions[z.Version-1].Buffer)
	z.Inner.settle(inner, at, s.Anchor.Ref)
	z.Outer.settle(outer, at, s.Anchor.Ref)
}

// sleep ends what the zone has open, as its time is over.
func (j *Judge) sleep(s *State, i int, at time.Time) {
	z := &s.Zones[i]
	for _, r := range []Rule{PresenceAbsent, PresenceLeft, PresenceUnknown, KeepOutEntry, KeepOutWarning} {
		if n := s.find(r, z.ID); n >= 0 {
			s.Open[n].Whole = r == PresenceAbsent && s.Open[n].From.Equal(z.Since)
			s.shut(r, z.ID, at, "time_over")
		}
	}
}

// evidence says what a distance speaks for, by the inner boundary and by that of the buffer; Unknown speaks for nothing. A place to keep
// away from is entered when the fix is inside by more than its accuracy, and is warned of when it may be inside the buffer; drift widens
// the warning alone.
func (l *laid) evidence(d, accuracy, drift, buffer float64) (inner, outer Side) {
	off := d - l.set.Factor*accuracy
	if off > l.set.ExitBand {
		inner = Outside
	}
	if l.Kind.Presence() {
		if d <= 0 {
			inner = Inside
		}
		return inner, Unknown
	}
	if d+l.set.Factor*accuracy < 0 {
		inner = Inside
	}
	switch {
	case d-accuracy-drift < buffer:
		outer = Inside
	case off-drift > buffer+l.set.ExitBand:
		outer = Outside
	}
	return inner, outer
}

// observe takes the distance of one fix from one zone.
func (j *Judge) observe(s *State, i int, d, accuracy, drift float64, ref Ref) {
	l, z := &j.zones[i], &s.Zones[i]
	if l.Kind != zone.VictimMoving {
		d = min(d, l.reach) // farther away it does not matter how far
	}
	z.Distance, z.Accuracy = d, accuracy
	inner, outer := l.evidence(d, accuracy, drift, l.Versions[z.Version-1].Buffer)
	changed := look(&z.Inner, inner, ref, l.set.Enter, l.set.Exit)
	if l.Kind.KeepOut() {
		changed = look(&z.Outer, outer, ref, l.set.Warn, l.set.Exit) || changed
	}
	if z.Inner.Side == Inside {
		z.SeenThere = true
	}
	if changed || z.Awake && len(s.Open) > 0 {
		j.decide(s, i, s.Now)
	}
}

func look(t *Track, s Side, ref Ref, enter, exit Confirm) bool {
	switch s {
	case Inside:
		return t.see(s, ref, enter)
	case Outside:
		return t.see(s, ref, exit)
	case Unknown:
	}
	if t.Seen != 0 {
		t.push(0, ref)
	}
	return false
}

// decide opens and ends the findings of a zone by what is known of it now.
func (j *Judge) decide(s *State, i int, at time.Time) {
	l, z := &j.zones[i], &s.Zones[i]
	switch {
	case z.Version == 0:
		for _, r := range []Rule{PresenceAbsent, PresenceLeft, PresenceUnknown, KeepOutEntry, KeepOutWarning, KeepOutPossible, VictimUnknown} {
			s.shut(r, z.ID, at, "changed")
		}
	case !z.Awake:
	case l.Kind.Presence():
		j.presence(s, i, at)
	default:
		j.keepOut(s, i, at)
	}
}

func (j *Judge) presence(s *State, i int, at time.Time) {
	z := &s.Zones[i]
	t := &z.Inner
	switch t.Side {
	case Inside:
		z.Judge = time.Time{}
		for _, r := range []Rule{PresenceAbsent, PresenceLeft, PresenceUnknown} {
			s.shut(r, z.ID, t.Since, "returned")
		}
	case Outside:
		from := later(t.Since, z.Since)
		s.shut(PresenceUnknown, z.ID, from, "found_outside")
		if s.find(PresenceAbsent, z.ID) >= 0 || s.find(PresenceLeft, z.ID) >= 0 {
			return
		}
		switch {
		case z.SeenThere && t.Since.After(z.Since):
			s.open(j.finding(s, i, PresenceLeft, from, at))
		case z.Judge.IsZero():
			s.open(j.finding(s, i, PresenceAbsent, from, at))
		}
	case Unknown:
		begins := at.Equal(z.Since) || at.Equal(z.Since.Add(j.zones[i].set.StartGrace))
		if begins && s.find(PresenceAbsent, z.ID) < 0 && s.find(PresenceLeft, z.ID) < 0 && s.find(PresenceUnknown, z.ID) < 0 {
			f := j.finding(s, i, PresenceUnknown, at, at)
			f.Outage = j.outage(at)
			s.open(f)
		}
	}
}

func (j *Judge) keepOut(s *State, i int, at time.Time) {
	z := &s.Zones[i]
	switch z.Inner.Side {
	case Inside:
		if s.find(KeepOutEntry, z.ID) < 0 {
			from := later(z.Inner.Since, z.Since)
			s.shut(KeepOutWarning, z.ID, from, "entered")
			s.open(j.finding(s, i, KeepOutEntry, from, at))
		}
		return
	case Outside:
		s.shut(KeepOutEntry, z.ID, z.Inner.Since, "returned")
	case Unknown:
		if s.find(KeepOutEntry, z.ID) >= 0 {
			return
		}
	}
	switch z.Outer.Side {
	case Inside:
		if s.find(KeepOutWarning, z.ID) < 0 && s.find(KeepOutEntry, z.ID) < 0 {
			s.open(j.finding(s, i, KeepOutWarning, later(later(z.Outer.Since, z.Since), j.entryEnded(s, z.ID)), at))
		}
	case Outside:
		s.shut(KeepOutWarning, z.ID, z.Outer.Since, "returned")
	case Unknown:
	}
}

// entryEnded is when the last entry of the zone ended: a warning after it begins there.
func (j *Judge) entryEnded(s *State, zoneID string) time.Time {
	for n := len(s.Done) - 1; n >= 0; n-- {
		if f := &s.Done[n]; f.Zone == zoneID && f.Rule == KeepOutEntry {
			return f.To
		}
	}
	return time.Time{}
}

// finding makes one of a zone with its explanation.
func (j *Judge) finding(s *State, i int, r Rule, from, at time.Time) Finding {
	l, z := &j.zones[i], &s.Zones[i]
	f := j.Plain(r, from, at)
	f.Zone = z.ID
	v := l.Versions[z.Version-1]
	f.Version = v.Number
	track, c := &z.Inner, l.set.Enter
	switch {
	case r == KeepOutWarning:
		track, c = &z.Outer, l.set.Warn
	case l.Kind.Presence():
		c = l.set.Exit
	}
	if track.Side != Unknown {
		f.Explain.Evidence = track.evidence()
	}
	d := z.Distance
	if l.Kind == zone.VictimMoving {
		d = step50(d)
		f.Explain.PeerFix = z.Peer.Arrival
		f.Explain.PeerAge = s.Now.Sub(earlier(z.Peer.At, s.Placed))
	}
	f.Explain.Distance, f.Explain.Accuracy = math.Round(d*10)/10, math.Round(z.Accuracy*10)/10
	f.Explain.ExitBand, f.Explain.Factor, f.Explain.Buffer = l.set.ExitBand, l.set.Factor, v.Buffer
	f.Explain.M, f.Explain.N, f.Explain.Dwell = c.M, c.N, c.Dwell
	return f
}

// Plain makes a finding without a zone, with the versions of the rules.
func (j *Judge) Plain(r Rule, from, at time.Time) Finding {
	return Finding{Rule: r, Class: classOf(r), From: from, DecidedAt: at, Explain: Explain{Rules: Version, Rulebook: j.set.RuleVersion}}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
