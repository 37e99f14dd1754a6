package assessmentsvc

import (
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fact"
)

// facts makes what an assessment leaves behind, in the sealed compartment where it lies: no timeline and no log of the ordinary
// record tells outsiders that it exists.
func facts(c assessment.Case, kind string, pairs ...string) fact.Fact {
	f := fact.New(kind, c.Client, append([]string{"instrument", c.Instrument, "cause", c.Cause, "assessment", c.ID}, pairs...)...)
	if c.Compartment != "" {
		f = f.Inside(c.Compartment)
	}
	return f
}
