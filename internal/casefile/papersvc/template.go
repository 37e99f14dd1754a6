package papersvc

import (
	"context"
	"slices"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
)

const templates = "casefile_template"

// templateScope seals templates: they concern nobody.
const templateScope = seal.Scope("templates")

// Template is a version of a template; number 0 is the shipped one.
type Template struct {
	ID, Kind, Lang string
	Number         int
	FileName       string
	Blob           blob.Ref
	SHA256         string
	UploadedAt     civil.Instant
	UploadedBy     string
	InForceAt      civil.Instant
	InForceBy      string
	EndedAt        civil.Instant
	EndedBy        string
	Version        int
	Data           []byte `db:"-"`
}

// InForce reports whether papers are made from it now.
func (t Template) InForce() bool { return !t.InForceAt.IsZero() && t.EndedAt.IsZero() }

func (t Template) label() string {
	if t.Number == 0 {
		return "shipped"
	}
	return strconv.Itoa(t.Number)
}

type templateRow struct {
	ID, Kind, Lang string
	Number         int
	FileName       string
	Blob           blob.Ref
	SHA256         string
	UploadedAt     civil.Instant
	UploadedBy     string
	InForceAt      civil.Instant
	InForceBy      string
	EndedAt        civil.Instant
	EndedBy        string
	Version        int
}

const templateCols = `id, kind, lang, number, file_name, blob, sha256, uploaded_at, uploaded_by, in_force_at, in_force_by, ended_at, ended_by, version`

func (x templateRow) template() Template {
	return Template{
		ID: x.ID, Kind: x.Kind, Lang: x.Lang, Number: x.Number, FileName: x.FileName, Blob: x.Blob, SHA256: x.SHA256, UploadedAt: x.UploadedAt, UploadedBy: x.UploadedBy,
		InForceAt: x.InForceAt, InForceBy: x.InForceBy, EndedAt: x.EndedAt, EndedBy: x.EndedBy, Version: x.Version,
	}
}

// template is the one in force with its bytes: the service's own, else the shipped one.
func (o *Ops) template(ctx context.Context, r *db.Reader, kind, lang string) (Template, error) {
	x, ok, err := db.Maybe[templateRow](ctx, r, `select `+templateCols+` from casefile_template where kind = $1 and lang = $2
		and in_force_at is not null and ended_at is null order by number desc limit 1`, kind, lang)
	if err != nil {
		return Template{}, err
	}
	if ok {
		t := x.template()
		t.Data, err = o.load(ctx, r, t.Blob)
		return t, err
	}
	data, ok := o.Shipped(kind, lang)
	if !ok {
		return Template{}, fault.New(fault.Conflict, "casefile.paper.no_template")
	}
	return Template{Kind: kind, Lang: lang, Data: data, SHA256: hash(data)}, nil
}

// Templates lists all versions, by kind and language, the latest first. Needs access.ManageTemplates. Fault: forbidden.
func (s *Service) Templates(ctx context.Context) ([]Template, error) {
	if err := s.ops.guard.Permit(ctx, access.ManageTemplates); err != nil {
		return nil, err
	}
	var out []Template
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[templateRow](ctx, r, `select `+templateCols+` from casefile_template order by kind, lang, number desc`)
		for _, x := range rows {
			out = append(out, x.template())
		}
		return err
	})
	return out, err
}

// TemplateFile gives the bytes of a version for editing in Word; version "" is the one in force. Needs access.ManageTemplates.
func (s *Service) TemplateFile(ctx context.Context, kind, lang, version string) (Template, error) {
	var out Template
	if err := s.ops.guard.Permit(ctx, access.ManageTemplates); err != nil {
		return out, err
	}
	if _, ok := paper.KindOf(s.Rulebook(), kind); !ok || !slices.Contains(paper.Languages(), lang) {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if version == "" {
			t, err := s.ops.template(ctx, r, kind, lang)
			out = t
			return err
		}
		x, err := db.One[templateRow](ctx, r, `select `+templateCols+` from casefile_template where id = $1`, version)
		if err != nil {
			return err
		}
		out = x.template()
		out.Data, err = s.ops.load(ctx, r, out.Blob)
		return err
	})
	return out, err
}

