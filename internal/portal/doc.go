// Package portal holds the rules of the client's own pages: who is let in and how guessing is bounded, what the pages tell from the
// record, requests and complaints with their receipts, papers to confirm, and what clients may learn of who looked at their record.
// It is pure: no clock, no store.
package portal

import (
	"strings"
	"time"
	"unicode"
)

// Times of signing in. A telephone is lent and left lying: sessions are short.
const (
	CodeFor      = 10 * time.Minute // a one-time code is good
	IdleAfter    = 10 * time.Minute // a session ends without a click
	SessionFor   = 40 * time.Minute // a session ends in any case
	TouchEvery   = time.Minute
	CodeTries    = 5 // wrong one-time codes of one attempt
	CodesPerHour = 5 // messages to one client: the telephone is not flooded either
)

// Bounds of guessing the code word. They count by address, never by client alone, so that nobody can lock somebody else out by
// guessing: a stranger at another address uses up a bucket of the stranger's own.
const (
	MissWindow     = 15 * time.Minute
	MissesPerName  = 5  // for one name from one address
	MissesPerPlace = 60 // from one address, whatever the name: many clients share an address of their mobile network
)

// Misses are the wrong guesses of the last MissWindow.
type Misses struct{ Name, Place int }

// Stop reports whether no further guess is taken now.
func (m Misses) Stop() bool { return m.Name >= MissesPerName || m.Place >= MissesPerPlace }

// NormalWord brings a code word as it is typed to the form that is hashed: case, blanks and dashes do not matter.
func NormalWord(s string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		switch {
		case r == 'ё':
			return 'е'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return -1
	}, s)
}

// NormalName brings what stands for the client (file number or telephone) to the form under which guesses are counted.
func NormalName(s string) string { return NormalWord(s) }

// Digits keeps the digits of a one-time code: it is typed with blanks from a message.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Words are the nouns of code words: short, known to everybody, spelled with letters that Kyrgyz and Russian keyboards share.
func Words() []string {
	return strings.Fields(`алма арча айран алтын асман балык булак булут жаз жайлоо жар жылдыз карагат кайык каймак каштан калем камыш карлыгач
		кербен китеп козу кулун кымыз кыр кыш мал май нан оймо отун пахта сабак саат сары терек тоо торпок тулпар туз чай чырак чынар
		шамал шырдак эшик элик ай бал казан кант кар таш суу жол бак`)
}

// MakeWord puts a code word together from two numbers drawn at random.
func MakeWord(noun, number int) string {
	words := Words()
	digits := []byte{'0', '0', '0', '0'}
	for i := 3; i >= 0; i-- {
		digits[i] += byte(number % 10)
		number /= 10
	}
	return words[noun%len(words)] + "-" + string(digits)
}
