package protocols

import (
	"encoding/binary"
	"testing"

	"tuzjol/internal/monitoring/frame"
)

// backlog is a packet of codec 8 with so many records of 35 bytes, each with the elements that a bracelet sends.
func backlog(n int) []byte {
	data := []byte{8, byte(n)}
	for i := range n {
		data = binary.BigEndian.AppendUint64(data, uint64(1795694340000+1000*i))
		data = append(data, 0)
		data = binary.BigEndian.AppendUint32(data, uint32(745698000+i))
		data = binary.BigEndian.AppendUint32(data, uint32(428746000+i))
		data = append(data, 2, 0xe4, 0, 90, 9, 0, 5)
		data = append(data, 0, 3, 2, 113, 88, 240, 1, 1, 67, 0x0f, 0xa0, 0, 0)
	}
	data = append(data, byte(n))
	out := binary.BigEndian.AppendUint32([]byte{0, 0, 0, 0}, uint32(len(data)))
	return binary.BigEndian.AppendUint32(append(out, data...), uint32(frame.SumIBM(data)))
}

func benchmark(b *testing.B, p Protocol, f []byte, points int, s frame.Settings) {
	d, _ := p.Decoder(s)
	cutter, _ := p.Splitter()
	b.ReportAllocs()
	for b.Loop() {
		_, size, err := cutter.Split(f)
		if err != nil || size != len(f) {
			b.Fatal(size, err)
		}
		if r, err := d.Decode(f, noon); err != nil || len(r.Messages) != points {
			b.Fatal(len(r.Messages), err)
		}
	}
	b.ReportMetric(float64(points)*float64(b.N)/b.Elapsed().Seconds(), "points/s")
}

// BenchmarkDecode measures cutting, sum and reading on one core.
func BenchmarkDecode(b *testing.B) {
	b.Run("teltonika 10 records", func(b *testing.B) { benchmark(b, Teltonika, backlog(10), 10, frame.Settings{}) })
	b.Run("teltonika 10 records, all attributes", func(b *testing.B) { benchmark(b, Teltonika, backlog(10), 10, frame.Settings{Details: true}) })
	b.Run("teltonika 1 record", func(b *testing.B) { benchmark(b, Teltonika, backlog(1), 1, frame.Settings{}) })
	b.Run("gt06", func(b *testing.B) {
		benchmark(b, GT06, bytesOf(b, "78781f120f0a140e150bc505e51e780293a9e800540000f601006e0055da00035f240d0a"), 1, frame.Settings{})
	})
	b.Run("h02", func(b *testing.B) {
		benchmark(b, H02, []byte("*HQ,4210209006,V1,054048,A,2828.2297,N,07733.4332,E,000.5,047,4,080918,EEE7FBDF,4261193,0#"), 1, frame.Settings{})
	})
	b.Run("nmea", func(b *testing.B) {
		benchmark(b, NMEA, []byte("7654321,$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"), 1, frame.Settings{})
	})
}
