package frame

var ibm, x25 = table(0xA001), table(0x8408)

// table is that of a reflected sum of 16 bits.
func table(poly uint16) (t [4][256]uint16) {
	for i := range 256 {
		v := uint16(i) //nolint:gosec // below 256
		for range 8 {
			if v&1 == 1 {
				v = v>>1 ^ poly
			} else {
				v >>= 1
			}
		}
		t[0][i] = v
	}
	for i := range 256 {
		for k := 1; k < 4; k++ {
			t[k][i] = t[k-1][i]>>8 ^ t[0][t[k-1][i]&0xff]
		}
	}
	return t
}

func sum(t *[4][256]uint16, v uint16, b []byte) uint16 {
	for len(b) >= 4 {
		v ^= uint16(b[0]) | uint16(b[1])<<8
		v = t[3][v&0xff] ^ t[2][v>>8] ^ t[1][b[2]] ^ t[0][b[3]]
		b = b[4:]
	}
	for _, c := range b {
		v = v>>8 ^ t[0][byte(v)^c]
	}
	return v
}

// SumIBM is CRC-16/IBM (ARC): polynomial 8005 reflected, start 0.
func SumIBM(b []byte) uint16 { return sum(&ibm, 0, b) }

// SumX25 is CRC-16/X.25, which the makers call CRC-ITU: polynomial 1021 reflected, start and end FFFF.
func SumX25(b []byte) uint16 { return sum(&x25, 0xffff, b) ^ 0xffff }

// SumXOR is the exclusive or of all bytes, as NMEA sentences have it.
func SumXOR(b []byte) byte {
	var v byte
	for _, c := range b {
		v ^= c
	}
	return v
}
