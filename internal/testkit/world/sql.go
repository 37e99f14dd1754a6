package world

import (
	"context"
	"database/sql"

	"tuzjol/internal/app"
)

// Break runs a statement on the database behind the service's back, as an operator with the disk could.
func (w *World) Break(statement string) {
	w.t.Helper()
	driver, url := "pgx", w.App.Config.Database
	if url == "" {
		driver, url = "sqlite", app.DatabasePath(w.Data)+"?_pragma=busy_timeout(5000)"
	}
	d, err := sql.Open(driver, url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // short-lived
	if _, err := d.ExecContext(context.Background(), statement); err != nil {
		w.t.Fatal(err)
	}
}
