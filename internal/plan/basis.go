package plan

import (
	"strings"

	"tuzjol/internal/kernel/fault"
)

// Kinds of what somebody may want to rest enforcement on: a warning, a submission to the court, an outcome of non-compliance.
const (
	BasisObligation = "obligation" // of an order: the only one that binds
	BasisGoal       = "goal"
	BasisStep       = "step"
)

// Basis names what an act of enforcement rests on.
type Basis struct{ Kind, ID string }

// ParseBasis reads "kind:id".
func ParseBasis(text string) Basis {
	kind, id, ok := strings.Cut(text, ":")
	if !ok {
		return Basis{ID: text}
	}
	return Basis{kind, id}
}

// String is the form that ParseBasis reads.
func (b Basis) String() string { return b.Kind + ":" + b.ID }

// EnforceableBasis is nil for an obligation of an order and a fault for everything else. Goals and steps of the voluntary
// part are never a basis: taking part is the client's choice, and leaving has no consequences. Those of the obligations part
// are not one by themselves: what binds is the obligation that they serve, so it must be named. Faults: invalid at "basis".
// That the obligation is the client's and in force is for whoever holds the record to see: Ops.Enforceable.
func EnforceableBasis(kind, id string) error {
	var problems fault.Problems
	switch {
	case id == "":
		problems.Add("basis", "plan.basis_unknown")
	case kind == BasisObligation:
	case kind == BasisGoal, kind == BasisStep:
		problems.Add("basis", "plan.basis_plan")
	default:
		problems.Add("basis", "plan.basis_unknown")
	}
	return problems.Err()
}

// Refuse gives the fault for a goal or step by the part in which it stands.
func Refuse(part Part) error {
	var problems fault.Problems
	if part == Own {
		problems.Add("basis", "plan.basis_voluntary")
	} else {
		problems.Add("basis", "plan.basis_plan")
	}
	return problems.Err()
}

// Enforce judges an obligation that the record knows. Fault: invalid when it does not bind now.
func (o Obligation) Enforce() error {
	var problems fault.Problems
	if !o.Binds {
		problems.Add("basis", "plan.basis_not_in_force")
	}
	return problems.Err()
}
