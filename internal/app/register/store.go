package register

import (
	"context"
	"encoding/json"
	"fmt"

	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// run is one import as stored.
type run struct {
	ID   string
	Done int
}

// stored is what an earlier import left of a row.
type stored struct {
	Key      string
	Client   id.Client
	Judgment string
	Run      string
	Outcome  string
	Hash     string
	Marks    string
	marks    map[string]string
}

// ended reports whether the register had shown the order as ended before.
func (s *stored) ended() bool { return s.marks["ends_ground"] != "" }

// begin goes on with the unfinished run of the same file and mapping, or starts one.
func (x *running) begin(ctx context.Context, f *sheet.File) error {
	return x.DB.System(ctx, "register import", func(tx *db.Tx) error {
		old, ok, err := db.Maybe[run](ctx, tx, `select id, rows_done from register_run where source = $1 and file_hash = $2 and map_hash = $3
			and finished_at is null order by started_at desc limit 1`, x.m.Source, f.Hash, x.m.Hash)
		if err != nil {
			return err
		}
		if ok {
			x.run, x.result.Resumed = old, old.Done
			return nil
		}
		x.run = run{ID: tx.NewID()}
		if x.opt.DryRun {
			return nil
		}
		_, err = tx.Exec(ctx, `insert into register_run (id, source, file_hash, map_hash, started_at, started_by, rows_done)
			values ($1, $2, $3, $4, $5, $6, 0)`, x.run.ID, x.m.Source, f.Hash, x.m.Hash, tx.Now.String(), tx.Actor.Ref())
		return err
	})
}

func (x *running) finish(ctx context.Context) error {
	if x.opt.DryRun {
		return nil
	}
	return x.DB.System(ctx, "register import", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update register_run set finished_at = $2 where id = $1`, x.run.ID, tx.Now.String())
		return err
	})
}

// known finds what earlier imports left of these rows. The operator imports with the system's sight; nothing read here is
// shown to anybody.
func (x *running) known(ctx context.Context, rows []*computed) (map[string]*stored, error) {
	out := map[string]*stored{}
	args := []any{x.m.Source}
	for _, c := range rows {
		args = append(args, c.keyHash)
	}
	err := x.DB.Read(ctx, func(r *db.Reader) error {
		found, err := db.All[stored](ctx, r.System(), `select key_hash, client_id, judgment_id, run_id, outcome, row_hash, marks from register_row
			where source = $1 and key_hash in `+db.In(len(rows), 2), args...)
		for i := range found {
			s := &found[i]
			if err := json.Unmarshal([]byte(s.Marks), &s.marks); err != nil {
				return fmt.Errorf("marks of an imported row: %w", err)
			}
			out[s.Key] = s
		}
		return err
	})
	return out, err
}

func (s *stored) save(ctx context.Context, tx *db.Tx, source string) error {
	_, err := tx.Exec(ctx, `insert into register_row (source, key_hash, client_id, judgment_id, run_id, outcome, row_hash, marks)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (source, key_hash) do update set run_id = excluded.run_id,
		outcome = excluded.outcome, row_hash = excluded.row_hash, marks = excluded.marks`,
		source, s.Key, db.Null(s.Client), s.Judgment, s.Run, s.Outcome, s.Hash, s.Marks)
	return err
}
