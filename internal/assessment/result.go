package assessment

import "tuzjol/internal/rulebook"

// FindingType says what sort of remark a finding is. The codes are stored and exchanged; do not rename them.
type FindingType string

// The types. Only some of them withhold outputs: what is missing, not known, bad, unmapped or not computable.
const (
	Missing      FindingType = "missing"         // required and not answered
	NotKnown     FindingType = "not_known"       // answered as not known
	BadValue     FindingType = "bad_value"       // not what the item takes
	Inconsistent FindingType = "inconsistent"    // answers contradict each other
	OutsideGroup FindingType = "population"      // not the people the instrument was made for
	Review       FindingType = "review"          // to be looked at by a person
	Unmapped     FindingType = "unmapped"        // code not in the table
	NoTableValue FindingType = "no_value"        // code in the table without a value: a more exact one is needed
	Arithmetic   FindingType = "arithmetic"      // division by zero, logarithm of nothing
	OffTable     FindingType = "off_table"       // below the first step of a points table
	Ambiguous    FindingType = "ambiguous"       // two rows of a unique decision table match
	NoReason     FindingType = "reason_needed"   // a rating without its reason
	NoEvidence   FindingType = "evidence_needed" // a new, changed or weighty answer without what it rests on
	RecordMoved  FindingType = "record_differs"  // the record says otherwise than the answer that was taken from it
)

// Finding is one remark about the answers. Fields are item ids.
type Finding struct {
	Type    FindingType
	Fields  []string
	Rule    string        // check or value it comes from
	Given   string        // what was given, for a bad value
	Dynamic bool          // concerns a dynamic item only: the static result stands
	Stops   bool          // outputs that need the fields are withheld
	Text    rulebook.Text // of the check, if it has one
}

// Contribution is what one factor adds to a result; for a decision table Row names the row that spoke.
type Contribution struct {
	Factor string
	Amount float64
	Row    string
}

// Timing says whether an output rests on static items only.
type Timing string

// Static outputs use static items only, dynamic ones also items that can change.
const (
	Static  Timing = "static"
	Dynamic Timing = "dynamic"
)

// Given is one output of a result. Text is rounded and ready to show; empty when withheld.
type Given struct {
	ID            string
	Text          string
	Number        float64 // unrounded; 0 for text
	Band          string
	Timing        Timing
	Stands        bool // false for a static output whose dynamic counterpart is complete, and for one withheld
	Contributions []Contribution
}

// TableUsed names a table and its version.
type TableUsed struct{ ID, Version string }

// Answer is one item as it was given.
type Answer struct{ Item, Text string }

// Result is everything needed to show, explain and reproduce a scoring.
type Result struct {
	Instrument string
	Version    string
	Tables     []TableUsed
	Inputs     []Answer
	Outputs    []Given
	Findings   []Finding
	Overrides  []string // override rules that hold
}

// Output finds an output by its id.
func (r Result) Output(id string) (Given, bool) {
	for _, o := range r.Outputs {
		if o.ID == id {
			return o, true
		}
	}
	return Given{}, false
}
