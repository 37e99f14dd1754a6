package tracksvc

import (
	"context"
	"crypto/sha256"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/monitoring/trail"
	"tuzjol/internal/platform/db"
)

// Export asks for positions as a file.
type Export struct {
	Read
	Format trail.Format
}

// File is what was given out.
type File struct {
	ID    string
	Made  civil.Instant
	Bytes []byte
	Hash  [32]byte // over the lines of the positions, as the file itself says it
}

// ExportPositions gives the positions of one fitting within a window out as a file that says why and for whom it was made and carries
// the hash of what it holds. It is a purposeful act as reading is, and a grant of its own. Needs ExportPositions. Faults: not_found,
// forbidden, invalid.
func (s *Service) ExportPositions(ctx context.Context, in Export) (File, error) {
	var out File
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.export(ctx, tx, in)
		return err
	})
	return out, err
}

func (s *Service) export(ctx context.Context, tx *db.Tx, in Export) (File, error) {
	if err := s.guard.Allow(ctx, tx, access.ExportPositions, in.Client); err != nil {
		return File{}, err
	}
	p := s.checkRead(in.Read, tx.Now)
	if !slices.Contains(trail.Formats(), in.Format) {
		p.Add("format", "field.choose")
	}
	if err := p.Err(); err != nil {
		return File{}, err
	}
	t, err := s.track(ctx, &tx.Reader, in.Read)
	if err != nil {
		return File{}, err
	}
	if !t.Places {
		p.Add("fitting", "monitoring.read.no_places")
		return File{}, p.Err()
	}
	if t.More {
		p.Add("until", "monitoring.read.more", "Max", MaxShown)
		return File{}, p.Err()
	}
	out := File{ID: tx.NewID(), Made: tx.Now}
	out.Bytes, out.Hash = trail.Write(in.Format, trail.Head{
		ID: out.ID, Fitting: t.Fitting.ID, From: in.From.Time(), Until: in.Until.Time(), Purpose: in.Purpose, Words: in.Words, By: tx.Actor.Ref(), Made: tx.Now.Time(), Gap: s.Gap(),
	}, t.Fixes)
	whole := sha256.Sum256(out.Bytes)
	words, err := s.Seal.SealText(ctx, tx, in.Client, "monitoring_export", "words", out.ID, in.Words)
	if err != nil {
		return File{}, err
	}
	if err := tx.Insert(ctx, "monitoring_export", db.Row{
		"id": out.ID, "client_id": in.Client, "fitting_id": t.Fitting.ID, "monitoring_id": t.Fitting.Order, "from_at": in.From, "until_at": in.Until, "purpose": in.Purpose,
		"words": words, "format": string(in.Format), "shown": len(t.Fixes), "hash": whole[:], "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return File{}, err
	}
	return out, tx.Record(ctx, access.ExportPositions, in.Purpose, fact.New("monitoring.positions_exported", in.Client,
		"export", out.ID, "purpose", in.Purpose, "from", in.From.String(), "until", in.Until.String()))
}
