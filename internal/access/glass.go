package access

import (
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Findings of the review of a break-glass opening.
const (
	Justified   = "justified"
	Unnecessary = "unnecessary" // in good faith, but there was another way
	Abuse       = "abuse"       // goes on to the Department's own inquiry
)

// Findings lists what a review may find.
func Findings() []string { return []string{Justified, Unnecessary, Abuse} }

// MissLimit is how many break-glass requests without a match one account may make in a day before it must stop: exact
// numbers are for those who hold them, not for trying.
const MissLimit = 5

// GlassQuery names exactly one person: a PIN, or a file number together with the birth date.
type GlassQuery struct {
	PIN   string
	File  string
	Birth civil.Date
}

// Validate says what is missing; it never says whether anybody was found.
func (q GlassQuery) Validate() error {
	var p fault.Problems
	switch {
	case q.PIN != "":
		if len(q.PIN) != 14 || !digits(q.PIN) {
			p.Add("pin", "access.glass.pin_shape")
		}
	case q.File == "":
		p.Add("pin", "access.glass.identifier")
	case q.Birth.IsZero():
		p.Add("birth", "field.required")
	}
	return p.Err()
}

func digits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// Opening is one use of break-glass: one account, one client, until a fixed time.
type Opening struct {
	ID         string
	Client     id.Client
	Account    id.Account
	Office     id.Office // of the one who opened; its head reviews
	Reason     string    // code of the rulebook's list
	OpenedAt   civil.Instant
	Until      civil.Instant
	ReviewDue  civil.Date
	ReviewedBy id.Account
	ReviewedAt civil.Instant
	Finding    string
	Version    int
}

// Open makes an opening: it ends by itself after hours, and must be reviewed by the due day.
func Open(client id.Client, by id.Account, office id.Office, reason string, now civil.Instant, hours int, due civil.Date) Opening {
	return Opening{
		Client: client, Account: by, Office: office, Reason: reason, OpenedAt: now,
		Until: now.Add(time.Duration(hours) * time.Hour), ReviewDue: due, Version: 1,
	}
}

// Active reports whether the opening still lets its account see the client.
func (o Opening) Active(now civil.Instant) bool { return o.Until.After(now) }

// Review closes the review item. Nobody reviews their own opening. Faults: forbidden, conflict, invalid.
func (o Opening) Review(by id.Account, finding string, now civil.Instant) (Opening, error) {
	switch {
	case by == o.Account:
		return o, fault.New(fault.Forbidden, "access.glass.own_review")
	case !o.ReviewedAt.IsZero():
		return o, fault.New(fault.Conflict, "access.glass.reviewed_already")
	case finding != Justified && finding != Unnecessary && finding != Abuse:
		var p fault.Problems
		p.Add("finding", "field.choose")
		return o, p.Err()
	}
	o.ReviewedBy, o.ReviewedAt, o.Finding = by, now, finding
	return o, nil
}
