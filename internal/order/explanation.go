package order

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Explanation is the record that the conditions were explained so that the client understood them (Tokyo Rules 12.2,
// CM/Rec(2010)1 rules 85-87): in which language, through whom, read aloud or not, in the client's own words, and how the
// client confirmed it.
type Explanation struct {
	On             civil.Date
	Language       string // code of the list languages
	Interpreter    string // name of the interpreter; required where the language needs one
	ReadAloud      bool
	OwnWords       string // what the client said the conditions are
	Proof          string // code of the list explained_how: signature, mark, refused
	Witness        string // where the proof needs one
	Note           string // why the client refused
	Representative string // name of the legal representative of a client under 18
	Relation       string // code of the list representative_kinds
}

// Check says what is wrong with the record; minor tells that the client is under 18 on the day.
func (e Explanation) Check(rb *rulebook.Rulebook, minor bool, today civil.Date) fault.Problems {
	var p fault.Problems
	day(&p, "on", e.On, today)
	lang, ok := rb.List(rulebook.ListLanguages).Item(e.Language)
	switch {
	case !ok:
		p.Add("language", "field.choose")
	case lang.Is("interpreter") && blank(e.Interpreter):
		p.Add("interpreter", "order.interpreter_needed")
	}
	if blank(e.OwnWords) {
		p.Add("own_words", "order.own_words_needed")
	}
	for field, text := range map[string]string{"own_words": e.OwnWords, "note": e.Note} {
		if len([]rune(text)) > maxText {
			p.Add(field, "field.too_long", "Max", maxText)
		}
	}
	proof, ok := rb.List(rulebook.ListExplainedHow).Item(e.Proof)
	if !ok {
		p.Add("proof", "field.choose")
	}
	if ok && proof.Is("witness") && blank(e.Witness) {
		p.Add("witness", "order.witness_needed")
	}
	if ok && proof.Is("note_required") && blank(e.Note) {
		p.Add("note", "order.refusal_reason_needed")
	}
	if minor {
		if blank(e.Representative) {
			p.Add("representative", "order.representative_needed")
		}
		if !rb.List(ListRepresentatives).Holds(e.Relation, today) {
			p.Add("relation", "field.choose")
		}
	}
	return p
}

// MinorOn reports whether a person is, or may be, under 18 on a day: when the birth is known to the year only, the
// youngest age decides, so that no child is heard without a representative.
func MinorOn(birth civil.Partial, on civil.Date) bool {
	youngest, _, known := birth.AgeOn(on)
	return known && youngest < adult
}

const adult = 18

func blank(s string) bool { return strings.TrimSpace(s) == "" }
