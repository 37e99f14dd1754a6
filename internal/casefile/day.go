package casefile

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Appointment is one line of the officer's day.
type Appointment struct {
	ID     string
	Client id.Client
	Label  string // filled from the card
	File   string
	At     civil.Instant
	Kind   string
	Place  string
	Closed bool
	Result string // outcome code when closed
}

// Count is how many clients of a scope have one debt; More says that counting stopped at the limit.
type Count struct {
	Debt string
	N    int
}

// Alert is something that waits for the actor outside the caseload: a notice, a review, a request.
type Alert struct {
	Key  string // message key of its label, with argument Count
	N    int
	Href string
}

// Day is the officer's day: who comes, what is due, what waits.
type Day struct {
	Date         civil.Date
	Appointments []Appointment
	Debts        []Count
	Scope        string // of the debts: mine, or empty for all in sight of somebody who keeps the files of an office
	Alerts       []Alert
	Clients      int
	Next         *Appointment // when nobody comes today: the next one
}

// DayDebts are the debts an officer's day counts, in the order of urgency.
func DayDebts() []string {
	return []string{
		DebtFlags, DebtAssessLate, DebtEnding0, DebtOutcome, DebtRegister, DebtReopened, DebtTakeOver, DebtDocuments, DebtAssess, DebtPlanDue, DebtPlanSign,
		DebtContactLate, DebtContactShort,
		DebtPlanReview, DebtEnding14, DebtEnding30, DebtQuiet,
	}
}
