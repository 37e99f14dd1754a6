package cli

import (
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/cli/progress"
)

func newProgress(c *Console, off bool, what string) *progress.Line {
	return progress.New(c.Err, off, what)
}

// bars makes a bar for each task of a filling.
func bars(c *Console, off bool) func(string) demorun.Bar {
	return func(what string) demorun.Bar { return newProgress(c, off, what) }
}
