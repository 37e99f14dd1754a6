package outage

import (
	"slices"
	"strings"
	"unicode"

	"tuzjol/internal/rulebook"
)

// ListOperators is the list of the rulebook with the mobile operators and the codes their numbers begin with.
const ListOperators = "monitoring_operators"

// Home is where a wearer lives and over which network the device speaks, as far as it is known.
type Home struct {
	Area     string // SOATE code of the address
	Address  string // its text
	Operator string // of the SIM card
}

// Covers tells whether an outage of an area, of a village in it and of one operator reaches a home. An empty village is the whole area, an
// empty operator all of them, an empty area everywhere that one operator has a network. What is not known of a home is not taken for granted: its silence stays an alert.
func Covers(area, village, operator string, h Home) bool {
	return (Within(h.Area, area) || area == "" && operator != "") && (village == "" || Names(h.Address, village)) && (operator == "" || operator == h.Operator)
}

// Names tells whether an address names a village: its words follow one another in the address.
func Names(address, village string) bool {
	in, of := Words(address), Words(village)
	if len(of) == 0 {
		return false
	}
	for i := 0; i+len(of) <= len(in); i++ {
		if slices.Equal(in[i:i+len(of)], of) {
			return true
		}
	}
	return false
}

// kinds are the words for a kind of settlement, which an address or a notice may set beside the name.
var kinds = map[string]bool{"айылы": true, "айыл": true, "село": true, "с": true, "кыштагы": true, "поселок": true, "пос": true, "пгт": true, "шаары": true, "город": true, "г": true, "village": true}

// Words are the words of a place's name as they compare: small letters, Kyrgyz letters as a Russian keyboard writes them, without the word
// for its kind.
func Words(s string) []string {
	s = strings.NewReplacer("ё", "е", "ө", "о", "ү", "у", "ң", "н").Replace(strings.ToLower(s))
	list := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(list, func(w string) bool { return kinds[w] })
}

// OperatorOf gives the operator of a SIM card by its number; empty when the number is none of the list's.
func OperatorOf(operators rulebook.List, sim string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, sim)
	digits = strings.TrimPrefix(strings.TrimPrefix(digits, "996"), "0")
	if len(digits) != 9 {
		return ""
	}
	found, length := "", 0
	for _, i := range operators.Items {
		for _, code := range strings.Fields(i.Attr["codes"]) {
			if strings.HasPrefix(digits, code) && len(code) > length {
				found, length = i.Code, len(code)
			}
		}
	}
	return found
}
