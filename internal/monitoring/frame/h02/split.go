package h02

import (
	"bytes"
)

// Splitter cuts a stream into text and binary messages. Binary messages tell no length: it is seen from what follows, and
// a connection keeps the length it has shown.
type Splitter struct{ length int }

// Split implements frame.Splitter.
func (s *Splitter) Split(b []byte) (skip, size int, err error) {
	for {
		i := bytes.IndexAny(b[skip:], "*$")
		if i < 0 {
			return len(b), 0, nil
		}
		skip += i
		f := b[skip:]
		var more bool
		if f[0] == '$' {
			size, more = s.binary(f)
		} else {
			var before int
			before, size, more = text(f)
			skip += before
		}
		if size > 0 || more {
			return skip, size, nil
		}
		skip++
	}
}

// text finds the end of a text; a second beginning before it means that the first lost its end.
func text(f []byte) (skip, size int, more bool) {
	end := bytes.IndexByte(f[:min(len(f), MaxFrame)], '#')
	if end < 0 {
		return 0, 0, len(f) < MaxFrame
	}
	start := bytes.LastIndexByte(f[:end], '*')
	return start, end + 1 - start, false
}

func (s *Splitter) binary(f []byte) (size int, more bool) {
	fits := func(n int) bool {
		return dated(f, n) && len(f) >= n && (len(f) == n || f[n] == '$' || f[n] == '*')
	}
	if s.length > 0 {
		if fits(s.length) {
			return s.length, false
		}
		if len(f) < s.length && dated(f, s.length) {
			return 0, true
		}
	}
	for _, n := range []int{short, named, long} {
		if fits(n) {
			s.length = n
			return n, false
		}
	}
	return 0, len(f) < long && (len(f) < 15 || dated(f, short) || dated(f, named))
}
