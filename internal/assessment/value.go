package assessment

import "tuzjol/internal/rulebook"

// Value is one step of the calculation; exactly one way of computing it is given. Min and Max cap it.
type Value struct {
	ID    string        `yaml:"id"`
	Label rulebook.Text `yaml:"label"`
	Min   *float64      `yaml:"min"`
	Max   *float64      `yaml:"max"`

	Age      *Span         `yaml:"age"`      // completed years
	Months   *Span         `yaml:"months"`   // completed months, negative when To lies before From
	Lookup   *Lookup       `yaml:"lookup"`   // from a table
	First    []string      `yaml:"first"`    // the first that is known
	Calc     string        `yaml:"calc"`     // expression giving a number
	Test     string        `yaml:"test"`     // expression giving yes or no
	Says     string        `yaml:"says"`     // expression giving text
	Points   []Part        `yaml:"points"`   // sum of points tables
	Sum      []string      `yaml:"sum"`      // sum of other values
	Model    *Linear       `yaml:"model"`    // sum of coefficient times feature
	Logistic *Logistic     `yaml:"logistic"` // per cent by the logistic function
	Decision *DecisionRule `yaml:"decision"` // decision table
	Best     *Ladder       `yaml:"best"`     // the highest of several ratings
}

// Span is the time between two dates.
type Span struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// Lookup reads a column of a table by the text of a value.
type Lookup struct {
	Table  string `yaml:"table"`
	By     string `yaml:"by"`
	Column string `yaml:"column"`
	Number bool   `yaml:"number"`
}

// Part is one line of a points table. Steps give points by thresholds, else the value itself counts; then Times and
// Round. A part whose When is false gives nothing.
type Part struct {
	ID    string  `yaml:"id"`
	Of    string  `yaml:"of"`
	When  string  `yaml:"when"` // name of a test
	Steps []Step  `yaml:"steps"`
	Times float64 `yaml:"times"`
	Over  float64 `yaml:"over"`  // divide by it, after Times
	Round string  `yaml:"round"` // up, down, half_up
	Give  float64 `yaml:"give"`  // points when there is no Of
}

// Step gives points from a threshold up to the next.
type Step struct {
	From   float64 `yaml:"from"`
	Points float64 `yaml:"points"`
}

// Linear is a linear predictor: a column of a coefficient table over the features.
type Linear struct {
	Table  string `yaml:"table"`
	Column string `yaml:"column"`
}

// Logistic turns a number into per cent: 100 / (1 + exp(-(Intercept + Slope * Of))). Slope 0 stands for 1.
type Logistic struct {
	Of        string  `yaml:"of"`
	Intercept float64 `yaml:"intercept"`
	Slope     float64 `yaml:"slope"`
}

// Feature is one term of a linear predictor: Of to the Power, or its logarithm, times Times, where all of When hold;
// without Of it is 1. Is asks for a text. Features are shared by all predictors of an instrument.
type Feature struct {
	ID    string        `yaml:"id"`
	Of    string        `yaml:"of"`
	Power int           `yaml:"power"`
	Log   bool          `yaml:"log"`
	Times string        `yaml:"times"`
	Is    string        `yaml:"is"`
	When  []string      `yaml:"when"`
	Label rulebook.Text `yaml:"label"`
}

// Hit policies of decision tables.
const (
	HitFirst   = "first"   // the first row that matches
	HitUnique  = "unique"  // exactly one row may match; more is a finding
	HitHighest = "highest" // the answer that stands first in Order
)

// DecisionRule is a decision table. A cell is "-" for anything, "?" for an input that is not known, a comparison such as
// ">= 90" or "in ['a','b']", or a value to be equal to. No row matching gives Default.
type DecisionRule struct {
	Inputs  []string `yaml:"inputs"`
	Policy  string   `yaml:"policy"`
	Order   []string `yaml:"order"`
	Rows    []Row    `yaml:"rows"`
	Default string   `yaml:"default"`
}

// Row is a row of a decision table. Text says in words why it leads where it does.
type Row struct {
	ID   string        `yaml:"id"`
	When []string      `yaml:"when"`
	Then string        `yaml:"then"`
	Text rulebook.Text `yaml:"text"`
}

// Ladder takes the highest of several texts by Order; empty ones do not count.
type Ladder struct {
	Of    []string `yaml:"of"`
	Order []string `yaml:"order"`
}

// Table is a table of facts that belongs to an instrument: coefficients, weights by code. Rows are read from File;
// Changes correct single cells and say why.
type Table struct {
	ID      string   `yaml:"id"`
	Version string   `yaml:"version"`
	File    string   `yaml:"file"`
	Source  string   `yaml:"source"`
	Key     string   `yaml:"key"`
	Changes []Change `yaml:"changes"`

	Columns []string            `yaml:"-"` // without the key
	Rows    map[string][]string `yaml:"-"`
	Order   []string            `yaml:"-"` // keys as they stand in the file
}

// Change is one corrected cell of a table.
type Change struct {
	Key    string `yaml:"key"`
	Column string `yaml:"column"`
	Value  string `yaml:"value"`
	Reason string `yaml:"reason"`
}