// Upload is a template changed in Word.
type Upload struct {
	Kind, Lang string
	FileName   string
	Data       []byte
}

// UploadTemplate checks a template and keeps it as the next version, not yet in force; warnings name obligatory fields that it lacks.
// Needs access.ManageTemplates. Faults: forbidden, invalid naming an unknown field, its place and the allowed ones.
func (s *Service) UploadTemplate(ctx context.Context, in Upload) (Template, []msg.Message, error) {
	var out Template
	if err := s.ops.guard.Permit(ctx, access.ManageTemplates); err != nil {
		return out, nil, err
	}
	var problems fault.Problems
	kind, ok := paper.KindOf(s.Rulebook(), in.Kind)
	if !ok {
		problems.Add("kind", "field.choose")
	}
	if !slices.Contains(paper.Languages(), in.Lang) {
		problems.Add("lang", "field.choose")
	}
	warnings, err := checkTemplate(in, kind)
	if err != nil && !problems.Join("", err) {
		return out, nil, err
	}
	if err := problems.Err(); err != nil {
		return out, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		last, err := db.One[int](ctx, tx, `select coalesce(max(number), 0) from casefile_template where kind = $1 and lang = $2`, in.Kind, in.Lang)
		if err != nil {
			return err
		}
		ref, err := s.ops.keep(ctx, tx, templateScope, blob.DOCX, in.FileName, in.Data)
		if err != nil {
			return err
		}
		out = Template{
			ID: tx.NewID(), Kind: in.Kind, Lang: in.Lang, Number: last + 1, FileName: in.FileName, Blob: ref, SHA256: hash(in.Data), UploadedAt: tx.Now,
			UploadedBy: tx.Actor.Ref(), Version: 1,
		}
		if err := tx.Insert(ctx, templates, db.Row{
			"id": out.ID, "kind": out.Kind, "lang": out.Lang, "number": out.Number, "file_name": out.FileName, "blob": ref, "sha256": out.SHA256,
			"uploaded_at": tx.Now, "uploaded_by": out.UploadedBy, "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageTemplates, "")
	})
	return out, warnings, err
}

func checkTemplate(in Upload, kind paper.Kind) ([]msg.Message, error) {
	t, err := document.ReadTemplate(in.FileName, in.Data)
	if err != nil {
		return nil, err
	}
	return t.Check(kind.Fields(), kind.Required)
}

// Turn puts a version in force or out of it.
type Turn struct {
	ID      string
	Version int
	On      bool
}

// TurnTemplate puts a version in force, which ends the one before, or ends it, so that the shipped one is used again. Papers already
// given out stay as they are. Needs access.ManageTemplates. Faults: forbidden, not_found, conflict.
func (s *Service) TurnTemplate(ctx context.Context, in Turn) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.ManageTemplates); err != nil {
			return err
		}
		x, err := db.One[templateRow](ctx, tx, `select `+templateCols+` from casefile_template where id = $1`, in.ID)
		if err != nil {
			return err
		}
		t := x.template()
		if t.InForce() == in.On {
			return fault.Stale()
		}
		if in.On {
			rows, err := db.All[templateRow](ctx, tx, `select `+templateCols+` from casefile_template where kind = $1 and lang = $2 and in_force_at is not null
				and ended_at is null`, t.Kind, t.Lang)
			if err != nil {
				return err
			}
			for _, old := range rows {
				if err := tx.UpdateVersion(ctx, templates, old.ID, old.Version, db.Row{"ended_at": tx.Now, "ended_by": tx.Actor.Ref()}); err != nil {
					return err
				}
			}
			err = tx.UpdateVersion(ctx, templates, t.ID, in.Version, db.Row{"in_force_at": tx.Now, "in_force_by": tx.Actor.Ref(), "ended_at": nil, "ended_by": nil})
			if err != nil {
				return err
			}
		} else if err := tx.UpdateVersion(ctx, templates, t.ID, in.Version, db.Row{"ended_at": tx.Now, "ended_by": tx.Actor.Ref()}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageTemplates, "")
	})
}
