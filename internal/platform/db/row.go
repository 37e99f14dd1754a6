package db

import (
	"database/sql/driver"
	"fmt"
	"reflect"

	"tuzjol/internal/platform/db/rowdigest"
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

// RowDigest is the canonical hash of a row; see rowdigest.Sum.
func RowDigest(table string, row Row) [32]byte { return rowdigest.Sum(table, row) }
