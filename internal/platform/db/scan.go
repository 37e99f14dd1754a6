package db

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"

	"tuzjol/internal/kernel/fault"
)

// querier is a Reader or a Tx.
type querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// All returns every row as T: a struct filled by the order of its exported fields (embedded structs flattened), or a
// basic type for one column. Null reads as the zero value.
func All[T any](ctx context.Context, r querier, query string, args ...any) ([]T, error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	var out []T
	var v, zero T
	into := targets(reflect.ValueOf(&v).Elem(), nil) // once: every row is read into v, then copied
	for rows.Next() {
		v = zero
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("scan %T: %w", v, err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// One returns the first row; no row is fault.NotFound.
func One[T any](ctx context.Context, r querier, query string, args ...any) (T, error) {
	v, ok, err := Maybe[T](ctx, r, query, args...)
	if err == nil && !ok {
		err = fault.MissingRecord()
	}
	return v, err
}

// Maybe returns the first row and whether there was one.
func Maybe[T any](ctx context.Context, r querier, query string, args ...any) (T, bool, error) {
	var zero T
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return zero, false, err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	if !rows.Next() {
		return zero, false, rows.Err()
	}
	var v T
	if err := rows.Scan(targets(reflect.ValueOf(&v).Elem(), nil)...); err != nil {
		return zero, false, fmt.Errorf("scan %T: %w", v, err)
	}
	return v, true, rows.Err()
}

var scannerType = reflect.TypeFor[sql.Scanner]()

func targets(v reflect.Value, out []any) []any {
	if v.CanAddr() && v.Addr().Type().Implements(scannerType) {
		return append(out, v.Addr().Interface())
	}
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out = targets(v.Field(i), out)
			}
		}
		return out
	}
	return append(out, &cell{v})
}

// cell sets a basic value from what either driver gives; null becomes the zero value.
type cell struct{ v reflect.Value }

// Scan implements sql.Scanner.
func (c *cell) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		c.v.SetZero()
		return nil
	case string:
		return c.text(s)
	case []byte:
		if c.v.Kind() == reflect.Slice && c.v.Type().Elem().Kind() == reflect.Uint8 {
			c.v.SetBytes(append([]byte(nil), s...))
			return nil
		}
		return c.text(string(s))
	case int64:
		switch c.v.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			c.v.SetInt(s)
			return nil
		case reflect.Bool:
			c.v.SetBool(s != 0)
			return nil
		}
	case bool:
		if c.v.Kind() == reflect.Bool {
			c.v.SetBool(s)
			return nil
		}
		if c.v.CanInt() {
			c.v.SetInt(map[bool]int64{true: 1}[s])
			return nil
		}
	case float64:
		if c.v.CanFloat() {
			c.v.SetFloat(s)
			return nil
		}
	}
	if c.v.Kind() == reflect.Interface {
		c.v.Set(reflect.ValueOf(src))
		return nil
	}
	return fmt.Errorf("cannot read %T into %s", src, c.v.Type())
}

func (c *cell) text(s string) error {
	switch c.v.Kind() {
	case reflect.String:
		c.v.SetString(s)
		return nil
	case reflect.Slice:
		c.v.SetBytes([]byte(s))
		return nil
	case reflect.Interface:
		c.v.Set(reflect.ValueOf(s))
		return nil
	}
	return fmt.Errorf("cannot read text into %s", c.v.Type())
}
