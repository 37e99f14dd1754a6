package id

import (
	"crypto/rand"
	"encoding/binary"
)

// Draw gives a number from 0 to n-1 that nobody can guess: for codes that people type and receipts that they keep. n is far below
// 2^63, so that no number is favoured by more than one part in 10^9. Without randomness of the system the program ends.
func Draw(n uint32) int {
	var b [8]byte
	rand.Read(b[:])                                       //nolint:errcheck,gosec // it never fails: see its documentation
	return int(binary.BigEndian.Uint64(b[:]) % uint64(n)) //nolint:gosec // below n
}
