package standard

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// Season is the reason of the list contact_exemptions that carries an agreement on the time away.
const Season = "seasonal"

// State is where an exemption stands; its text is the message "contactstd.state.<code>".
type State string

// The states. Only an approved one holds; it runs out by itself after its last day.
const (
	Proposed State = "proposed"
	Approved State = "approved"
	Refused  State = "refused"
	Ended    State = "ended"   // early, with a reason
	Expired  State = "expired" // never stored: follows from the day
)

// Places of a seasonal absence; the text is the message "contactstd.place.<code>".
func Places() []string { return []string{"jailoo", "abroad", "elsewhere"} }

// RemoteAgreed is what was agreed on contact by telephone or message.
type RemoteAgreed struct {
	Code  string // code of contact_kinds of the kind Remote
	Times int    // a month
}

// Exemption is one version of fewer or other contacts for a client. Entry is the same through all versions.
type Exemption struct {
	person.Version
	Client     id.Client
	Entry      string
	Reason     string // code of the list contact_exemptions
	Days       civil.Period
	State      State
	Visits     rulebook.Cell // visits to the office a month that were agreed while the table sets no share
	Remote     RemoteAgreed
	PlaceKind  string // of a seasonal absence
	Place      string
	Body       string // of self-government that confirms where the client is
	Every      int    // days between two confirmations; 0: none is asked for
	Note       string
	Document   string
	Basis      string // the accepted opportunity that it rests on; empty where it rests on none
	ProposedBy id.Account
	ProposedAt civil.Instant
	DecidedBy  id.Account
	DecidedAt  civil.Instant
	Answer     string
	EndedOn    civil.Date // its last day, when it was ended early
	EndedBy    id.Account
	EndedWhy   string
	Confirmed  []Confirmation
}

// Last is the last day on which it holds.
func (x Exemption) Last() civil.Date {
	if x.State == Ended {
		return x.EndedOn
	}
	return x.Days.To
}

// Holds reports whether it lowers what is asked for on a day.
func (x Exemption) Holds(day civil.Date) bool {
	return (x.State == Approved || x.State == Ended) && !day.Before(x.Days.From) && !day.After(x.Last())
}

// Stands is the state on a day: an approved one runs out by itself.
func (x Exemption) Stands(today civil.Date) State {
	if x.State == Approved && x.Days.To.Before(today) {
		return Expired
	}
	return x.State
}

// Exempt is the exemption as the table of standards takes it.
func (x Exemption) Exempt() rulebook.Exempt {
	return rulebook.Exempt{Reason: x.Reason, Days: civil.Period{From: x.Days.From, To: x.Last()}}
}

// longest bounds an exemption: what goes on longer is looked at again. A working bound of the system, not of any text.
const longest = 366

// Check notes what is wrong with an exemption to be proposed or corrected. Share is what the table in force sets for its reason.
func (x Exemption) Check(p *fault.Problems, rb *rulebook.Rulebook, share rulebook.Cell, on civil.Date) {
	switch reasons := rb.List(rulebook.ListExemptions); {
	case x.Reason == "":
		p.Add("kind", "field.choose")
	case x.Reason == rulebook.ExemptMinor:
		p.Add("kind", "contactstd.minor_itself")
	case !reasons.Holds(x.Reason, on):
		p.Add("kind", "field.unknown")
	}
	x.checkDays(p)
	x.checkAgreed(p, rb, share)
	if x.Reason == Season {
		x.checkSeason(p)
	} else if x.Note == "" && x.Document == "" {
		p.Add("note", "contactstd.note_or_document")
	}
	person.CheckLine(p, "place", x.Place)
	person.CheckLine(p, "body", x.Body)
	if len([]rune(x.Note)) > MaxText {
		p.Add("note", "field.too_long", "Max", MaxText)
	}
}

// MaxText is the most letters of a note or reason.
const MaxText = 2000

