package papersvc

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
)

type paperRow struct {
	ID         string
	Client     id.Client
	Office     id.Office
	Number     string
	Kind, Lang string
	Entry      string
	Template   string
	Fields     []byte
	PDF        blob.Ref
	SHA256     string
	DOCX       blob.Ref
	DocxSHA256 string
	State      paper.State
	Printed    int
	IssuedAt   civil.Instant
	IssuedBy   string
	VoidedAt   civil.Instant
	VoidedBy   string
	Reason     string
	ReasonText []byte
	Document   string
	SignedAt   civil.Instant
	ShownAt    civil.Instant
	ShownBy    string
	Confirmed  civil.Instant
	Version    int
}

const paperCols = `c.id, c.client_id, c.office_id, c.number, c.kind, c.lang, c.entry_id, c.template, c.fields, c.pdf, c.pdf_sha256, c.docx, c.docx_sha256,
	c.state, c.printed, c.issued_at, c.issued_by, c.voided_at, c.voided_by, c.reason, c.reason_text, c.document_id, c.signed_at, c.shown_at, c.shown_by, c.confirmed_at,
	c.version`

func (o *Ops) open(ctx context.Context, r *db.Reader, rows []paperRow) ([]paper.Paper, error) {
	out := make([]paper.Paper, len(rows))
	boxes := make([]seal.Box, 0, 2*len(rows))
	for i, x := range rows {
		out[i] = paper.Paper{
			ID: x.ID, Client: x.Client, Office: x.Office, Number: x.Number, Kind: x.Kind, Lang: x.Lang, Entry: x.Entry, Template: x.Template, SHA256: x.SHA256,
			DocxSHA256: x.DocxSHA256, State: x.State, Printed: x.Printed, IssuedAt: x.IssuedAt, IssuedBy: x.IssuedBy, VoidedAt: x.VoidedAt, VoidedBy: x.VoidedBy,
			Reason: x.Reason, Document: x.Document, SignedAt: x.SignedAt,
			ShownAt: x.ShownAt, ShownBy: x.ShownBy, ConfirmedAt: x.Confirmed, Version: x.Version,
		}
		boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: papers, Column: "fields", Row: x.ID, Sealed: x.Fields},
			seal.Box{Scope: seal.Client(x.Client), Table: papers, Column: "reason_text", Row: x.ID, Sealed: x.ReasonText})
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i := range out {
		out[i].ReasonText = string(boxes[2*i+1].Plain)
		if len(boxes[2*i].Plain) > 0 {
			if err := json.Unmarshal(boxes[2*i].Plain, &out[i].Fields); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (o *Ops) one(ctx context.Context, r *db.Reader, client id.Client, key string) (paper.Paper, paperRow, error) {
	x, err := db.One[paperRow](ctx, r, `select `+paperCols+` from casefile_paper c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`, client, key)
	if err != nil {
		return paper.Paper{}, x, err
	}
	kind, _ := paper.KindOf(o.Rules.At(o.now().In(o.Zone)), x.Kind)
	if err := o.readable(ctx, r, kind, client); err != nil {
		return paper.Paper{}, x, err
	}
	out, err := o.open(ctx, r, []paperRow{x})
	if err != nil {
		return paper.Paper{}, x, err
	}
	return out[0], x, nil
}

// read runs fn on one client's papers within the actor's sight.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadClient) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if err := inSight(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

// known leaves out papers of which the actor may not know what they say: a plan without the right to read plans.
func (o *Ops) known(ctx context.Context, r *db.Reader, rows []paperRow) ([]paperRow, error) {
	rb, asked := o.Rules.At(o.now().In(o.Zone)), map[actor.Action]error{}
	var failed error
	rows = slices.DeleteFunc(rows, func(x paperRow) bool {
		kind, _ := paper.KindOf(rb, x.Kind)
		err, ok := asked[kind.Reads]
		if !ok {
			err = o.readable(ctx, r, kind, x.Client)
			asked[kind.Reads] = err
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			failed = err
		}
		return err != nil
	})
	return rows, failed
}

// Papers lists what was given out on a client, the latest first. Needs access.ReadClient. Fault: not_found.
func (s *Service) Papers(ctx context.Context, client id.Client) ([]paper.Paper, error) {
	var out []paper.Paper
	err := s.read(ctx, client, func(r *db.Reader) error {
		rows, err := db.All[paperRow](ctx, r, `select `+paperCols+` from casefile_paper c where c.client_id = $1 and {visible c.client_id}
			order by c.issued_at desc, c.id desc limit 500`, client)
		if err != nil {
			return err
		}
		if rows, err = s.ops.known(ctx, r, rows); err != nil {
			return err
		}
		out, err = s.ops.open(ctx, r, rows)
		return err
	})
	return out, err
}

// Paper reads one paper. Needs access.ReadClient. Fault: not_found.
func (s *Service) Paper(ctx context.Context, client id.Client, key string) (paper.Paper, error) {
	var out paper.Paper
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, _, err = s.ops.one(ctx, r, client, key)
		return err
	})
	return out, err
}

// The forms in which a paper is opened.
const (
	AsPDF  = "pdf"
	AsDOCX = "docx"
)

