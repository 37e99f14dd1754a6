package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"tuzjol/internal/cli/demorun"
)

// progress draws one line that grows; without a bar it stays silent.
type progress struct {
	out   io.Writer
	what  string
	last  time.Time
	began time.Time
	on    bool
}

func newProgress(c *Console, off bool, what string) *progress {
	return &progress{out: c.Err, what: what, began: time.Now(), on: !off}
}

// Step shows done of total; total 0 means unknown.
func (p *progress) Step(done, total int) {
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
func (p *progress) Done() {
	if p.on {
		fmt.Fprintf(p.out, "\r%s: done in %s%s\n", p.what, time.Since(p.began).Round(time.Millisecond), strings.Repeat(" ", 40))
	}
}

// bars makes a bar for each task of a filling.
func bars(c *Console, off bool) func(string) demorun.Bar {
	return func(what string) demorun.Bar { return newProgress(c, off, what) }
}
