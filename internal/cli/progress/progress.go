// Package progress draws how far a long command has come.
package progress

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Line draws one line that grows; without a bar it stays silent.
type Line struct {
	out   io.Writer
	what  string
	last  time.Time
	began time.Time
	on    bool
}

// New makes a line.
func New(out io.Writer, off bool, what string) *Line {
	return &Line{out: out, what: what, began: time.Now(), on: !off}
}

// Step shows done of total; total 0 means unknown.
func (p *Line) Step(done, total int) {
	if !p.on || time.Since(p.last) < 100*time.Millisecond && done != total {
		return
	}
	p.last = time.Now()
	if total == 0 {
		fmt.Fprintf(p.out, "\r%s %d", p.what, done)
		return
	}
	const width = 30
	full := width * done / max(total, 1)
	fmt.Fprintf(p.out, "\r%s [%s%s] %d/%d", p.what, strings.Repeat("#", full), strings.Repeat("-", width-full), done, total)
}

// Done ends the line.
func (p *Line) Done() {
	if p.on {
		fmt.Fprintf(p.out, "\r%s: done in %s%s\n", p.what, time.Since(p.began).Round(time.Millisecond), strings.Repeat(" ", 40))
	}
}
