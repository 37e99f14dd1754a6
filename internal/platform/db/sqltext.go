package db

import (
	"bytes"
	"database/sql"
	"fmt"
	"regexp"
)

var targetName = regexp.MustCompile(`(?is)^\s*(?:insert\s+into|update|delete\s+from)\s+([a-z_0-9]+)`)

// target names the table that a writing statement writes.
func target(query string) (string, error) {
	m := targetName.FindStringSubmatch(query)
	if m == nil {
		return "", fmt.Errorf("not a writing statement")
	}
	return m[1], nil
}

func same(a, b any) bool {
	if x, ok := a.(bool); ok {
		a = map[bool]int64{true: 1}[x]
	}
	if x, ok := b.(bool); ok {
		b = map[bool]int64{true: 1}[x]
	}
	x, okx := a.([]byte)
	y, oky := b.([]byte)
	if okx && oky {
		return bytes.Equal(x, y)
	}
	if okx != oky {
		return false
	}
	return a == b
}

// ScanRow reads the current row with its column names.
func ScanRow(rows *sql.Rows) (Row, error) {
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	vals := make([]any, len(cols))
	ptrs := make([]any, len(cols))
	for i := range vals {
		ptrs[i] = &vals[i]
	}
	if err := rows.Scan(ptrs...); err != nil {
		return nil, err
	}
	out := make(Row, len(cols))
	for i, c := range cols {
		if b, ok := vals[i].([]byte); ok {
			vals[i] = bytes.Clone(b)
		}
		out[c] = vals[i]
	}
	return out, nil
}
