package rulebook

import "slices"

// Instruction is one step of the work: who does what, by when, on which form, by which article. It is shown beside the
// step and printed as the handbook.
type Instruction struct {
	Step     string // stable name that pages ask for: "intake.check"
	Area     string // chapter of the handbook: "intake", "registration" ...
	Title    Text
	Roles    []string // access roles that do the step
	What     []Text   // what to do, sentence by sentence
	Deadline string   // rule id of the time limit, or empty
	Form     string   // path of the screen or code of the paper form, or empty
	Basis
}

// Instruction finds a step.
func (r *Rulebook) Instruction(step string) (Instruction, bool) {
	for _, i := range r.Instructions {
		if i.Step == step {
			return i, true
		}
	}
	return Instruction{}, false
}

// ForRole reports whether a role does the step.
func (i Instruction) ForRole(role string) bool { return slices.Contains(i.Roles, role) }
