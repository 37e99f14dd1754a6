package seal

import (
	"context"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Batch gathers sealed values of many rows, so that a page opens them with one query for the keys. Its zero value is empty.
type Batch struct {
	boxes []Box
	then  []func(string)
}

// Text adds a sealed text of a client's row; set is called with it when the batch is opened. What is not there is left out.
func (b *Batch) Text(client id.Client, table, column, row string, sealed []byte, set func(string)) {
	if len(sealed) > 0 {
		b.boxes = append(b.boxes, Box{Scope: Client(client), Table: table, Column: column, Row: row, Sealed: sealed})
		b.then = append(b.then, set)
	}
}

// Into is Text for a text that goes to one place.
func (b *Batch) Into(client id.Client, table, column, row string, sealed []byte, into *string) {
	b.Text(client, table, column, row, sealed, func(s string) { *into = s })
}

// Open opens all of them and hands each out.
func (b *Batch) Open(ctx context.Context, s *Sealer, r *db.Reader) error {
	if err := s.OpenAll(ctx, r, b.boxes); err != nil {
		return err
	}
	for i, set := range b.then {
		set(string(b.boxes[i].Plain))
	}
	return nil
}

// Texts puts texts into a new row of a client, sealed under the row's own key, which stands in it as "id"; an empty text is null.
func (s *Sealer) Texts(ctx context.Context, tx *db.Tx, client id.Client, table string, row db.Row, texts map[string]string) error {
	key, _ := row["id"].(string)
	for column, text := range texts {
		box, err := s.SealText(ctx, tx, client, table, column, key, text)
		if err != nil {
			return err
		}
		row[column] = box
	}
	return nil
}

// Replace ends a version of something with the reason why it is no longer held true: a code and words. Another client's row is not
// found; one that somebody has replaced already is stale.
func (s *Sealer) Replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row, reason, words string) error {
	old, err := tx.Load(ctx, table, row)
	if err != nil {
		return err
	}
	if old["client_id"] != string(client) {
		return fault.MissingRecord()
	}
	if old["replaced_at"] != nil {
		return fault.Stale()
	}
	text, err := s.SealText(ctx, tx, client, table, "reason_text", row, words)
	if err != nil {
		return err
	}
	return tx.Update(ctx, table, row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason": db.Null(reason), "reason_text": text})
}
