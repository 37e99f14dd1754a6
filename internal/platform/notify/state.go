package notify

import (
	"context"

	"tuzjol/internal/platform/db"
)

// Became is what became of a message so far; Cause is empty unless something went wrong.
type Became struct {
	Key   string
	State State
	Cause string
}

// Became tells what became of messages by the keys under which they were put in. A key that nobody put in is absent. It holds neither
// words nor addresses; the caller has asked the guard.
func (o *Outbox) Became(ctx context.Context, r *db.Reader, keys []string) (map[string]Became, error) {
	out := make(map[string]Became, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	rows, err := db.All[Became](ctx, r, `select m.msg_key, m.state, coalesce(m.cause, '') from notify_message m where m.msg_key in `+db.In(len(keys), 1), db.Args(keys)...)
	for _, x := range rows {
		out[x.Key] = x
	}
	return out, err
}
