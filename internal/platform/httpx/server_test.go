package httpx_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/platform/httpx"
)

func serve(t *testing.T, b *bench) (address string, stop func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	srv := httpx.NewServer(b.Handler(), slog.New(slog.DiscardHandler), nil)
	go func() { done <- b.Serve(ctx, srv, ln, 5*time.Second) }()
	return ln.Addr().String(), func() error { cancel(); return <-done }
}

func status(t *testing.T, address, request string) int {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, request)
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

func TestServerRefusesHugeHeadersAndDrains(t *testing.T) {
	b := setup(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	b.Add(httpx.Route{Method: "GET", Pattern: "/slow", Public: true, Do: func(*httpx.Req) (httpx.Reply, error) {
		close(entered)
		<-leave
		return httpx.Page(text("done")), nil
	}})
	address, stop := serve(t, b)
	if got := status(t, address, "GET /open HTTP/1.1\r\nHost: x\r\nX-Huge: "+strings.Repeat("a", 64<<10)+"\r\n\r\n"); got != 431 {
		t.Errorf("huge header: %d", got)
	}
	if got := status(t, address, "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"); got != 200 {
		t.Errorf("ready: %d", got)
	}
	answer := make(chan int, 1)
	go func() { answer <- status(t, address, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") }()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for b.get(t, "/readyz").Code == 200 { // until the drain has begun
		select {
		case err := <-stopped:
			t.Fatalf("stopped with a request running: %v", err)
		default:
		}
	}
	close(leave)
	if got := <-answer; got != 200 {
		t.Errorf("the running request: %d", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}
