package person

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/person/spell"
)

// Identity is what is known of who a person is, for comparing two records. Every part may be absent; absence agrees
// with nothing and disagrees with nothing. The first name is the main one, others are former names and aliases.
type Identity struct {
	Names     []Name
	PINs      []PIN
	Born      civil.Partial
	Sex       Sex
	Phones    []Phone
	Documents []string // numbers, in any spelling
	District  string   // SOATE code of the home district
}

// Prepared is an identity with its names folded, for comparing it with many others.
type Prepared struct {
	id        Identity
	names     []foldedName
	documents []string
}

// foldedName is one name as the comparison sees it.
type foldedName struct {
	text    string   // folded, in document order
	words   []string // folded, without particles, sorted
	stems   []string // words without endings, sorted
	surname []string // stems of the surname
	given   []string // stems of the given name
}

// Prepare folds the names of an identity.
func Prepare(id Identity) Prepared {
	p := Prepared{id: id, names: make([]foldedName, 0, len(id.Names))}
	for _, n := range id.Names {
		if n.IsZero() {
			continue
		}
		p.names = append(p.names, foldName(n))
	}
	for _, d := range id.Documents {
		if d = NormalDocument(d); d != "" {
			p.documents = append(p.documents, d)
		}
	}
	return p
}

func foldName(n Name) foldedName {
	f := foldedName{text: Fold(n.Display(SurnameFirst)), surname: stems(words(n.Surname), spell.Stem), given: stems(words(n.Given), spell.Stem)}
	father := words(n.Patronymic)
	f.words = slices.Concat(words(n.Surname), words(n.Given), father)
	f.stems = slices.Concat(f.surname, f.given, stems(father, spell.FatherStem))
	slices.Sort(f.words)
	slices.Sort(f.stems)
	return f
}

// words are the folded words of a part without particles, a hyphenated word as one.
func words(part string) []string {
	var out []string
	for _, w := range strings.Fields(Fold(part)) {
		if strings.Contains(w, "-") {
			w = spell.FoldWord(strings.ReplaceAll(w, "-", ""))
		}
		if w != "" && spell.FoldedParticle(w) == NoParticle {
			out = append(out, w)
		}
	}
	return out
}

func stems(words []string, stem func(string) string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = stem(w)
	}
	return out
}

// BlockKeys are the keys under which possible doubles of an identity are looked for: records that share none of them are
// not compared. Store one row a key, beside the blind index of the PIN, which is a block by itself. Keys: birth date with
// the first two letters of any name word (so that order and form do not matter), also with day and month exchanged; all
// stems of the name; year of birth with the skeleton of a name word.
func BlockKeys(id Identity) []string {
	var out []string
	add := func(k string) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	p := Prepare(id)
	day, known := id.Born.Day()
	for _, n := range p.names {
		for _, w := range n.stems {
			if known {
				add("d" + day.String() + head(w, 2))
				if swapped, ok := swapDayMonth(day); ok {
					add("d" + swapped.String() + head(w, 2))
				}
			}
			if year := id.Born.Year(); year != 0 {
				add("y" + strconv.Itoa(year) + spell.Skeleton(w))
			}
		}
		for i, a := range n.stems {
			for _, b := range n.stems[i+1:] {
				add("n" + a + " " + b)
			}
		}
		if len(n.stems) == 1 {
			add("n" + n.stems[0])
		}
	}
	slices.Sort(out)
	return out
}

// swapDayMonth exchanges day and month, as papers of two traditions do; false when that gives no date or the same.
func swapDayMonth(d civil.Date) (civil.Date, bool) {
	if d.Day() > 12 || d.Day() == int(d.Month()) {
		return civil.Date{}, false
	}
	s, err := civil.MakeDate(d.Year(), time.Month(d.Day()), int(d.Month()))
	return s, err == nil
}

func head(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
