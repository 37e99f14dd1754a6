package ingest

import (
	"context"
	"encoding/binary"
	"net"
	"testing"
	"time"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

func (q *queue) ask(device, words string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.words[device] = words
}

func gt06Packet(content ...byte) []byte {
	b := append([]byte{0x78, 0x78, byte(len(content) + 4)}, content...)
	b = append(b, 0, 1)
	b = binary.BigEndian.AppendUint16(b, frame.SumX25(b[2:]))
	return append(b, '\r', '\n')
}

var gt06Login = []byte{0x01, 0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45}

// A device that is connected and quiet is told at once, without having spoken; after its connection is gone the command waits.
func TestPushedOverAConnection(t *testing.T) {
	q := &queue{words: map[string]string{}}
	g, _ := running(t, q)
	c := dial(t, g, protocols.GT06)
	c.Write(gt06Packet(gt06Login...)) //nolint:errcheck // the read tells
	expect(t, c, gt06Packet(0x01))
	until := time.Now().Add(10 * time.Second)
	for time.Now().Before(until) {
		g.mu.Lock()
		known := g.reach["123456789012345"] != nil
		g.mu.Unlock()
		if known {
			break
		}
		pause(context.Background(), 5*time.Millisecond)
	}
	for _, words := range []string{"WHERE#", "RESET#"} {
		q.ask("123456789012345", words)
		g.Nudge("123456789012345")
		want, err := protocols.GT06.Command(7, words)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, c, want)
	}
	c.Close() //nolint:errcheck // a test
	for time.Now().Before(until) {
		g.mu.Lock()
		n := len(g.reach)
		g.mu.Unlock()
		if n == 0 {
			break
		}
		pause(context.Background(), 5*time.Millisecond)
	}
	q.ask("123456789012345", "WHERE#")
	g.Nudge("123456789012345")
	g.Nudge("nobody")
	pause(context.Background(), 50*time.Millisecond)
	if !q.Waits("123456789012345") {
		t.Error("told to nobody")
	}
}

// Over datagrams a GT06 device is told at the address of its last one.
func TestPushedOverDatagrams(t *testing.T) {
	q := &queue{words: map[string]string{}}
	g, _ := running(t, q)
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); g.ServeUDP(ctx, pc, protocols.GT06) }() //nolint:errcheck // ended by the test
	t.Cleanup(func() { stop(); <-done })
	c, err := net.Dial("udp", pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()                                 //nolint:errcheck // a test
	c.SetDeadline(time.Now().Add(10 * time.Second)) //nolint:errcheck // a test
	read := func(want []byte) {
		t.Helper()
		got := make([]byte, 2048)
		n, err := c.Read(got)
		if err != nil || string(got[:n]) != string(want) {
			t.Fatalf("got %x, want %x: %v", got[:n], want, err)
		}
	}
	c.Write(gt06Packet(gt06Login...)) //nolint:errcheck // the read tells
	read(gt06Packet(0x01))
	q.ask("123456789012345", "WHERE#")
	g.Nudge("123456789012345")
	want, err := protocols.GT06.Command(7, "WHERE#")
	if err != nil {
		t.Fatal(err)
	}
	read(want)
}
