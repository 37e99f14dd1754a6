package studies

import (
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
)

// Specs are the instruments from which the parts of a report come.
func Specs(list []*engine.Instrument) []assessment.Spec {
	out := make([]assessment.Spec, len(list))
	for i, x := range list {
		out[i] = x.Spec
	}
	return out
}
