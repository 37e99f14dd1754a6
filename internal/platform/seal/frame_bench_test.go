package seal

import "testing"

// BenchmarkFrame seals a device's frame of ordinary size: what sealing frames one by one would cost the ingest (see docs/adr/0015).
func BenchmarkFrame(b *testing.B) {
	a, err := newAEAD(newKey())
	if err != nil {
		b.Fatal(err)
	}
	frame := make([]byte, 100)
	for b.Loop() {
		sealWith(a, bind("client:x", "monitoring_frame", "body", "123456789"), frame)
	}
}
