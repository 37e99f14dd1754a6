// Package portal holds the rules of the client's own pages: who is let in and how guessing is bounded, what the pages tell from the
// record, requests and complaints with their receipts, papers to confirm, and what clients may learn of who looked at their record.
// It is pure: no clock, no store.
package portal

import (
	"strings"
	"time"
	"unicode"

	"tuzjol/internal/kernel/civil"
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

// Bounds of guessing the code word. Nothing is counted by address: thousands of clients share one address of their mobile network, and
// whoever guesses behind it must not stop the others. Guesses count for the name that was typed, and on a telephone that has signed in
// before for that telephone alone. Nobody is ever stopped: after some guesses each further one costs a wait.
const (
	MissWindow = 15 * time.Minute
	FreeMisses = 5 // cost nothing
	DeviceFor  = 90 * 24 * time.Hour
	ticketFor  = 10 * time.Minute
	firstWait  = 20 * time.Second
	longWait   = 5 * time.Minute
)

// Wait is what the next guess costs after so many wrong ones within MissWindow; zero for nothing.
func Wait(misses int) time.Duration {
	if misses < FreeMisses {
		return 0
	}
	return min(firstWait<<min(misses-FreeMisses, 8), longWait)
}

// Ticket lets one guess pass once it is ripe. It needs no script and no memory of ours until it is used.
type Ticket struct {
	RipeAt civil.Instant
	Nonce  string
}

// Over reports whether a ticket can no longer be used.
func (t Ticket) Over(now civil.Instant) bool { return !now.Before(t.RipeAt.Add(ticketFor)) }

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
