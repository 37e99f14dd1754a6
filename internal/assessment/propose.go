package assessment

import (
	"slices"
	"strings"

	"tuzjol/internal/rulebook"
)

// Unclear is what a table says that cannot propose a level, because what is not known could change it. It is no level.
const Unclear = "unclear"

// Proposable lists what the table of a proposal may say.
func Proposable() []string { return []string{string(Low), string(Medium), string(High), Unclear} }

// Confirmed reports whether the table of the proposal was confirmed by the service: one that is a placeholder proposes
// nothing outside a demonstration, and a reference instrument never does.
func (s Spec) Confirmed() bool {
	return s.Validation.Status == StatusUnvalidated || s.Validation.Status == StatusValidated
}

// Proposes gives the level that the table proposes. False when it proposes none: no table, too much not known, an answer that
// was refused. A person decides in any case.
func (s Spec) Proposes(r Result) (Level, bool) {
	given, ok := r.Output(s.Proposal)
	if s.Proposal == "" || !ok || !given.Stands || !slices.Contains([]Level{Low, Medium, High}, Level(given.Text)) {
		return "", false
	}
	return Level(given.Text), true
}

// Why gives the words of the row of a decision table that spoke; empty for any other contribution.
func (s Spec) Why(c Contribution) rulebook.Text {
	row, _, _ := strings.Cut(c.Row, ": ")
	for _, v := range s.Values {
		if v.ID != c.Factor || v.Decision == nil {
			continue
		}
		for _, r := range v.Decision.Rows {
			if r.ID == row {
				return r.Text
			}
		}
	}
	return nil
}
