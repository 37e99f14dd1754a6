package names

import (
	_ "embed" // the lists
	"strings"

	"tuzjol/internal/person"
)

// The lists are general knowledge: single names, streets and settlements, without any register behind them. Parts are
// drawn independently of one another, so a whole person is invented.
var (
	//go:embed given.tsv
	givenList string
	//go:embed roots.tsv
	rootList string
	//go:embed streets.tsv
	streetList string
	//go:embed places.tsv
	placeList string
)

// Community is whose names a person bears.
type Community string

// The communities of the lists, with the language a person of it speaks at home.
const (
	Kyrgyz  Community = "kyrgyz"
	Russian Community = "russian"
	Uzbek   Community = "uzbek"
	Dungan  Community = "dungan"
)

// Language is the code of the language (see person.Languages).
func (c Community) Language() string {
	switch c {
	case Russian:
		return "ru"
	case Uzbek:
		return "uz"
	case Dungan:
		return "dng"
	case Kyrgyz:
	}
	return "ky"
}

type lists struct {
	given   map[Community]map[person.Sex][]string
	roots   map[Community][]string
	streets [][]string            // Kyrgyz, Russian
	places  map[string][][]string // district code to Kyrgyz, Russian
	codes   []string
}

func readLists() lists {
	l := lists{given: map[Community]map[person.Sex][]string{}, roots: map[Community][]string{}, places: map[string][][]string{}}
	for _, row := range rows(givenList) {
		c := Community(row[0])
		if l.given[c] == nil {
			l.given[c] = map[person.Sex][]string{}
		}
		l.given[c][person.Sex(row[1])] = strings.Fields(row[2])
	}
	for _, row := range rows(rootList) {
		l.roots[Community(row[0])] = strings.Fields(row[1])
	}
	l.streets = rows(streetList)
	for _, row := range rows(placeList) {
		l.codes = append(l.codes, row[0])
		l.places[row[0]] = [][]string{row[1:3], row[3:5]}
	}
	return l
}

func rows(tsv string) [][]string {
	var out [][]string
	for line := range strings.Lines(tsv) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}
