package rulebook

import (
	"encoding/json"
	"fmt"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// States of a table that was drafted here.
const (
	StandardDraft     = "draft"
	StandardInForce   = "in_force" // from its day on, which may lie ahead
	StandardWithdrawn = "withdrawn"
)

// StandardDecision is a table that was drafted here with who did what to it. It changes only while it is a draft.
type StandardDecision struct {
	ID           string
	State        string
	Body         string // the table as JSON
	BasedOn      string
	Reason       string // code of the list standard_reasons
	ReasonText   string
	DraftedBy    id.Account
	DraftedAt    civil.Instant
	EditedBy     id.Account
	EditedAt     civil.Instant
	InForce      civil.Date
	PutBy        id.Account
	PutAt        civil.Instant
	WithdrawnBy  id.Account
	WithdrawnAt  civil.Instant
	WithdrawnWhy string
	Version      int
}

// Table reads the table of a decision; its first day is the one that was decided.
func (d StandardDecision) Table() (*Standard, error) {
	var s Standard
	if err := json.Unmarshal([]byte(d.Body), &s); err != nil {
		return nil, fmt.Errorf("standards table %s: %w", d.ID, err)
	}
	s.ID, s.InForce = d.ID, d.InForce
	return &s, nil
}

// PutInForce says what stands against putting a draft in force: whoever drafted or changed it is not the second person, a
// day that has passed keeps its table, two tables of one day would leave open which one holds. others are the first days of
// the tables in force.
func (d StandardDecision) PutInForce(by id.Account, from, today civil.Date, others []civil.Date) error {
	if d.State != StandardDraft {
		return fault.New(fault.Conflict, "rulebook.standard.decided")
	}
	if by == d.DraftedBy || by == d.EditedBy {
		return fault.New(fault.Forbidden, "rulebook.standard.second_person")
	}
	var p fault.Problems
	if d.Reason == "" {
		p.Add("", "rulebook.standard.no_reason")
	}
	switch {
	case from.IsZero():
		p.Add("from", "field.required")
	case from.Before(today):
		p.Add("from", "rulebook.standard.past", "Today", today)
	case slices.Contains(others, from):
		p.Add("from", "rulebook.standard.same_day", "Day", from)
	}
	return p.Err()
}

// Withdraw says what stands against withdrawing: a table that has begun to hold is replaced, not taken back.
func (d StandardDecision) Withdraw(why string, today civil.Date) error {
	if d.State == StandardWithdrawn || d.State == StandardInForce && !d.InForce.After(today) {
		return fault.New(fault.Conflict, "rulebook.standard.decided")
	}
	var p fault.Problems
	if why == "" {
		p.Add("why", "field.required")
	}
	return p.Err()
}

// Confirm gives cells that differ from the table before, or all that are set, the status that the named document gives
// them: sourced when one is named, else unknown.
func (s *Standard) Confirm(before *Standard, all bool) {
	status := Unknown
	if s.Source != "" {
		status = Sourced
	}
	old := before.cells()
	for name, c := range s.cells() {
		o, known := old[name]
		switch {
		case all && s.Source != "" && c.Set, !known, o.Set != c.Set || o.N != c.N:
			c.Status = status
		default:
			c.Status = o.Status
		}
	}
}

// cells are all cells of a table by a name that outlives the order of its rows.
func (s *Standard) cells() map[string]*Cell {
	out := map[string]*Cell{"full": &s.Capacity.Full, "head": &s.Capacity.Head, "away": &s.Capacity.Away, "new": &s.Capacity.New}
	for i := range s.Exemptions {
		out["exempt "+s.Exemptions[i].Reason] = &s.Exemptions[i].Share
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		key := r.Level
		for _, k := range r.Kinds {
			key += " " + k
		}
		for p := range r.Phases {
			name := key + " " + Phase(p).Name()
			out[name+" office"], out[name+" home"], out[name+" points"] = &r.Phases[p].Office, &r.Phases[p].Home, &r.Phases[p].Points
		}
	}
	return out
}

// Unconfirmed counts the cells that are to be confirmed.
func (s *Standard) Unconfirmed() int {
	n := 0
	for _, c := range s.cells() {
		if c.Status.ToConfirm() {
			n++
		}
	}
	return n
}

// Clone is a copy that may be changed.
func (s *Standard) Clone() *Standard {
	out := *s
	out.Rows, out.Exemptions = slices.Clone(s.Rows), slices.Clone(s.Exemptions)
	for i := range out.Rows {
		out.Rows[i].Kinds = slices.Clone(s.Rows[i].Kinds)
	}
	return &out
}
