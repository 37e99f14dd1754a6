package personsvc

import (
	"context"
	"io"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

const paperTable = "person_document"

// UploadDocument is a paper to be put into the file.
type UploadDocument struct {
	Client     id.Client
	Kind       string // code of the list file_documents
	Title      string
	FileName   string
	Data       []byte
	Pages      int
	Dated      civil.Date
	ReceivedAt civil.Instant // zero means now
	Source     string        // one of person.PaperSources
}

// UploadDocument checks, cleans and seals a file and puts it into the client's file; it returns the document's identifier.
// Needs UploadDocument on the client. Faults: too_large, invalid with the field "file" when the content is not what the
// name says, not_found, forbidden.
func (s *Service) UploadDocument(ctx context.Context, in UploadDocument) (string, error) {
	f, err := blob.Accept("file", in.FileName, in.Data, blob.DefaultLimits())
	if err != nil { // all that is wrong is told at once
		var problems fault.Problems
		if !problems.Join("", err) {
			return "", err
		}
		s.ops.checkPaper(&problems, in, s.db.Now())
		return "", problems.Err()
	}
	staged, err := s.ops.Blobs.Stage(seal.Client(in.Client), f)
	if err != nil {
		return "", err
	}
	document := ""
	err = s.write(ctx, func(tx *db.Tx) (step, error) {
		st, doc, err := s.ops.upload(ctx, tx, in, staged)
		document = doc
		return st, err
	})
	return document, err
}

func (o *Ops) checkPaper(problems *fault.Problems, in UploadDocument, now civil.Instant) {
	today := now.In(o.Zone)
	list := o.Rules.At(today).List(rulebook.ListFileDocuments)
	if in.Source != "" && !slices.Contains(person.PaperSources(), in.Source) {
		problems.Add("source", "field.unknown")
	}
	person.CheckPaper(problems, person.Paper{Kind: in.Kind, Title: in.Title, Pages: in.Pages, Dated: in.Dated, ReceivedAt: in.ReceivedAt},
		now, today, func(code string) bool { return list.Holds(code, today) })
}

func (o *Ops) upload(ctx context.Context, tx *db.Tx, in UploadDocument, staged *blob.Staged) (step, string, error) {
	if err := o.guard.Allow(ctx, tx, access.UploadDocument, in.Client); err != nil {
		return step{}, "", err
	}
	var problems fault.Problems
	o.checkPaper(&problems, in, tx.Now)
	if err := problems.Err(); err != nil {
		return step{}, "", err
	}
	ref, err := o.Blobs.Keep(ctx, tx, staged)
	if err != nil {
		return step{}, "", err
	}
	p := person.Paper{
		Document: tx.NewID(), Kind: in.Kind, Title: in.Title, FileName: staged.File.Name, MediaType: staged.File.Kind.MIME(),
		Size: int64(len(staged.File.Data)), Pages: in.Pages, Dated: in.Dated, ReceivedAt: in.ReceivedAt, UploadedBy: tx.Actor.Ref(), UploadedAt: tx.Now,
	}
	p.Source = in.Source
	if p.ReceivedAt.IsZero() {
		p.ReceivedAt = tx.Now
	}
	factID := tx.NewID()
	if err := o.insertPaper(ctx, tx, in.Client, p, ref, factID); err != nil {
		return step{}, "", err
	}
	f := fact.New("person.document_added", in.Client, "kind", in.Kind, "document", p.Document).At(p.ReceivedAt).From(in.Source)
	f.ID = factID
	return step{action: access.UploadDocument, facts: []fact.Fact{f}}, p.Document, nil
}

// FilePaper puts a paper that already lies in the store into a client's file, as when a judgment becomes somebody's. The caller
// has asked the guard and records the fact returned.
func (o *Ops) FilePaper(ctx context.Context, tx *db.Tx, client id.Client, p person.Paper, ref blob.Ref) (fact.Fact, error) {
	f := fact.New("person.document_added", client, "kind", p.Kind, "document", p.Document).At(p.ReceivedAt).From(p.Source)
	f.ID = tx.NewID()
	return f, o.insertPaper(ctx, tx, client, p, ref, f.ID)
}

func (o *Ops) insertPaper(ctx context.Context, tx *db.Tx, client id.Client, p person.Paper, ref blob.Ref, factID string) error {
	row := fresh(tx, client, p.Source, civil.Period{})
	delete(row, "valid_from")
	delete(row, "valid_to")
	for column, text := range map[string]string{"title": p.Title, "file_name": p.FileName} {
		sealed, err := o.Seal.SealText(ctx, tx, client, paperTable, column, rowID(row), text)
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	row["document_id"], row["kind"], row["media_type"], row["size"], row["pages"] = p.Document, p.Kind, p.MediaType, p.Size, p.Pages
	row["uploaded_at"] = p.UploadedAt
	row["blob"], row["dated"], row["received_at"], row["uploaded_by"] = ref, p.Dated, p.ReceivedAt, p.UploadedBy
	row["fact_id"], row["moved"], row["reads"] = factID, false, db.Null(string(p.Reads))
	return tx.Insert(ctx, paperTable, row)
}

// paperRow is a version as stored; Title, FileName and ReasonText are sealed.
type paperRow struct {
	Row        string
	RecordedAt civil.Instant
	RecordedBy string
	ReplacedAt civil.Instant
	ReplacedBy string
	Reason     string
	ReasonText []byte
	Source     string
	Document   string
	Kind       string
	Title      []byte
	FileName   []byte
	MediaType  string
	Size       int64
	Pages      int
	Dated      civil.Date
	ReceivedAt civil.Instant
	UploadedBy string
	UploadedAt civil.Instant
	Blob       blob.Ref
	Fact       string
	Reads      actor.Action
}

const paperCols = `c.id, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text, c.source, c.document_id,
	c.kind, c.title, c.file_name, c.media_type, c.size, c.pages, c.dated, c.received_at, c.uploaded_by, c.uploaded_at, c.blob, c.fact_id, c.reads`

func (o *Ops) openPapers(ctx context.Context, r *db.Reader, client id.Client, rows []paperRow) ([]person.Paper, error) {
	l := &loading{o: o, r: r, client: client}
	out := make([]person.Paper, len(rows))
	for i, x := range rows {
		out[i] = person.Paper{
			Version: person.Version{
				Row: x.Row, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt,
				ReplacedBy: x.ReplacedBy, Reason: x.Reason, Source: x.Source,
			}, Document: x.Document, Kind: x.Kind, MediaType: x.MediaType,
			Size: x.Size, Pages: x.Pages, Dated: x.Dated, ReceivedAt: x.ReceivedAt, UploadedBy: x.UploadedBy, UploadedAt: x.UploadedAt, Reads: x.Reads,
		}
		l.later(paperTable, "title", x.Row, x.Title, func(s string) { out[i].Title = s })
		l.later(paperTable, "file_name", x.Row, x.FileName, func(s string) { out[i].FileName = s })
		l.later(paperTable, "reason_text", x.Row, x.ReasonText, func(s string) { out[i].ReasonText = s })
	}
	return out, l.open(ctx)
}

// Documents lists the papers of a file with their earlier versions, the latest received first. What was moved to another
// file is not there. Fault: not_found when the client is out of sight.
func (s *Service) Documents(ctx context.Context, client id.Client) ([]person.Paper, error) {
	var out []person.Paper
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if err = o404(ctx, r, client); err != nil {
			return err
		}
		rows, err := db.All[paperRow](ctx, r, `select `+paperCols+` from person_document c where c.client_id = $1 and c.moved = false
			and {visible c.client_id} order by c.received_at desc, c.document_id, c.recorded_at`, client)
		if err != nil {
			return err
		}
		db.Shown(ctx, client)
		rows = slices.DeleteFunc(rows, func(x paperRow) bool { return s.ops.mayRead(ctx, r, client, x) != nil })
		out, err = s.ops.openPapers(ctx, r, client, rows)
		return err
	})
	return out, err
}

