package reminding

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/reminder"
	"tuzjol/internal/supervision/remindersvc"
)

// reach reads a client's language and numbers, the latest number first, within the reader's sight.
func (k *Kit) reach(ctx context.Context, r *db.Reader, client id.Client) (remindersvc.Reach, error) {
	type row struct {
		ID, Index   string
		Phone, Safe []byte
		Shared      bool
	}
	var out remindersvc.Reach
	lang, _, err := db.Maybe[string](ctx, r, `select c.language from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil {
		return out, err
	}
	out.Lang = lang
	rows, err := db.All[row](ctx, r, `select c.id, c.phone_index, c.phone, c.safe_times, c.shared from person_phone c where c.client_id = $1
		and c.replaced_at is null and {visible c.client_id} order by c.recorded_at desc, c.id desc`, client)
	if err != nil {
		return out, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(client), Table: "person_phone", Column: "phone", Row: x.ID, Sealed: x.Phone}
	}
	if err := k.Seal.OpenAll(ctx, r, boxes); err != nil {
		return out, err
	}
	for i, x := range rows {
		if number := string(boxes[i].Plain); number != "" {
			out.Phones = append(out.Phones, reminder.Phone{Row: x.ID, Index: x.Index, Number: number, Shared: x.Shared, Limited: len(x.Safe) > 0})
		}
	}
	return out, nil
}
