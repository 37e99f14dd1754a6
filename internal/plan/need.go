package plan

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// Need is what the assessment in force says about one domain: the page suggests goals from it and never adds one by itself.
type Need struct {
	Domain      string
	Title       rulebook.Text
	Rating      string // none, some, high or not_known
	RatingText  rulebook.Text
	Strength    string // in the assessor's words
	Harm        bool   // linked to harm to others
	Reoffending bool   // linked to new offences
	Assessment  string
}

// High reports whether the need must be answered by a goal or by a reason for none.
func (n Need) High() bool { return n.Rating == "high" }

// Found reports whether a need was found at all.
func (n Need) Found() bool { return n.Rating == "high" || n.Rating == "some" }

// SortNeeds puts the needs in the order of work: high first, then linked to harm, then to new offences, then some.
func SortNeeds(list []Need) []Need {
	weight := func(n Need) int {
		w := 0
		switch n.Rating {
		case "high":
			w = 8
		case "some":
			w = 4
		case "not_known":
			w = 1
		}
		if n.Harm {
			w += 2
		}
		if n.Reoffending {
			w++
		}
		return -w
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b Need) int { return weight(a) - weight(b) })
	return out
}

// Obligation is one obligation of the client's orders as the order capability tells it.
type Obligation struct {
	ID    string
	Order string
	Code  string // code of the list obligations
	Text  string // the court's wording where the code is not enough
	State string // see package order
	Since civil.Date
	Until civil.Date
	Binds bool // may be demanded today
}

// Kinds of what a plan must answer.
const (
	GapNeed       = "need"
	GapObligation = "obligation"
)

// Gap is the reason why a need or an obligation has no goal in a version of the plan.
type Gap struct {
	person.Version
	Client id.Client
	Plan   string
	Kind   string
	Ref    string // domain of a need, identifier of an obligation
	Code   string // code of the list plan_gap_reasons
	Text   string
}
