// Package id holds the identifiers that several capabilities share. An identifier is a UUIDv7 in lower-case text:
// sortable by time of making, the same on both engines, and empty of meaning for a reader.
package id

import (
	"crypto/rand"
	"encoding/hex"
	"time"
)

// Client identifies a person on whom the service keeps a record, from the first judgment on.
type Client string

// Account identifies a member of staff; the same value keys the staff row and the sign-in account.
type Account string

// Office identifies a unit of the service: headquarters, interregional department or district office.
type Office string

// Entry identifies one audit entry.
type Entry string

// New makes a UUIDv7 for the instant now (RFC 9562, section 5.7).
func New(now time.Time) string {
	var b [16]byte
	ms := uint64(now.UnixMilli()) //nolint:gosec // instants before 1970 are never used to make identifiers
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(b[6:]) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return format(b)
}

func format(b [16]byte) string {
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	out[8] = '-'
	hex.Encode(out[9:13], b[4:6])
	out[13] = '-'
	hex.Encode(out[14:18], b[6:8])
	out[18] = '-'
	hex.Encode(out[19:23], b[8:10])
	out[23] = '-'
	hex.Encode(out[24:], b[10:])
	return string(out[:])
}

// Valid reports whether s has the shape of an identifier made by New or derived as a name-based UUID.
func Valid(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
