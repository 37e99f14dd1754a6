package papersvc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papervoidsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
)

const papers = "casefile_paper"

// Issue gives a paper out on a client. Needs access.IssuePaper on the client. Faults: not_found, forbidden, invalid naming the fields
// that are missing.
func (s *Service) Issue(ctx context.Context, d document.Draft) (document.Issued, error) {
	var out document.Issued
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.ops.Issue(ctx, tx, d)
		return err
	})
	return out, err
}

// Issue is Service.Issue within another transaction. It leaves an entry of its own with the fact of the paper, which takes in what the
// caller changed before it: call it first, or after the caller's own Record. What Fields lack is filled from the record.
func (o *Ops) Issue(ctx context.Context, tx *db.Tx, d document.Draft) (document.Issued, error) {
	if err := o.guard.Allow(ctx, tx, access.IssuePaper, d.Client); err != nil {
		return document.Issued{}, o.refusal(ctx, &tx.Reader, d.Client, err)
	}
	kind, ok := paper.KindOf(o.rules(tx), d.Kind)
	if !ok {
		var p fault.Problems
		p.Add("kind", "field.choose")
		return document.Issued{}, p.Err()
	}
	if kind.Sheet {
		return document.Issued{}, fault.MissingRecord()
	}
	if err := o.readable(ctx, &tx.Reader, kind, d.Client); err != nil {
		return document.Issued{}, err
	}
	if kind.Ended && o.Record != nil {
		ended, err := o.Record.Ended(ctx, &tx.Reader, d.Client)
		if err != nil {
			return document.Issued{}, err
		}
		if !ended {
			var p fault.Problems
			p.Add("kind", "casefile.paper.not_ended")
			return document.Issued{}, p.Err()
		}
	}
	d.Lang = paper.Lang(d.Lang)
	fields, err := o.fields(ctx, &tx.Reader, kind, d)
	if err != nil {
		return document.Issued{}, err
	}
	problems := kind.Check(fields)
	if err := problems.Err(); err != nil {
		return document.Issued{}, err
	}
	office, err := accesssvc.Ops{}.OfficeOf(ctx, &tx.Reader, d.Client)
	if err != nil {
		return document.Issued{}, err
	}
	x := paper.Paper{
		ID: tx.NewID(), Client: d.Client, Office: office, Kind: d.Kind, Lang: d.Lang, Entry: d.Entry, State: paper.Valid, IssuedAt: tx.Now, IssuedBy: tx.Actor.Ref(), Version: 1, Fields: fields,
	}
	line, err := o.Mail.Draw(ctx, tx, paper.Mail{Office: office, Direction: paper.Out, Client: d.Client, Day: o.today(tx), Paper: x.ID, State: paper.Entered}, "")
	if err != nil {
		return document.Issued{}, err
	}
	x.Number = line.Number
	tpl, err := o.template(ctx, &tx.Reader, x.Kind, x.Lang)
	if err != nil {
		return document.Issued{}, err
	}
	x.Template = tpl.label()
	made, err := o.make(tpl.Data, x, "")
	if err != nil {
		return document.Issued{}, err
	}
	voided, err := papervoidsvc.Ops{Seal: o.Seal, Mail: o.Mail}.Supersede(ctx, tx, kind, x)
	if err != nil {
		return document.Issued{}, err
	}
	f := fact.New("casefile.paper_issued", x.Client, "kind", x.Kind, "number", x.Number, "paper", x.ID)
	f.ID = tx.NewID()
	if err := o.insert(ctx, tx, x, made, f.ID); err != nil {
		return document.Issued{}, err
	}
	return document.Issued{ID: x.ID, Number: x.Number, Kind: x.Kind, IssuedAt: x.IssuedAt, SHA256: hash(made.pdf), Href: Href(x.Client, x.ID)},
		tx.Record(ctx, access.IssuePaper, "", append(voided, f)...)
}

// refusal says in plain words why somebody who sees a client gives no paper out: the file of a supervision that ended is nobody's,
// and the head of the office, who signs, gives out what is due then.
func (o *Ops) refusal(ctx context.Context, r *db.Reader, client id.Client, err error) error {
	if !fault.Is(err, fault.Forbidden) || o.Record == nil {
		return err
	}
	ended, failed := o.Record.Ended(ctx, r, client)
	switch {
	case failed != nil:
		return failed
	case ended:
		return fault.New(fault.Forbidden, "casefile.paper.file_closed")
	}
	return fault.New(fault.Forbidden, "casefile.paper.not_yours")
}

// Href is where a paper is opened and printed.
func Href(client id.Client, key string) string {
	return "/clients/" + string(client) + "/papers/" + key
}

