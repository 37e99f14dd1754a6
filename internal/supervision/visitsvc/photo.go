package visitsvc

import (
	"context"
	"io"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/visit"
)

// MaxPhotos is how many photographs one visit may have.
const MaxPhotos = 6

// Photo is a photograph to be kept: why it was taken, and that the client agreed to it.
type Photo struct {
	Name    string
	Data    []byte
	Purpose string
	Consent bool
}

type stagedPhoto struct {
	*blob.Staged
	purpose string
}

// stage checks photographs, takes out what they say about places, and seals them on disk before the transaction.
func (o *Ops) stage(client id.Client, list []Photo) ([]stagedPhoto, error) {
	var problems fault.Problems
	if len(list) > MaxPhotos {
		problems.Add("photo", "visit.photo_many", "Max", MaxPhotos)
		return nil, problems.Err()
	}
	var out []stagedPhoto
	for _, p := range list {
		f, err := blob.Accept("photo", p.Name, p.Data, blob.DefaultLimits())
		if err != nil {
			if fault.Is(err, fault.TooLarge) {
				problems.Add("photo", "httpx.file_too_large", "Megabytes", blob.DefaultLimits().Bytes>>20)
				continue
			}
			if !problems.Join("", err) {
				return nil, err
			}
			continue
		}
		if f.Kind != blob.JPEG && f.Kind != blob.PNG {
			problems.Add("photo", "visit.photo_kind")
			continue
		}
		if strings.TrimSpace(p.Purpose) == "" {
			problems.Add("photo_why", "field.required")
		}
		person.CheckLine(&problems, "photo_why", p.Purpose)
		if !p.Consent {
			problems.Add("photo_consent", "visit.photo_consent_required")
		}
		if len(problems) > 0 {
			continue
		}
		s, err := o.Blobs.Stage(seal.Client(client), f)
		if err != nil {
			return nil, err
		}
		out = append(out, stagedPhoto{s, p.Purpose})
	}
	return out, problems.Err()
}

func (o *Ops) keepPhotos(ctx context.Context, tx *db.Tx, v visit.Record, list []stagedPhoto) error {
	for _, p := range list {
		ref, err := o.Blobs.Keep(ctx, tx, p.Staged)
		if err != nil {
			return err
		}
		key := tx.NewID()
		why, err := o.Seal.SealText(ctx, tx, v.Client, photos, "purpose", key, p.purpose)
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, photos, db.Row{
			"id": key, "client_id": v.Client, "visit_id": v.Visit, "ref": string(ref), "media_type": p.File.Kind.MIME(), "size": len(p.File.Data),
			"purpose": why, "source": v.Source, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// Picture is a photograph of a visit as its page lists it.
type Picture struct {
	ID      string
	Purpose string
}

func (o *Ops) pictures(ctx context.Context, r *db.Reader, client id.Client, visitID string) ([]Picture, error) {
	type row struct {
		ID      string
		Purpose []byte
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.purpose from supervision_visit_photo c where c.client_id = $1 and c.visit_id = $2
		and c.replaced_at is null and {visible c.client_id} order by c.recorded_at, c.id`, client, visitID)
	if err != nil {
		return nil, err
	}
	out := make([]Picture, len(rows))
	for i, x := range rows {
		text, err := o.Seal.OpenText(ctx, r, client, photos, "purpose", x.ID, x.Purpose)
		if err != nil {
			return nil, err
		}
		out[i] = Picture{x.ID, text}
	}
	return out, nil
}

// Photo reads the bytes of a photograph and says what they are. Needs ReadClient. Fault: not_found.
func (s *Service) Photo(ctx context.Context, client id.Client, photo string) (data []byte, mediaType string, err error) {
	if !access.From(ctx).May(access.ReadClient) {
		return nil, "", fault.MissingRecord()
	}
	type row struct {
		Ref, Media string
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		x, err := db.One[row](ctx, r, `select c.ref, c.media_type from supervision_visit_photo c where c.client_id = $1 and c.id = $2
			and c.replaced_at is null and {visible c.client_id}`, client, photo)
		if err != nil {
			return err
		}
		content, err := s.ops.Blobs.Open(ctx, r, blob.Ref(x.Ref))
		if err != nil {
			return err
		}
		defer content.Close() //nolint:errcheck // read only
		db.Shown(ctx, client)
		mediaType = x.Media
		data, err = io.ReadAll(content)
		return err
	})
	return data, mediaType, err
}
