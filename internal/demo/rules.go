package demo

import (
	"embed"
	"io/fs"
)

//go:embed rules/*.yaml
var rulesFS embed.FS

// Rules are the rows of the rulebook that the invented service has decided, as a version over the shipped one.
func Rules() (fs.FS, error) { return fs.Sub(rulesFS, "rules") }
