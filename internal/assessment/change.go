package assessment

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// OtherCode is the code of those lists that says nothing by itself and therefore needs words.
const OtherCode = "other"

// MaxCareText is the most letters of a text about a flag, a change or a confirmation.
const MaxCareText = 4000

// ChangeBreach is the kind of change after which those who look after a victim are warned the same day.
const ChangeBreach = "breach"

// States of a significant change.
const (
	ChangeOpen       = "open"
	ChangeAssessed   = "assessed"        // a new assessment took it in
	ChangeNotWeighty = "not_significant" // with a reason
)

// SignificantChange is something after which an assessment holds no longer, unless a qualified person says why it does.
type SignificantChange struct {
	ID         string
	Client     id.Client
	Kind       string // code of the list change_kinds
	OccurredOn civil.Date
	Cause      string // fact from which it was seen; empty when noted by hand
	Note       string
	DueOn      civil.Date
	State      string
	SettledBy  string
	SettledAt  civil.Instant
	Assessment string // that took it in
	ReasonText string
	RecordedAt civil.Instant
	RecordedBy string
	Row        int
}

// Check notes what is wrong with a change noted by hand, all at once.
func (c SignificantChange) Check(problems *fault.Problems, kinds rulebook.List, today civil.Date) {
	checkCode(problems, "kind", c.Kind, kinds, today)
	switch {
	case c.OccurredOn.IsZero():
		problems.Add("occurred_on", "field.required")
	case c.OccurredOn.After(today):
		problems.Add("occurred_on", "date.future")
	}
	if c.Kind == OtherCode && c.Note == "" {
		problems.Add("note", "assessment.change.note_required")
	}
	checkCareText(problems, "note", c.Note)
}

// ListChangeFacts is the list of the rulebook that says which facts are a significant change, and in "change" of which kind. A fact
// counts only for a client with an assessment in force that is older than it.
const ListChangeFacts = "change_facts"

// ChangeOf is the kind of significant change that a fact stands for; ok is false for the rest.
func ChangeOf(facts rulebook.List, factType string, on civil.Date) (kind string, ok bool) {
	if !facts.Holds(factType, on) {
		return "", false
	}
	item, _ := facts.Item(factType)
	kind = item.Attr["change"]
	return kind, kind != ""
}

func checkCode(problems *fault.Problems, field, code string, list rulebook.List, on civil.Date) {
	switch {
	case code == "":
		problems.Add(field, "field.choose")
	case !list.Holds(code, on):
		problems.Add(field, "field.unknown")
	}
}

func checkCareText(problems *fault.Problems, field, text string) {
	if len([]rune(text)) > MaxCareText {
		problems.Add(field, "field.too_long", "Max", MaxCareText)
	}
}

// Blank reports whether a text says nothing.
func Blank(text string) bool { return strings.TrimSpace(text) == "" }
