package access

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Compartment names a sealed part of a client's record. Its rows carry the name in a column "compartment", and queries say
// {inside client_id compartment}; rows with null there belong to the ordinary record.
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

// Member is one person to whom a compartment is open.
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
}

// studied begins the identifier under which the person of a pre-trial study stands in the access tables.
const studied = "study-"

// StudiedPerson is the identifier of the person studied, for one study. It names no client: whoever is studied may be a client
// already or may never become one, and neither the record of a client nor any list, count or search may tell of a study.
func StudiedPerson(study string) id.Client { return id.Client(studied + study) }

// IsStudied reports whether an identifier is that of a person studied; such a person has no card, no file and no pages.
func IsStudied(c id.Client) bool { return strings.HasPrefix(string(c), studied) }
