package person

import (
	"strings"
	"unicode"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/person/spell"
)

// DocumentKind is a kind of identity document; its text is the message "document.<code>".
type DocumentKind string

// DocumentKinds lists the codes in the order in which forms offer them.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{
		"id_card", "passport", "birth_certificate", "foreign_passport", "residence_permit", "refugee_certificate", "release_certificate", "other",
	}
}

// NormalDocument is the number of a document for comparison: upper case, no spaces or signs, Cyrillic letters that look
// Latin as Latin (series are printed in Latin, typed in either).
func NormalDocument(number string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(Clean(number)) {
		if spell.IsCyrillic(r) {
			r, _ = spell.TwinOf(r)
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// DocumentWarnings says when a Kyrgyz ID card or passport does not look like two letters and seven digits. The form is
// known from practice, not from an act, so it never blocks.
func DocumentWarnings(kind DocumentKind, number string) []msg.Message {
	if kind != "id_card" && kind != "passport" {
		return nil
	}
	n := []rune(NormalDocument(number))
	if len(n) != 9 {
		return []msg.Message{msg.New("document.shape")}
	}
	for i, r := range n {
		if (i < 2) != unicode.IsLetter(r) {
			return []msg.Message{msg.New("document.shape")}
		}
	}
	return nil
}
