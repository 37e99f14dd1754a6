package world

import (
	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentsvc"
)

// qualifications are what a role may use: those who assess have learned it.
func qualifications(role access.Role) []string {
	switch role {
	case access.Officer, access.Psychologist, access.SocialWorker, access.Inspector, access.Specialist, access.Head, access.Regional, access.Director:
		return []string{"rna_assessor"}
	default: // the others assess nobody
	}
	return nil
}

// assess begins an assessment of the client and writes down on one page what may betray the person.
func (b *builder) assess(c *Client) {
	svc, who := Service[*assessmentsvc.Service](b.World), b.chief(c)
	b.step("begin an assessment of "+c.State, func() (err error) {
		c.Assessment, err = svc.Begin(b.ctx(who), assessmentsvc.Begin{Client: c.ID, Instrument: "kg-rna", Cause: "first"})
		return err
	})
	b.step("a page of the assessment of "+c.State, func() error {
		sh, err := svc.Sheet(b.ctx(who), c.ID, c.Assessment)
		if err != nil {
			return err
		}
		_, err = svc.Save(b.ctx(who), assessmentsvc.Save{
			Client: c.ID, Assessment: c.Assessment, Domain: "living", Version: sh.Versions["living"],
			Answers: map[string]string{"living_need": "some", "living_reason": c.Secret}, Evidence: map[string]string{"living_need": c.Secret},
		})
		return err
	})
}