// fields joins what the record says with what the draft says; the draft goes before.
func (o *Ops) fields(ctx context.Context, r *db.Reader, kind paper.Kind, d document.Draft) (map[string]string, error) {
	out := map[string]string{}
	for _, f := range kind.Fields() {
		out[f] = ""
	}
	if o.Record != nil {
		entry := ""
		if kind.Subject != "" {
			entry = d.Entry // read again here: what a paper states of an entry is what stands there now
		}
		known, err := o.Record.Fields(ctx, r, d.Client, d.Lang, d.Kind, entry)
		if err != nil {
			return nil, err
		}
		for f, v := range known {
			if slices.Contains(kind.Record, f) {
				out[f] = v
			}
		}
	}
	for f, v := range d.Fields {
		if _, ok := out[f]; ok && strings.TrimSpace(v) != "" {
			out[f] = strings.TrimSpace(v)
		}
	}
	return out, nil
}

// files are the two forms of one content.
type files struct{ pdf, docx []byte }

// make merges the template and lays the same content out as PDF. mark is what stands above a copy or a void paper.
func (o *Ops) make(template []byte, x paper.Paper, mark string) (files, error) {
	docx, err := o.merge(template, x)
	if err != nil {
		return files{}, err
	}
	pdf, err := o.layout(docx, x, mark, x.IssuedAt.Time())
	return files{pdf, docx}, err
}

func (o *Ops) merge(template []byte, x paper.Paper) ([]byte, error) {
	t, err := document.ReadTemplate("template.docx", template)
	if err != nil {
		return nil, err
	}
	qr, err := document.QRImage(o.code(x.Office, x.Number))
	if err != nil {
		return nil, err
	}
	fields := maps.Clone(x.Fields)
	fields[document.FieldNumber] = x.Number
	for _, u := range t.Uses { // a template may know fields that this version of the rulebook does not: they stay empty
		name, _, _ := strings.Cut(u.Field, ".")
		if _, ok := fields[name]; !ok {
			fields[name] = ""
		}
	}
	return t.Merge(fields, qr, x.IssuedAt.Time())
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// keep puts a file into the store under the client's key. It is staged within the transaction, because its number is drawn there: what
// a failed one leaves is swept.
func (o *Ops) keep(ctx context.Context, tx *db.Tx, scope seal.Scope, kind blob.Kind, name string, data []byte) (blob.Ref, error) {
	st, err := o.Blobs.Stage(scope, blob.File{Name: name, Kind: kind, Data: data})
	if err != nil {
		return "", err
	}
	return o.Blobs.Keep(ctx, tx, st)
}

func (o *Ops) insert(ctx context.Context, tx *db.Tx, x paper.Paper, made files, factID string) error {
	scope := seal.Client(x.Client)
	row := db.Row{
		"id": x.ID, "client_id": x.Client, "office_id": x.Office, "number": x.Number, "kind": x.Kind, "lang": x.Lang, "entry_id": db.Null(x.Entry),
		"template": x.Template, "state": string(x.State), "printed": 0, "issued_at": x.IssuedAt, "issued_by": x.IssuedBy, "fact_id": factID, "version": 1,
	}
	if made.pdf != nil {
		pdf, err := o.keep(ctx, tx, scope, blob.PDF, x.ID+".pdf", made.pdf)
		if err != nil {
			return err
		}
		docx, err := o.keep(ctx, tx, scope, blob.DOCX, x.ID+".docx", made.docx)
		if err != nil {
			return err
		}
		row["pdf"], row["pdf_sha256"], row["docx"], row["docx_sha256"] = pdf, hash(made.pdf), docx, hash(made.docx)
	}
	said, err := json.Marshal(x.Fields)
	if err != nil {
		return err
	}
	if row["fields"], err = o.Seal.Seal(ctx, tx, x.Client, papers, "fields", x.ID, said); err != nil {
		return err
	}
	return tx.Insert(ctx, papers, row)
}

// Void is a paper taken back: it stays, with why.
type Void struct {
	Client  id.Client
	Paper   string
	Version int
	Reason  string // code of paper_void_reasons
	Text    string
}

// Void marks a paper as void. Needs access.IssuePaper on the client. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Void(ctx context.Context, in Void) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.IssuePaper, in.Client); err != nil {
			return err
		}
		x, _, err := o.one(ctx, &tx.Reader, in.Client, in.Paper)
		if err != nil {
			return err
		}
		var p fault.Problems
		if !o.rules(tx).List(paper.ListVoid).Holds(in.Reason, o.today(tx)) {
			p.Add("reason", "field.choose")
		}
		if err := p.Err(); err != nil {
			return err
		}
		if x.State == paper.Void {
			return fault.New(fault.Conflict, "casefile.paper.is_void")
		}
		x.Version = in.Version
		f, err := papervoidsvc.Ops{Seal: o.Seal, Mail: o.Mail}.Void(ctx, tx, x, in.Reason, in.Text)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.IssuePaper, in.Reason, f)
	})
}

// day is how a date is written on paper.
func day(d civil.Date) string { return d.Time().Format("02.01.2006") }
