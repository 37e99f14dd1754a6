package notify

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
)

// Receipt is what a gateway says has become of a message.
type Receipt string

// The receipts. NotYet is also what stands for no answer: it changes nothing.
const (
	NotYet      Receipt = "not_yet"
	Arrived     Receipt = "delivered"
	Undelivered Receipt = "undelivered" // it will not arrive any more
	Unheard     Receipt = "unheard"     // the gateway has no such message
)

// Asker asks what became of a message by our reference and by the gateway's own number.
type Asker interface {
	Ask(ctx context.Context, reference, provider string) Receipt
	// KnowsReference reports whether an answer to our reference alone can be relied on.
	KnowsReference() bool
}

// Receipts asks a gateway over HTTP: one GET a message, with the reference and the gateway's number in the query and never a word or a
// telephone.
//
//	GET <URL>?reference=...&id=...   ->   {"status": "delivered" | "undelivered" | "accepted" | "unknown"}
type Receipts struct {
	URL       string
	Token     string
	Reference bool
	Client    *http.Client // nil: as of Gateway
}

// KnowsReference reports what was set up for the provider.
func (r Receipts) KnowsReference() bool { return r.Reference }

// Ask asks once. Whatever is not a clear answer is NotYet.
func (r Receipts) Ask(ctx context.Context, reference, provider string) Receipt {
	at, err := url.Parse(r.URL)
	if err != nil {
		return NotYet
	}
	query := at.Query()
	query.Set("reference", reference)
	query.Set("id", provider)
	at.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return NotYet
	}
	req.Header.Set("Authorization", "Bearer "+r.Token)
	res, err := Gateway{Client: r.Client}.client().Do(req)
	if err != nil {
		return NotYet
	}
	defer res.Body.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(io.LimitReader(res.Body, gatewayLimit))
	var a gatewayAnswer
	if err != nil || res.StatusCode != http.StatusOK || json.Unmarshal(data, &a) != nil {
		return NotYet
	}
	switch a.Status {
	case "delivered":
		return Arrived
	case "undelivered", "rejected":
		return Undelivered
	case "unknown":
		return Unheard
	}
	return NotYet
}

const (
	receiptFor  = 72 * time.Hour // after it no receipt comes any more
	receiptRest = 5 * time.Minute
	receiptRun  = 200
)

type receiptRow struct {
	ID       string
	State    State
	Provider string
	TriedAt  civil.Instant
	AskedAt  civil.Instant
	Expires  civil.Instant
	Attempts int
	Version  int
}

// due reports whether it is time to ask again: after five minutes, and then ever more rarely.
func (x receiptRow) due(now civil.Instant) bool {
	if x.AskedAt.IsZero() {
		return true
	}
	age := x.AskedAt.Time().Sub(x.TriedAt.Time())
	return !now.Before(x.AskedAt.Add(max(receiptRest, age/2)))
}

// Collect asks what became of messages that the gateway took, and of those of which nobody knows; it returns how many answers
// changed something. It is idempotent and runs as a job. What arrived is delivered; what will not arrive waits for a person. A message
// of which the gateway says that it never had it was not sent: it goes out again by itself when the gateway knows our reference.
func (o *Outbox) Collect(ctx context.Context, d *db.DB, now civil.Instant, a Asker) (int, error) {
	var rows []receiptRow
	if err := d.Read(ctx, func(r *db.Reader) (err error) {
		rows, err = db.All[receiptRow](ctx, r, `select id, state, provider_ref, tried_at, asked_at, expires_at, attempts, version from notify_message
			where state in ('sent', 'uncertain') and channel <> 'slip' and tried_at > $1 order by coalesce(asked_at, ''), id limit 2000`, now.Add(-receiptFor))
		return err
	}); err != nil {
		return 0, err
	}
	changed, asked := 0, 0
	for _, x := range rows {
		if asked == receiptRun || ctx.Err() != nil {
			break
		}
		if !x.due(now) {
			continue
		}
		asked++
		moved, err := o.receive(ctx, d, now, x, a.Ask(ctx, x.ID, x.Provider), a.KnowsReference())
		if err != nil {
			return changed, err
		}
		if moved {
			changed++
		}
	}
	return changed, nil
}

// receive writes down what a gateway said of one message, unless somebody decided of it meanwhile.
func (o *Outbox) receive(ctx context.Context, d *db.DB, now civil.Instant, x receiptRow, said Receipt, knows bool) (bool, error) {
	set, args := `asked_at = $1`, []any{now}
	moves := true
	switch {
	case said == Arrived:
		set += `, state = 'delivered', cause = null, delivered_at = $1, sent_at = coalesce(sent_at, tried_at)`
	case said == Undelivered:
		set += `, state = 'failed', cause = '` + CauseUndelivered + `', ended_at = $1`
	case said == Unheard && x.State == Uncertain && knows:
		set += `, state = 'waiting', cause = '` + CauseUnheard + `', next_at = $1`
	default:
		moves = false
	}
	moved := false
	err := d.System(ctx, "notify.receipt", func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update notify_message set `+set+`, version = version + 1 where id = $2 and version = $3`, append(args, x.ID, x.Version)...)
		moved = n > 0
		return err
	})
	return moves && moved, err
}
