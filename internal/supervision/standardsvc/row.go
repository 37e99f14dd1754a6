package standardsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standard"
)

const (
	exemptions    = "supervision_exemption"
	confirmations = "supervision_confirmation"
)

const exemptionCols = `c.id, c.client_id, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text, c.source, c.exemption_id, c.kind,
	c.from_day, c.until_day, c.state, coalesce(c.visits, -1), c.remote_kind, c.remote_times, c.place_kind, c.place, c.body, c.every_days, c.note, c.document_id,
	c.proposed_at, c.proposed_by, c.decided_at, c.decided_by, c.answer, c.ended_on, c.ended_by, c.ended_why, c.basis`

type exemptionRow struct {
	Row                   string
	Client                id.Client
	RecordedAt            civil.Instant
	RecordedBy            string
	ReplacedAt            civil.Instant
	ReplacedBy, Why       string
	WhyText               []byte
	Source, Entry, Reason string
	From, Until           civil.Date
	State                 standard.State
	Visits                int // -1: none were agreed
	RemoteCode            string
	RemoteTimes           int
	PlaceKind             string
	Place, Body           []byte
	Every                 int
	Note                  []byte
	Document              string
	ProposedAt            civil.Instant
	ProposedBy            id.Account
	DecidedAt             civil.Instant
	DecidedBy             id.Account
	Answer                []byte
	EndedOn               civil.Date
	EndedBy               id.Account
	EndedWhy              []byte
	Basis                 string
}

// plain is the row without what is sealed: enough for counting.
func (x exemptionRow) plain() standard.Exemption {
	out := standard.Exemption{
		Version: person.Version{
			Row: x.Row, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt, ReplacedBy: x.ReplacedBy, Reason: x.Why, Source: x.Source,
		},
		Client: x.Client, Entry: x.Entry, Reason: x.Reason, Days: civil.Period{From: x.From, To: x.Until}, State: x.State,
		Remote: standard.RemoteAgreed{Code: x.RemoteCode, Times: x.RemoteTimes}, PlaceKind: x.PlaceKind, Every: x.Every, Document: x.Document, Basis: x.Basis,
		ProposedAt: x.ProposedAt, ProposedBy: x.ProposedBy, DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy, EndedOn: x.EndedOn, EndedBy: x.EndedBy,
	}
	if x.Visits >= 0 {
		out.Visits = rulebook.Cell{Set: true, N: x.Visits, Status: rulebook.Sourced}
	}
	return out
}

func (o *Ops) opened(ctx context.Context, r *db.Reader, rows []exemptionRow) ([]standard.Exemption, error) {
	out := make([]standard.Exemption, len(rows))
	var p seal.Batch
	for i, x := range rows {
		out[i] = x.plain()
		e := &out[i]
		for _, c := range []struct {
			name   string
			sealed []byte
			into   *string
		}{
			{"place", x.Place, &e.Place},
			{"body", x.Body, &e.Body},
			{"note", x.Note, &e.Note},
			{"answer", x.Answer, &e.Answer},
			{"ended_why", x.EndedWhy, &e.EndedWhy},
			{"reason_text", x.WhyText, &e.ReasonText},
		} {
			p.Into(x.Client, exemptions, c.name, x.Row, c.sealed, c.into)
		}
	}
	return out, p.Open(ctx, o.Seal, r)
}

// insert writes a version of an exemption.
func (o *Ops) insert(ctx context.Context, tx *db.Tx, x standard.Exemption, factID string) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": x.Client, "exemption_id": x.Entry, "kind": x.Reason, "from_day": x.Days.From, "until_day": x.Days.To, "state": string(x.State),
		"visits": nil, "remote_kind": db.Null(x.Remote.Code), "remote_times": x.Remote.Times, "place_kind": db.Null(x.PlaceKind), "every_days": x.Every,
		"document_id": db.Null(x.Document), "basis": db.Null(x.Basis), "proposed_at": x.ProposedAt, "proposed_by": x.ProposedBy, "decided_at": x.DecidedAt, "decided_by": db.Null(x.DecidedBy),
		"ended_on": x.EndedOn, "ended_by": db.Null(x.EndedBy), "source": "office", "fact_id": factID, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		"replaced_at": nil, "replaced_by": nil, "reason": nil, "reason_text": nil,
	}
	if x.Visits.Set {
		row["visits"] = x.Visits.N
	}
	return o.put(ctx, tx, exemptions, x.Client, row, map[string]string{"place": x.Place, "body": x.Body, "note": x.Note, "answer": x.Answer, "ended_why": x.EndedWhy})
}

// put seals the texts of a row and writes it.
func (o *Ops) put(ctx context.Context, tx *db.Tx, table string, client id.Client, row db.Row, texts map[string]string) error {
	key, _ := row["id"].(string)
	for column, text := range texts {
		box, err := o.Seal.SealText(ctx, tx, client, table, column, key, text)
		if err != nil {
			return err
		}
		row[column] = box
	}
	return tx.Insert(ctx, table, row)
}

// replace ends a version; row must be the current one of the client.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row string, why person.Why) error {
	return o.Seal.Replace(ctx, tx, table, client, row, why.Reason, why.Text)
}

// current reads the current version of an exemption; seen is the row that was on the page.
func (o *Ops) current(ctx context.Context, tx *db.Tx, client id.Client, entry, seen string) (standard.Exemption, error) {
	rows, err := db.All[exemptionRow](ctx, tx, `select `+exemptionCols+` from supervision_exemption c where c.client_id = $1 and c.exemption_id = $2
		and c.replaced_at is null and {visible c.client_id}`, client, entry)
	if err != nil {
		return standard.Exemption{}, err
	}
	if len(rows) == 0 {
		return standard.Exemption{}, fault.MissingRecord()
	}
	if rows[0].Row != seen {
		return standard.Exemption{}, fault.Stale()
	}
	out, err := o.opened(ctx, &tx.Reader, rows)
	if err != nil {
		return standard.Exemption{}, err
	}
	out[0].Confirmed, err = o.confirmed(ctx, &tx.Reader, client, entry)
	return out[0], err
}

// confirmed reads the confirmations of an exemption that stand.
func (o *Ops) confirmed(ctx context.Context, r *db.Reader, client id.Client, entry string) ([]standard.Confirmation, error) {
	type row struct {
		Row, Entry    string
		Due, Received civil.Date
		Note          []byte
		Document      string
		RecordedAt    civil.Instant
		RecordedBy    string
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.confirmation_id, c.due_on, c.received_on, c.note, c.document_id, c.recorded_at, c.recorded_by
		from supervision_confirmation c where c.client_id = $1 and c.exemption_id = $2 and c.replaced_at is null and {visible c.client_id} order by c.due_on, c.id`, client, entry)
	if err != nil {
		return nil, err
	}
	out := make([]standard.Confirmation, len(rows))
	var p seal.Batch
	for i, x := range rows {
		out[i] = standard.Confirmation{
			Version: person.Version{Row: x.Row, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy}, Entry: x.Entry, Due: x.Due, Received: x.Received, Document: x.Document,
		}
		p.Into(client, confirmations, "note", x.Row, x.Note, &out[i].Note)
	}
	return out, p.Open(ctx, o.Seal, r)
}
