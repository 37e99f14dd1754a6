// Package assessmentload reads instruments from YAML and their tables from CSV, and says of every row that is wrong where
// it stands and what to do. The root package keeps the meaning; only this one knows the file formats.
package assessmentload

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/msg"
)

// Finding is one thing wrong in the file of an instrument. Row is the line in the file, from 1; 0 concerns the file.
type Finding struct {
	File    string
	Row     int
	ID      string
	Field   string
	Message msg.Message
	Remedy  msg.Message
}

// Line is the finding in words for a terminal: where, what, and what to do. say puts a message into words.
func (f Finding) Line(say func(msg.Message) string) string {
	where := f.File
	if f.Row > 0 {
		where = fmt.Sprintf("%s:%d", f.File, f.Row)
	}
	for _, s := range [...]string{f.ID, f.Field} {
		if s != "" {
			where += " " + s
		}
	}
	return fmt.Sprintf("%s: %s. %s.", where, say(f.Message), say(f.Remedy))
}

// String is the finding by its keys, for logs and for the error of Load.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d %s %s: %s %v", f.File, f.Row, f.ID, f.Field, f.Message.Key, f.Message.Args)
}

// reading collects what is wrong with one file, and where its rows stand.
type reading struct {
	file  string
	list  []Finding
	lines map[string]int // section/id to line
}

// add notes a problem by its code; its text is assessment.check.<code> and its cure assessment.check.<code>.remedy.
func (r *reading) add(row int, id, field, code string, args ...any) {
	key := "assessment.check." + code
	r.list = append(r.list, Finding{r.file, row, id, field, msg.New(key, args...), msg.New(key+".remedy", args...)})
}

// take adds the problems of the compiler with their lines.
func (r *reading) take(problems []engine.Problem) {
	for _, p := range problems {
		row := r.lines[p.Section+"/"+p.ID]
		if row == 0 {
			row = max(1, r.lines[p.Section+"/"])
		}
		r.list = append(r.list, Finding{r.file, row, p.ID, p.Field, p.Message, p.Remedy})
	}
}

func (r *reading) sorted() []Finding {
	slices.SortStableFunc(r.list, func(a, b Finding) int { return cmp.Compare(a.Row, b.Row) })
	return r.list
}

// LoadError is why an instrument was not loaded: everything found, in order.
type LoadError struct{ Findings []Finding }

// Error lists the findings by their keys.
func (e *LoadError) Error() string {
	lines := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		lines[i] = f.String()
	}
	return "instrument not loaded:\n" + strings.Join(lines, "\n")
}
