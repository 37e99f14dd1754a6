package order

import (
	"fmt"
	"io"
	"strings"
)

// fileNumberSpace is how many numbers an office has in a year. It is far larger than any year's intake, so that drawn
// numbers rarely meet and a gap between two of them says nothing about anybody.
const fileNumberSpace = 1_000_000

// FileNumber is the number of a personal file: place of the office, year, and six drawn digits. Numbers do not count
// up: a run of numbers with one missing would tell that a hidden file exists.
type FileNumber string

// DrawFileNumber draws a number from random bytes. The caller sees that it is free and draws again when it is not.
func DrawFileNumber(place string, year int, random io.Reader) (FileNumber, error) {
	for {
		var b [4]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", err
		}
		n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
		if n < ^uint32(0)/fileNumberSpace*fileNumberSpace { // no number is likelier than another
			return FileNumber(fmt.Sprintf("%s-%02d-%06d", place, year%100, n%fileNumberSpace)), nil
		}
	}
}

// FilePlace is the part of a file number that names the office: oblast and rayon digits of its SOATE code.
func FilePlace(soate string) string {
	if len(soate) != 14 {
		return "00000"
	}
	return soate[3:8]
}

// ParseFileNumber reads a typed number; spaces, dots and long dashes are taken for hyphens.
func ParseFileNumber(text string) (FileNumber, bool) {
	f := strings.FieldsFunc(strings.TrimSpace(text), func(r rune) bool { return strings.ContainsRune(" -–—./", r) })
	if len(f) != 3 || len(f[0]) != 5 || len(f[1]) != 2 || len(f[2]) != 6 {
		return "", false
	}
	for _, part := range f {
		if strings.Trim(part, "0123456789") != "" {
			return "", false
		}
	}
	return FileNumber(strings.Join(f, "-")), true
}
