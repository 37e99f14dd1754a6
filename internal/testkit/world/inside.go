package world

import (
	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
)

// Qualify records a qualification of a member of staff, held since long ago.
func (w *World) Qualify(key, code string) {
	w.t.Helper()
	q := org.Qualification{Account: w.Member(key).Account, Code: code, Source: "Күбөлүк 17", Valid: civil.Since(w.Today().AddDays(-300))}
	if err := Service[*orgsvc.Service](w).GrantQualification(w.As("admin"), q); err != nil {
		w.t.Fatal(err)
	}
}

// Opening is a proposal to open a compartment of a client to a member of staff for two months.
func (w *World) Opening(c *Client, compartment access.Compartment, part, key string) accesscompartmentsvc.Propose {
	return accesscompartmentsvc.Propose{
		Client: c.ID, Compartment: compartment, Part: part, Account: w.Member(key).Account, Reason: "assessment",
		Text: "Баалоо жүргүзүү тапшырылды", Until: w.Today().AddDays(60),
	}
}

// OpenTo opens a compartment of a client to a qualified member of staff: one custodian proposes, another agrees.
func (w *World) OpenTo(c *Client, compartment access.Compartment, part, key string) {
	w.t.Helper()
	svc := Service[*accesscompartmentsvc.Service](w)
	p, err := svc.Propose(w.As("custodian"), w.Opening(c, compartment, part, key))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := svc.Decide(w.As("custodian2"), accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true}); err != nil {
		w.t.Fatal(err)
	}
}
