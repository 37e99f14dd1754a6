// Package assessment holds the words of assessment instruments and their results. An instrument is data: its items, its
// derived values, the way it is scored and its bands are written by those who own the instrument; package engine compiles
// and applies them. Nothing here knows a certain instrument or jurisdiction.
package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Kind says how an instrument reaches its result.
type Kind string

// The kinds. Rating and Judgement carry no numbers: a rating is chosen with a reason, a judgement has no sum at all. A Record
// asks and keeps answers, and reaches no result: studies, forms, plans of safety.
const (
	Points    Kind = "points"
	Model     Kind = "model"
	Decision  Kind = "decision"
	Rating    Kind = "rating"
	Judgement Kind = "judgement"
	Record    Kind = "record"
)

// Spec is an instrument as written in its file, with its tables read in.
type Spec struct {
	ID            string        `yaml:"id"`
	Version       string        `yaml:"version"`
	Kind          Kind          `yaml:"kind"`
	Title         rulebook.Text `yaml:"title"`
	Notice        rulebook.Text `yaml:"notice"` // stands beside every result, such as "reference, not for decisions here"
	ValidFrom     civil.Date    `yaml:"valid_from"`
	ValidTo       civil.Date    `yaml:"valid_to"`
	LegalBasis    rulebook.Text `yaml:"legal_basis"`
	Source        string        `yaml:"source"`
	Licence       string        `yaml:"licence"`
	Qualification string        `yaml:"qualification"` // code of the qualification an assessor needs
	Population    Population    `yaml:"population"`
	Validation    Validation    `yaml:"validation"`
	Use           Use           `yaml:"use"`
	Compartment   string        `yaml:"compartment"`   // sealed compartment in which its answers lie; empty: the ordinary record
	SecondReader  bool          `yaml:"second_reader"` // a second qualified person reads it before it takes effect
	Proposal      string        `yaml:"proposal"`      // output that proposes a supervision level
	Flags         []Flag        `yaml:"flags"`

	Scales    []Scale
	Domains   []Domain
	Items     []Item
	Tables    []Table
	Values    []Value
	Features  []Feature
	Checks    []Check
	Outputs   []Output
	Overrides []Override
	Reassess  []Trigger
}

// Use says what an instrument is for.
type Use string

// The uses. Only an assessment leads to a supervision level; a reference instrument has no use here.
const (
	UseAssessment Use = "assessment"
	UseScreen     Use = "screen"
	UseStudy      Use = "study"
	UseJudgement  Use = "judgement"
	UseForm       Use = "form"
)

// Flag is a danger that some answers speak of. One that is raised opens a task of the same day with its protocol, which is a
// work instruction of the rulebook; signing needs an action or a reason for none.
type Flag struct {
	ID          string        `yaml:"id"`
	Title       rulebook.Text `yaml:"title"`
	Instruction string        `yaml:"instruction"` // step of the rulebook's instructions
}

// Population says for whom the instrument was made. Ages are completed years at assessment.
type Population struct {
	Text   rulebook.Text `yaml:"text"`
	MinAge *int          `yaml:"min_age"`
	MaxAge *int          `yaml:"max_age"`
}

// Validation says on whose outcomes the instrument was tried.
type Validation struct {
	Status string        `yaml:"status"` // reference, placeholder, unvalidated, validated
	Text   rulebook.Text `yaml:"text"`
}

// Statuses of validation.
const (
	StatusReference   = "reference"
	StatusPlaceholder = "placeholder"
	StatusUnvalidated = "unvalidated"
	StatusValidated   = "validated"
)

// Domain groups items on one page.
type Domain struct {
	ID        string          `yaml:"id"`
	Title     rulebook.Text   `yaml:"title"`
	Guidance  rulebook.Text   `yaml:"guidance"`  // for the assessor
	Interview []rulebook.Text `yaml:"interview"` // questions as they may be put to the client
	Rating    string          `yaml:"rating"`    // item that holds the reasoned rating of the domain, if any
	Side      bool            `yaml:"side"`      // does not ask about a need: flags, responsivity, the client's own view
}

// Scale is a set of options that several items share.
type Scale struct {
	ID      string   `yaml:"id"`
	Options []Option `yaml:"options"`
}

// Option is one answer that may be chosen.
type Option struct {
	Code  string        `yaml:"code"`
	Label rulebook.Text `yaml:"label"`
}

