package assessmentstudysvc

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// The rules of the clocks.
const (
	ruleStudyDays = "pretrial.study_days"
	ruleRNADays   = "pretrial.rna_days"

	ruleCheckDays    = "study.check_days"
	ruleDecisionDays = "study.decision_days"
)

// Receive writes down a request of a court or an investigator as the document has it, and returns the study. The study is open to
// whoever received it and to the heads of the office, nobody else. Needs access.ReceiveStudy. Faults: forbidden, invalid with
// all fields at once; the same request twice is told at the field "number" until confirmed.
func (s *Service) Receive(ctx context.Context, typed url.Values) (string, error) {
	key := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Permit(ctx, access.ReceiveStudy); err != nil {
			return step{}, err
		}
		st, x, err := s.ops.receive(ctx, tx, typed)
		key = x.ID
		return st, err
	})
	return key, err
}

func (o *Ops) receive(ctx context.Context, tx *db.Tx, typed url.Values) (step, study.Study, error) {
	values, problems := study.Clean(study.KindRequest, typed, o.check(tx, study.Entry{}))
	office := access.From(ctx).Home()
	if problems.Err() == nil && values.Get("another") == "" {
		twice, err := db.One[int](ctx, tx, `select count(*) from assessment_study c where c.number_index = $1
			and {visible c.client_id} and {inside c.client_id c.compartment}`, o.numberIndex(values))
		if err != nil {
			return step{}, study.Study{}, err
		}
		if twice > 0 {
			problems.Add("another", "study.twice")
		}
	}
	if err := problems.Err(); err != nil {
		return step{}, study.Study{}, err
	}
	x := study.Study{ID: tx.NewID(), Office: office, State: study.Received, Product: study.Report, ReceivedBy: id.Account(tx.Actor.Ref())}
	x.Person, x.Compartment = access.StudiedPerson(x.ID), string(access.StudyCompartment(x.ID))
	if err := o.access.AdmitStudied(ctx, tx, x.ID, office); err != nil {
		return step{}, x, err
	}
	if err := o.openToStaff(ctx, tx, x); err != nil {
		return step{}, x, err
	}
	row := db.Row{
		"id": x.ID, "client_id": x.Person, "compartment": x.Compartment, "office_id": office, "state": string(x.State), "product": string(x.Product),
		"received_by": x.ReceivedBy, "version": 1,
	}
	o.index(row, values)
	o.clocks(tx, row, values)
	if err := tx.Insert(ctx, studies, row); err != nil {
		return step{}, x, err
	}
	return done(access.ReceiveStudy, "assessment.study_received", x), x, o.put(ctx, tx, x, study.KindRequest, values)
}

// clocks are the days by which the study must be done, from the day of receipt.
func (o *Ops) clocks(tx *db.Tx, row db.Row, values url.Values) {
	e := study.Entry{Values: values}
	got := e.Day("received")
	rules := o.Rules.At(o.today(tx))
	due := func(rule string) civil.Date {
		d, ok := rules.Deadline(rule, got)
		if !ok {
			return civil.Date{}
		}
		return d.Due(got, rules.Calendar()).Day
	}
	x := study.Study{State: study.Received, AskedFor: e.Day("due"), StudyDue: due(ruleStudyDays)}
	row["received_on"], row["asked_for"], row["rna_due"], row["study_due"], row["due_on"] = got, x.AskedFor, due(ruleRNADays), x.StudyDue, x.Due()
}

// index makes the keyed tokens by which a request and a person are found again.
func (o *Ops) index(row db.Row, values url.Values) {
	row["number_index"], row["name_index"], row["pin_index"] = o.numberIndex(values), o.nameIndex(values.Get("surname"), values.Get("given"), values.Get("birth")), nil
	if pin := values.Get("pin"); pin != "" {
		row["pin_index"] = o.Seal.Blind("study-pin", pin)
	}
}

func (o *Ops) numberIndex(values url.Values) string {
	return o.Seal.Blind("study-number", strings.ToLower(values.Get("asker")+"|"+values.Get("number")+"|"+values.Get("dated")))
}

func (o *Ops) nameIndex(surname, given, birth string) string {
	return o.Seal.Blind("study-name", study.NameKeys(surname, given)+"|"+birth)
}

// openToStaff opens a new study to whoever received it and to the heads of the office.
func (o *Ops) openToStaff(ctx context.Context, tx *db.Tx, x study.Study) error {
	if err := o.openTo(ctx, tx, x, x.ReceivedBy, access.PartReceiver, "received"); err != nil {
		return err
	}
	heads, err := o.Staff.Heads(ctx, tx, x.Office, "")
	if err != nil {
		return err
	}
	for _, h := range heads {
		if err := o.openTo(ctx, tx, x, h, access.PartReader, "head"); err != nil {
			return err
		}
	}
	return nil
}

// openTo opens a study to one member of staff, once for each part.
func (o *Ops) openTo(ctx context.Context, tx *db.Tx, x study.Study, who id.Account, part, reason string) error {
	members, err := o.access.Members(ctx, &tx.Reader, x.Person, access.Compartment(x.Compartment))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(members, func(m access.Member) bool { return m.Account == who && m.Part == part }) {
		return nil
	}
	allowed := slices.ContainsFunc(members, func(m access.Member) bool { return m.Account == who })
	if err := o.access.OpenTo(ctx, tx, access.Member{
		Client: x.Person, Compartment: access.Compartment(x.Compartment), Account: who, Part: part, Reason: reason, OpenedBy: tx.Actor.Ref(),
	}); err != nil || allowed {
		return err
	}
	if err := o.access.Relate(ctx, tx, x.Person, who, access.Allow, reason, nil); err != nil {
		return err
	}
	// who works for the study sees it wherever their post is
	return o.access.Relate(ctx, tx, x.Person, who, access.Watching, reason, nil)
}

// shut takes one member of staff, or everybody when who is empty, out of a study.
func (o *Ops) shut(ctx context.Context, tx *db.Tx, x study.Study, who id.Account) error {
	members, err := o.access.Members(ctx, &tx.Reader, x.Person, access.Compartment(x.Compartment))
	if err != nil {
		return err
	}
	if err := o.access.CloseTo(ctx, tx, x.Person, access.Compartment(x.Compartment), who); err != nil {
		return err
	}
	for _, m := range members {
		if who != "" && m.Account != who {
			continue
		}
		for _, kind := range []string{access.Allow, access.Watching} {
			if err := o.access.Unrelate(ctx, tx, x.Person, m.Account, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

func missing(field, key string) error {
	var p fault.Problems
	p.Add(field, key)
	return p.Err()
}
