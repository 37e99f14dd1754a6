package visitsvc

import (
	"context"
	"encoding/json"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/visit"
)

const (
	visits = "supervision_visit"
	photos = "supervision_visit_photo"
)

// body is what of a record is sealed.
type body struct {
	Conditions []visit.Condition   `json:"conditions,omitempty"`
	Worked     []visit.Step        `json:"worked,omitempty"`
	Answers    map[string][]string `json:"answers,omitempty"`
	Steps      []visit.Agreed      `json:"steps,omitempty"`
	Came       []visit.Came        `json:"came,omitempty"`
	Facts      []string            `json:"facts,omitempty"`
}

const visitCols = `c.id, c.client_id, c.visit_id, c.contact_id, c.language, c.interpreter, c.identity, c.partners, c.next_on, c.substantive, c.body,
	c.captured_at, c.source, c.written_at, c.written_by, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text`

type visitRow struct {
	Row         string
	Client      id.Client
	Visit       string
	Contact     string
	Language    string
	Interpreter bool
	Identity    string
	Partners    string
	NextOn      civil.Date
	Substantive bool
	Body        []byte
	CapturedAt  civil.Instant
	Source      string
	WrittenAt   civil.Instant
	WrittenBy   string
	RecordedAt  civil.Instant
	RecordedBy  string
	ReplacedAt  civil.Instant
	ReplacedBy  string
	Reason      string
	ReasonText  []byte
}

func (x visitRow) record() visit.Record {
	return visit.Record{
		Version: person.Version{
			Row: x.Row, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt, ReplacedBy: x.ReplacedBy, Reason: x.Reason, Source: x.Source,
		},
		Client: x.Client, Visit: x.Visit, Contact: x.Contact, Language: x.Language, Interpreter: x.Interpreter, Identity: x.Identity,
		Partners: strings.Fields(x.Partners), NextOn: x.NextOn, Substantive: x.Substantive, CapturedAt: x.CapturedAt, WrittenAt: x.WrittenAt, WrittenBy: x.WrittenBy,
	}
}

// open opens the sealed parts of versions.
func (o *Ops) open(ctx context.Context, r *db.Reader, rows []visitRow) ([]visit.Record, error) {
	out := make([]visit.Record, len(rows))
	boxes := make([]seal.Box, 0, 2*len(rows))
	for i, x := range rows {
		out[i] = x.record()
		for column, sealed := range map[string][]byte{"body": x.Body, "reason_text": x.ReasonText} {
			if len(sealed) > 0 {
				boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: visits, Column: column, Row: x.Row, Sealed: sealed})
			}
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, x := range rows {
		at[x.Row] = i
	}
	for _, b := range boxes {
		v := &out[at[b.Row]]
		if b.Column == "reason_text" {
			v.ReasonText = string(b.Plain)
			continue
		}
		var in body
		if err := json.Unmarshal(b.Plain, &in); err != nil {
			return nil, err
		}
		v.Conditions, v.Worked, v.Answers, v.Steps, v.Came, v.Facts = in.Conditions, in.Worked, in.Answers, in.Steps, in.Came, in.Facts
	}
	return out, nil
}

// insert writes a version; the caller has set its identifiers and written times.
func (o *Ops) insert(ctx context.Context, tx *db.Tx, v visit.Record, factID string) error {
	key := tx.NewID()
	plain, err := json.Marshal(body{v.Conditions, v.Worked, v.Answers, v.Steps, v.Came, v.Facts})
	if err != nil {
		return err
	}
	sealed, err := o.Seal.Seal(ctx, tx, v.Client, visits, "body", key, plain)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, visits, db.Row{
		"id": key, "client_id": v.Client, "visit_id": v.Visit, "contact_id": v.Contact, "language": db.Null(v.Language), "interpreter": v.Interpreter,
		"identity": v.Identity, "partners": db.Null(strings.Join(v.Partners, " ")), "next_on": v.NextOn, "substantive": v.Substantive, "body": sealed,
		"captured_at": v.CapturedAt, "source": v.Source, "written_at": v.WrittenAt, "written_by": v.WrittenBy, "fact_id": factID,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	})
}

// replace ends a version with the reason why it is no longer held true.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row string, why Why) error {
	return o.Seal.Replace(ctx, tx, table, client, row, why.Reason, why.Text)
}
