package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Need is what the assessment in force says about one domain: the plan suggests goals from it and never adds one by itself.
type Need struct {
	Domain      string        // id of the domain
	Title       rulebook.Text // of the domain
	Rating      string        // code of the chosen option: none, some, high, or "not_known"
	RatingText  rulebook.Text // name of that option
	Reason      string        // of the rating, in the assessor's words
	Strength    string        // in the assessor's words; empty where none was written
	Harm        bool          // linked to harm to others
	Reoffending bool          // linked to new offences
	Assessment  string
	Instrument  string
	Version     string     // of the instrument
	Since       civil.Date // day of the signature
}

// Prefilled is an answer that the record knows, with where it stands there.
type Prefilled struct {
	Value  string     // as an answer to the item: yyyy-mm-dd, a whole number, 1 or 0 for yes and no, a code
	Source string     // what part of the record: the message "assessment.source.<code>" names it
	Ref    string     // identifier of the row, if there is one
	On     civil.Date // since when the record says so; zero where it does not matter
}

// Sources of answers beside those of the record.
const (
	SourceTyped   = "assessor" // written by the assessor
	SourceCarried = "carried"  // carried forward from the assessment before
	SourceRecord  = "record"   // known to the record
)

// NotKnownAnswer is how "not known" is stored and given to an instrument.
const NotKnownAnswer = "not_known"
