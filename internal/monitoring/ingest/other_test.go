package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// datagram builds one of Teltonika.
func datagram(number uint16, avl byte, records ...at) []byte {
	p := packet(records...)
	b := binary.BigEndian.AppendUint16(nil, number)
	b = append(b, 1, avl, 0, 15)
	b = append(append(b, imei...), p[8:len(p)-4]...)
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
}

// Ensure that datagrams are answered after they are stored, not while the sink is away, and stored once when repeated.
func TestUDP(t *testing.T) {
	m := newMemory(imei)
	m.fail = 1
	g := New(m, Settings{Now: time.Now})
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { g.Run(ctx) })
	all.Go(func() {
		if err := g.ServeUDP(ctx, pc, protocols.Teltonika); err != nil {
			t.Error(err)
		}
	})
	defer all.Wait()
	defer cancel()
	c, err := net.Dial("udp", pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	d := device{Conn: c, t: t}
	d.say(datagram(0xcafe, 1, bishkek)) // the sink is away: no answer
	<-m.failed
	for n := range byte(2) {
		d.say(datagram(0xcafe, 2+n, bishkek))
		d.hear([]byte{0, 5, 0xca, 0xfe, 1, 2 + n, 1})
	}
	broken := datagram(1, 9, bishkek)
	d.say(broken[:len(broken)-1])
	d.say(datagram(2, 7, later(time.Minute), later(2*time.Minute)))
	d.hear([]byte{0, 5, 0, 2, 1, 7, 2})
	if n := len(m.all()); n != 3 || g.Counts().Refused != 1 {
		t.Errorf("%d stored, %+v", n, g.Counts())
	}
}

// Ensure that what phones send over HTTP is stored before it is answered, and what the answers are.
func TestHTTP(t *testing.T) {
	m := newMemory("861001000719969")
	g := New(m, Settings{Now: clockAt(noon)})
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { g.Run(ctx) })
	defer all.Wait()
	defer cancel()
	json := `{"location":{"timestamp":"2026-11-27T11:59:00Z","coords":{"latitude":42.8746,"longitude":74.5698,"speed":-1},"battery":{"level":0.5}},"device_id":"861001000719969"}`
	for _, c := range []struct {
		name, method, url, kind, body string
		fail, want                    int
	}{
		{"query", "GET", "/?id=861001000719969&lat=42,8746&lon=74,5698&timestamp=1795694340", "", "", 0, 200},
		{"the same again", "GET", "/?id=861001000719969&lat=42,8746&lon=74,5698&timestamp=1795694340", "", "", 0, 200},
		{"form", "POST", "/", "application/x-www-form-urlencoded", "deviceid=861001000719969&lat=42.8746&lon=74.5698&timestamp=1795694340000", 0, 200},
		{"json", "POST", "/", "application/json", json, 0, 200},
		{"unknown", "GET", "/?id=1&lat=1&lon=1", "", "", 0, 400},
		{"no name", "GET", "/?lat=1&lon=1", "", "", 0, 400},
		{"no place", "GET", "/?id=861001000719969&lat=91&lon=1", "", "", 0, 400},
		{"too large", "POST", "/", "", strings.Repeat("x", 70<<10), 0, 413},
		{"method", "PUT", "/", "", "", 0, 405},
		{"sink away", "GET", "/?id=861001000719969&lat=42.8&lon=74.5", "", "", 1, 503},
	} {
		t.Run(c.name, func(t *testing.T) {
			m.set(func() { m.fail = c.fail })
			r := httptest.NewRequest(c.method, c.url, strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.kind)
			w := httptest.NewRecorder()
			g.OsmAnd().ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("%d, want %d", w.Code, c.want)
			}
		})
	}
	got := m.all()
	if len(got) != 2 {
		t.Fatalf("%d stored, want the query's once (the form said the same) and that of JSON", len(got))
	}
	if !got[0].Position.At.Equal(time.Unix(1795694340, 0)) || got[0].Position.Lat != 428746000 || got[1].Battery == nil || *got[1].Battery != 50 || got[1].Position.Speed != nil {
		t.Errorf("%+v", got)
	}
}

