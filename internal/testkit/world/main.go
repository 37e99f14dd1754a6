package world

import (
	"context"
	"database/sql"
	"testing"

	"tuzjol/internal/testkit/pgtest"
)

// Run runs the tests of a package and then removes the template that they copied.
func Run(m *testing.M) int {
	code := m.Run()
	name := templates["postgres"].name
	if name == "" {
		return code
	}
	if d, err := sql.Open("pgx", pgtest.DatabaseURL("postgres")); err == nil {
		_, _ = d.ExecContext(context.Background(), `drop database if exists `+name+` with (force)`)
		_ = d.Close()
	}
	return code
}
