package protocols

import (
	"encoding/hex"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func bytesOf(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// samples begin each search: one frame of every kind that a protocol has.
var samples = map[Protocol][]string{
	Teltonika: {
		"000f313233343536373839303132333435",
		"000000000000004b8e010000018368952793000f0e54fc209ab05800b300b40e00002a4f0001000000000000000000012a4f001e011c0001a40110eb47706aa38255aa96f21a154e2d00550d01000e020bd6010000823f",
		"0000000000000035080100000161f37c50500020de5ba60ef11450000000000000000006040100b300b400ef000109002000014e0000000000000000010000be52",
		"00000000000000170d01050000000f0000016c0a81c320676574696e666f0100006855",
		"0000000000000055070450aa14320201f00150aa17f3031f42332a4c4193d68c008d00020901f00150aa1b6a031f423383f54193624f009d00000a01f00150aa1c230fc01a0000552b040164f400dd00f0010143100c0105000000050400006846",
		"0049cafe0122000f33353734353430373237313339373508010000015d3766f6a800003eef961ec6215e0063006d09003100070401000200f001c8000242381c18003201c7000000e10001",
	},
	GT06: {
		"78780d01086471700328358100093f040d0a",
		"78782da41a0509160203cf05be31f80c306530001c0010012ed000007ef40000000006428b074205041302ff0009389c0d0a",
		"7979007121000000000143757272656e7420706f736974696f6e214c61743a4e35342e3733393333322c4c6f6e3a4532352e3237333237302c436f757273653a3132362e35332c53706565643a302e303030302c4461746554696d653a323031372d30352d3236202031303a32373a3437000bbee30d0a",
		"7979000e941e000000d5000002ee00f59b850d0a",
		"787817360005040002003201010018020192006a015f0324aeaf0d0a",
	},
	H02: {
		hex.EncodeToString([]byte("*HQ,4208150188,NBR,210249,260,6,0,7,1014,50675,37,1014,50633,27,1014,17933,18,1014,17231,15,1014,50632,12,1014,13211,11,1014,17031,10,281216,FFFFFBFF,2#")),
		hex.EncodeToString([]byte("*TH,2020916012,V4,S1,OK,pass_word,130305,050316,A,2212.8745,N,11346.6574,E,14.28,028,220902,FFFFFBFD#")),
		hex.EncodeToString([]byte("*HQ,355488020882405,V3,095426,74001,01,010278,045142,128,-92,02DE,0,X,090517,FFFFFBFF#")),
		"2441060116601245431311165035313006004318210e000000fffffbffff0024",
	},
	NMEA: {
		hex.EncodeToString([]byte("ID=123456\r\n$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n")),
		hex.EncodeToString([]byte("123456,$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n")),
	},
}

// FuzzTeltonika feeds bytes to cutter and reader.
func FuzzTeltonika(f *testing.F) { search(f, Teltonika) }

// FuzzGT06 feeds bytes to cutter and reader; the sum of each frame is set right, so that the inside is reached.
func FuzzGT06(f *testing.F) { search(f, GT06) }

// FuzzH02 feeds bytes to cutter and reader.
func FuzzH02(f *testing.F) { search(f, H02) }

// FuzzNMEA feeds bytes to cutter and reader.
func FuzzNMEA(f *testing.F) { search(f, NMEA) }

func search(f *testing.F, p Protocol) {
	for _, s := range samples[p] {
		f.Add(bytesOf(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, details := range []bool{false, true} {
			d, _ := p.Decoder(frame.Settings{Details: details})
			tryOne(t, d, b)
			tryOne(t, d, summed(p, b))
			s, _ := p.Splitter()
			for rest, rounds := b, 0; len(rest) > 0; rounds++ {
				skip, size, err := s.Split(rest)
				if skip < 0 || size < 0 || skip+size > len(rest) || size > p.MaxFrame()+2 || rounds > len(b) {
					t.Fatalf("skip %d, size %d of %d bytes in round %d", skip, size, len(rest), rounds)
				}
				if err != nil || size == 0 {
					break
				}
				tryOne(t, d, rest[skip:skip+size])
				rest = rest[skip+size:]
			}
		}
	})
}

// summed sets the sum of a frame right.
func summed(p Protocol, b []byte) []byte {
	b = append([]byte(nil), b...)
	n := len(b)
	switch {
	case p == GT06 && n >= 10:
		b[0], b[1], b[2] = 0x78, 0x78, byte(n-5)
		if n > 260 {
			b[0], b[1], b[2], b[3] = 0x79, 0x79, byte((n-6)>>8), byte(n-6)
		}
		sum := frame.SumX25(b[2 : n-4])
		b[n-4], b[n-3], b[n-2], b[n-1] = byte(sum>>8), byte(sum), '\r', '\n'
	case p == Teltonika && n >= 16 && n < 60000:
		copy(b, []byte{0, 0, 0, 0, 0, 0, byte((n - 12) >> 8), byte(n - 12)})
		b[n-5] = b[9]
		sum := frame.SumIBM(b[8 : n-4])
		b[n-4], b[n-3], b[n-2], b[n-1] = 0, 0, byte(sum>>8), byte(sum)
	}
	return b
}

// tryOne decodes and checks what must hold of every message.
func tryOne(t *testing.T, d frame.Decoder, b []byte) {
	t.Helper()
	r, err := d.Decode(b, noon)
	if err != nil {
		if len(r.Messages) != 0 || r.Reply != nil {
			t.Fatal("a refused frame gives messages or an answer")
		}
		return
	}
	for _, m := range r.Messages {
		check(t, m)
	}
}

func check(t *testing.T, m monitoring.Message) {
	t.Helper()
	if m.Battery != nil && !(*m.Battery >= 0 && *m.Battery <= 100) {
		t.Fatalf("battery %v", *m.Battery)
	}
	for _, v := range m.Attributes {
		if x, ok := v.(float64); ok && x-x != 0 {
			t.Fatalf("an attribute that is no number: %v", m.Attributes)
		}
	}
	if p := m.Position; p != nil {
		for _, v := range []*float64{p.Altitude, p.Speed, p.Course, p.Accuracy, p.HDOP} {
			if v != nil && *v-*v != 0 {
				t.Fatal("a field that is no number")
			}
		}
		if p.Mechanism == "" {
			t.Fatal("a place without a mechanism")
		}
		frame.Judge(p, noon)
	}
}
