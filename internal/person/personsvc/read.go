package personsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Record reads everything known of a person, replaced versions included: the page shows the old value beside the new one.
// Fault: not_found when out of sight.
func (s *Service) Record(ctx context.Context, client id.Client) (person.Record, error) {
	var out person.Record
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.Record(ctx, r, client)
		return err
	})
	return out, err
}

// Record is Service.Record within a reading of another capability.
func (o *Ops) Record(ctx context.Context, r *db.Reader, client id.Client) (person.Record, error) {
	out, err := o.load(ctx, r, client)
	if err == nil {
		db.Shown(ctx, client)
	}
	return out, err
}

// KnownAt answers what the service held to be true of a person at an instant. Fault: not_found when out of sight, also when
// the person was not on record yet.
func (s *Service) KnownAt(ctx context.Context, client id.Client, at civil.Instant) (person.Record, error) {
	out, err := s.Record(ctx, client)
	return out.At(at), err
}