// Kinds of items. Number, integer and flag are numbers in formulas (a flag is 1 or 0); choice, code and text are text;
// a rating is a choice that needs a reason.
const (
	ItemChoice  = "choice"
	ItemFlag    = "flag"
	ItemInteger = "integer"
	ItemNumber  = "number"
	ItemDate    = "date"
	ItemCode    = "code"
	ItemText    = "text"
	ItemRating  = "rating"
)

// Item is one question. Static items describe the past and cannot improve; dynamic ones can change.
type Item struct {
	ID       string        `yaml:"id"`
	Domain   string        `yaml:"domain"`
	Kind     string        `yaml:"kind"`
	Label    rulebook.Text `yaml:"label"`
	Guidance rulebook.Text `yaml:"guidance"`
	Scale    string        `yaml:"scale"`
	Options  []Option      `yaml:"options"`
	Min      *float64      `yaml:"min"`
	Max      *float64      `yaml:"max"`
	Pattern  string        `yaml:"pattern"` // of a code, over the whole text
	Dynamic  bool          `yaml:"dynamic"`
	Optional bool          `yaml:"optional"`
	AskIf    string        `yaml:"ask_if"` // expression over items; the item is skipped where it is false
	Skipped  string        `yaml:"skipped"`
	Reason   string        `yaml:"reason"` // text item that must hold the reason of a rating

	Part     string   `yaml:"part"`      // what the item speaks of: see Parts
	Flag     string   `yaml:"flag"`      // flag that it raises
	FlagWhen []string `yaml:"flag_when"` // answers that raise it
	Impact   bool     `yaml:"impact"`    // weighs heavily: evidence is always asked for
	From     string   `yaml:"from"`      // where the record may know the answer: see Prefills
}

// Parts lists what items speak of, in the order of a page.
func Parts() []string {
	return []string{PartFact, PartRating, PartReason, PartStrength, PartHarm, PartReoffending, PartFlag, PartResponsivity, PartGender, PartView}
}

// What items speak of. Harm and reoffending say how the domain is linked to harm to others and to new offences.
const (
	PartFact         = "fact"
	PartRating       = "rating"
	PartReason       = "reason"
	PartStrength     = "strength"
	PartHarm         = "harm"
	PartReoffending  = "reoffending"
	PartFlag         = "flag"
	PartResponsivity = "responsivity"
	PartGender       = "gender"
	PartView         = "view" // the client's own words
)

// Prefills lists the sources from which the record answers an item.
func Prefills() []string {
	return []string{
		"person.sex", "person.birth", "person.age", "person.language", "person.minor", "order.measure", "order.article", "order.kind", "order.start",
		"order.end", "order.months_left", "record.earlier_orders", "record.absences_year", "record.contacts_year", "record.obligations",
	}
}

// Check is a rule over answers. When it holds, it is a finding; with Stop, outputs that use its fields are withheld.
type Check struct {
	ID     string        `yaml:"id"`
	When   string        `yaml:"when"`
	Type   string        `yaml:"type"` // inconsistent, population, review
	Stop   bool          `yaml:"stop"`
	Fields []string      `yaml:"fields"`
	Text   rulebook.Text `yaml:"text"`
}

// Output is what the instrument gives for one value. Numbers are rounded half up here and nowhere else, then held within
// Min and Max. Replaces names the static output that this one stands in for when it is complete.
type Output struct {
	ID         string        `yaml:"id"`
	Value      string        `yaml:"value"`
	Label      rulebook.Text `yaml:"label"`
	Decimals   int           `yaml:"decimals"`
	Trim       bool          `yaml:"trim"` // drop zeros at the end but one
	Min        *float64      `yaml:"min"`
	Max        *float64      `yaml:"max"`
	Bands      []Band        `yaml:"bands"`
	BandColumn string        `yaml:"band_column"`
	Replaces   string        `yaml:"replaces"`
}

// Band is a named stretch of an output, both ends included, at the output's own precision.
type Band struct {
	ID    string        `yaml:"id"`
	From  float64       `yaml:"from"`
	To    float64       `yaml:"to"`
	Label rulebook.Text `yaml:"label"`
}

// Override is a case in which a person may or must depart from the result, always with a reason.
type Override struct {
	ID     string        `yaml:"id"`
	When   string        `yaml:"when"` // empty: at the assessor's judgment
	To     string        `yaml:"to"`   // band at least reached, if any
	Second bool          `yaml:"second_signature"`
	Text   rulebook.Text `yaml:"text"`
}

// Trigger is an event or a time after which the assessment must be made again.
type Trigger struct {
	ID     string        `yaml:"id"`
	Event  string        `yaml:"event"`
	Months int           `yaml:"months"`
	Text   rulebook.Text `yaml:"text"`
}
