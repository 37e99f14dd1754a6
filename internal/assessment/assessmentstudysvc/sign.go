package assessmentstudysvc

import (
	"context"
	"fmt"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Remark gives a report or letter back to its author with remarks. Needs access.SignStudy and an open compartment; the author
// cannot. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Remark(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.SignStudy, study.Remark, study.KindRemark, study.Working, "assessment.study_remarked", false}, on, typed,
		func(tx *db.Tx, x study.Study, _ url.Values, _ db.Row) error {
			if err := notOwn(ctx, x); err != nil {
				return err
			}
			return s.ops.tell(ctx, tx, x, x.Author, "study_remarked")
		})
}

// Sign signs a report or letter, which gets its number. Needs access.SignStudy and an open compartment; the author cannot sign.
// Faults: not_found, forbidden, conflict.
func (s *Service) Sign(ctx context.Context, on On) error {
	return s.act(ctx, act{access.SignStudy, study.Sign, study.KindSign, study.Signed, "assessment.study_signed", false}, on, nil,
		func(tx *db.Tx, x study.Study, _ url.Values, set db.Row) error {
			if err := notOwn(ctx, x); err != nil {
				return err
			}
			number, err := s.ops.number(ctx, tx, x)
			if err != nil {
				return err
			}
			set["number"], set["signed_by"], set["signed_at"] = number, access.From(ctx).Account, tx.Now
			return s.ops.tell(ctx, tx, x, x.Author, "study_signed")
		})
}

func notOwn(ctx context.Context, x study.Study) error {
	if x.Author == access.From(ctx).Account {
		return fault.New(fault.Forbidden, "study.own_signature")
	}
	return nil
}

// number gives the next number of the office in the year: gap-free, one after another.
func (o *Ops) number(ctx context.Context, tx *db.Tx, x study.Study) (string, error) {
	year := o.today(tx).Year()
	key := fmt.Sprintf("%s/%d", x.Office, year)
	type row struct{ Last, Version int }
	last, ok, err := db.Maybe[row](ctx, tx, `select c.last, c.version from assessment_study_number c where c.id = $1`, key)
	if err != nil {
		return "", err
	}
	next := last.Last + 1
	if ok {
		err = tx.UpdateVersion(ctx, "assessment_study_number", key, last.Version, db.Row{"last": next})
	} else {
		err = tx.Insert(ctx, "assessment_study_number", db.Row{"id": key, "last": next, "version": 1})
	}
	return fmt.Sprintf("%d/%d", next, year), err
}

// Deliver writes down how the signed paper reached whoever asked, with proof. Needs access.ReceiveStudy and an open compartment.
// Faults: not_found, conflict, invalid.
func (s *Service) Deliver(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.ReceiveStudy, study.Deliver, study.KindDelivery, study.Delivered, "assessment.study_delivered", false}, on, typed,
		func(tx *db.Tx, x study.Study, values url.Values, set db.Row) error {
			day := study.Entry{Values: values}.Day("on")
			if day.Before(x.SignedAt.In(s.ops.Zone)) {
				return missing("on", "study.before_signature")
			}
			set["delivered_on"] = day
			return stop(tx, x, values, set)
		})
}

// Decide writes down what the court decided. Acquitted, or the case ended: the compartment closes at once and the record is out
// of everybody's sight but the custodian's. Needs access.ReceiveStudy and an open compartment. Faults: not_found, conflict,
// invalid.
func (s *Service) Decide(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.ReceiveStudy, study.Decide, study.KindDecision, study.Decided, "assessment.study_decided", false}, on, typed,
		func(tx *db.Tx, x study.Study, values url.Values, set db.Row) error {
			set["outcome"] = values.Get("decision")
			if !study.Closes(s.ops.Rules.At(s.ops.today(tx)), values.Get("decision")) {
				return nil
			}
			set["state"], set["closed_at"] = string(study.Closed), tx.Now
			return s.ops.shut(ctx, tx, x, id.Account(""))
		})
}
