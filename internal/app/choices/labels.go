package choices

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Labels says how clients are called, within the reader's sight.
func Labels(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
	out := map[id.Client]access.Label{}
	if len(clients) == 0 {
		return out, nil
	}
	type row struct {
		Client                      id.Client
		Name, Source, File, Measure string
		InForce                     civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.name, c.source_number, c.file_number, c.measure, c.in_force from casefile_card c
		where c.client_id in `+db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	for _, v := range rows {
		out[v.Client] = access.Label{Name: casefile.Card{Name: v.Name, SourceNumber: v.Source}.Label(), File: v.File, Measure: v.Measure, InForce: v.InForce}
	}
	return out, err
}

// Glass names the one client whom a break-glass query means; owner finds the client of a file number.
func Glass(ctx context.Context, r *db.Reader, sealer *seal.Sealer, owner func(context.Context, *db.Reader, string) (id.Client, error), q access.GlassQuery) (id.Client, bool, error) {
	if q.PIN != "" {
		return db.Maybe[id.Client](ctx, r, `select client_id from person_pin where pin_index = $1 and replaced_at is null`, sealer.Blind("pin", q.PIN))
	}
	client, err := owner(ctx, r, q.File)
	if fault.Is(err, fault.NotFound) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	return db.Maybe[id.Client](ctx, r, `select client_id from casefile_card where client_id = $1 and birth = $2`, client, q.Birth)
}
