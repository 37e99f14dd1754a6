package protocols

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// cut splits what has come so far and tells what is left.
func cut(t *testing.T, s frame.Splitter, b []byte) (frames [][]byte, rest []byte) {
	t.Helper()
	for {
		skip, size, err := s.Split(b)
		if err != nil {
			t.Fatal(err)
		}
		b = b[skip:]
		if size == 0 {
			return frames, b
		}
		frames, b = append(frames, b[:size:size]), b[size:]
	}
}

// Ensure that every protocol's frames come out whole: byte by byte, two in one segment, and behind garbage.
func TestStreams(t *testing.T) {
	for _, p := range Streams {
		t.Run(string(p), func(t *testing.T) {
			var want [][]byte
			for _, s := range samples[p] {
				if b := bytesOf(t, s); p != Teltonika || b[0] == 0 && b[1] != 0x49 { // the datagram is none of a stream
					want = append(want, b)
				}
			}
			if p == NMEA {
				want = bytes.SplitAfter(bytes.Join(want, nil), []byte("\n"))
				want = want[:len(want)-1]
			}
			whole := bytes.Join(want, nil)
			s, _ := p.Splitter()
			got, rest := cut(t, s, whole)
			same(t, "in one segment", got, want)
			if len(rest) != 0 {
				t.Errorf("%x is left", rest)
			}
			s, _ = p.Splitter()
			got = nil
			var buf []byte
			for _, c := range whole {
				frames, left := cut(t, s, append(buf, c))
				got, buf = append(got, frames...), bytes.Clone(left)
			}
			same(t, "byte by byte", got, want)
			if p == NMEA {
				return // garbage is a line of its own there, and refused
			}
			s, _ = p.Splitter()
			got, _ = cut(t, s, append([]byte{0xff, 0xff, 'x', 0x01}, whole...))
			same(t, "behind garbage", got, want)
		})
	}
}

func same(t *testing.T, what string, got, want [][]byte) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d frames, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Errorf("%s: frame %d is %x, want %x", what, i, got[i], want[i])
		}
	}
}

// Ensure that a flipped bit anywhere in a frame with a sum, and any frame cut short, is refused; and that a refusal names its reason.
func TestRefusals(t *testing.T) {
	for p, s := range map[Protocol]string{Teltonika: samples[Teltonika][1], GT06: samples[GT06][1], NMEA: hex.EncodeToString([]byte("ID=7,$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A"))} {
		b := bytesOf(t, s)
		start := 0
		if p == NMEA {
			start = bytes.IndexByte(b, '$') + 1
		}
		d, _ := p.Decoder(frame.Settings{})
		if _, err := d.Decode(b, noon); p != NMEA && err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		for i := start; i < len(b); i++ {
			c := bytes.Clone(b)
			c[i] ^= 1
			r, err := d.Decode(c, noon)
			var refusal *frame.Refusal
			if !errors.As(err, &refusal) && len(r.Messages) > 0 && !(p == NMEA && bytes.EqualFold(b, c)) {
				t.Errorf("%s: byte %d changed and taken", p, i)
			}
		}
		for i := start + 10; i < len(b)-1; i++ {
			if r, err := d.Decode(b[:i], noon); err == nil && len(r.Messages) > 0 {
				t.Errorf("%s: cut after %d and taken", p, i)
			}
		}
	}
}

// Ensure that the clock of a GT06 that says its zone at log-in is brought to UTC, and that the answer has its serial.
func TestZone(t *testing.T) {
	login := bytesOf(t, "787811010864717003664467100f190a0002c6d20d0a") // 4:00 west
	place := bytesOf(t, "78781f120f0a140e150bc505e51e780293a9e800540000f601006e0055da00035f240d0a")
	d, _ := GT06.Decoder(frame.Settings{Details: true})
	r, err := d.Decode(login, noon)
	if err != nil || r.Device != "864717003664467" || !r.Login {
		t.Fatalf("%+v %v", r, err)
	}
	if !strings.HasPrefix(hex.EncodeToString(r.Reply), "787805010002") || len(r.Reply) != 10 {
		t.Errorf("answer %x", r.Reply)
	}
	r, err = d.Decode(place, noon)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Messages[0].Position
	if want := time.Date(2015, 10, 20, 18, 21, 11, 0, time.UTC); !p.At.Equal(want) || p.Lat != 549453467 || p.Lon != 240176222 || r.Device != "864717003664467" || r.Messages[0].Serial != 3 {
		t.Errorf("%v %d %d %+v", p.At, p.Lat, p.Lon, r)
	}
}

