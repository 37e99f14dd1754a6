// Package rowdigest computes what the audit commits to of a row.
package rowdigest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// Sum is the canonical hash of a row: table, then each non-null column in order of name, type-tagged and with its
// length. Null columns are left out, so that a migration that adds a nullable column changes no digest; a boolean
// counts as the number SQLite stores for it, so that both engines agree.
func Sum(table string, row map[string]any) [32]byte {
	return Of(table, slices.Sorted(maps.Keys(row)), row)
}

// Of is Sum when the columns are known in order of name.
func Of(table string, cols []string, row map[string]any) [32]byte {
	out := make([]byte, 0, 1024)
	part := func(tag byte, n int) {
		out = append(out, tag)
		out = binary.BigEndian.AppendUint64(out, uint64(n)) //nolint:gosec // a length
	}
	number := func(n uint64) {
		part('i', 8)
		out = binary.BigEndian.AppendUint64(out, n)
	}
	part('t', len(table))
	out = append(out, table...)
	for _, col := range cols {
		if row[col] == nil {
			continue
		}
		part('c', len(col))
		out = append(out, col...)
		switch v := row[col].(type) {
		case string:
			part('s', len(v))
			out = append(out, v...)
		case []byte:
			part('b', len(v))
			out = append(out, v...)
		case int64:
			number(uint64(v)) //nolint:gosec // bits only
		case bool:
			if v {
				number(1)
			} else {
				number(0)
			}
		default:
			text := fmt.Append(nil, v)
			part('x', len(text))
			out = append(out, text...)
		}
	}
	return sha256.Sum256(out)
}
