package papersvc

import (
	"context"
	"crypto/subtle"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
)

// Photo is a photograph or scan of a signed sheet.
type Photo struct {
	FileName string
	Data     []byte
}

// Filed is what became of a photograph. Paper is empty for one that went to the tray: an unreadable code, an unknown number and a paper
// out of sight are not told apart.
type Filed struct {
	FileName string
	Client   id.Client
	Paper    string
	Number   string
	Kind     string
	Tray     string
}

// FilePhoto reads the code on a photograph and files it as the signed copy of its paper; what does not find its paper goes to the tray
// of the office. Needs access.UploadDocument, on the client too for filing. Faults: forbidden, invalid at "file" for what is no picture.
func (s *Service) FilePhoto(ctx context.Context, office id.Office, in Photo) (Filed, error) {
	out := Filed{FileName: in.FileName}
	if err := s.ops.covers(ctx, access.UploadDocument, office); err != nil {
		return out, err
	}
	f, err := blob.Accept("file", in.FileName, in.Data, blob.DefaultLimits())
	if err != nil {
		return out, err
	}
	if f.Kind != blob.JPEG && f.Kind != blob.PNG {
		var p fault.Problems
		p.Add("file", "casefile.paper.not_photo")
		return out, p.Err()
	}
	text, _ := document.ReadQR(f.Data)
	number, check, _ := paper.ParseCode(text)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.ops.byCode(ctx, &tx.Reader, number, check)
		if err == nil {
			err = s.ops.guard.Allow(ctx, tx, access.UploadDocument, x.Client)
		}
		switch {
		case err == nil:
			out.Client, out.Paper, out.Number, out.Kind = x.Client, x.ID, x.Number, x.Kind
			return s.ops.sign(ctx, tx, x, f)
		case fault.Is(err, fault.NotFound), fault.Is(err, fault.Forbidden):
			out.Tray, err = s.ops.lay(ctx, tx, office, f)
			return err
		}
		return err
	})
	return out, err
}

// byCode finds the paper of a code within sight; the check value tells it from a number that was only guessed.
func (o *Ops) byCode(ctx context.Context, r *db.Reader, number, check string) (paper.Paper, error) {
	list, err := o.byNumber(ctx, r, number)
	if err != nil {
		return paper.Paper{}, err
	}
	for _, x := range list {
		if subtle.ConstantTimeCompare([]byte(o.check(x.Office, x.Number)), []byte(check)) == 1 {
			return x, nil
		}
	}
	return paper.Paper{}, fault.MissingRecord()
}

func (o *Ops) byNumber(ctx context.Context, r *db.Reader, number string) ([]paper.Paper, error) {
	if number == "" {
		return nil, nil
	}
	rows, err := db.All[paperRow](ctx, r, `select `+paperCols+` from casefile_paper c where c.number = $1 and {visible c.client_id} order by c.id`, number)
	if err != nil {
		return nil, err
	}
	return o.open(ctx, r, rows)
}

// sign files the picture among the client's documents with the day of the paper. A second photograph is a further document; the paper
// points at the latest.
func (o *Ops) sign(ctx context.Context, tx *db.Tx, x paper.Paper, f blob.File) error {
	ref, err := o.keep(ctx, tx, seal.Client(x.Client), f.Kind, f.Name, f.Data)
	if err != nil {
		return err
	}
	kind, _ := paper.KindOf(o.rules(tx), x.Kind)
	p := person.Paper{
		Document: tx.NewID(), Kind: kind.FileAs, Title: "№ " + x.Number, FileName: f.Name, MediaType: f.Kind.MIME(), Size: int64(len(f.Data)), Pages: 1,
		Dated: x.IssuedAt.In(o.Zone), ReceivedAt: tx.Now, UploadedBy: tx.Actor.Ref(), UploadedAt: tx.Now,
	}
	p.Source, p.Reads = "phone", kind.Reads
	added, err := o.Files.FilePaper(ctx, tx, x.Client, p, ref)
	if err != nil {
		return err
	}
	if err := tx.Update(ctx, papers, x.ID, db.Row{"document_id": p.Document, "signed_at": tx.Now, "version": x.Version + 1}); err != nil {
		return err
	}
	return tx.Record(ctx, access.UploadDocument, "", added, fact.New("casefile.paper_signed", x.Client, "kind", x.Kind, "number", x.Number, "paper", x.ID))
}

const tray = "casefile_tray"

// lay keeps a picture at the office until somebody files it by hand.
func (o *Ops) lay(ctx context.Context, tx *db.Tx, office id.Office, f blob.File) (string, error) {
	ref, err := o.keep(ctx, tx, officeScope(office), f.Kind, f.Name, f.Data)
	if err != nil {
		return "", err
	}
	key := tx.NewID()
	if err := tx.Insert(ctx, tray, db.Row{
		"id": key, "office_id": office, "blob": ref, "media_type": f.Kind.MIME(), "size": len(f.Data), "state": "waiting", "uploaded_at": tx.Now,
		"uploaded_by": tx.Actor.Ref(), "version": 1,
	}); err != nil {
		return "", err
	}
	return key, tx.Record(ctx, access.UploadDocument, "")
}

func officeScope(office id.Office) seal.Scope { return seal.Scope("office:" + string(office)) }

