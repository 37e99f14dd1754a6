package access

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Compartment names a sealed part of a client's record. Its rows carry the name in a column "compartment", and queries say
// {inside x.client_id x.compartment}; rows with null there belong to the ordinary record.
type Compartment string

// The compartments. A study of one person has a compartment of its own: StudyCompartment.
const (
	Extremism Compartment = "extremism" // structured judgement of violent-extremist risk
	Victim    Compartment = "victim"    // safety plan of a victim of family violence: kept from whoever works with the perpetrator
)

// StudyCompartment is the compartment of one pre-trial study.
func StudyCompartment(study string) Compartment { return Compartment("study-" + study) }

// Parts that somebody has in a compartment.
const (
	PartAssessor = "assessor"
	PartReader   = "reader"   // the second reader, the head who signs
	PartWorker   = "worker"   // the victim's worker
	PartReceiver = "receiver" // whoever received the request for a study
)

// Reasons why a membership ended.
const (
	EndedByTime   = "time"     // its last day has passed
	EndedByPerson = "closed"   // somebody closed it
	EndedByWork   = "assigned" // the member was given the case of the person from whom the compartment is kept
	EndedByNew    = "renewed"  // opened anew, with another end or part
)

// Member is one person to whom a compartment is open, or was.
type Member struct {
	ID          string
	Client      id.Client
	Compartment Compartment
	Account     id.Account
	Part        string
	Reason      string
	OpenedBy    string
	AgreedBy    string
	Until       civil.Instant
	Since       civil.Instant

	Proposal   string
	ReviewDue  civil.Date
	ReviewedAt civil.Instant
	ReviewedBy id.Account
	ClosedAt   civil.Instant
	ClosedBy   string
	End        string
}

// Open reports whether the compartment is open to the member at an instant.
func (m Member) Open(now civil.Instant) bool {
	return m.ClosedAt.IsZero() && (m.Until.IsZero() || m.Until.After(now))
}

// TwoPersons lists the compartments that two persons open; those of studies open with the study.
func TwoPersons() []Compartment { return []Compartment{Extremism, Victim} }

// Parts lists what somebody may be in a compartment, in the order of screens.
func (c Compartment) Parts() []string {
	switch c {
	case Extremism:
		return []string{PartAssessor, PartReader}
	case Victim:
		return []string{PartWorker, PartReader}
	}
	return nil
}

// Qualification is the code of what a member must have learned; only the qualified use such instruments, and the second
// reader judges as one of them.
func (c Compartment) Qualification() string {
	switch c {
	case Extremism:
		return "veo_assessor"
	case Victim:
		return "victim_worker"
	}
	return ""
}

// KeptFromCaseWork reports whether the compartment is kept from those who work the client's case: the officer of the
// perpetrator must not learn where the victim is.
func (c Compartment) KeptFromCaseWork() bool { return c == Victim }

// Candidate is what is known of somebody to whom a compartment would be opened.
type Candidate struct {
	Works     bool // a post that works in compartments
	Sees      bool // the client is in the candidate's sight
	Qualified bool
	OnCase    bool // assigned to the client's case or covering it
}

// CheckOpening says everything that is wrong with a proposal to open a compartment. now is the instant of proposing or
// agreeing, longest the last instant that may be asked for.
func (p Proposal) CheckOpening(c Candidate, now, longest civil.Instant) error {
	var bad fault.Problems
	known := slices.Contains(TwoPersons(), p.Compartment)
	if !known {
		bad.Add("compartment", "field.choose")
	}
	switch {
	case p.Part == "":
		bad.Add("part", "field.choose")
	case known && !slices.Contains(p.Compartment.Parts(), p.Part):
		bad.Add("part", "access.compartment.part_unknown")
	}
	switch {
	case p.Account == "":
		bad.Add("account", "field.choose")
	case !c.Works:
		bad.Add("account", "access.compartment.no_post")
	case !c.Sees:
		bad.Add("account", "access.compartment.cannot_see")
	case known && !c.Qualified:
		bad.Add("account", "access.compartment.unqualified")
	case p.Compartment.KeptFromCaseWork() && c.OnCase:
		bad.Add("account", "access.compartment.works_case")
	}
	switch {
	case p.Until.IsZero():
		bad.Add("until", "field.required")
	case !p.Until.After(now):
		bad.Add("until", "date.past")
	case p.Until.After(longest):
		bad.Add("until", "access.compartment.too_long")
	}
	return bad.Err()
}

// studied begins the identifier under which the person of a pre-trial study stands in the access tables.
const studied = "study-"

// StudiedPerson is the identifier of the person studied, for one study. It names no client: whoever is studied may be a client
// already or may never become one, and neither the record of a client nor any list, count or search may tell of a study.
func StudiedPerson(study string) id.Client { return id.Client(studied + study) }

// IsStudied reports whether an identifier is that of a person studied; such a person has no card, no file and no pages.
func IsStudied(c id.Client) bool { return strings.HasPrefix(string(c), studied) }
