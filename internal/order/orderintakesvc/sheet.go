package orderintakesvc

import (
	"context"
	"io"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Papers puts a paper that came with a judgment into the file of the client; the person capability implements it.
type Papers interface {
	FilePaper(ctx context.Context, tx *db.Tx, client id.Client, p person.Paper, ref blob.Ref) (fact.Fact, error)
}

// Sheet is a scan or photograph that came with a judgment.
type Sheet struct {
	ID         string
	Kind       string // code of the list file_documents
	Name       string
	MediaType  string
	Size       int64
	Source     string
	UploadedAt civil.Instant
	UploadedBy string
}

// AddSheet is a file to be laid beside a judgment.
type AddSheet struct {
	Judgment string
	Kind     string
	FileName string
	Data     []byte
	Source   string
	TakeOver bool // a key sheet of a case taken over from paper
}

// The kinds of sheets.
const (
	judgmentSheet = "judgment_copy"
	keySheet      = "old_file_sheet"
)

// AddSheet keeps a scan with a judgment, whosever it turns out to be: when it becomes a client's, the scan goes into the
// client's file. Needs access.ReceiveJudgment, or access.TakeOverCase for a case just taken over. Faults: not_found,
// forbidden, too_large, invalid with the field "file", conflict when the judgment has been dealt with.
func (s *Service) AddSheet(ctx context.Context, in AddSheet) error {
	if err := s.ops.mayAdd(ctx, in); err != nil {
		return err
	}
	if err := s.db.Read(ctx, func(r *db.Reader) error { // whose it is not learns nothing from what is wrong with a file
		_, err := s.ops.load(ctx, r, in.Judgment)
		return err
	}); err != nil {
		return err
	}
	f, err := blob.Accept("file", in.FileName, in.Data, blob.DefaultLimits())
	if err != nil {
		return err
	}
	staged, err := s.ops.Blobs.Stage(scope(in.Judgment), f)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.ops.addSheet(ctx, tx, in, staged) })
}

func (o *Ops) addSheet(ctx context.Context, tx *db.Tx, in AddSheet, staged *blob.Staged) error {
	j, err := o.sheetFor(ctx, tx, in)
	if err != nil {
		return err
	}
	ref, err := o.Blobs.Keep(ctx, tx, staged)
	if err != nil {
		return err
	}
	sheet := tx.NewID()
	name, err := o.Seal.SealScope(ctx, tx, scope(j.ID), "order_sheet", "file_name", sheet, []byte(staged.File.Name))
	if err != nil {
		return err
	}
	kind := judgmentSheet
	if in.TakeOver {
		kind = keySheet
	}
	if err := tx.Insert(ctx, "order_sheet", db.Row{
		"id": sheet, "judgment_id": j.ID, "kind": kind, "file_name": name, "media_type": staged.File.Kind.MIME(), "size": int64(len(staged.File.Data)),
		"blob": ref, "source": orElse(in.Source, "scan"), "uploaded_at": tx.Now, "uploaded_by": tx.Actor.Ref(), "document_id": nil, "filed_at": nil,
	}); err != nil {
		return err
	}
	if j.client != "" {
		if err := o.fileSheets(ctx, tx, j.ID, j.client); err != nil {
			return err
		}
	}
	return tx.Record(ctx, access.UploadDocument, "", fact.New("order.sheet_added", "", "judgment", j.ID, "kind", kind))
}

func (o *Ops) mayAdd(ctx context.Context, in AddSheet) error {
	if in.TakeOver {
		return o.guard.Permit(ctx, access.TakeOverCase)
	}
	return o.guard.Permit(ctx, access.ReceiveJudgment)
}

// sheetFor finds the judgment to which a sheet may still be added.
func (o *Ops) sheetFor(ctx context.Context, tx *db.Tx, in AddSheet) (Judgment, error) {
	if err := o.mayAdd(ctx, in); err != nil {
		return Judgment{}, err
	}
	j, err := o.load(ctx, &tx.Reader, in.Judgment)
	if err != nil {
		return j, err
	}
	if !j.State.Open() && (!in.TakeOver || j.running == nil) {
		return j, fault.New(fault.Conflict, "judgment.already."+string(j.State))
	}
	return j, nil
}

type sheetRow struct {
	Sheet
	FileName []byte
	Blob     blob.Ref
}

const sheetColumns = `s.id, s.kind, '', s.media_type, s.size, s.source, s.uploaded_at, s.uploaded_by, s.file_name, s.blob`

func (o *Ops) sheets(ctx context.Context, r *db.Reader, judgment, cond string, args ...any) ([]sheetRow, error) {
	rows, err := db.All[sheetRow](ctx, r, `select `+sheetColumns+` from order_sheet s where s.judgment_id = $1 `+cond+` order by s.uploaded_at, s.id`,
		append([]any{judgment}, args...)...)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: scope(judgment), Table: "order_sheet", Column: "file_name", Row: x.ID, Sealed: x.FileName}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Name = string(boxes[i].Plain)
	}
	return rows, nil
}

// Sheets lists what came with a judgment. Needs access.ReadIntake. Faults: forbidden, not_found when it is out of sight.
func (s *Service) Sheets(ctx context.Context, judgment string) ([]Sheet, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadIntake); err != nil {
		return nil, err
	}
	var out []Sheet
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if _, err := s.ops.load(ctx, r, judgment); err != nil {
			return err
		}
		rows, err := s.ops.sheets(ctx, r, judgment, "")
		for _, x := range rows {
			out = append(out, x.Sheet)
		}
		return err
	})
	return out, err
}

// OpenSheet reads the bytes of a sheet. Needs access.ReadIntake. Faults: forbidden, not_found when there is none with this
// judgment, or it is out of sight.
func (s *Service) OpenSheet(ctx context.Context, judgment, sheet string) (Sheet, []byte, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadIntake); err != nil {
		return Sheet{}, nil, err
	}
	var out Sheet
	var data []byte
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if _, err := s.ops.load(ctx, r, judgment); err != nil {
			return err
		}
		rows, err := s.ops.sheets(ctx, r, judgment, "and s.id = $2", sheet)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fault.MissingRecord()
		}
		content, err := s.ops.Blobs.Open(ctx, r, rows[0].Blob)
		if err != nil {
			return err
		}
		defer content.Close() //nolint:errcheck // read only
		out = rows[0].Sheet
		data, err = io.ReadAll(content)
		return err
	})
	return out, data, err
}

// fileSheets puts what came with a judgment into the file of the client whose it is.
func (o *Ops) fileSheets(ctx context.Context, tx *db.Tx, judgment string, client id.Client) error {
	if o.Papers == nil {
		return nil
	}
	rows, err := o.sheets(ctx, tx.System(), judgment, "and s.document_id is null")
	if err != nil || len(rows) == 0 {
		return err
	}
	facts := make([]fact.Fact, 0, len(rows))
	for _, x := range rows {
		p := person.Paper{
			Document: tx.NewID(), Kind: x.Kind, FileName: x.Name, MediaType: x.MediaType, Size: x.Size, ReceivedAt: x.UploadedAt,
			UploadedBy: x.UploadedBy, UploadedAt: x.UploadedAt,
		}
		p.Source = x.Source
		f, err := o.Papers.FilePaper(ctx, tx, client, p, x.Blob)
		if err != nil {
			return err
		}
		facts = append(facts, f)
		if err := tx.Update(ctx, "order_sheet", x.ID, db.Row{"document_id": p.Document, "filed_at": tx.Now}); err != nil {
			return err
		}
	}
	return tx.Record(ctx, access.UploadDocument, "", facts...)
}
