package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// FlagTask is what was done about a danger: the task of the same day. Assessment is empty for one opened by hand.
type FlagTask struct {
	ID          string
	Client      id.Client
	Compartment string
	Assessment  string
	Item        string // whose answer raised it
	Entry       string // contact or note from which it was opened by hand
	Flag        string
	Note        string // why it was opened by hand
	State       string
	OpenedAt    civil.Instant
	OpenedBy    string
	DueAt       civil.Instant
	Assigned    id.Account
	Closing     FlagClosing
	ClosedAt    civil.Instant
	ClosedBy    string
	EscalatedAt civil.Instant
	RegionAt    civil.Instant
	Row         int
}

// Open reports whether something is still to be done.
func (f FlagTask) Open() bool { return f.State == FlagOpen }

// Late reports whether the time to act has passed without an answer.
func (f FlagTask) Late(now civil.Instant) bool { return f.Open() && f.DueAt.Before(now) }

// FlagClosing is the answer to a flag: an action with words, or the reason why none was needed.
type FlagClosing struct {
	Action string // code of the list flag_actions
	None   string // code of the list flag_none_reasons
	Text   string
}

// Check notes what is wrong with an answer, all at once: an action or a reason, never both, and words with either.
func (c FlagClosing) Check(problems *fault.Problems, actions, none rulebook.List, today civil.Date) {
	switch {
	case c.Action == "" && c.None == "":
		problems.Add("action", "assessment.flag.action_or_reason")
	case c.Action != "" && c.None != "":
		problems.Add("none_reason", "assessment.flag.not_both")
	case c.Action != "":
		checkCode(problems, "action", c.Action, actions, today)
	default:
		checkCode(problems, "none_reason", c.None, none, today)
	}
	if Blank(c.Text) {
		problems.Add("text", "assessment.flag.text_required")
	}
	checkCareText(problems, "text", c.Text)
}

// FlagDue is the instant by which a flag raised now must be answered: within the hours of the rule, and never later than the
// end of the day it was seen on. Without a rule the day alone counts.
func FlagDue(now civil.Instant, endOfDay civil.Instant, within civil.Instant) civil.Instant {
	if within.After(now) && within.Before(endOfDay) {
		return within
	}
	return endOfDay
}

// FlagCorrection is an answer that stood before it was corrected, with the reason why it is no longer held true.
type FlagCorrection struct {
	ID         string
	Flag       string
	Was        FlagClosing
	ClosedAt   civil.Instant
	ClosedBy   string
	Reason     string // code of the list of reasons for corrections
	ReasonText string
	At         civil.Instant
	By         string
}
