// Package visit holds the rules of the record of a visit: what it is made of, which of its blocks open, when a contact was
// more than an administrative one, and what an offline visit may change. It is pure: no clock, no store.
package visit

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Code lists of visits in the rulebook. The lists that answers come from are named by the fields themselves.
const (
	ListBlocks   = "visit_blocks"
	ListFields   = "visit_fields"
	ListIdentity = "visit_identity"
	ListPartners = "visit_partners"
)

// Kind says how a field is answered.
type Kind string

// The kinds of field.
const (
	Text  Kind = "text"
	Line  Kind = "line"
	One   Kind = "one"
	Many  Kind = "many"
	Scale Kind = "scale" // 0 to 10
)

// Field is one thing that a block asks.
type Field struct {
	Code   string
	Block  string
	Label  rulebook.Text
	Kind   Kind
	List   string                 // code list of a choice
	Role   string                 // need or words: what makes a contact substantive
	Crisis supervision.CrisisKind // what a dangerous answer raises
}

// Block is a part of the record beyond its short form.
type Block struct {
	Code   string
	Label  rulebook.Text
	Basis  rulebook.Basis
	Fields []Field
	item   rulebook.Item
}

// Blocks gives the blocks of a day in the order of the rulebook, with their fields.
func Blocks(rules *rulebook.Rulebook, on civil.Date) []Block {
	var out []Block
	for _, b := range rules.List(ListBlocks).On(on) {
		x := Block{Code: b.Code, Label: b.Label, Basis: b.Basis, item: b}
		for _, f := range rules.List(ListFields).On(on) {
			if f.Attr["block"] == b.Code {
				x.Fields = append(x.Fields, field(f))
			}
		}
		out = append(out, x)
	}
	return out
}

func field(i rulebook.Item) Field {
	return Field{
		Code: i.Code, Block: i.Attr["block"], Label: i.Label, Kind: Kind(i.Attr["type"]), List: i.Attr["list"], Role: i.Attr["role"],
		Crisis: supervision.CrisisKind(i.Attr["crisis"]),
	}
}

// Fields gives every field that was ever asked, so that an old record keeps its words.
func Fields(rules *rulebook.Rulebook) []Field {
	var out []Field
	for _, f := range rules.List(ListFields).Items {
		out = append(out, field(f))
	}
	return out
}

// Step is a step of the plan in force that is still to be done.
type Step struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Needs []string `json:"needs,omitempty"` // domains of the assessment that its goal answers
}

// Duty is an obligation that binds the client now.
type Duty struct {
	ID   string
	Code string
	Text string
}

// About is what the record says of a client before a visit, within the reader's sight.
type About struct {
	Steps    []Step
	Duties   []Duty
	Needs    []string // domains with a need found
	Flags    []string // open flags
	Language string   // the language that the client understands best
}

// Why says why a block is open; its text is the message "visit.why.<code>".
type Why string

// The reasons for which a block opens.
const (
	ByChoice Why = "choice"
	ByStep   Why = "step"
	ByNeed   Why = "need"
	ByFlag   Why = "flag"
	ByKind   Why = "kind"
)

// Opened is a block with the reasons for which it is open; without any it stays folded.
type Opened struct {
	Block
	Why []Why
}

// Open says which blocks open for a visit of a kind to a client of whom About is known; chosen are those that the officer opens.
func Open(blocks []Block, about About, kind string, chosen []string) []Opened {
	out := make([]Opened, len(blocks))
	for i, b := range blocks {
		out[i] = Opened{Block: b}
		add := func(ok bool, why Why) {
			if ok {
				out[i].Why = append(out[i].Why, why)
			}
		}
		var steps []string
		for _, s := range about.Steps {
			steps = append(steps, s.Needs...)
		}
		add(b.names("flags", about.Flags), ByFlag)
		add(b.item.Is("steps") && len(about.Steps) > 0 || b.names("needs", steps), ByStep)
		add(b.names("needs", about.Needs), ByNeed)
		add(b.names("kinds", []string{kind}), ByKind)
		add(slices.Contains(chosen, b.Code), ByChoice)
	}
	return out
}

func (b Block) names(attr string, any []string) bool {
	for _, code := range strings.Fields(b.item.Attr[attr]) {
		if slices.Contains(any, code) {
			return true
		}
	}
	return false
}
