package casefile

import (
	"net/url"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Filter says which cards a list shows. It holds codes and identifiers only, so that it may stand in a URL.
type Filter struct {
	Scope   string // mine, office, all
	Status  string // one status, "active" (default), "awaited", "supervised", "ended" or "any"
	Office  id.Office
	Officer id.Account // "none" means without an officer
	Kind    string
	Measure string
	Due     string // a debt: see Debts
	Level   string // supervision level; "unassessed" means none
	RNA     string // where the client stands with the assessment; see package assessment
	Sex     string
	Sort    string
	Desc    bool
	After   id.Client // last row of the page before
	Size    int
}

// Debts are the things a list can be filtered on because somebody must act. Each has a count on the officer's day.
func Debts() []string {
	return []string{
		DebtFlags, DebtAssessLate, DebtAssess, DebtOutcome, DebtRegister, DebtDocuments, DebtTakeOver, DebtReopened, DebtUnallocated, DebtEnding0, DebtEnding14, DebtEnding30,
		DebtQuiet, DebtPlanDue, DebtPlanSign, DebtPlanReview,
		DebtContactLate, DebtContactShort,
	}
}

// The debts.
const (
	DebtOutcome     = "outcome"     // an appointment has passed without an outcome
	DebtRegister    = "register"    // to be placed on the register, due or overdue
	DebtDocuments   = "documents"   // the file lacks documents it must hold
	DebtTakeOver    = "takeover"    // taken over from paper and not checked
	DebtReopened    = "reopened"    // a decision rested on a moved or corrected entry
	DebtUnallocated = "unallocated" // no officer
	DebtEnding0     = "end0"        // the term ends today or has ended
	DebtEnding14    = "end14"
	DebtEnding30    = "end30"
	DebtQuiet       = "quiet"       // supervised, no contact for 30 days and none planned
	DebtFlags       = "flags"       // a danger waits for an answer
	DebtAssess      = "assess"      // an assessment is due, or runs out, within AssessAhead
	DebtAssessLate  = "assess_late" // it was due before today
	DebtPlanDue     = "plan_due"    // the plan must be made within a week, or should have been
	DebtPlanSign    = "plan_sign"   // a plan waits for the second person
	DebtPlanReview  = "plan_review" // the plan must be looked at again within two weeks

	DebtContactLate  = "contact_late"  // contacts of the month before are missing
	DebtContactShort = "contact_short" // contacts are due this month without an appointment
)

// Sorts lists the orders a list may stand in; the first is the default.
func Sorts() []string {
	return []string{"name", "file", "next", "end", "last", "due", "registered", "level", "assess"}
}

// ParseFilter reads a filter from a URL's query; unknown values fall back to the default.
func ParseFilter(q url.Values) Filter {
	f := Filter{
		Scope: q.Get("scope"), Status: q.Get("status"), Office: id.Office(q.Get("office")), Officer: id.Account(q.Get("officer")),
		Kind: q.Get("kind"), Measure: q.Get("measure"), Due: q.Get("due"), Level: q.Get("level"), RNA: q.Get("rna"), Sex: q.Get("sex"), Sort: q.Get("sort"), After: id.Client(q.Get("after")),
	}
	if len(f.Sort) > 0 && f.Sort[0] == '-' {
		f.Desc, f.Sort = true, f.Sort[1:]
	}
	if !slices.Contains(Sorts(), f.Sort) {
		f.Sort = Sorts()[0]
	}
	if !slices.Contains(Debts(), f.Due) {
		f.Due = ""
	}
	if !slices.Contains([]string{"active", "awaited", "supervised", "ended", "any", "pending", "called", "registered", "running", "suspended"}, f.Status) {
		f.Status = "active"
	}
	return f
}

// Query is the filter as a URL's query, for links; the cursor is left out.
func (f Filter) Query() url.Values {
	q := url.Values{}
	set := func(name, v string) {
		if v != "" {
			q.Set(name, v)
		}
	}
	set("scope", f.Scope)
	if f.Status != "active" {
		set("status", f.Status)
	}
	set("office", string(f.Office))
	set("officer", string(f.Officer))
	set("kind", f.Kind)
	set("measure", f.Measure)
	set("due", f.Due)
	set("sex", f.Sex)
	set("level", f.Level)
	set("rna", f.RNA)
	sort := f.Sort
	if f.Desc {
		sort = "-" + sort
	}
	if sort != Sorts()[0] {
		set("sort", sort)
	}
	return q
}

// AssessAhead is how many days before its last day an assessment counts as due.
const AssessAhead = 30

// QuietSince is the date before which a client without contact counts as quiet.
func QuietSince(today civil.Date) civil.Date { return today.AddDays(-30) }

// How many days before its day a plan, and the review of one, counts as due.
const (
	PlanDueDays    = 7
	PlanReviewDays = 14
)