// Open gives the frozen bytes of a paper as it was issued, in one of the forms. Needs access.ReadClient. Fault: not_found, also for a
// blank filled by hand, which has no file of ours.
func (s *Service) Open(ctx context.Context, client id.Client, key, form string) (paper.Paper, []byte, error) {
	var out paper.Paper
	var data []byte
	err := s.read(ctx, client, func(r *db.Reader) error {
		x, row, err := s.ops.one(ctx, r, client, key)
		if err != nil {
			return err
		}
		ref := row.PDF
		if form == AsDOCX {
			ref = row.DOCX
		}
		if ref == "" {
			return fault.MissingRecord()
		}
		out = x
		data, err = s.ops.load(ctx, r, ref)
		return err
	})
	return out, data, err
}

func (o *Ops) load(ctx context.Context, r *db.Reader, ref blob.Ref) ([]byte, error) {
	c, err := o.Blobs.Open(ctx, r, ref)
	if err != nil {
		return nil, err
	}
	defer c.Close() //nolint:errcheck // read only
	return io.ReadAll(c)
}

// Print gives the PDF for the printer and counts it: the first is the paper, every later one says that it is a copy, a void paper says
// so. words gives the mark in the paper's language. Needs access.IssuePaper on the client. Faults: not_found, forbidden.
func (s *Service) Print(ctx context.Context, client id.Client, key string, words func(lang, what string) string) ([]byte, error) {
	var data []byte
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.IssuePaper, client); err != nil {
			return err
		}
		x, row, err := o.one(ctx, &tx.Reader, client, key)
		if err != nil {
			return err
		}
		if row.PDF == "" {
			return fault.MissingRecord()
		}
		switch {
		case x.State == paper.Void:
			data, err = o.marked(ctx, tx, x, row, words(x.Lang, "void"))
		case x.Printed > 0:
			data, err = o.marked(ctx, tx, x, row, words(x.Lang, "copy"))
		default:
			data, err = o.load(ctx, &tx.Reader, row.PDF)
		}
		if err != nil {
			return err
		}
		if err := tx.Update(ctx, papers, x.ID, db.Row{"printed": x.Printed + 1}); err != nil {
			return err
		}
		return tx.Record(ctx, access.IssuePaper, "", fact.New("casefile.paper_printed", client, "kind", x.Kind, "number", x.Number, "paper", x.ID))
	})
	return data, err
}

// marked lays the frozen words out again under a mark; the frozen file itself is never changed.
func (o *Ops) marked(ctx context.Context, tx *db.Tx, x paper.Paper, row paperRow, mark string) ([]byte, error) {
	docx, err := o.load(ctx, &tx.Reader, row.DOCX)
	if err != nil {
		return nil, err
	}
	return o.layout(docx, x, mark+" · "+day(o.today(tx)), tx.Now.Time())
}

func (o *Ops) layout(docx []byte, x paper.Paper, mark string, made time.Time) ([]byte, error) {
	p, err := o.content(docx, x, mark)
	if err != nil {
		return nil, err
	}
	return document.PDF(p, made)
}

func (o *Ops) content(docx []byte, x paper.Paper, mark string) (document.Paper, error) {
	p, err := document.Content(docx)
	p.Title, p.Lang, p.Number, p.Code, p.Mark = x.Kind, x.Lang, x.Number, o.code(x.Office, x.Number), mark
	p.Foot = slices.DeleteFunc(p.Foot, func(s string) bool { return s == "№ "+x.Number || s == x.Number })
	return p, err
}

// Standing says whether the actor gives papers out on a client, and whether the supervision has ended: then the file is nobody's and
// the head gives out what is due.
type Standing struct{ Yours, Ended bool }

// Standing reads it. Needs access.ReadClient. Fault: not_found.
func (s *Service) Standing(ctx context.Context, client id.Client) (Standing, error) {
	var out Standing
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.standing(ctx, r, client)
		return err
	})
	return out, err
}

func (o *Ops) standing(ctx context.Context, r *db.Reader, client id.Client) (Standing, error) {
	err := o.guard.See(ctx, r, access.IssuePaper, client)
	out := Standing{Yours: err == nil}
	if err != nil && !fault.Is(err, fault.NotFound) || o.Record == nil {
		return out, err
	}
	out.Ended, err = o.Record.Ended(ctx, r, client)
	return out, err
}

// Prefill is a form with what the record says.
type Prefill struct {
	Kind   paper.Kind
	Fields map[string]string
	Ended  bool
	Yours  bool // the actor may give papers out on this client; after the end only those who manage the office may
}

// Prefill gives the fields of a kind as the record fills them, for the officer to complete; entry is the appointment of a summons, or
// the version of a plan, the visit, the assessment that the paper states. Needs access.IssuePaper. Faults: not_found, also for a kind
// that no page of the client offers and for an entry that does not exist.
func (s *Service) Prefill(ctx context.Context, client id.Client, kind, lang, entry string) (Prefill, error) {
	out := Prefill{Fields: map[string]string{}}
	if !access.From(ctx).May(access.IssuePaper) {
		return out, fault.MissingRecord()
	}
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		k, ok := paper.KindOf(s.Rulebook(), kind)
		if !ok || !k.Offered() || k.Subject != "" && entry == "" {
			return fault.MissingRecord()
		}
		if err := s.ops.readable(ctx, r, k, client); err != nil {
			return err
		}
		out.Kind = k
		at, err := s.ops.standing(ctx, r, client)
		if err != nil {
			return err
		}
		out.Yours, out.Ended = at.Yours, at.Ended
		if s.ops.Record == nil {
			return nil
		}
		out.Fields, err = s.ops.Record.Fields(ctx, r, client, paper.Lang(lang), kind, entry)
		return err
	})
	return out, err
}
