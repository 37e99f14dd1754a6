package auditsvc

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"tuzjol/internal/audit"
	"tuzjol/internal/platform/db"
)

// querier is what reads: a reader, a transaction, the sequencer's own.
type querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Sequencer numbers committed entries on PostgreSQL. Any number of nodes may run one: the lock on the row of audit_head
// lets one work at a time, and a node that dies lets it go with its connection.
type Sequencer struct {
	db  *db.DB
	rec *Recorder
	log *slog.Logger
}

// NewSequencer makes the sequencer; on SQLite it has nothing to do.
func NewSequencer(d *db.DB, rec *Recorder, log *slog.Logger) *Sequencer {
	return &Sequencer{db: d, rec: rec, log: log}
}

// batch bounds one transaction of the sequencer.
const batch = 1000

// Run numbers entries after each commit until ctx ends; a tick finds what another node's death left.
func (s *Sequencer) Run(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		if _, err := s.Drain(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("sequencer", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.rec.Wake():
		case <-tick.C:
		}
	}
}

// Drain numbers everything that is committed now and returns how many entries that were.
func (s *Sequencer) Drain(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := s.Sequence(ctx)
		total += n
		if err != nil || n < batch {
			return total, err
		}
	}
}

// Sequence numbers up to one batch of committed entries. It runs at read committed: it takes no part in the writers'
// serializable conflicts, and the row lock is all the order it needs.
func (s *Sequencer) Sequence(ctx context.Context) (int, error) {
	if s.db.Engine() == "sqlite" {
		return s.leftover(ctx)
	}
	sqlTx, err := s.db.SQL().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return 0, err
	}
	defer sqlTx.Rollback() //nolint:errcheck // after a commit this is a no-op
	tx := plainTx{sqlTx}
	if _, err := tx.Exec(ctx, `insert into audit_head (name, size, chain) values ('main', 0, $1) on conflict do nothing`,
		make([]byte, len(audit.Digest{}))); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `update audit_head set name = name where name = 'main'`); err != nil {
		return 0, err
	}
	n, err := number(ctx, tx)
	if err != nil || n == 0 {
		return 0, err
	}
	return n, sqlTx.Commit()
}

// leftover numbers what a restore from PostgreSQL brought to SQLite still waiting.
func (s *Sequencer) leftover(ctx context.Context) (n int, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int](ctx, r, `select count(*) from audit_pending`)
		return err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	err = s.db.System(ctx, "audit.sequence", func(tx *db.Tx) (err error) {
		n, err = number(ctx, tx)
		return err
	})
	return n, err
}

// number chains one batch of the queue in its order.
func number(ctx context.Context, tx store) (int, error) {
	links, err := db.All[link](ctx, tx, `select p.entry_id, e.hash from audit_pending p join audit_entry e on e.id = p.entry_id
		order by p.txid, p.ord limit $1`, batch)
	if err != nil || len(links) == 0 {
		return 0, err
	}
	if err := chain(ctx, tx, links); err != nil {
		return 0, err
	}
	args := make([]any, len(links))
	for i, l := range links {
		args[i] = l.Entry
	}
	_, err = tx.Exec(ctx, `delete from audit_pending where entry_id in `+db.In(len(args), 1), args...)
	return len(links), err
}

// plainTx is the sequencer's own transaction.
type plainTx struct{ tx *sql.Tx }

func (p plainTx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.tx.QueryContext(ctx, query, args...)
}

func (p plainTx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := p.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