// Ensure that an alarm and a fix of now go before a backlog that waits, whatever came first, and that the backlog still moves.
func TestLiveFirst(t *testing.T) {
	m := newMemory(imei)
	m.entry, m.hold = make(chan struct{}), make(chan struct{})
	g := New(m, Settings{Now: clockAt(noon), Group: 16})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan string, 100)
	put := func(name string, r at) {
		d, _ := protocols.Teltonika.Decoder(g.settings())
		read, err := d.Decode(packet(r), noon)
		if err != nil {
			t.Fatal(err)
		}
		read.Messages[0].Device = imei
		rec := g.received(protocols.Teltonika, read, nil, loopback, noon)
		rec.Device = imei
		if err := g.submit(ctx, job{rec: rec, done: func(Verdict, error) { done <- name }}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 {
		put(fmt.Sprint("old ", i), later(-time.Duration(i+1)*time.Hour))
	}
	alarm := later(-30 * time.Hour)
	alarm.priority = 2
	put("alarm", alarm)
	put("now", bishkek)
	var all sync.WaitGroup
	all.Go(func() { g.Run(ctx) })
	defer all.Wait()
	<-m.entry
	m.hold <- struct{}{}
	first := []string{<-done, <-done, <-done}
	if first[0] != "alarm" || first[1] != "now" || first[2] != "old 0" {
		t.Errorf("the first group begins with %v", first)
	}
	cancel()
	go func() {
		for range m.entry {
			m.hold <- struct{}{}
		}
	}()
	for range 39 {
		<-done // stored or told that the gate has stopped; nobody waits for ever
	}
	all.Wait()
	close(m.entry)
	if err := g.submit(t.Context(), job{}); err == nil {
		t.Error("a gate that has stopped takes frames")
	}
}

// raced tells that the race detector is in the program.
var raced bool

// Ensure that many connections are committed together and that an idle connection stays small.
func TestIdleConnections(t *testing.T) {
	n := 2000
	var known []string
	for i := range n {
		known = append(known, fmt.Sprintf("%015d", i))
	}
	m := newMemory(known...)
	h := open(t, m, protocols.Teltonika, Settings{Now: clockAt(time.Now())})
	measure := func() uint64 {
		runtime.GC()
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapInuse + s.StackInuse
	}
	conns := make([]device, n)
	before := measure()
	for i := range conns {
		conns[i] = h.dial()
		conns[i].say(append([]byte{0, 15}, known[i]...))
	}
	for _, c := range conns {
		c.hear(yes)
	}
	for _, c := range conns {
		c.say(packet(bishkek))
	}
	for _, c := range conns {
		c.hear(taken(1))
	}
	m.set(func() { m.seen = nil })
	stored := len(m.all())
	m.set(func() { m.order, m.stored = nil, nil })
	each := (int64(measure()) - int64(before)) / int64(n)
	if stored != n || h.Counts().Open != int64(n) {
		t.Errorf("%d stored, %d open", stored, h.Counts().Open)
	}
	t.Logf("%d bytes a connection, the device's end in this process included; %d groups for %d frames", each, m.groups, 2*n)
	if each > 10<<10 && !raced { // the race detector keeps a shadow of everything
		t.Errorf("%d bytes a connection", each)
	}
	for _, c := range conns {
		c.Close()
	}
}

// BenchmarkTCP measures frames of ten records from loopback to a stored and answered group.
func BenchmarkTCP(b *testing.B) {
	m := newMemory(imei)
	h := open(b, m, protocols.Teltonika, Settings{})
	d := h.dial()
	d.say(loginIMEI)
	d.hear(yes)
	var records []at
	for i := range 10 {
		records = append(records, later(time.Duration(i)*time.Second))
	}
	p := packet(records...)
	const ahead = 50
	many := bytes.Repeat(p, ahead)
	answers := bytes.Repeat(taken(10), ahead)
	b.ResetTimer()
	for i := 0; i < b.N; i += ahead {
		d.SetDeadline(time.Now().Add(time.Minute))
		d.say(many)
		d.hear(answers)
		m.set(func() { m.seen = m.seen[:0] })
	}
	b.ReportMetric(float64(b.N)*10/b.Elapsed().Seconds(), "points/s")
}

// Ensure that two heartbeats that say the same are two, that a repeated fix is one, and that one word of difference tells.
func TestContent(t *testing.T) {
	g := New(newMemory(), Settings{Now: time.Now, Details: true})
	judged := func(p protocols.Protocol, b []byte, now time.Time) [16]byte {
		d, _ := p.Decoder(g.settings())
		r, err := g.decode(d, b, now)
		if err != nil {
			t.Fatal(err)
		}
		return g.received(p, r, b, loopback, now).Messages[0].Content
	}
	beat := []byte("*HQ,1,HTBT,55#")
	if judged(protocols.H02, beat, noon) == judged(protocols.H02, beat, noon.Add(time.Minute)) {
		t.Error("two heartbeats are one")
	}
	place := "*HQ,1,V1,120000,A,4252.476,N,07434.188,E,0.00,0,271126,FFFFFFFF#"
	one := judged(protocols.H02, []byte(place), noon)
	if one != judged(protocols.H02, []byte(place), noon.Add(time.Hour)) {
		t.Error("a fix that came again is another one")
	}
	for _, other := range []string{"FFFFFFFE", "FFFFFBFF"} { // an alarm; a bit that is an attribute
		if one == judged(protocols.H02, []byte(strings.Replace(place, "FFFFFFFF", other, 1)), noon) {
			t.Errorf("%s makes no difference", other)
		}
	}
}

type broken struct{}

func (broken) Decode([]byte, time.Time) (frame.Read, error) { panic("a reader of ours") }

// Ensure that a reader that breaks refuses its frame and is counted, and that the service goes on.
func TestBrokenReader(t *testing.T) {
	g := New(newMemory(), Settings{Now: time.Now})
	if _, err := g.decode(broken{}, nil, noon); err == nil || g.Counts().Broken != 1 {
		t.Errorf("%v %+v", err, g.Counts())
	}
}
