package access

import (
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
	PartReader   = "reader" // the second reader, the head who signs
	PartWorker   = "worker" // the victim's worker
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
