package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"tuzjol/internal/platform/db"
)

// partSize is how much of a table stands in one member of the archive; it bounds the memory of both directions.
const partSize = 4 << 20

// Sum is the number of rows of a table and the sum of their hashes modulo 2^256: equal for equal rows in any order.
type Sum struct {
	Rows int64  `json:"rows"`
	Hash string `json:"hash"`
}

type summer struct {
	rows  int64
	total big.Int
}

func (s *summer) add(line []byte) {
	h := sha256.Sum256(line)
	s.rows++
	s.total.Add(&s.total, new(big.Int).SetBytes(h[:]))
}

func (s *summer) sum() Sum {
	var out [32]byte
	m := new(big.Int).Lsh(big.NewInt(1), 256)
	new(big.Int).Mod(&s.total, m).FillBytes(out[:])
	return Sum{Rows: s.rows, Hash: hex.EncodeToString(out[:])}
}

// table writes one table in parts.
func (w *writer) table(ctx context.Context, r *db.Reader, t db.Table) error {
	var part bytes.Buffer
	var sum summer
	n := 0
	flush := func() error {
		if part.Len() == 0 {
			return nil
		}
		n++
		err := w.add(fmt.Sprintf("tables/%s/%06d.jsonl", t.Name, n), part.Bytes())
		part.Reset()
		return err
	}
	err := eachRow(ctx, r, t, func(line []byte) error {
		sum.add(line)
		part.Write(line)
		part.WriteByte('\n')
		if part.Len() >= partSize {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.sums[t.Name] = sum.sum()
	return flush()
}

// eachRow gives every row of a table in its canonical form, the same on both engines.
func eachRow(ctx context.Context, r *db.Reader, t db.Table, fn func(line []byte) error) (err error) {
	rows, err := r.Query(ctx, "select * from "+t.Name) //nolint:gosec // the name comes from the schema itself
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row, err := db.ScanRow(rows)
		if err != nil {
			return err
		}
		line, err := encodeRow(t, row)
		if err != nil {
			return err
		}
		if err := fn(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// encodeRow writes the non-null columns in order of name; bytes as {"b": base64}, booleans as such on both engines.
func encodeRow(t db.Table, row db.Row) ([]byte, error) {
	out := make(map[string]any, len(row))
	for c, v := range row {
		switch x := v.(type) {
		case nil:
			continue
		case []byte:
			v = map[string]string{"b": base64.StdEncoding.EncodeToString(x)}
		case int64:
			if t.Bools[c] {
				v = x != 0
			}
		case string, bool:
		default:
			return nil, fmt.Errorf("column %s holds a %T", c, v)
		}
		out[c] = v
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// decodeRow reads encodeRow's form into values for the columns, null where absent.
func decodeRow(t db.Table, line []byte, engine string) ([]any, error) {
	var in map[string]any
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		return nil, err
	}
	out := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		v, ok := in[c]
		delete(in, c)
		if !ok {
			continue
		}
		var err error
		if out[i], err = decodeValue(v, engine); err != nil {
			return nil, fmt.Errorf("column %s: %w", c, err)
		}
	}
	if len(in) > 0 {
		return nil, errors.New("the backup has columns that this program does not know")
	}
	return out, nil
}

func decodeValue(v any, engine string) (any, error) {
	switch x := v.(type) {
	case string:
		return x, nil
	case bool:
		if engine == "sqlite" {
			return map[bool]int64{true: 1}[x], nil
		}
		return x, nil
	case json.Number:
		return x.Int64()
	case map[string]any:
		s, _ := x["b"].(string)
		b, err := base64.StdEncoding.DecodeString(s)
		if b == nil {
			b = []byte{}
		}
		return b, err
	}
	return nil, fmt.Errorf("unexpected %T", v)
}

// Sums computes the sums of all tables on one snapshot; equal sums mean equal databases.
func Sums(ctx context.Context, d *db.DB) (map[string]Sum, error) {
	out := map[string]Sum{}
	err := d.Read(db.WithSight(ctx, db.Everyone{}), func(r *db.Reader) error {
		for _, t := range d.Tables() {
			var s summer
			if err := eachRow(ctx, r, t, func(line []byte) error { s.add(line); return nil }); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			out[t.Name] = s.sum()
		}
		return nil
	})
	return out, err
}
