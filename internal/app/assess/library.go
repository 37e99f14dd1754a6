// Package assess is the work behind `instrument check`, `assess score` and `assess validate`: files in, files out, no
// database. Scores of whole files are for checking an instrument, never for deciding about a person.
package assess

import (
	"fmt"
	"path/filepath"
	"strings"

	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/engine"
	"tuzjol/jurisdiction/ew"
	"tuzjol/jurisdiction/kg"
)

// Shipped reads every instrument that the program carries: those of the service, then the reference instruments.
func Shipped() ([]*engine.Instrument, error) {
	own, err := kg.Instruments()
	if err != nil {
		return nil, err
	}
	reference, err := ew.Instruments()
	return append(own, reference...), err
}

// Find finds an instrument by ID or ID@VERSION among the shipped ones, or reads it from a path to a YAML file.
func Find(name string) (*engine.Instrument, error) {
	if strings.ContainsRune(name, filepath.Separator) || strings.HasSuffix(name, ".yaml") {
		ins, found := assessmentload.OnDisk(name)
		if len(found) > 0 {
			return nil, fmt.Errorf("%s has %d findings; see: tuzjol instrument check %s", name, len(found), name)
		}
		return ins, nil
	}
	all, err := Shipped()
	if err != nil {
		return nil, err
	}
	if ins, ok := assessmentload.Pick(all, name); ok {
		return ins, nil
	}
	known := make([]string, len(all))
	for n, i := range all {
		known[n] = i.ID + "@" + i.Version
	}
	return nil, fmt.Errorf("no instrument %q; known: %s", name, strings.Join(known, ", "))
}