// Ensure that sentences give a place each, that the day rolls over at midnight, and that the name is kept.
func TestNMEA(t *testing.T) {
	d, _ := NMEA.Decoder(frame.Settings{Details: true})
	say := func(s string) []monitoring.Message {
		t.Helper()
		if i := strings.IndexByte(s, '$'); i >= 0 {
			s += "*" + hex.EncodeToString([]byte{frame.SumXOR([]byte(s[i+1:]))}) + "\r\n"
		}
		r, err := d.Decode([]byte(s), noon)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		return r.Messages
	}
	say("imei:356307042441013")
	first := say("$GPGGA,235959.50,4252.476,N,07434.188,E,1,08,0.9,745.4,M,46.9,M,,")
	second := say("$GPGGA,000001.50,4252.476,S,07434.188,W,0,08,0.9,,M,46.9,M,,")
	if !first[0].Position.At.Equal(time.Date(2026, 11, 27, 23, 59, 59, 5e8, time.UTC)) || !second[0].Position.At.Equal(time.Date(2026, 11, 28, 0, 0, 1, 5e8, time.UTC)) {
		t.Errorf("%v, %v", first[0].Position.At, second[0].Position.At)
	}
	if p := first[0].Position; first[0].Device != "356307042441013" || p.Lat != 428746000 || p.Lon != 745698000 || *p.Altitude != 745.4 || !p.Valid {
		t.Errorf("%+v", p)
	}
	if p := second[0].Position; p.Lat != -428746000 || p.Lon != -745698000 || p.Valid || p.Altitude != nil {
		t.Errorf("%+v", p)
	}
	rmc := say("$GNRMC,000002,A,4252.476,N,07434.188,E,010.0,084.4,281126,003.1,W")
	if p := rmc[0].Position; !p.At.Equal(time.Date(2026, 11, 28, 0, 0, 2, 0, time.UTC)) || *p.Speed < 5.144 || *p.Speed > 5.145 {
		t.Errorf("%+v", p)
	}
	if len(say("$GNGGA,000003,4252.476,N,07434.188,E,1,08,0.8,700,M,46.9,M,,")) != 0 {
		t.Error("a GGA beside RMC gives a message of its own")
	}
	rmc = say("$GNRMC,000003,A,4252.476,N,07434.188,E,010.0,084.4,281126,003.1,W")
	if p := rmc[0].Position; p.HDOP == nil || *p.HDOP != 0.8 {
		t.Error("the GGA of the instant is not used")
	}
	if len(say("$GNRMC,000004,V,,,,,,,281126,,")) != 0 {
		t.Error("a receiver that looks for satellites gives a place")
	}
}

// Ensure that H02 messages with odd minutes, without time, or of several joined after a lost end are read for what they hold.
func TestH02(t *testing.T) {
	d, _ := H02.Decoder(frame.Settings{Details: true})
	r, err := d.Decode([]byte("*HQ,353505220873067,V1,,V,4605.75732,N,01430.73863,E,0.00,0,,FFFFFFEF#"), noon)
	if err != nil || !r.Messages[0].Position.At.Equal(noon) || r.Messages[0].Attributes["timeMissing"] != true || r.Messages[0].Position.Valid {
		t.Errorf("%+v %v", r, err)
	}
	r, err = d.Decode([]byte("*HQ,1,V1,120000,A,-23-3.7700,S,-46-30.5,W,0.00,0,271126,FFFFFFFF#"), noon)
	if err != nil || r.Messages[0].Position.Lat != -230628333 || r.Messages[0].Position.Lon != -465083333 {
		t.Errorf("%+v %v", r, err)
	}
	r, err = d.Decode([]byte("*HQ,1,V1,120000,A,2303.77,S,04630.5,W,0.00,0,271126,FFFFFFFE#"), noon)
	if err != nil || len(r.Messages[0].Alarms) != 1 || r.Messages[0].Alarms[0] != monitoring.Vibration {
		t.Errorf("%+v %v", r, err)
	}
	s, _ := H02.Splitter()
	frames, _ := cut(t, s, []byte("*HQ,1,V1,1200*HQ,2,HTBT,55#"))
	if len(frames) != 1 || string(frames[0]) != "*HQ,2,HTBT,55#" {
		t.Errorf("%q", frames)
	}
}
