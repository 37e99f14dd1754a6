package portal

import (
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// MaxText is the most letters of what clients write.
const MaxText = 3000

// Kinds of request: a question or wish, and the wish to have what the service holds on the client (Law on personal data).
const (
	AskAnything = "ask"
	AskCopy     = "copy"
)

// RequestKinds lists them.
func RequestKinds() []string { return []string{AskAnything, AskCopy} }

// Request is what a client asks of the service. A person answers it by the day DueOn.
type Request struct {
	ID         string
	Client     id.Client
	Kind       string
	Receipt    string
	Body       string
	MadeAt     civil.Instant
	DueOn      civil.Date
	Answer     string
	AnsweredAt civil.Instant
	AnsweredBy string
	ReadAt     civil.Instant
	Version    int
}

// Open reports whether nobody has answered yet.
func (r Request) Open() bool { return r.AnsweredAt.IsZero() }

// CheckText notes what is wrong with words that must be there.
func CheckText(problems *fault.Problems, field, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		problems.Add(field, "field.required")
	case utf8.RuneCountInString(text) > MaxText:
		problems.Add(field, "field.too_long", "Max", MaxText)
	}
}

// States of a complaint.
const (
	ComplaintReceived = "received"
	ComplaintTaken    = "taken" // somebody looks into it
	ComplaintAnswered = "answered"
)

// ComplaintStates lists them in the order of their life.
func ComplaintStates() []string {
	return []string{ComplaintReceived, ComplaintTaken, ComplaintAnswered}
}

// About says whom or what a complaint is about.
const (
	AboutOfficer = "officer"
	AboutHead    = "head"
	AboutOffice  = "office"
	AboutOther   = "other"
)

// Abouts lists what a client may choose.
func Abouts() []string { return []string{AboutOfficer, AboutHead, AboutOffice, AboutOther} }

// Complaint is a complaint about the service with its receipt number. It is kept from the office complained of.
type Complaint struct {
	ID         string
	Client     id.Client
	Receipt    string
	About      string
	Office     id.Office // that keeps the client's file
	Receiver   id.Office // that looks into it
	Officer    id.Account
	Body       string
	MadeAt     civil.Instant
	DueOn      civil.Date
	State      string
	TakenAt    civil.Instant
	TakenBy    string
	Answer     string
	AnsweredAt civil.Instant
	AnsweredBy string
	ReadAt     civil.Instant
	Version    int
}

// Receiver is the office that a complaint goes to: the department above the office concerned, and headquarters where there is
// none or where that department itself keeps the client's file. path are the offices above, from the nearest.
func Receiver(office id.Office, path []id.Office, top id.Office) id.Office {
	for _, o := range path {
		if o != office && o != "" {
			return o
		}
	}
	return top
}

// MayHandle reports whether a member of staff of these offices may handle a complaint: a post in the receiving office or above
// it, and never the officer complained of nor anybody of the office concerned.
func (c Complaint) MayHandle(account id.Account, posts []id.Office, above []id.Office) bool {
	if account == c.Officer {
		return false
	}
	ok := false
	for _, p := range posts {
		if p == c.Office {
			return false
		}
		if p == c.Receiver {
			ok = true
		}
		for _, a := range above {
			ok = ok || p == a
		}
	}
	return ok
}

// Paper is something given to a client to read on the own pages: words of the officer, or an issued paper with its number.
type Paper struct {
	ID       string
	Client   id.Client
	Number   string // of an issued paper; "" for words
	Title    string
	Body     string
	Lang     string
	GivenAt  civil.Instant
	GivenBy  string
	OpenedAt civil.Instant
	ReadAt   civil.Instant // when the client said "I have read it"
	Version  int
}

// Receipt makes a receipt number from the day and eight random digits: easy to read out on the telephone.
func Receipt(day civil.Date, random int) string {
	digits := make([]byte, 0, 20)
	for _, r := range day.String() {
		if r >= '0' && r <= '9' {
			digits = append(digits, byte(r))
		}
	}
	digits = append(digits, '-')
	for div := 10_000_000; div > 0; div /= 10 {
		digits = append(digits, byte('0'+random/div%10))
		if div == 10_000 {
			digits = append(digits, '-')
		}
	}
	return string(digits)
}
