package person

import (
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Hit is one person found. By says what found the person: pin, phone, file, source or name.
type Hit struct {
	Client  id.Client
	Display string
	Name    Name
	Birth   civil.Partial
	Number  string // in the source
	By      string
}

// MaxHits bounds the answer of a search: whoever must page through more should type more.
const MaxHits = 50

// Years are the words of a search that can be a birth year.
func Years(text string) []string {
	var out []string
	for w := range strings.FieldsSeq(text) {
		if n, err := strconv.Atoi(w); err == nil && n >= 1900 && n <= 2100 {
			out = append(out, w)
		}
	}
	return out
}

// Rank puts exact numbers first, then whole words before beginnings of words, then the alphabet.
func Rank(hits []Hit, words []string) []Hit {
	score := func(h Hit) int {
		if h.By != "name" {
			return 1000
		}
		tokens, n := h.Name.Tokens(), 0
		for _, w := range words {
			if slices.Contains(tokens, w) {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		if d := score(b) - score(a); d != 0 {
			return d
		}
		return strings.Compare(a.Name.SortKey(a.Number), b.Name.SortKey(b.Number))
	})
	return hits[:min(len(hits), MaxHits)]
}

// SearchTokens are all words under which a person is found: those of every name, and the birth year.
func (i Identity) SearchTokens() []string {
	var out []string
	for _, n := range i.Names {
		out = append(out, n.Tokens()...)
	}
	if y := i.Born.Year(); y != 0 {
		out = append(out, strconv.Itoa(y))
	}
	return out
}

// SortCandidates puts the likeliest first; equal ones in a steady order.
func SortCandidates(list []Candidate) {
	slices.SortStableFunc(list, func(a, b Candidate) int {
		switch {
		case a.Match.Weight > b.Match.Weight:
			return -1
		case a.Match.Weight < b.Match.Weight:
			return 1
		}
		return strings.Compare(string(a.Client), string(b.Client))
	})
}

// Main is the name that lists show; the zero Name when none is known.
func (i Identity) Main() Name {
	if len(i.Names) == 0 {
		return Name{}
	}
	return i.Names[0]
}
