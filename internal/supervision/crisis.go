package supervision

import "tuzjol/internal/kernel/id"

// CrisisKind is what somebody may be in danger of; its text is the message "supervision.crisis.<code>".
type CrisisKind string

// The kinds of crisis.
const (
	CrisisSuicide  CrisisKind = "suicide"
	CrisisChild    CrisisKind = "child"
	CrisisViolence CrisisKind = "violence"
)

// CrisisKinds lists the kinds in the order of forms.
func CrisisKinds() []CrisisKind { return []CrisisKind{CrisisSuicide, CrisisChild, CrisisViolence} }

// Crisis is a sign of danger in something said or written. Raising it opens a task of the same day with a named person and a clock.
type Crisis struct {
	Client id.Client
	Kind   CrisisKind
	Source string // what it was said in: contact, visit, checkin, note
	Entry  string // the entry that says it
	Words  string // what was said or seen; sealed with the record
}