// mayRead asks for the right that a document of its own asks for. Fault: not_found.
func (o *Ops) mayRead(ctx context.Context, r *db.Reader, client id.Client, x paperRow) error {
	if x.Reads == "" || access.Self(ctx) == client || o.guard.See(ctx, r, x.Reads, client) == nil {
		return nil
	}
	return fault.MissingRecord()
}

// o404 makes what is out of sight look like what does not exist.
func o404(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := db.One[int](ctx, r, `select 1 from person_person c where c.client_id = $1 and {visible c.client_id}`, client)
	return err
}

// File is an uploaded paper ready to be sent.
type File struct {
	Name, MediaType string
	Data            []byte
}

// OpenDocument reads the bytes of a paper. Fault: not_found when it is not in this client's file or out of sight.
func (s *Service) OpenDocument(ctx context.Context, client id.Client, document string) (File, error) {
	var out File
	err := s.db.Read(ctx, func(r *db.Reader) error {
		p, row, err := s.ops.paper(ctx, r, client, document)
		if err != nil {
			return err
		}
		content, err := s.ops.Blobs.Open(ctx, r, row.Blob)
		if err != nil {
			return err
		}
		defer content.Close() //nolint:errcheck // read only
		db.Shown(ctx, client)
		out = File{Name: p.FileName, MediaType: p.MediaType}
		out.Data, err = io.ReadAll(content)
		return err
	})
	return out, err
}

// paper reads the current version of one document.
func (o *Ops) paper(ctx context.Context, r *db.Reader, client id.Client, document string) (person.Paper, paperRow, error) {
	row, err := db.One[paperRow](ctx, r, `select `+paperCols+` from person_document c where c.client_id = $1 and c.document_id = $2
		and c.replaced_at is null and c.moved = false and {visible c.client_id}`, client, document)
	if err == nil {
		err = o.mayRead(ctx, r, client, row)
	}
	if err != nil {
		return person.Paper{}, row, err
	}
	out, err := o.openPapers(ctx, r, client, []paperRow{row})
	if err != nil {
		return person.Paper{}, row, err
	}
	return out[0], row, nil
}

// DocumentKinds lists which kinds of papers each client's file holds; registration and cards ask it, r sees all of them.
func (o *Ops) DocumentKinds(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]string, error) {
	out := map[id.Client][]string{}
	rows, err := db.All[row2](ctx, r, `select distinct c.client_id, c.kind from person_document c where c.client_id in `+db.In(len(clients), 1)+
		` and c.replaced_at is null and c.moved = false and {visible c.client_id} order by c.client_id, c.kind`, db.Args(clients)...)
	for _, x := range rows {
		out[x.Client] = append(out[x.Client], x.Text)
	}
	return out, err
}