// InTray is a picture that waits to be filed by hand.
type InTray struct {
	ID         string
	Office     id.Office
	Blob       blob.Ref
	MediaType  string
	UploadedAt civil.Instant
	UploadedBy string
	Version    int
}

const trayCols = `id, office_id, blob, media_type, uploaded_at, uploaded_by, version`

// Tray lists the pictures that wait at an office, the oldest first. Needs access.UploadDocument on the office. Faults: forbidden, not_found.
func (s *Service) Tray(ctx context.Context, office id.Office) ([]InTray, error) {
	if err := s.ops.covers(ctx, access.UploadDocument, office); err != nil {
		return nil, err
	}
	var out []InTray
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[InTray](ctx, r, `select `+trayCols+` from casefile_tray where office_id = $1 and state = 'waiting' order by uploaded_at, id limit 200`, office)
		return err
	})
	return out, err
}

// Waiting counts the pictures that wait at an office.
func (o *Ops) Waiting(ctx context.Context, r *db.Reader, office id.Office) (int, error) {
	return db.One[int](ctx, r, `select count(*) from casefile_tray where office_id = $1 and state = 'waiting'`, office)
}

func (o *Ops) inTray(ctx context.Context, r *db.Reader, key string) (InTray, error) {
	x, err := db.One[InTray](ctx, r, `select `+trayCols+` from casefile_tray where id = $1 and state = 'waiting'`, key)
	if err != nil {
		return x, err
	}
	return x, o.covers(ctx, access.UploadDocument, x.Office)
}

// OpenTray gives a picture of the tray. Needs access.UploadDocument on its office. Fault: not_found.
func (s *Service) OpenTray(ctx context.Context, key string) (InTray, []byte, error) {
	var out InTray
	var data []byte
	if err := s.ops.guard.Permit(ctx, access.UploadDocument); err != nil {
		return out, nil, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out, err = s.ops.inTray(ctx, r, key); err != nil {
			return err
		}
		data, err = s.ops.load(ctx, r, out.Blob)
		return err
	})
	return out, data, err
}

// FileTray files a picture by hand: by the number on it, and for a blank by the number of the client's file.
type FileTray struct {
	ID      string
	Version int
	Number  string
	File    string // of a blank: whose sheet it is
	Drop    string // why it is no paper of ours; the picture is destroyed
}

// FileFromTray files a picture of the tray, or drops it with why. Needs access.UploadDocument on its office and on the client. Faults:
// not_found, conflict, invalid; a number out of sight is an unknown one.
func (s *Service) FileFromTray(ctx context.Context, in FileTray) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.UploadDocument); err != nil {
			return err
		}
		x, err := o.inTray(ctx, &tx.Reader, in.ID)
		if err != nil {
			return err
		}
		if in.Drop != "" {
			return o.settle(ctx, tx, x, in.Version, "dropped", in.Drop)
		}
		found, err := o.named(ctx, tx, in)
		if err != nil {
			return err
		}
		data, err := o.load(ctx, &tx.Reader, x.Blob)
		if err != nil {
			return err
		}
		kind := blob.JPEG
		if x.MediaType == blob.PNG.MIME() {
			kind = blob.PNG
		}
		if err := o.sign(ctx, tx, found, blob.File{Name: "photo." + string(kind), Kind: kind, Data: data}); err != nil {
			return err
		}
		return o.settle(ctx, tx, x, in.Version, "filed", "")
	})
}

// settle closes a line of the tray; its picture lies with the client now, or nowhere.
func (o *Ops) settle(ctx context.Context, tx *db.Tx, x InTray, version int, state, note string) error {
	if err := tx.UpdateVersion(ctx, tray, x.ID, version, db.Row{"state": state, "note": db.Null(note), "closed_at": tx.Now, "closed_by": tx.Actor.Ref()}); err != nil {
		return err
	}
	others, err := db.One[int](ctx, tx, `select count(*) from casefile_tray where blob = $1 and state = 'waiting' and id <> $2`, x.Blob, x.ID)
	if err != nil {
		return err
	}
	if others == 0 {
		if err := o.Blobs.Forget(ctx, tx, x.Blob); err != nil {
			return err
		}
	}
	return tx.Record(ctx, access.UploadDocument, "")
}

// named finds the paper of a number that somebody typed. A blank of the actor's office becomes the paper of the client whose file is
// named.
func (o *Ops) named(ctx context.Context, tx *db.Tx, in FileTray) (paper.Paper, error) {
	var p fault.Problems
	number, ok := paper.ParseNumber(in.Number)
	if !ok {
		p.Add("number", "casefile.paper.number_shape")
		return paper.Paper{}, p.Err()
	}
	list, err := o.byNumber(ctx, &tx.Reader, number)
	if err != nil {
		return paper.Paper{}, err
	}
	for _, x := range list {
		if err := o.guard.Allow(ctx, tx, access.UploadDocument, x.Client); err == nil {
			return x, nil
		} else if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			return paper.Paper{}, err
		}
	}
	blank, ok, err := o.blank(ctx, tx, number)
	if err != nil {
		return paper.Paper{}, err
	}
	if !ok {
		p.Add("number", "casefile.paper.number_unknown")
		return paper.Paper{}, p.Err()
	}
	return o.useBlank(ctx, tx, blank, in.File)
}
