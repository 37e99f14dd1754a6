package auditsvc

import (
	"context"
	"slices"
	"sync"

	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Shown is what one request showed to its actor; actor and request come from the context.
type Shown struct {
	Action   actor.Action
	Result   string // ok, not_found, forbidden, invalid ...
	Reason   string
	Subjects []id.Client
	Inside   map[id.Client]string // sealed compartments in which clients were shown
}

// Reads writes read entries. Requests that end at the same time share one commit.
type Reads struct {
	db    *db.DB
	rec   *Recorder
	queue chan *waiting
	done  chan struct{}
	once  sync.Once
}

type waiting struct {
	ctx   context.Context //nolint:containedctx // a queued call keeps its own
	shown Shown
	out   chan error
}

const readsPerCommit = 256

// NewReads starts the writer of read entries; Close ends it.
func NewReads(d *db.DB, rec *Recorder) *Reads {
	r := &Reads{db: d, rec: rec, queue: make(chan *waiting, readsPerCommit), done: make(chan struct{})}
	go r.run()
	return r
}

// Write returns when the entry is on disk. Its fault (unavailable) means that nothing may be shown: the caller answers
// 503 before the first byte.
func (r *Reads) Write(ctx context.Context, in Shown) (err error) {
	defer func() {
		if recover() != nil { // sending after Close
			err = unavailable(context.Canceled)
		}
	}()
	w := &waiting{ctx: ctx, shown: in, out: make(chan error, 1)}
	select {
	case r.queue <- w:
	case <-ctx.Done():
		return unavailable(ctx.Err())
	}
	if err := <-w.out; err != nil {
		return unavailable(err)
	}
	return nil
}

func unavailable(cause error) error {
	return fault.Wrap(cause, fault.Unavailable, "audit.fault.unavailable")
}

// Close waits for what is queued.
func (r *Reads) Close() {
	r.once.Do(func() { close(r.queue) })
	<-r.done
}

func (r *Reads) run() {
	defer close(r.done)
	for first := range r.queue {
		group := []*waiting{first}
	fill:
		for len(group) < readsPerCommit {
			select {
			case w, ok := <-r.queue:
				if !ok {
					break fill
				}
				group = append(group, w)
			default:
				break fill
			}
		}
		err := r.commit(group)
		for _, w := range group {
			w.out <- err
		}
	}
}

func (r *Reads) commit(group []*waiting) error {
	return r.db.System(context.Background(), "audit.read", func(tx *db.Tx) error {
		entries := make([]audit.Entry, len(group))
		for i, w := range group {
			ctx := context.WithoutCancel(w.ctx) // a caller who leaves must not undo the entries of the others
			a, q := actor.From(ctx), actor.RequestFrom(ctx)
			e := audit.Entry{
				ID: id.Entry(tx.NewID()), Kind: audit.Read, At: tx.Now, Actor: a.Ref(), Display: a.Display, Via: string(a.Kind),
				Roles: roles(ctx), Request: q.ID, Route: q.Route, Address: q.Address, Purpose: string(q.Purpose),
				Action: string(w.shown.Action), Result: w.shown.Result, Subjects: distinct(w.shown.Subjects),
			}
			e.Inside = audit.Inside(e.Action, e.Subjects, func(c id.Client) string { return w.shown.Inside[c] })
			var err error
			if e.Reason, err = r.rec.sealReason(ctx, tx, e.ID, scopeOf(tx, db.Entry{}, e.Subjects), w.shown.Reason); err != nil {
				return err
			}
			entries[i] = e
		}
		return r.rec.append(context.Background(), tx, entries)
	})
}

func distinct(in []id.Client) []id.Client {
	out := slices.Clone(in)
	slices.Sort(out)
	return slices.Compact(out)
}
