// Package ew holds reference instruments of England and Wales. They prove that the engine carries any jurisdiction's tool
// against published cases; they were fitted on other people and are not for decisions here.
package ew

import (
	"embed"
	"io/fs"

	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/engine"
)

//go:embed instruments/*.yaml instruments/*.csv
var files embed.FS

// Instruments reads the shipped instruments with their tables.
func Instruments() ([]*engine.Instrument, error) {
	sub, err := fs.Sub(files, "instruments")
	if err != nil {
		return nil, err
	}
	return assessmentload.Folder(sub)
}
