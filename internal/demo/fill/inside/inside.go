// Package inside tells the one sealed compartment of the demonstration: opened to each member by two persons, a judgement of violent
// extremism written and signed by the assessor, read by the second reader. The officer of the case finds nothing of it.
package inside

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Kit is who acts, on whom, and by which use cases.
type Kit struct {
	Client       id.Client
	Today        func() civil.Date
	Compartments *accesscompartmentsvc.Service
	Assess       *assessmentsvc.Service

	Custodian, Director, Assessor, Reader context.Context //nolint:containedctx // who acts
}

// days is for how long the compartment is opened.
const days = 90

// Open opens the compartment to one member of staff: the custodian proposes, the director agrees.
func (k Kit) Open(who id.Account, part, reason, text string) error {
	p, err := k.Compartments.Propose(k.Custodian, accesscompartmentsvc.Propose{
		Client: k.Client, Compartment: access.Extremism, Part: part, Account: who, Reason: reason, Text: text, Until: k.Today().AddDays(days),
	})
	if err != nil {
		return err
	}
	return k.Compartments.Decide(k.Director, accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true})
}

// Judge writes the judgement page by page and signs it; it returns its identifier.
func (k Kit) Judge() (string, error) {
	made, err := k.Assess.Begin(k.Assessor, assessmentsvc.Begin{Client: k.Client, Instrument: "kg-extremism", Cause: "first", Note: "-"})
	if err != nil {
		return "", err
	}
	sheet, err := k.Assess.Sheet(k.Assessor, k.Client, made)
	if err != nil {
		return "", err
	}
	for _, p := range sheet.Instrument.Domains {
		in := assessmentsvc.Save{Client: k.Client, Assessment: made, Domain: p.ID, Version: sheet.Versions[p.ID], Answers: map[string]string{}, Evidence: map[string]string{}}
		for _, it := range sheet.Instrument.ItemsOf(p.ID) {
			in.Answers[it.ID], in.Evidence[it.ID] = k.answer(sheet, it), "Маектешүүдө айтылды, иштеги кагаздар менен салыштырылды"
		}
		if _, err := k.Assess.Save(k.Assessor, in); err != nil {
			return "", err
		}
	}
	if sheet, err = k.Assess.Sheet(k.Assessor, k.Client, made); err != nil {
		return "", err
	}
	return made, k.Assess.Sign(k.Assessor, assessmentsvc.Sign{Client: k.Client, Assessment: made, Version: sheet.Row})
}

// answer is the mildest of those offered, and words that say no more than an invented record may.
func (k Kit) answer(sheet assessmentsvc.Sheet, it assessment.Item) string {
	if opts := sheet.Instrument.OptionsOf(it); len(opts) > 0 {
		return opts[0].Code
	}
	switch it.Kind {
	case assessment.ItemDate:
		return k.Today().AddDays(170).String()
	case assessment.ItemText:
		return "Кагаздар окулду, маек жүргүзүлдү; башка булактан ырасталган жок."
	}
	return assessment.NotKnownAnswer
}

// Read is the second reader's word.
func (k Kit) Read(made string) error {
	sheet, err := k.Assess.Sheet(k.Reader, k.Client, made)
	if err != nil {
		return err
	}
	return k.Assess.Read(k.Reader, assessmentsvc.Second{Client: k.Client, Assessment: made, Version: sheet.Row})
}
