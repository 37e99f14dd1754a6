// Package enforcement holds the rules of what follows when an obligation was not kept: what is counted and what is not, which
// action the jurisdiction's table proposes, that obligations were explained beforehand, that the client is heard before anything
// is decided, that another person decides, that papers are proven to have reached the client. It is pure: no clock, no store.
package enforcement

import "tuzjol/internal/rulebook"

// Decision is the kind of decision that supervision_basis links to a case, so that the case is looked at again when an entry falls.
const Decision = "enforcement"

// Action is what a case ends in; its text is that of the list enforcement_actions.
type Action string

// The actions, mildest first. Acceptable and NoAction are full outcomes: they are decided, kept and use the entries up.
const (
	Acceptable Action = "acceptable" // the client had a reason of the list absence_reasons
	NoAction   Action = "no_action"  // nothing follows, for a reason of its own
	Talk       Action = "talk"       // a conversation and a reminder
	Warning    Action = "warning"    // an official warning on paper
	Submission Action = "submission" // the court is asked
	Hear       Action = "hear"       // of the table only: nothing is known yet, ask the client first
)

// Papered reports whether the action is an act against the client: on paper, with the right to appeal, proven to be delivered, and
// never upon an obligation that was not explained.
func (a Action) Papered() bool { return a == Warning || a == Submission }

// Actions lists what may be decided, in the order of forms.
func Actions() []Action { return []Action{Acceptable, NoAction, Talk, Warning, Submission} }

// The lists and rules of the jurisdiction, by name.
const (
	ListTable      = "enforcement_table"
	ListActions    = rulebook.ListEnforcementActions
	ListNoAction   = "enforcement_no_action_reasons"
	ListHow        = "enforcement_hearing_how"
	ListHearing    = rulebook.ListEnforcementHearing
	ListAttempt    = rulebook.ListEnforcementAttempt
	ListDelivery   = rulebook.ListEnforcementDelivery
	ListCourt      = rulebook.ListEnforcementCourt
	ListWithdraw   = rulebook.ListEnforcementWithdraw
	RuleHearDays   = "enforcement.hear_days"
	RuleDecideDays = "enforcement.decide_days"
	RuleIssueDays  = "enforcement.issue_days"
	RuleProofDays  = "enforcement.delivery_days"
	RuleCourtDays  = "enforcement.court_answer_days"
	RuleAppealDays = "enforcement.appeal_days"
	RuleAttempts   = "enforcement.attempts"
)

// Interpreted reports whether a paper in Kyrgyz and Russian must be put into another language by word of mouth for the client.
func Interpreted(speaks string) bool { return speaks != "" && speaks != "ky" && speaks != "ru" }
