package ingest

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/frame/teltonika"
)

// queue is a queue of commands in memory.
type queue struct {
	mu    sync.Mutex
	words map[string]string
	fails bool
}

func (q *queue) Waits(device string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.words[device] != ""
}

func (q *queue) Take(_ context.Context, p protocols.Protocol, device string) ([][]byte, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fails {
		return nil, errors.New("the database is away")
	}
	b, err := p.Command(7, q.words[device])
	delete(q.words, device)
	if err != nil {
		return nil, err
	}
	return [][]byte{b}, nil
}

// keeper keeps what came.
type keeper struct {
	mu  sync.Mutex
	all []Received
}

func (k *keeper) Commit(_ context.Context, group []Received) ([]Verdict, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all = append(k.all, group...)
	out := make([]Verdict, len(group))
	for i := range out {
		out[i] = Stored
	}
	return out, nil
}

func (k *keeper) answer() (string, uint32) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.all {
		for _, m := range r.Messages {
			if m.Answer != "" {
				return m.Answer, m.AnswerTo
			}
		}
	}
	return "", 0
}

func running(t *testing.T, q Commands) (*Gate, *keeper) {
	t.Helper()
	k := &keeper{}
	g := New(k, Settings{Now: time.Now, Commands: q})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); g.Run(ctx) }()
	go g.Push(ctx)
	t.Cleanup(func() { stop(); <-done })
	return g, k
}

func dial(t *testing.T, g *Gate, p protocols.Protocol) net.Conn {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); g.ServeTCP(ctx, ln, p) }() //nolint:errcheck // ended by the test
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(10 * time.Second)) //nolint:errcheck // a test
	t.Cleanup(func() { c.Close(); stop(); <-done })
	return c
}

func expect(t *testing.T, c net.Conn, want []byte) {
	t.Helper()
	got := make([]byte, len(want))
	for n := 0; n < len(got); {
		m, err := c.Read(got[n:])
		if err != nil {
			t.Fatalf("read %x: %v", got[:n], err)
		}
		n += m
	}
	if string(got) != string(want) {
		t.Fatalf("got %x, want %x", got, want)
	}
}

// A Teltonika device that logs in is let in first, then told what waits; its answer in codec 12 is read.
func TestTeltonikaCommand(t *testing.T) {
	g, k := running(t, &queue{words: map[string]string{"356307042441013": "getinfo"}})
	c := dial(t, g, protocols.Teltonika)
	c.Write(append([]byte{0, 15}, "356307042441013"...)) //nolint:errcheck // the read tells
	// the maker's own example of codec 12
	want := "\x01\x00\x00\x00\x00\x00\x00\x00\x0f\x0c\x01\x05\x00\x00\x00\x07getinfo\x01\x00\x00\x43\x12"
	expect(t, c, []byte(want))
	data := append([]byte{0x0c, 1, 6, 0, 0, 0, 6}, "INI:OK"...)
	data = append(data, 1)
	b := binary.BigEndian.AppendUint32(make([]byte, 4), uint32(len(data))) //nolint:gosec // a few bytes
	b = binary.BigEndian.AppendUint32(append(b, data...), uint32(frame.SumIBM(data)))
	c.Write(b) //nolint:errcheck // the wait tells
	await(t, k, "INI:OK", 0)
}

// A GT06 device answers with the mark of its command, and its answer is answered by nothing.
func TestGT06Command(t *testing.T) {
	g, k := running(t, &queue{words: map[string]string{"123456789012345": "WHERE#"}})
	c := dial(t, g, protocols.GT06)
	packet := func(content ...byte) []byte {
		b := append([]byte{0x78, 0x78, byte(len(content) + 4)}, content...)
		b = append(b, 0, 1)
		b = binary.BigEndian.AppendUint16(b, frame.SumX25(b[2:]))
		return append(b, '\r', '\n')
	}
	c.Write(packet(0x01, 0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45)) //nolint:errcheck // the read tells
	command, err := protocols.GT06.Command(7, "WHERE#")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, c, append(packet(0x01), command...))
	c.Write(packet(append([]byte{0x15, 4 + 6, 0, 0, 0, 7}, "ABROAD"...)...)) //nolint:errcheck // the wait tells
	await(t, k, "ABROAD", 7)
}

func await(t *testing.T, k *keeper, want string, mark uint32) {
	t.Helper()
	until := time.Now().Add(10 * time.Second)
	for time.Now().Before(until) {
		if got, m := k.answer(); got != "" {
			if got != want || m != mark {
				t.Fatalf("answer %q to %d", got, m)
			}
			return
		}
		pause(context.Background(), 5*time.Millisecond)
	}
	t.Fatal("no answer came")
}

// A phone finds its command in the body of the answer, once; a queue that is away changes nothing for what the phone tells.
func TestOsmAndCommand(t *testing.T) {
	q := &queue{words: map[string]string{"phone-1": "positionSingle"}}
	g, _ := running(t, q)
	get := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		g.OsmAnd().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?id=phone-1&lat=42.87&lon=74.6", strings.NewReader("")))
		return w
	}
	q.fails = true
	if w := get(); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Fatalf("%d %q while the queue is away", w.Code, w.Body)
	}
	q.fails = false
	if w := get(); w.Code != http.StatusOK || w.Body.String() != "positionSingle" {
		t.Fatalf("%d %q", w.Code, w.Body)
	}
	if w := get(); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Fatalf("told twice: %q", w.Body)
	}
}

func TestWhatNoFrameHolds(t *testing.T) {
	for _, p := range protocols.Commands {
		for _, words := range []string{"", strings.Repeat("x", teltonika.MaxCommand+1)} {
			if b, err := p.Command(1, words); err == nil {
				t.Errorf("%s takes %d letters: %x", p, len(words), b)
			}
		}
	}
	for _, p := range []protocols.Protocol{protocols.H02, protocols.NMEA, "vendor"} {
		if _, err := p.Command(1, "x"); err == nil {
			t.Errorf("%s takes commands", p)
		}
	}
}
