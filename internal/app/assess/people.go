package assess

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// person is one row: complete when it has both score and outcome.
type person struct {
	score    float64
	outcome  bool
	complete bool
	groups   []string
}

type people []person

// readPeople reads the columns asked for. What is neither empty nor readable is counted on report with its first row.
func readPeople(q Request, report io.Writer) (people, error) {
	src, err := openSheet(q.In)
	if err != nil {
		return nil, err
	}
	defer src.close() //nolint:errcheck // read only
	score, err1 := src.need(q.Score)
	outcome, err2 := src.need(q.Outcome)
	at := make([]int, len(q.Groups))
	var err3 error
	for i, g := range q.Groups {
		var e error
		at[i], e = src.need(g)
		err3 = errors.Join(err3, e)
	}
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	var all people
	odd := map[string]*[2]int{q.Score: {}, q.Outcome: {}} // number and first row
	for n := 1; ; n++ {
		row, err := src.rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", n, err)
		}
		p := person{groups: make([]string, len(at))}
		for i, c := range at {
			p.groups[i] = cell(row, c)
		}
		var okScore, okOutcome bool
		p.score, okScore = readScore(cell(row, score))
		p.outcome, okOutcome = readOutcome(cell(row, outcome))
		p.complete = okScore && okOutcome
		note(odd[q.Score], n, okScore, cell(row, score))
		note(odd[q.Outcome], n, okOutcome, cell(row, outcome))
		all = append(all, p)
	}
	for _, name := range []string{q.Score, q.Outcome} {
		if o := odd[name]; o[0] > 0 {
			fmt.Fprintf(report, "%s: %d values are neither empty nor readable, first in row %d; their rows are left out\n", name, o[0], o[1])
		}
	}
	return all, nil
}

func note(odd *[2]int, row int, ok bool, text string) {
	if ok || text == "" {
		return
	}
	if odd[0]++; odd[0] == 1 {
		odd[1] = row
	}
}

func cell(row []string, at int) string {
	if at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

func readScore(s string) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

func readOutcome(s string) (happened, ok bool) {
	switch strings.ToLower(s) {
	case "1", "true", "yes":
		return true, true
	case "0", "false", "no":
		return false, true
	}
	return false, false
}

// values lists what stands in a group column, in order.
func (all people) values(g int) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range all {
		if !seen[p.groups[g]] {
			seen[p.groups[g]] = true
			out = append(out, p.groups[g])
		}
	}
	slices.Sort(out)
	return out
}
