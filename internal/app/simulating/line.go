package simulating

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/simulate"
)

// errRefused means that the service does not know the device.
var errRefused = errors.New("the service refuses the device")

// line is how a device reaches the service; say returns once the packet is answered.
type line interface {
	say(ctx context.Context, part []simulate.Sample) error
	close()
}

func newLine(d *device) line {
	if d.o.Protocol == protocols.OsmAnd {
		return &web{d: d}
	}
	return &stream{d: d}
}

// stream is a connection of TCP that is opened when it is needed.
type stream struct {
	d    *device
	conn net.Conn
	buf  []byte
}

func (s *stream) close() {
	if s.conn != nil {
		s.conn.Close() //nolint:errcheck,gosec // done with
		s.conn, s.buf = nil, nil
	}
}

func (s *stream) say(ctx context.Context, part []simulate.Sample) error {
	if s.conn == nil {
		if err := s.open(ctx); err != nil {
			return err
		}
	}
	b, waits := s.d.voice.Packet(part)
	return s.exchange(b, waits, false)
}

func (s *stream) open(ctx context.Context) (err error) {
	dialer := net.Dialer{Timeout: s.d.o.Patience}
	if s.conn, err = dialer.DialContext(ctx, "tcp", s.d.o.Addr); err != nil {
		s.conn = nil
		return err
	}
	if b, waits := s.d.voice.Login(); len(b) > 0 {
		return s.exchange(b, waits, true)
	}
	return nil
}

// exchange writes and waits for one answer.
func (s *stream) exchange(b []byte, waits, login bool) error {
	if err := s.conn.SetDeadline(time.Now().Add(s.d.o.Patience)); err != nil {
		return err
	}
	if _, err := s.conn.Write(b); err != nil {
		return err
	}
	var part [256]byte
	for waits {
		if used, ok := s.d.voice.Answer(s.buf, login); used > 0 {
			s.buf = s.buf[used:]
			if !ok {
				return errRefused
			}
			return nil
		}
		n, err := s.conn.Read(part[:])
		if err != nil {
			return err
		}
		s.buf = append(s.buf, part[:n]...)
	}
	return nil
}

// web is a phone, which asks for each position anew.
type web struct{ d *device }

// phones is shared: the machine that plays has fewer sockets than it plays phones.
var phones = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, MaxConnsPerHost: 256}}

func (w *web) close() {}

func (w *web) say(ctx context.Context, part []simulate.Sample) error {
	ctx, stop := context.WithTimeout(ctx, w.d.o.Patience)
	defer stop()
	for _, s := range part {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.d.o.Addr+"?"+w.d.voice.Query(s), nil)
		if err != nil {
			return err
		}
		res, err := phones.Do(req)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			return err
		}
		switch {
		case res.StatusCode == http.StatusBadRequest:
			return errRefused
		case res.StatusCode != http.StatusOK:
			return fmt.Errorf("the service answered %d", res.StatusCode)
		}
	}
	return nil
}
