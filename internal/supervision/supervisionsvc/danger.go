package supervisionsvc

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/supervision"
)

// checkDanger notes what is wrong with the choice that somebody may be in danger: whoever must act needs to read what was said.
func checkDanger(problems *fault.Problems, in LogContact) {
	switch {
	case in.Danger == "":
	case !slices.Contains(supervision.CrisisKinds(), supervision.CrisisKind(in.Danger)):
		problems.Add("danger", "field.unknown")
	case in.Kind != supervision.NoteKind && strings.TrimSpace(in.Text) == "":
		problems.Add("text", "crisis.words_required")
	}
}

func dangerOf(c supervision.Contact, kind string) supervision.Crisis {
	source := "contact"
	if c.IsNote() {
		source = "note"
	}
	return supervision.Crisis{Client: c.Client, Kind: supervision.CrisisKind(kind), Source: source, Entry: c.Entry, Words: clip(c.Text)}
}

// clip keeps the words within what a task holds; the entry has all of them.
func clip(text string) string {
	const most = 4000
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
