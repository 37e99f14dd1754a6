package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Offer is an instrument as a client's page offers it: begin it, or the reason why not.
type Offer struct {
	Instrument *engine.Instrument
	Open       string    // the case that is open or waits
	Against    []message // why it cannot be begun now; empty when it can
	ShortTerm  bool      // may be begun with a reason although little of the term remains
}

// Overview is the client's page of assessments.
type Overview struct {
	Cases   []Record // the latest first
	Offers  []Offer  // only for whoever may assess here
	Levels  []assessment.LevelDecision
	Level   assessment.LevelDecision // in force
	HasOne  bool
	Changed bool // the level changed within the last days: the page says from what to what
}

// maxCases bounds what a client's page shows.
const maxCases = 200

// Overview reads the assessments of a client with the levels decided on them. Needs ReadAssessment on the client; what lies in a
// compartment is there only for those to whom it is open. Fault: not_found.
func (s *Service) Overview(ctx context.Context, client id.Client) (Overview, error) {
	var out Overview
	err := s.read(ctx, client, func(r *db.Reader) error {
		rows, err := db.All[caseRow](ctx, r, `select `+caseCols+` from assessment_assessment c where c.client_id = $1 and {visible c.client_id}
			and {inside c.client_id c.compartment} order by c.started_at desc, c.id desc limit $2`, client, maxCases)
		if err != nil {
			return err
		}
		if out.Cases, err = s.ops.recorded(ctx, r, rows); err != nil {
			return err
		}
		if out.Levels, err = s.ops.Levels.History(ctx, r, client); err != nil {
			return err
		}
		for _, d := range out.Levels {
			if d.State == assessment.LevelInForce && !out.HasOne {
				out.Level, out.HasOne = d, true
			}
		}
		out.Changed = out.HasOne && announced(out.Level, s.Today())
		if access.From(ctx).May(access.Assess) {
			out.Offers, err = s.ops.offers(ctx, r, client, s.Today())
		}
		return err
	})
	return out, err
}

// announced reports whether a level is new enough to be announced as changed. One taken over from paper is no change.
func announced(d assessment.LevelDecision, today day) bool {
	return d.Reason != assessment.ReasonPaper && d.From != "" && d.From != d.Level && !d.ValidFrom.AddDays(assessment.BannerDays).Before(today)
}

// Change reads the level of a client that changed within the last days, for the banner on the record; ok is false otherwise. Needs
// ReadClient, for everybody who works with the client must know. Fault: not_found.
func (s *Service) Change(ctx context.Context, client id.Client) (d assessment.LevelDecision, ok bool, err error) {
	if !access.From(ctx).May(access.ReadClient) {
		return d, false, fault.MissingRecord()
	}
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		if d, ok, err = s.ops.Levels.LevelOf(ctx, r, client); ok {
			db.Shown(ctx, client)
		}
		return err
	})
	return d, ok && announced(d, s.Today()), err
}

// offers lists the instruments that may be used with a client; one in a compartment shows only inside it.
func (o *Ops) offers(ctx context.Context, r *db.Reader, client id.Client, today day) ([]Offer, error) {
	var out []Offer
	for _, ins := range o.offered(today) {
		if ins.Use == assessment.UseStudy {
			continue // a study begins with a request of the court, not here
		}
		if err := o.inside(ctx, r, client, ins.Compartment); fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		b, err := o.beginning(ctx, r, client, ins, ins.Compartment, today)
		if err != nil {
			return nil, err
		}
		of := Offer{Instrument: ins, Open: b.Open, ShortTerm: b.ShortTerm(ins.Spec)}
		b.Exception = "-" // a short term asks for a reason in the form; it does not take the form away
		of.Against = ins.Obstacles(b)
		out = append(out, of)
	}
	return out, nil
}

// Waiting lists the signed assessments within the reader's sight that wait for a countersignature or a second reading, the oldest
// first. Needs CountersignAssessment. Fault: forbidden.
func (s *Service) Waiting(ctx context.Context) ([]Record, error) {
	if err := s.ops.guard.Permit(ctx, access.CountersignAssessment); err != nil {
		return nil, err
	}
	var out []Record
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[caseRow](ctx, r, `select `+caseCols+` from assessment_assessment c where c.state = 'signed' and {visible c.client_id}
			and {inside c.client_id c.compartment} order by c.signed_at, c.id limit $1`, maxCases)
		if err != nil {
			return err
		}
		for _, x := range rows {
			db.Shown(ctx, x.Case.Client)
		}
		out, err = s.ops.recorded(ctx, r, rows)
		return err
	})
	return out, err
}
