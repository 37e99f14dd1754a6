package simulate

import (
	"math"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/osmand"
	"tuzjol/internal/monitoring/frame/protocols"
)

var (
	osh    = Place{40.5283, 72.7985}
	zone   = time.FixedZone("Bishkek", 6*3600)
	monday = time.Date(2026, 11, 16, 0, 0, 0, 0, zone)
)

func TestDaysAreBelievable(t *testing.T) {
	for n := range 40 {
		w := NewWearer(7, n, osh, zone)
		if d := osh.Distance(w.Home); d > 2600 {
			t.Fatalf("wearer %d lives %.0f m away", n, d)
		}
		night, noon := w.Sample(monday.Add(27*time.Hour)), w.Sample(monday.Add(12*time.Hour))
		if d := w.Home.Distance(night.Place); d > 40 || night.Moving {
			t.Errorf("wearer %d is %.0f m from home at night", n, d)
		}
		if d := w.Work.Distance(noon.Place); d > 40 {
			t.Errorf("wearer %d is %.0f m from work at noon", n, d)
		}
		last, moved, dark := w.Sample(monday), 0, 0
		for at := monday.Add(15 * time.Second); at.Before(monday.Add(48 * time.Hour)); at = at.Add(15 * time.Second) {
			s := w.Sample(at)
			if v := last.Place.Distance(s.Place) / 15; v > 12 {
				t.Fatalf("wearer %d at %s: %.1f m/s", n, at, v)
			}
			if s.Battery < 20 || s.Battery > 100 {
				t.Fatalf("wearer %d at %s: battery %v", n, at, s.Battery)
			}
			if s.Moving {
				moved++
			}
			if s.NoFix {
				dark++
			}
			last = s
		}
		if moved == 0 || dark == 0 {
			t.Errorf("wearer %d: moved %d times, %d times without a satellite", n, moved, dark)
		}
	}
}

func TestSameSeedSameDays(t *testing.T) {
	a, b, c := NewWearer(7, 3, osh, zone), NewWearer(7, 3, osh, zone), NewWearer(8, 3, osh, zone)
	b.Sample(monday.AddDate(0, 0, 5)) // what was asked before must not matter
	at := monday.Add(17*time.Hour + 25*time.Minute)
	if x, y := a.Sample(at), b.Sample(at); x.Place != y.Place || x.Battery != y.Battery {
		t.Errorf("%+v and %+v", x, y)
	}
	if a.Sample(at).Place == c.Sample(at).Place {
		t.Error("another seed lives the same day")
	}
}

func TestStories(t *testing.T) {
	w := NewWearer(7, 1, osh, zone)
	from, until := monday.Add(20*time.Hour), monday.Add(20*time.Hour+20*time.Minute)
	forbidden := w.Home.Move(1800, 70)
	w.Stories = []Story{{Kind: Visit, Place: forbidden, From: from, Until: until}, {Kind: Tamper, From: until, Until: until.Add(time.Minute)}, {Kind: Silent, From: monday.Add(3 * time.Hour), Until: monday.Add(4 * time.Hour)}}
	if d := forbidden.Distance(w.Sample(from.Add(10 * time.Minute)).Place); d > 20 {
		t.Errorf("%.0f m from the place of the visit", d)
	}
	last := w.Sample(from.Add(-time.Hour))
	for at := last.At.Add(15 * time.Second); at.Before(until.Add(time.Hour)); at = at.Add(15 * time.Second) {
		s := w.Sample(at)
		if v := last.Place.Distance(s.Place) / 15; v > 12 {
			t.Fatalf("%s: %.1f m/s on the way", at, v)
		}
		last = s
	}
	if s := w.Sample(until.Add(30 * time.Second)); len(s.Alarms) != 1 || s.Alarms[0] != monitoring.Tamper {
		t.Errorf("alarms %v", s.Alarms)
	}
	if !w.Sample(monday.Add(3*time.Hour + time.Minute)).Silent {
		t.Error("not silent")
	}
}

// TestVoices lets the readers of the house read what the simulated devices say.
func TestVoices(t *testing.T) {
	for _, p := range protocols.Streams {
		v := &Voice{Protocol: p, Ident: Ident(7, 12)}
		d, _ := p.Decoder(frame.Settings{})
		if b, waits := v.Login(); len(b) > 0 {
			r, err := d.Decode(b, monday)
			if err != nil || r.Device != v.Ident {
				t.Fatalf("%s: log-in of %q: %v", p, r.Device, err)
			}
			if waits {
				if used, ok := v.Answer(r.Reply, true); used != len(r.Reply) || !ok {
					t.Errorf("%s: the answer %x to the log-in is not understood", p, r.Reply)
				}
			}
		}
		w := NewWearer(7, 12, osh, zone)
		w.Stories = []Story{{Kind: Tamper, From: monday.Add(11 * time.Hour), Until: monday.Add(12 * time.Hour)}}
		for at := monday; at.Before(monday.Add(24 * time.Hour)); at = at.Add(7 * time.Minute) {
			var list []Sample
			for i := range v.Most() {
				list = append(list, w.Sample(at.Add(time.Duration(i)*15*time.Second)))
			}
			b, waits := v.Packet(list)
			r, err := d.Decode(b, at)
			if err != nil || len(r.Messages) != len(list) || r.Device != v.Ident {
				t.Fatalf("%s: %d messages of %q, %v", p, len(r.Messages), r.Device, err)
			}
			if used, ok := v.Answer(r.Reply, false); waits && (used != len(r.Reply) || !ok) {
				t.Fatalf("%s: the answer %x is not understood", p, r.Reply)
			}
			for i, m := range r.Messages {
				same(t, string(p), list[i], m)
				if told := len(m.Alarms) > 0; p != protocols.NMEA && told != (len(list[i].Alarms) > 0) {
					t.Fatalf("%s: alarms %v, told %v", p, list[i].Alarms, m.Alarms)
				}
			}
		}
	}
}

func TestPhone(t *testing.T) {
	v, w := &Voice{Protocol: protocols.OsmAnd, Ident: Ident(7, 1)}, NewWearer(7, 1, osh, zone)
	s := w.Sample(monday.Add(17*time.Hour + 40*time.Minute))
	s.NoFix = false
	r, err := osmand.Read(osmand.Request{Query: v.Query(s)}, frame.Settings{}, monday)
	if err != nil || len(r.Messages) != 1 {
		t.Fatal(err)
	}
	same(t, "osmand", s, r.Messages[0])
	if a := r.Messages[0].Position.Accuracy; a == nil || math.Abs(*a-s.Accuracy) > 0.1 {
		t.Errorf("accuracy %v of %v", a, s.Accuracy)
	}
}

func same(t *testing.T, p string, s Sample, m monitoring.Message) {
	t.Helper()
	pos := m.Position
	if pos == nil || pos.Valid == s.NoFix || pos.At.Sub(s.At).Abs() >= time.Second {
		t.Fatalf("%s: %+v became %+v", p, s, pos)
	}
	if d := s.Place.Distance(Place{pos.Lat.Degrees(), pos.Lon.Degrees()}); d > 0.3 {
		t.Fatalf("%s: %.2f m off", p, d)
	}
}

func TestIdent(t *testing.T) {
	if a, b := Ident(1, 1), Ident(1, 2); len(a) != 15 || !frame.Digits(a) || a == b {
		t.Errorf("%s, %s", a, b)
	}
}
