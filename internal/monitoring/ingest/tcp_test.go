package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// in opens a gate for one Teltonika device and logs it in.
func in(t *testing.T, m *memory, s Settings) (*house, device) {
	t.Helper()
	h := open(t, m, protocols.Teltonika, s)
	d := h.dial()
	d.say(loginIMEI)
	d.hear(yes)
	return h, d
}

// Ensure that a frame in as many segments as it has bytes, two frames in one segment, and garbage before a frame all arrive.
func TestSegments(t *testing.T) {
	m := newMemory(imei)
	_, d := in(t, m, Settings{})
	for _, b := range packet(bishkek) {
		d.say([]byte{b})
	}
	d.hear(taken(1))
	d.say(append(packet(later(time.Minute)), packet(later(2*time.Minute), later(3*time.Minute))...))
	d.hear(append(taken(1), taken(2)...))
	d.say(append([]byte{0xff, 0xff, 0x17}, packet(later(4*time.Minute))...))
	d.hear(taken(1))
	if got := m.all(); len(got) != 5 || got[0].Position.Lat != 428746000 || got[4].Device != imei {
		t.Errorf("%d stored: %v", len(got), got)
	}
	raw := m.seen[1].Raw
	if !bytes.Equal(raw, packet(bishkek)) || m.seen[1].Sum != sha256.Sum256(raw) || m.seen[1].Remote != loopback {
		t.Error("the frame is not kept as it came")
	}
}

// Ensure that log-in and packet in one segment work, and that a packet before any log-in closes the connection unanswered.
func TestLoginFirst(t *testing.T) {
	m := newMemory(imei)
	h := open(t, m, protocols.Teltonika, Settings{})
	d := h.dial()
	d.say(append(bytes.Clone(loginIMEI), packet(bishkek)...))
	d.hear(append(bytes.Clone(yes), taken(1)...))
	d = h.dial()
	d.say(packet(bishkek))
	if said := d.closed(); len(said) != 0 {
		t.Errorf("a stranger was answered %x", said)
	}
}

// Ensure that a device nobody has claimed is refused at log-in and seen by the sink.
func TestUnknown(t *testing.T) {
	m := newMemory()
	h := open(t, m, protocols.Teltonika, Settings{})
	d := h.dial()
	d.say(loginIMEI)
	if said := d.closed(); !bytes.Equal(said, no) {
		t.Errorf("heard %x", said)
	}
	if len(m.seen) != 1 || m.seen[0].Device != imei || !m.seen[0].Login || h.Counts().Unknown != 1 {
		t.Errorf("the sink saw %v", m.seen)
	}
}

// Ensure that a connection that sends too slowly is closed: before its log-in, within a frame, and when it says nothing.
func TestSlow(t *testing.T) {
	short := 30 * time.Millisecond
	t.Run("log-in", func(t *testing.T) {
		h := open(t, newMemory(imei), protocols.Teltonika, Settings{LoginWithin: short})
		d := h.dial()
		d.say(loginIMEI[:5])
		d.closed()
		if h.Counts().Slow != 1 {
			t.Error("not counted")
		}
	})
	t.Run("frame", func(t *testing.T) {
		h, d := in(t, newMemory(imei), Settings{FrameWithin: short})
		d.say(packet(bishkek)[:20])
		if said := d.closed(); len(said) != 0 || h.Counts().Slow != 1 {
			t.Errorf("heard %x", said)
		}
	})
	t.Run("idle", func(t *testing.T) {
		_, d := in(t, newMemory(imei), Settings{Idle: short})
		d.closed()
	})
}

// Ensure that hostile streams are cut: endless garbage, a frame larger than any, frames with wrong sums again and again.
func TestHostile(t *testing.T) {
	wrong := packet(bishkek)
	wrong[len(wrong)-1]++
	for name, b := range map[string][]byte{
		"garbage":   bytes.Repeat([]byte("GET / HTTP/1.1\r\n"), 400),
		"too large": {0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff},
		"sums":      bytes.Repeat(wrong, 8),
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory(imei)
			h, d := in(t, m, Settings{})
			d.Write(b) //nolint:errcheck // the other side may hang up meanwhile
			if said := d.closed(); len(said) != 0 {
				t.Errorf("heard %x", said)
			}
			if len(m.all()) != 0 || h.Counts().Refused == 0 {
				t.Error("stored or not counted")
			}
		})
	}
	t.Run("one wrong sum", func(t *testing.T) {
		m := newMemory(imei)
		_, d := in(t, m, Settings{})
		d.say(append(bytes.Clone(wrong), packet(bishkek)...))
		d.hear(taken(1)) // the wrong one is not answered, so the device repeats it
		if len(m.all()) != 1 {
			t.Error("not stored")
		}
	})
}

// Ensure that limits of connections hold, by address and in all, and that leaving makes room.
func TestLimits(t *testing.T) {
	h := open(t, newMemory(imei), protocols.Teltonika, Settings{PerAddress: 1})
	d := h.dial()
	d.say(loginIMEI)
	d.hear(yes)
	h.dial().closed()
	if c := h.Counts(); c.TurnedOff != 1 || c.Open != 1 {
		t.Errorf("%+v", c)
	}
	d.Close()
	for h.Counts().Open != 0 {
		runtime.Gosched()
	}
	d = h.dial()
	d.say(loginIMEI)
	d.hear(yes)
}

