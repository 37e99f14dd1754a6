package person

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Why is the reason of a correction: a code of the list correction_reasons, and words where the code asks for them.
type Why struct {
	Reason string
	Text   string
}

// Check notes what is wrong with a reason on a day. Codes that say "wrong client" are for moving an entry only.
func (w Why) Check(problems *fault.Problems, rules *rulebook.Rulebook, on civil.Date, move bool) {
	item, ok := rules.List(rulebook.ListCorrectionReasons).Item(w.Reason)
	switch {
	case w.Reason == "":
		problems.Add("reason", "field.choose")
	case !ok || !item.Valid.Contains(on):
		problems.Add("reason", "field.unknown")
	case item.Is("moves") && !move:
		problems.Add("reason", "person.reason_moves")
	case item.Is("note_required") && w.Text == "":
		problems.Add("reason_text", "field.required")
	}
	CheckLine(problems, "reason_text", w.Text)
}
