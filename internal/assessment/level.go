package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// BannerDays is how long a changed level is announced on the client's record.
const BannerDays = 30

// Deciding is a decision on a level as it is about to be made. Shown is the level that the instrument proposed and the assessor saw.
type Deciding struct {
	Level  Level
	From   Level // in force until now
	Shown  Level
	Reason string // code of level_reasons
	Text   string
}

// Departs reports whether the assessor decides otherwise than what was proposed: an override.
func (d Deciding) Departs() bool { return d.Shown != "" && d.Shown != Unassessed && d.Level != d.Shown }

// NeedsSecond reports whether a second person must agree before the decision takes effect: by the rulebook, an override and a move
// to the high level or away from it.
func (d Deciding) NeedsSecond(rules *rulebook.Rulebook, on civil.Date) bool {
	if d.Departs() && rules.Bool(rulebook.RuleRNAOverrideSecond, on, true) {
		return true
	}
	return (d.Level == High || d.From == High) && rules.Bool(rulebook.RuleRNAHighOverrideSecond, on, true)
}

// MaxReason is the most letters of a reason in words.
const MaxReason = 4000

// Check notes what is wrong with a decision, all at once: no decision follows from a score alone, so each has its reason in words.
func (d Deciding) Check(problems *fault.Problems, rules *rulebook.Rulebook, on civil.Date) {
	levels, reasons := rules.List(rulebook.ListLevels), rules.List(rulebook.ListLevelReasons)
	switch {
	case d.Level == "" || d.Level == Unassessed:
		problems.Add("level", "field.choose")
	case !levels.Holds(string(d.Level), on):
		problems.Add("level", "field.unknown")
	}
	switch {
	case d.Reason == "" && d.Departs():
		problems.Add("reason", "assessment.override_reason")
	case d.Reason == "":
		problems.Add("reason", "field.choose")
	case !reasons.Holds(d.Reason, on):
		problems.Add("reason", "field.unknown")
	case d.Departs() && d.Reason == ReasonAssessment:
		problems.Add("reason", "assessment.override_reason")
	}
	if d.Text == "" {
		problems.Add("text", "assessment.level_text_required")
	}
	CheckWords(problems, "text", d.Text, MaxReason)
}

// Reasons of level decisions that the code knows by name.
const (
	ReasonAssessment = "assessment" // follows from the answers as a whole
	ReasonPaper      = "paper"      // taken over from a paper file
)

// CheckWords notes a text that is too long.
func CheckWords(problems *fault.Problems, field, text string, most int) {
	if len([]rune(text)) > most {
		problems.Add(field, "field.too_long", "Max", most)
	}
}
