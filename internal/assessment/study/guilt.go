package study

import (
	"strings"
	"unicode"
)

// guilt are the beginnings of words that ask or tell whether the person did it, in the languages of the service. "Accused" and
// "convicted earlier" are not among them: they name a standing in the procedure and not guilt.
var guilt = []string{ //nolint:gochecknoglobals // a table
	"guilt", "confess", "remorse", "repent", "innocen",
	"виновен", "виновн", "виноват", "невинов", "раская", "раскаи", "чистосердечн",
	"күнөө", "айыбын", "айыпсыз", "бейкүнөө", "өкүнөт",
}

// exact are whole words with that meaning whose beginnings others share.
var exact = []string{"вина", "вину", "вины", "вине", "виной"} //nolint:gochecknoglobals // a table

// SpeaksOfGuilt gives the first word of a text that asks or tells whether the person did what they are accused of; empty when
// there is none. That question is the court's alone.
func SpeaksOfGuilt(text string) string {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, w := range exact {
			if word == w {
				return word
			}
		}
		for _, begin := range guilt {
			if strings.HasPrefix(word, begin) {
				return word
			}
		}
	}
	return ""
}
