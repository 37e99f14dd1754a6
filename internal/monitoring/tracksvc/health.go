package tracksvc

import (
	"context"
	"strings"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/platform/db"
)

// none is a signal that was never told.
const none = -1 << 40

// health is the row of a device in monitoring_health; -1 and none stand for what was never told.
type health struct {
	Device                     int64
	Seen, Fix                  int64
	Battery, Charging          int64
	Signal                     int64
	Messages, Repeats, Refused int64
}

func healths(ctx context.Context, all *db.Reader, numbers []int64, byNumber map[int64]*known) error {
	rows, err := db.All[health](ctx, all, `select device, seen_ms, fix_ms, coalesce(battery_pct, -1), coalesce(charging, -1), coalesce(signal, -1099511627776), messages, repeats, refused
		from monitoring_health where device in `+db.In(len(numbers), 1), db.Args(numbers)...)
	for _, x := range rows {
		byNumber[x.Device].health = x
	}
	return err
}

// hear takes over what a message says of the device itself, the latest by our clock.
func (k *known) hear(m *monitoring.Message) {
	k.moved = true
	k.health.Messages++
	at := m.ReceivedAt.UnixMilli()
	if at < k.health.Seen {
		return
	}
	k.health.Seen = at
	if m.Battery != nil {
		k.health.Battery = int64(*m.Battery)
	}
	if m.Charging != nil {
		k.health.Charging = 0
		if *m.Charging {
			k.health.Charging = 1
		}
	}
	if m.Signal != nil {
		k.health.Signal = int64(*m.Signal)
	}
}

func told(n, never int64) any {
	if n == never {
		return nil
	}
	return n
}

// saveHealth writes what devices said of themselves.
func saveHealth(ctx context.Context, tx *db.Tx, devices map[string]*known) error {
	var rows [][]any
	for _, k := range devices {
		if h := k.health; k.moved {
			rows = append(rows, []any{k.number, h.Seen, h.Fix, told(h.Battery, -1), told(h.Charging, -1), told(h.Signal, none), h.Messages, h.Repeats, h.Refused})
		}
	}
	return many(ctx, tx, `insert into monitoring_health (device, seen_ms, fix_ms, battery_pct, charging, signal, messages, repeats, refused) values `,
		` on conflict (device) do update set seen_ms = excluded.seen_ms, fix_ms = excluded.fix_ms, battery_pct = excluded.battery_pct,
		charging = excluded.charging, signal = excluded.signal, messages = excluded.messages, repeats = excluded.repeats, refused = excluded.refused`, rows, nil)
}

// chunk is how many rows one statement holds at most; powers of two below it keep the number of different statements small.
const chunk = 128

// many runs a statement over rows, in portions of a power of two. wrote is told how many of each portion were written.
func many(ctx context.Context, tx *db.Tx, head, tail string, rows [][]any, wrote func(part [][]any, n int64) error) error {
	for len(rows) > 0 {
		n := chunk
		for n > len(rows) {
			n /= 2
		}
		part := rows[:n]
		rows = rows[n:]
		args := make([]any, 0, n*len(part[0]))
		for _, r := range part {
			args = append(args, r...)
		}
		done, err := tx.Exec(ctx, head+values(n, len(part[0]))+tail, args...)
		if err != nil {
			return err
		}
		if wrote != nil {
			if err := wrote(part, done); err != nil {
				return err
			}
		}
	}
	return nil
}

// values is the placeholder list of n rows.
func values(n, width int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(db.In(width, i*width+1))
	}
	return b.String()
}
