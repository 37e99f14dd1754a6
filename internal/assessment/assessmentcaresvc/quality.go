package assessmentcaresvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Rules of the questions.
const (
	ruleDiffer    = "quality.alike_differ"
	ruleAnswered  = "quality.alike_answered"
	ruleDecisions = "quality.decisions"
)

// Bounds of one look: a year, and as many outlines as one page can compare.
const (
	qualityDays   = 365
	qualityPrints = 5000
	qualityTwins  = 50
)

// AlikeQuestion is two assessments by one assessor, of different clients, with nearly the same answers.
type AlikeQuestion struct {
	assessment.Twins
	Instrument string
	Version    string
	A, B       AlikeSide
}

// AlikeSide is one of the two.
type AlikeSide struct {
	Assessment string
	Client     id.Client
	SignedOn   civil.Date
}

// Questions are what a head should ask about, of the clients in the head's sight. Each is a question and no fault; nobody is
// ranked, and whoever gives no question is not named.
type Questions struct {
	Alike       []AlikeQuestion
	Departures  []assessment.Departures
	Compared    int // assessments looked at
	Decided     int // decisions with a proposal looked at
	Differ      int // rules
	Answered    int
	Decisions   int
	Since       civil.Date
	MoreOutside bool // more outlines exist than one look compares
}

// Questions looks for look-alike assessments and for shares of departures of 0 or 100 %, in the offices in sight or in one of
// them. Needs CountersignAssessment.
func (s *Service) Questions(ctx context.Context, office id.Office) (Questions, error) {
	if err := s.ops.guard.Permit(ctx, access.CountersignAssessment); err != nil {
		return Questions{}, err
	}
	today := s.Today()
	rules := s.Rulebook()
	out := Questions{
		Differ: rules.Int(ruleDiffer, today, 3), Answered: rules.Int(ruleAnswered, today, 12), Decisions: rules.Int(ruleDecisions, today, 20),
		Since: today.AddDays(-qualityDays),
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.alike(ctx, r, office, &out); err != nil {
			return err
		}
		return s.ops.departures(ctx, r, office, &out)
	})
	return out, err
}

type printRow struct {
	ID                  string
	Client              id.Client
	Instrument, Version string
	Assessor            string
	On                  civil.Date
	Codes, Words        string
}

func (o *Ops) alike(ctx context.Context, r *db.Reader, office id.Office, out *Questions) error {
	rows, err := db.All[printRow](ctx, r, `select c.id, c.client_id, c.instrument, c.instrument_version, c.assessor_id, c.signed_on, c.codes, c.words
		from assessment_print c where c.signed_on >= $1 and {visible c.client_id}
		and ($2 = '' or exists (select 1 from access_client a where a.client_id = c.client_id and a.office_id = $2))
		order by c.instrument, c.instrument_version, c.assessor_id, c.signed_on desc, c.id limit $3`, out.Since, string(office), qualityPrints+1)
	if err != nil {
		return err
	}
	if out.MoreOutside = len(rows) > qualityPrints; out.MoreOutside {
		rows = rows[:qualityPrints]
	}
	out.Compared = len(rows)
	same := func(a, b printRow) bool {
		return a.Instrument == b.Instrument && a.Version == b.Version && a.Assessor == b.Assessor
	}
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && same(rows[from], rows[to]) {
			to++
		}
		out.ask(rows[from:to])
		from = to
	}
	slices.SortStableFunc(out.Alike, func(x, y AlikeQuestion) int { return x.Differ - y.Differ })
	if len(out.Alike) > qualityTwins {
		out.Alike = out.Alike[:qualityTwins]
	}
	for _, q := range out.Alike {
		db.Shown(ctx, q.A.Client)
		db.Shown(ctx, q.B.Client)
	}
	return nil
}

// ask compares the outlines of one assessor with one instrument.
func (q *Questions) ask(rows []printRow) {
	by := map[string]printRow{}
	all := make([]assessment.Printed, len(rows))
	for i, x := range rows {
		by[x.ID] = x
		all[i] = assessment.Printed{
			Assessment: x.ID, Client: string(x.Client), Assessor: x.Assessor, Print: assessment.Print{Codes: x.Codes, Words: x.Words},
		}
	}
	for _, t := range assessment.Alike(all, assessment.AlikeRules{Most: q.Differ, Least: q.Answered}) {
		a, b := by[t.A.Assessment], by[t.B.Assessment]
		q.Alike = append(q.Alike, AlikeQuestion{
			Twins: t, Instrument: a.Instrument, Version: a.Version,
			A: AlikeSide{Assessment: a.ID, Client: a.Client, SignedOn: a.On}, B: AlikeSide{Assessment: b.ID, Client: b.Client, SignedOn: b.On},
		})
	}
}

func (o *Ops) departures(ctx context.Context, r *db.Reader, office id.Office, out *Questions) error {
	rows, err := db.All[assessment.Departures](ctx, r, `select c.decided_by, count(*), sum(case when c.departs = true then 1 else 0 end) from assessment_level c
		where c.proposed is not null and c.assessment_id is not null and c.state <> 'refused' and c.valid_from >= $1 and {visible c.client_id}
		and ($2 = '' or exists (select 1 from access_client a where a.client_id = c.client_id and a.office_id = $2))
		group by c.decided_by order by c.decided_by`, out.Since, string(office))
	for _, d := range rows {
		out.Decided += d.Decided
		if d.Asked(out.Decisions) {
			out.Departures = append(out.Departures, d)
		}
	}
	return err
}
