package orderintakesvc

import (
	"context"
	"maps"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Receive takes a judgment in, by paper, file or from a court's system, and returns its identifier. Any office may
// receive; the judgment belongs to the office of the person's district. Needs access.ReceiveJudgment. Faults: forbidden;
// invalid with every field at once; conflict when the same judgment is here already and the actor may see it (the message
// names it). A double out of sight is taken like any other and goes to the custodian on acceptance.
func (s *Service) Receive(ctx context.Context, in order.Incoming) (string, error) {
	var out string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.ops.Receive(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.ReceiveJudgment, "",
			fact.New("order.judgment_received", "", "judgment", out, "source", orElse(in.Source, order.SourcePaper)))
	})
	return out, err
}

// Receive is the step of Service.Receive; the caller records.
func (o *Ops) Receive(ctx context.Context, tx *db.Tx, in order.Incoming) (string, error) {
	if err := o.guard.Permit(ctx, access.ReceiveJudgment); err != nil {
		return "", err
	}
	j, err := in.Check(o.rules(tx), o.today(tx))
	if err != nil {
		return "", err
	}
	if err := o.place(ctx, tx, &j); err != nil {
		return "", err
	}
	if err := o.refuseTwin(ctx, tx, j); err != nil {
		return "", err
	}
	return o.insert(ctx, tx, j, order.JudgmentReceived)
}

// place finds the office: as stated, else by the district of the address, else where the receiver works.
func (o *Ops) place(ctx context.Context, tx *db.Tx, j *order.Judgment) error {
	var problems fault.Problems
	switch {
	case j.Office != "":
		if _, err := o.Offices.Unit(ctx, tx.System(), j.Office); fault.Is(err, fault.NotFound) {
			problems.Add("office", "field.unknown")
		} else if err != nil {
			return err
		}
	case j.Convict.District != "":
		office, err := o.Offices.ByDistrict(ctx, tx.System(), j.Convict.District)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		j.Office = office
	}
	if j.Office == "" && len(problems) == 0 {
		if j.Office = access.From(ctx).Home(); j.Office == "" {
			problems.Add("office", "field.required")
		}
	}
	return problems.Err()
}

// twin is another paper of the same judgment.
type twin struct {
	ID         string
	Client     id.Client
	ReceivedOn civil.Date
}

func (o *Ops) twins(ctx context.Context, tx *db.Tx, j order.Judgment, self string) (all []twin, err error) {
	return db.All[twin](ctx, tx.System(), `select j.id, j.client_id, j.received_on from order_judgment j
		where j.same_key = $1 and j.id <> $2 and j.state <> 'returned' and (j.client_id is null or {visible j.client_id}) order by j.received_at, j.id`,
		o.sameKey(j), self)
}

// refuseTwin names a judgment that is already here, when the actor may see it.
func (o *Ops) refuseTwin(ctx context.Context, tx *db.Tx, j order.Judgment) error {
	if j.Another {
		return nil
	}
	found, err := o.twins(ctx, tx, j, "")
	if err != nil {
		return err
	}
	for _, t := range found {
		old, err := o.load(ctx, &tx.Reader, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		f := fault.New(fault.Conflict, "judgment.twice", "Judgment", old.ID, "Number", old.Number, "Received", old.ReceivedOn)
		f.Problems = []fault.Problem{{Field: "number", Msg: f.Msg}}
		return f
	}
	return nil
}

func (o *Ops) insert(ctx context.Context, tx *db.Tx, j order.Judgment, state order.JudgmentState) (string, error) {
	judgment := tx.NewID()
	r, err := o.newRow(ctx, tx, judgment, j, nil, state)
	if err != nil {
		return "", err
	}
	return judgment, tx.Insert(ctx, "order_judgment", r)
}

// newRow is the row of a judgment as it comes in.
func (o *Ops) newRow(ctx context.Context, tx *db.Tx, judgment string, j order.Judgment, running *order.Running, state order.JudgmentState) (db.Row, error) {
	if err := o.Seal.Begin(ctx, tx, scope(judgment)); err != nil {
		return nil, err
	}
	r, err := o.asRow(ctx, tx, judgment, j)
	if err != nil {
		return nil, err
	}
	if running != nil {
		if r["running"], err = asText(running); err != nil {
			return nil, err
		}
	}
	rb := o.rules(tx)
	r["state"], r["version"], r["rulebook_version"] = state, 1, rb.Version
	r["received_at"], r["received_by"] = tx.Now, tx.Actor.Ref()
	if d, ok := rb.Deadline(rulebook.RuleCheckDays, o.today(tx)); ok {
		r["check_due"] = d.Due(j.ReceivedOn, rb.Calendar()).Day
	}
	return r, nil
}

// decide writes what was decided about a judgment. One that came in with the decision is written once, with both.
func (o *Ops) decide(ctx context.Context, tx *db.Tx, j Judgment, row db.Row) error {
	if j.fresh == nil {
		return tx.UpdateVersion(ctx, "order_judgment", j.ID, j.Version, row)
	}
	maps.Copy(j.fresh, row)
	return tx.Insert(ctx, "order_judgment", j.fresh)
}

func (o *Ops) asRow(ctx context.Context, tx *db.Tx, judgment string, j order.Judgment) (db.Row, error) {
	c := j.Convict
	r := db.Row{
		"id": judgment, "client_id": nil, "office_id": j.Office, "source": j.Source, "kind": j.Kind, "court": j.Court, "number": j.Number,
		"same_key": o.sameKey(j), "decided_on": j.DecidedOn, "in_force_on": j.InForceOn,
		"surname": db.Null(c.Name.Surname), "given": db.Null(c.Name.Given), "patronymic": db.Null(c.Name.Patronymic),
		"surname_latin": db.Null(c.Latin.Surname), "given_latin": db.Null(c.Latin.Given), "patronymic_latin": db.Null(c.Latin.Patronymic),
		"name_fold": c.Tokens(), "birth": c.Birth, "sex": db.Null(c.Sex), "language": db.Null(c.Language), "district": db.Null(c.District),
		"term": j.Term, "article": db.Null(j.Article), "pages": j.Pages, "document": db.Null(j.Document), "received_on": j.ReceivedOn,
		"another": j.Another, "stated_from": j.StatedFrom, "stated_to": j.StatedTo,
	}
	var err error
	if j.Credit.Days > 0 {
		if r["credit"], err = asText(j.Credit); err != nil {
			return nil, err
		}
	}
	if r["measures"], err = asJSON(j.Measures); err != nil {
		return nil, err
	}
	if r["obligations"], err = asJSON(j.Obligations); err != nil {
		return nil, err
	}
	for column, plain := range map[string]string{"pin": string(c.PIN), "address": c.Address, "phone": string(c.Phone)} {
		if r[column], err = o.sealed(ctx, tx, judgment, column, plain); err != nil {
			return nil, err
		}
	}
	if c.PIN != "" {
		r["pin_index"] = o.Seal.Blind("pin", string(c.PIN))
	}
	return r, nil
}

func (o *Ops) sealed(ctx context.Context, tx *db.Tx, judgment, column, plain string) ([]byte, error) {
	return o.Seal.SealScope(ctx, tx, scope(judgment), "order_judgment", column, judgment, []byte(plain))
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
