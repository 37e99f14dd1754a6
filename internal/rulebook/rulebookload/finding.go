// Package rulebookload reads rulebooks from YAML, and says of every row that is wrong where it stands and what to do.
// The root package keeps the meaning; only this one knows the file format.
package rulebookload

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tuzjol/internal/kernel/msg"
)

// Finding is one thing wrong in a rulebook file. Row is the line of the row in the file, from 1; 0 concerns the file.
type Finding struct {
	File    string
	Row     int
	ID      string // id of the row, when it has one
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

// findings collects what is wrong.
type findings struct{ list []Finding }

// place says where in which file a row stands.
type place struct {
	file string
	row  int
	id   string
}

// add notes a problem by its code; its text is rulebook.check.<code> and its cure rulebook.check.<code>.remedy.
func (found *findings) add(at place, field, code string, args ...any) {
	key := "rulebook.check." + code
	found.list = append(found.list, Finding{
		at.file, at.row, at.id, field, msg.New(key, args...), msg.New(key+".remedy", args...),
	})
}

func (found *findings) sorted() []Finding {
	slices.SortStableFunc(found.list, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row))
	})
	return found.list
}

// LoadError is why a rulebook was not loaded: everything found, in order.
type LoadError struct{ Findings []Finding }

// Error lists the findings by their keys.
func (e *LoadError) Error() string {
	lines := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		lines[i] = f.String()
	}
	return "rulebook not loaded:\n" + strings.Join(lines, "\n")
}