func (x Exemption) checkDays(p *fault.Problems) {
	if x.Days.From.IsZero() {
		p.Add("from", "field.required")
	}
	switch {
	case x.Days.To.IsZero():
		p.Add("until", "contactstd.until_required")
	case x.Days.From.IsZero():
	case x.Days.To.Before(x.Days.From):
		p.Add("until", "contactstd.until_before")
	case x.Days.From.DaysUntil(x.Days.To) > longest:
		p.Add("until", "contactstd.too_long", "Days", longest)
	}
}

func (x Exemption) checkAgreed(p *fault.Problems, rb *rulebook.Rulebook, share rulebook.Cell) {
	if x.Remote.Times < 0 || x.Remote.Times > 31 {
		p.Add("remote_times", "field.range", "Min", 1, "Max", 31)
	}
	switch {
	case x.Remote.Code == "" && x.Remote.Times > 0:
		p.Add("remote_kind", "field.choose")
	case x.Remote.Code != "" && GroupsOf(rb)[x.Remote.Code] != Remote:
		p.Add("remote_kind", "field.unknown")
	case x.Remote.Code != "" && x.Remote.Times == 0:
		p.Add("remote_times", "contactstd.times_required")
	}
	if x.Visits.Set && (x.Visits.N < 0 || x.Visits.N > 3100) {
		p.Add("visits", "field.range", "Min", 0, "Max", 31)
	}
	if x.Reason != "" && x.Reason != Season && !share.Set && !x.Visits.Set {
		p.Add("visits", "contactstd.share_unknown")
	}
}

func (x Exemption) checkSeason(p *fault.Problems) {
	known := false
	for _, k := range Places() {
		known = known || k == x.PlaceKind
	}
	switch {
	case x.PlaceKind == "":
		p.Add("place_kind", "field.choose")
	case !known:
		p.Add("place_kind", "field.unknown")
	}
	if x.Place == "" {
		p.Add("place", "field.required")
	}
	if x.Remote.Code == "" && x.Remote.Times == 0 {
		p.Add("remote_kind", "contactstd.remote_required")
	}
	if x.Every != 0 && (x.Every < 7 || x.Every > 92) {
		p.Add("every", "field.range", "Min", 7, "Max", 92)
	}
	if x.Every > 0 && x.Body == "" {
		p.Add("body", "field.required")
	}
}

// Decide is the answer of the second person.
func (x Exemption) Decide(agree bool, answer string, by id.Account, now civil.Instant) (Exemption, error) {
	switch {
	case x.State != Proposed:
		return x, fault.New(fault.Conflict, "contactstd.decided")
	case by == x.ProposedBy:
		return x, fault.New(fault.Forbidden, "contactstd.second_person")
	}
	var p fault.Problems
	if !agree && answer == "" {
		p.Add("answer", "contactstd.refuse_why")
	}
	if len([]rune(answer)) > MaxText {
		p.Add("answer", "field.too_long", "Max", MaxText)
	}
	x.State, x.Answer, x.DecidedBy, x.DecidedAt = Refused, answer, by, now
	if agree {
		x.State = Approved
	}
	return x, p.Err()
}

// End ends it early: on is its last day.
func (x Exemption) End(on, today civil.Date, why string, by id.Account) (Exemption, error) {
	if x.State != Approved || x.Stands(today) == Expired {
		return x, fault.New(fault.Conflict, "contactstd.not_in_force")
	}
	var p fault.Problems
	switch {
	case on.IsZero():
		p.Add("ended_on", "field.required")
	case on.Before(x.Days.From.AddDays(-1)) || on.After(x.Days.To):
		p.Add("ended_on", "contactstd.end_outside", "From", x.Days.From, "Until", x.Days.To)
	}
	if why == "" {
		p.Add("ended_why", "field.required")
	}
	if len([]rune(why)) > MaxText {
		p.Add("ended_why", "field.too_long", "Max", MaxText)
	}
	x.State, x.EndedOn, x.EndedWhy, x.EndedBy = Ended, on, why, by
	return x, p.Err()
}
