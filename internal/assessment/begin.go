package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/rulebook"
)

// What stands when the rulebook says nothing else.
const (
	ReassessMonths    = 6
	MinRemainingWeeks = 8
)

// Beginning is what is known when somebody wants to use an instrument with a client.
type Beginning struct {
	Today         civil.Date
	Qualified     bool
	Qualification rulebook.Text // name of the one that the instrument asks for
	Open          string        // the case of this instrument that is open or waits for a second person, if any
	Age           int           // completed years; negative when not known
	EndsOn        civil.Date    // last day of the term; zero when not known
	MinWeeks      int
	Exception     string // why it is used although the term ends soon
}

// ShortTerm reports whether too little of the term remains; it stands in the way only without a reason.
func (b Beginning) ShortTerm(s Spec) bool {
	return s.Use == UseAssessment && !b.EndsOn.IsZero() && b.Today.AddDays(7*b.MinWeeks).After(b.EndsOn)
}

// Obstacles lists why an instrument cannot be used now, all at once. A term that ends soon is the last of them.
func (s Spec) Obstacles(b Beginning) []msg.Message {
	var out []msg.Message
	if s.Qualification != "" && !b.Qualified {
		out = append(out, msg.New("assessment.refuse.qualification", "Qualification", b.Qualification))
	}
	if b.Open != "" {
		out = append(out, msg.New("assessment.refuse.open"))
	}
	out = append(out, s.OutsideAge(b.Age)...)
	if b.ShortTerm(s) && b.Exception == "" {
		out = append(out, msg.New("assessment.refuse.short_term", "Weeks", b.MinWeeks, "Date", b.EndsOn))
	}
	return out
}

// OutsideAge says that the client is not of the age for which the instrument was made; an unknown age says nothing.
func (s Spec) OutsideAge(age int) []msg.Message {
	var out []msg.Message
	if age < 0 {
		return nil
	}
	if m := s.Population.MinAge; m != nil && age < *m {
		out = append(out, msg.New("assessment.refuse.too_young", "Age", *m))
	}
	if m := s.Population.MaxAge; m != nil && age > *m {
		out = append(out, msg.New("assessment.refuse.too_old", "Age", *m))
	}
	return out
}

// Carries reports whether an answer of the assessment before goes into a new one: what is static cannot have changed, and one
// that was refused by the second person is taken up whole.
func (it Item) Carries(refused bool) bool { return refused || !it.Dynamic }

// ValidMonths is for how many months an assessment is valid, by the instrument itself or, for a risk-and-needs assessment, by the
// rulebook; 0 where nothing limits it.
func (s Spec) ValidMonths(rules *rulebook.Rulebook, on civil.Date) int {
	for _, t := range s.Reassess {
		if t.Months > 0 {
			return t.Months
		}
	}
	if s.Use == UseAssessment {
		return rules.Int(rulebook.RuleRNAReassessMonths, on, ReassessMonths)
	}
	return 0
}
