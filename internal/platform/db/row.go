package db

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Row is the columns of one row. Values are text, whole numbers, booleans, bytes, nil, or a driver.Valuer of those.
type Row map[string]any

// Null turns empty text into null.
func Null[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// plain brings a value to nil, string, int64, bool or []byte.
func plain(v any) (any, error) {
	switch x := v.(type) {
	case nil, string, int64, bool:
		return x, nil
	case []byte:
		if x == nil {
			return nil, nil
		}
		return x, nil
	case int:
		return int64(x), nil
	case driver.Valuer:
		out, err := x.Value()
		if err != nil {
			return nil, err
		}
		return plain(out)
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return r.String(), nil
	case r.CanInt():
		return r.Int(), nil
	case r.Kind() == reflect.Bool:
		return r.Bool(), nil
	}
	return nil, fmt.Errorf("a row cannot hold a %T", v)
}

func (row Row) plain() (Row, error) {
	out := make(Row, len(row))
	for k, v := range row {
		p, err := plain(v)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", k, err)
		}
		out[k] = p
	}
	return out, nil
}

// RowDigest is the canonical hash of a row: table, then each non-null column in order of name, type-tagged and with its
// length. Null columns are left out, so that a migration that adds a nullable column changes no digest; a boolean
// counts as the number SQLite stores for it, so that both engines agree.
func RowDigest(table string, row Row) [32]byte {
	h := sha256.New()
	part := func(tag byte, b []byte) {
		var n [9]byte
		n[0] = tag
		binary.BigEndian.PutUint64(n[1:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	part('t', []byte(table))
	for _, col := range slices.Sorted(maps.Keys(row)) {
		var tag byte
		var body []byte
		switch v := row[col].(type) {
		case nil:
			continue
		case string:
			tag, body = 's', []byte(v)
		case []byte:
			tag, body = 'b', v
		case int64:
			tag, body = 'i', binary.BigEndian.AppendUint64(nil, uint64(v)) //nolint:gosec // bits only
		case bool:
			n := uint64(0)
			if v {
				n = 1
			}
			tag, body = 'i', binary.BigEndian.AppendUint64(nil, n)
		default:
			tag, body = 'x', fmt.Append(nil, v)
		}
		part('c', []byte(col))
		part(tag, body)
	}
	return [32]byte(h.Sum(nil))
}
