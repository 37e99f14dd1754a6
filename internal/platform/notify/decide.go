package notify

import (
	"context"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

// Decision is what a person makes of a message that was not sent, or of which nobody knows; its text is "notify.decision.<code>".
type Decision string

// The decisions.
const (
	WasSent   Decision = "sent"  // it arrived after all
	SendAgain Decision = "again" // once more, at the risk that it arrives twice
	Drop      Decision = "drop"
)

// Decisions lists them in the order of forms.
func Decisions() []Decision { return []Decision{WasSent, SendAgain, Drop} }

// Known reports whether the decision exists.
func (d Decision) Known() bool { return d == WasSent || d == SendAgain || d == Drop }

// Decide carries out a person's decision on a failed or uncertain message. The caller has asked the guard and records it. Faults:
// conflict when it was decided or changed meanwhile, or when it is too late to send it again.
func (o *Outbox) Decide(ctx context.Context, tx *db.Tx, message string, version int, d Decision) error {
	set, args := `state = 'dropped', ended_at = $1, next_at = null`, []any{tx.Now}
	switch d {
	case WasSent:
		set = `state = 'sent', sent_at = $1, next_at = null`
	case SendAgain:
		set = `state = 'waiting', next_at = $1, ended_at = null`
	case Drop:
	}
	cond := ""
	if d == SendAgain {
		cond = ` and (expires_at is null or expires_at > $1)`
	}
	n, err := tx.Exec(ctx, `update notify_message set `+set+`, cause = $2, version = version + 1 where id = $3 and version = $4
		and state in ('failed', 'uncertain')`+cond, append(args, CauseDecided, message, version)...)
	if err == nil && n == 0 {
		err = fault.Stale()
	}
	return err
}

// Handed marks printed slips as handed out. The caller has asked the guard.
func (o *Outbox) Handed(ctx context.Context, tx *db.Tx, messages []string) error {
	for _, m := range messages {
		if _, err := tx.Exec(ctx, `update notify_message set state = 'sent', sent_at = $1, next_at = null, version = version + 1
			where id = $2 and channel = 'slip' and state = 'waiting'`, tx.Now, m); err != nil {
			return err
		}
	}
	return nil
}