// Ensure that the same packet twice, a backlog of a day with the newest first, a clock 1024 weeks back and a fix at 0,0 are all
// kept, once, and marked; that a time cannot be is judged where it is stored.
func TestEverythingIsKept(t *testing.T) {
	m := newMemory(imei)
	_, d := in(t, m, Settings{Now: clockAt(noon.Add(time.Minute))})
	d.say(packet(bishkek))
	d.hear(taken(1))
	d.say(packet(bishkek))
	d.hear(taken(1))
	if n := len(m.all()); n != 1 {
		t.Fatalf("the same packet twice is stored %d times", n)
	}
	for hour := range 24 {
		var records []at
		for minute := range 60 {
			records = append(records, later(-time.Duration(hour*60+minute+1)*time.Minute))
		}
		d.say(packet(records...))
		d.hear(taken(60))
	}
	if n := len(m.all()); n != 1+24*60 {
		t.Fatalf("%d stored of the backlog", n)
	}
	odd := []struct {
		name   string
		record at
		at     time.Time
		doubt  frame.Doubt
		mark   monitoring.Mark
	}{
		{"1024 weeks back", at{when: noon.Add(-1024 * 7 * 24 * time.Hour), lat: 1, lon: 1}, noon, frame.Rolled, 0},
		{"0,0", at{when: noon}, noon, frame.NullIsland, monitoring.Implausible},
	}
	for _, o := range odd {
		before := len(m.all())
		d.say(packet(o.record))
		d.hear(taken(1))
		got := m.all()
		if len(got) != before+1 {
			t.Errorf("%s is not stored", o.name)
			continue
		}
		last := got[len(got)-1]
		if !last.Position.At.Equal(o.at) || last.Marks != o.mark || len(last.Doubts) != 1 || last.Doubts[0] != o.doubt {
			t.Errorf("%s: %v %v %v", o.name, last.Position.At, last.Marks, last.Doubts)
		}
	}
}

// Ensure that nothing is answered while the sink fails, that it is answered once the sink is back, and stored once although
// the device repeats.
func TestSinkAway(t *testing.T) {
	m := newMemory(imei)
	_, d := in(t, m, Settings{Retry: time.Millisecond})
	m.set(func() { m.fail = 5 })
	d.say(packet(bishkek))
	for range 5 {
		<-m.failed
	}
	d.hear(taken(1))
	d.say(packet(bishkek))
	d.hear(taken(1))
	if n := len(m.all()); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// Ensure that a connection is closed unanswered when the sink stays away, and that the device's repeat is stored once the
// sink is back.
func TestSinkStaysAway(t *testing.T) {
	m := newMemory(imei)
	h, d := in(t, m, Settings{Retry: time.Millisecond, Hold: time.Nanosecond})
	m.set(func() { m.fail = -1 })
	d.say(packet(bishkek))
	if said := d.closed(); len(said) != 0 {
		t.Fatalf("answered %x though nothing was stored", said)
	}
	m.set(func() { m.fail = 0 })
	d = h.dial()
	d.say(loginIMEI)
	d.hear(yes)
	d.say(packet(bishkek))
	d.hear(taken(1))
	if n := len(m.all()); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// Ensure that a death between commit and answer gives a repeat and never a loss: the sink has stored but says an error.
func TestStoredButNotAnswered(t *testing.T) {
	m := newMemory(imei)
	h, d := in(t, m, Settings{Retry: time.Millisecond, Hold: time.Nanosecond})
	m.set(func() { m.after = errAway })
	d.say(packet(bishkek))
	if said := d.closed(); len(said) != 0 {
		t.Fatalf("answered %x", said)
	}
	m.set(func() { m.after = nil })
	d = h.dial()
	d.say(append(bytes.Clone(loginIMEI), packet(bishkek)...))
	d.hear(append(bytes.Clone(yes), taken(1)...))
	if n := len(m.all()); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// Ensure that the answers of GT06 and H02 are those that the devices wait for.
func TestAnswers(t *testing.T) {
	login, _ := hex.DecodeString("78780d01012345678901234500018cdd0d0a")
	beat, _ := hex.DecodeString("78780b23c00122040001000818720d0a")
	m := newMemory("123456789012345")
	d := open(t, m, protocols.GT06, Settings{}).dial()
	d.say(login)
	reply, _ := hex.DecodeString("787805010001d9dc0d0a")
	d.hear(reply)
	d.say(beat)
	d.hear(append([]byte{0x78, 0x78, 5, 0x23, 0, 8}, gt06Tail(0x23, 8)...))
	if got := m.all(); len(got) != 1 || got[0].Volts == nil || *got[0].Volts != 2.9 {
		t.Errorf("heartbeat: %+v", got)
	}
	m = newMemory("4210209006")
	d = open(t, m, protocols.H02, Settings{Now: clockAt(noon)}).dial()
	d.say([]byte("*HQ,4210209006,V1,115900,A,4252.476,N,07434.188,E,000.80,000,271126,FFFFF9FF,310,260,0,0,6#"))
	d.hear([]byte("*HQ,4210209006,V4,V1,20261127120000#"))
	if got := m.all(); len(got) != 1 || got[0].Position.Lat != 428746000 {
		t.Errorf("H02: %+v", got)
	}
}

func gt06Tail(number, serial byte) []byte {
	sum := frame.SumX25([]byte{5, number, 0, serial})
	return []byte{byte(sum >> 8), byte(sum), '\r', '\n'}
}
