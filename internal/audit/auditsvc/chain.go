package auditsvc

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tuzjol/internal/audit"
	"tuzjol/internal/platform/db"
)

// link is an entry to be chained: its identifier and content hash.
type link struct {
	Entry string
	Hash  []byte
}

type head struct {
	Size  int64
	Chain []byte
}

const readHead = `select size, chain from audit_head where name = 'main'`

// chain numbers entries in the given order and extends the chain and the Merkle tree by them.
func chain(ctx context.Context, s store, links []link) error {
	if len(links) == 0 {
		return nil
	}
	h, ok, err := db.Maybe[head](ctx, s, readHead)
	if err != nil {
		return err
	}
	if !ok {
		h.Chain = make([]byte, len(audit.Digest{}))
		if _, err := s.Exec(ctx, `insert into audit_head (name, size, chain) values ('main', 0, $1)`, h.Chain); err != nil {
			return err
		}
	}
	tree := &treeReader{ctx: ctx, s: s, fresh: map[int64]tlog.Hash{}}
	prev := audit.Digest(h.Chain)
	var rows, hashes [][]any
	for _, l := range links {
		hash := audit.Digest(l.Hash)
		stored, err := tlog.StoredHashesForRecordHash(h.Size, tlog.RecordHash(hash[:]), tree)
		if err != nil {
			return fmt.Errorf("extend audit tree: %w", err)
		}
		at := tlog.StoredHashIndex(0, h.Size)
		for i, x := range stored {
			tree.fresh[at+int64(i)] = x
			hashes = append(hashes, []any{at + int64(i), x[:]})
		}
		h.Size++
		prev = audit.ChainHash(h.Size, prev, hash)
		rows = append(rows, []any{h.Size, l.Entry, bytes.Clone(prev[:])})
	}
	if err := insertAll(ctx, s, "audit_chain (seq, entry_id, chain)", rows); err != nil {
		return err
	}
	if err := insertAll(ctx, s, "audit_tree (idx, hash)", hashes); err != nil {
		return err
	}
	_, err = s.Exec(ctx, `update audit_head set size = $1, chain = $2 where name = 'main'`, h.Size, prev[:])
	return err
}

// treeReader reads stored hashes, first those not yet written by this batch.
type treeReader struct {
	ctx   context.Context //nolint:containedctx // tlog's reader takes none
	s     querier
	fresh map[int64]tlog.Hash
}

// ReadHashes implements tlog.HashReader.
func (t *treeReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	want := map[int64][]int{}
	var args []any
	for i, x := range indexes {
		if h, ok := t.fresh[x]; ok {
			out[i] = h
			continue
		}
		if want[x] == nil {
			args = append(args, x)
		}
		want[x] = append(want[x], i)
	}
	if len(args) == 0 {
		return out, nil
	}
	type row struct {
		Idx  int64
		Hash []byte
	}
	rows, err := db.All[row](t.ctx, t.s, `select idx, hash from audit_tree where idx in `+db.In(len(args), 1), args...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if len(r.Hash) != tlog.HashSize {
			return nil, fmt.Errorf("audit tree: hash %d has %d bytes", r.Idx, len(r.Hash))
		}
		for _, i := range want[r.Idx] {
			out[i] = tlog.Hash(r.Hash)
		}
		delete(want, r.Idx)
	}
	if len(want) > 0 {
		return nil, fmt.Errorf("audit tree: %d stored hashes are missing", len(want))
	}
	return out, nil
}
