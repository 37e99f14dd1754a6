package held

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Layouts keeps the columns of the last insert into each table: most rows of a table have the same ones.
type Layouts struct{ last sync.Map }

type layout struct {
	cols  []string
	names string
}

// Of gives the columns of a row in order, and their names as a statement lists them.
func (l *Layouts) Of(table string, row map[string]any) ([]string, string) {
	if last, ok := l.last.Load(table); ok {
		x := last.(*layout) //nolint:errcheck,forcetypeassert // nothing else is stored
		if len(x.cols) == len(row) && !slices.ContainsFunc(x.cols, func(c string) bool { _, has := row[c]; return !has }) {
			return x.cols, x.names
		}
	}
	cols := slices.Sorted(maps.Keys(row))
	x := &layout{cols, strings.Join(cols, ", ")}
	l.last.Store(table, x)
	return x.cols, x.names
}

// Put writes many rows, all with the same columns, by few statements.
func Put(ctx context.Context, exec func(ctx context.Context, query string, args ...any) (int64, error), table, cols string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	k := kind{table: table, into: table + " (" + cols + ")", width: len(rows[0])}
	for part := range slices.Chunk(rows, max(1, argsHeld/k.width)) {
		if _, err := exec(ctx, k.text(len(part)), slices.Concat(part...)...); err != nil {
			return fmt.Errorf("insert %s: %w", table, err)
		}
	}
	return nil
}
