package matrix

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

// inTables looks into every value of every table, which on PostgreSQL is the only place to look.
func inTables(t *testing.T, w *world.World, secrets []string) {
	t.Helper()
	ctx := context.Background()
	rows := 0
	err := w.App.DB.Read(w.Job(), func(r *db.Reader) error {
		for _, table := range w.App.DB.Tables() {
			n, err := scan(ctx, r.System(), table.Name, func(column, text string) {
				for _, s := range secrets {
					if strings.Contains(text, s) {
						t.Errorf("%s.%s holds %q", table.Name, column, s)
					}
				}
			})
			if err != nil {
				return err
			}
			rows += n
		}
		return nil
	})
	if err != nil || rows < 500 {
		t.Errorf("%d rows were looked at: %v", rows, err)
	}
}

func scan(ctx context.Context, r *db.Reader, table string, see func(column, text string)) (int, error) {
	rows, err := r.Query(ctx, `select * from `+table)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", table, err)
	}
	defer rows.Close() //nolint:errcheck // only read
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	n := 0
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return n, err
		}
		for i, v := range values {
			switch x := (*v.(*any)).(type) {
			case string:
				see(columns[i], x)
			case []byte:
				see(columns[i], string(x))
			}
		}
		n++
	}
	return n, rows.Err()
}
