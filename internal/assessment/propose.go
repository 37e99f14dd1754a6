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

// Open lists the outputs whose table spoke because something is not known: a row that asks for the unknown ("?"), or none. They
// are why a proposal is Unclear.
func (s Spec) Open(r Result) []Given {
	var out []Given
	for _, g := range r.Outputs {
		if g.ID == s.Proposal || g.Text == "" {
			continue
		}
		if slices.ContainsFunc(g.Contributions, s.unknown) {
			out = append(out, g)
		}
	}
	return out
}

// unknown reports whether a contribution is a row of a table that holds for what is not known, or the default of one whose
// default is Unclear.
func (s Spec) unknown(c Contribution) bool {
	row, _, _ := strings.Cut(c.Row, ": ")
	for _, v := range s.Values {
		if v.ID != c.Factor || v.Decision == nil {
			continue
		}
		n := slices.IndexFunc(v.Decision.Rows, func(x Row) bool { return x.ID == row })
		return n < 0 && v.Decision.Default == Unclear || n >= 0 && slices.Contains(v.Decision.Rows[n].When, "?")
	}
	return false
}

// Hints gives the override rules that hold for a result, in their order: what the guidance lets a person decide otherwise.
func (s Spec) Hints(r Result) []Override {
	var out []Override
	for _, o := range s.Overrides {
		if slices.Contains(r.Overrides, o.ID) {
			out = append(out, o)
		}
	}
	return out
}

// Said gives what an output says in the words of its scale; empty where it has none or the code is no option of it.
func (s Spec) Said(output, code string) rulebook.Text {
	for _, o := range s.Outputs {
		if o.ID != output || o.Scale == "" {
			continue
		}
		for _, x := range s.Scales {
			n := slices.IndexFunc(x.Options, func(o Option) bool { return o.Code == code })
			if x.ID == o.Scale && n >= 0 {
				return x.Options[n].Label
			}
		}
	}
	return nil
}
