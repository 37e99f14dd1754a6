package auditsvc

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/audit/merkle"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// VerifyOptions say how far verification goes.
type VerifyOptions struct {
	Records    bool   // compare every business row with the last entry that wrote it
	Checkpoint []byte // signed note kept elsewhere; proves the tail
	Key        string // public key of the checkpoint; "" means the one in the data folder
	Progress   func(done, total int64)
}

// rowsAPass bounds the memory of a records check: about 150 bytes for each row held.
const rowsAPass = 4_000_000

// Verify walks the whole record on one snapshot and names what is wrong. It changes nothing.
// Needs access.VerifyAudit; the operator's commands have it. Faults: forbidden.
func (s *Service) Verify(ctx context.Context, in VerifyOptions) (audit.Report, error) {
	if err := permit(ctx, access.VerifyAudit); err != nil {
		return audit.Report{}, err
	}
	v := &verifier{svc: s, in: in}
	if len(in.Checkpoint) > 0 {
		c, err := s.openCheckpoint(in.Checkpoint, in.Key)
		if err != nil {
			v.report.Add(audit.Problem{Damage: audit.CheckpointBad})
		} else {
			v.checkpoint = &c
		}
	}
	err := s.db.Read(db.WithSight(ctx, db.Everyone{}), func(r *db.Reader) error {
		v.r = r
		return v.run(ctx)
	})
	return v.report, err
}

type verifier struct {
	svc        *Service
	r          *db.Reader
	in         VerifyOptions
	checkpoint *audit.Checkpoint
	report     audit.Report

	head    head
	total   int64
	last    int64 // last number seen
	prev    audit.Digest
	edge    merkle.Frontier
	atCheck *audit.Digest // root when the walk passed the checkpoint's size
	rows    rowSet
	waiting []string // contents of the entries without a number, in the order in which they will get it
	pass    int
	passes  int
}

func (v *verifier) run(ctx context.Context) error {
	if err := v.measure(ctx); err != nil {
		return err
	}
	if err := v.walk(ctx, v.entry); err != nil {
		return err
	}
	if err := v.pending(ctx); err != nil {
		return err
	}
	v.tail()
	if err := v.strays(ctx); err != nil {
		return err
	}
	if !v.in.Records {
		return nil
	}
	for v.pass = 0; v.pass < v.passes; v.pass++ {
		if v.pass > 0 {
			v.rows = newRowSet(v.pass, v.passes)
			if err := v.replay(ctx); err != nil {
				return err
			}
		}
		if err := v.compare(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) measure(ctx context.Context) error {
	var err error
	if v.head, _, err = db.Maybe[head](ctx, v.r, readHead); err != nil {
		return err
	}
	type size struct{ Entries, Changes int64 }
	n, err := db.One[size](ctx, v.r, `select count(*), cast(coalesce(sum(changes), 0) as bigint) from audit_entry`)
	if err != nil {
		return err
	}
	v.total = n.Entries
	v.passes = int(n.Changes/rowsAPass) + 1
	v.rows = newRowSet(0, v.passes)
	return nil
}

type chained struct {
	Seq     int64
	Entry   string
	Chain   []byte
	Found   string
	Kind    string
	At      string
	Actor   string
	Action  string
	Changes int64
	Content string
	Hash    []byte
}

const readChained = `select c.seq, c.entry_id, c.chain, e.id, e.kind, e.at, e.actor, e.action, e.changes, e.content, e.hash
	from audit_chain c left join audit_entry e on e.id = c.entry_id where c.seq > $1 order by c.seq limit 500`

// walk visits the chained entries in order, in portions.
func (v *verifier) walk(ctx context.Context, visit func(context.Context, []chained) error) error {
	after := int64(0)
	for {
		part, err := db.All[chained](ctx, v.r, readChained, after)
		if err != nil || len(part) == 0 {
			return err
		}
		if err := visit(ctx, part); err != nil {
			return err
		}
		after = part[len(part)-1].Seq
		if v.in.Progress != nil {
			v.in.Progress(after, v.total)
		}
	}
}

// entry checks numbers, hashes and contents of a portion and takes over the digests of the rows it wrote.
func (v *verifier) entry(ctx context.Context, part []chained) error {
	var good []audit.Entry
	for _, c := range part {
		if c.Seq != v.last+1 {
			v.report.Add(audit.Problem{Damage: audit.EntryRemoved, Seq: v.last + 1})
		}
		v.last = c.Seq
		v.report.Entries++
		hash := audit.EntryHash([]byte(c.Content))
		if c.Found == "" {
			v.report.Add(audit.Problem{Damage: audit.EntryRemoved, Seq: c.Seq, Entry: id.Entry(c.Entry)})
			v.step(c, hash)
			continue
		}
		e, err := audit.Decode([]byte(c.Content))
		switch {
		case err != nil || !v.agrees(c, e) || string(c.Hash) != string(hash[:]):
			v.report.Add(audit.Problem{Damage: audit.EntryAltered, Seq: c.Seq, Entry: id.Entry(c.Entry)})
		case audit.ChainHash(c.Seq, v.prev, hash) != audit.DigestOf(c.Chain):
			if err := v.explain(ctx, c, hash); err != nil {
				return err
			}
		}
		v.step(c, hash)
		if err == nil {
			v.rows.take(e)
			good = append(good, e)
		}
	}
	if err := v.nodes(ctx); err != nil {
		return err
	}
	return v.satellites(ctx, good)
}

// step goes on from the stored chain value, so that one damage is named once.
func (v *verifier) step(c chained, hash audit.Digest) {
	v.prev = audit.DigestOf(c.Chain)
	v.edge.Add(tlog.RecordHash(hash[:]))
	if v.checkpoint != nil && v.edge.Size == v.checkpoint.Size {
		root := v.edge.Root()
		v.atCheck = &root
	}
}

// agrees compares the columns that lists filter on with the content that is hashed.
func (v *verifier) agrees(c chained, e audit.Entry) bool {
	return string(e.ID) == c.Found && string(e.Kind) == c.Kind && e.At.String() == c.At && e.Actor == c.Actor &&
		e.Action == c.Action && int64(len(e.Changes)) == c.Changes
}

// explain tells an entry that stands in another's place from one that was rewritten: the tree remembers each leaf.
func (v *verifier) explain(ctx context.Context, c chained, hash audit.Digest) error {
	leaf := tlog.RecordHash(hash[:])
	damage := audit.EntryAltered
	own, _, err := db.Maybe[[]byte](ctx, v.r, `select hash from audit_tree where idx = $1`, tlog.StoredHashIndex(0, c.Seq-1))
	if err != nil {
		return err
	}
	if string(own) != string(leaf[:]) {
		n, err := db.One[int64](ctx, v.r, `select count(*) from audit_tree where hash = $1`, leaf[:])
		if err != nil {
			return err
		}
		if n > 0 {
			damage = audit.EntryReordered
		}
	}
	v.report.Add(audit.Problem{Damage: damage, Seq: c.Seq, Entry: id.Entry(c.Entry)})
	return nil
}

// tail checks that the walk ended where the record says it ends, the stored tree, and the checkpoint.
func (v *verifier) tail() {
	v.report.Size, v.report.Root = v.edge.Size, v.edge.Root()
	switch {
	case v.head.Size > v.last:
		v.report.Add(audit.Problem{Damage: audit.TailCut, Seq: v.last + 1})
	case v.head.Size < v.last || (v.last > 0 && audit.DigestOf(v.head.Chain) != v.prev):
		v.report.Add(audit.Problem{Damage: audit.TreeAltered, Seq: v.last})
	}
	c := v.checkpoint
	switch {
	case c == nil:
	case c.Size > v.last:
		v.report.Add(audit.Problem{Damage: audit.TailCut, Seq: v.last + 1})
	case c.Size > 0 && (v.atCheck == nil || *v.atCheck != c.Root):
		v.report.Add(audit.Problem{Damage: audit.HistoryReplaced, Seq: c.Size})
	default:
		v.report.TailProven = true
	}
}

// nodes compares the stored tree with the hashes that the last portion of entries gives.
func (v *verifier) nodes(ctx context.Context) error {
	made := v.edge.Made
	v.edge.Made = nil
	if !v.report.OK() { // an entry that is wrong has wrong hashes above it: it was named already
		return nil
	}
	from := v.edge.Next - int64(len(made))
	stored, err := db.All[[]byte](ctx, v.r, `select hash from audit_tree where idx >= $1 and idx < $2 order by idx`, from, v.edge.Next)
	if err != nil {
		return err
	}
	for i, h := range made {
		if i >= len(stored) || string(stored[i]) != string(h[:]) {
			v.report.Add(audit.Problem{Damage: audit.TreeAltered, Seq: v.last, Table: "audit_tree", Row: fmt.Sprint(from + int64(i))})
			return nil
		}
	}
	return nil
}

func (v *verifier) pending(ctx context.Context) error {
	type row struct{ Content, Hash string }
	rows, err := db.All[row](ctx, v.r, `select e.content, e.hash from audit_pending p join audit_entry e on e.id = p.entry_id order by p.txid, p.ord`)
	if err != nil {
		return err
	}
	var entries []audit.Entry
	for _, x := range rows {
		v.report.Pending++
		v.waiting = append(v.waiting, x.Content)
		e, err := audit.Decode([]byte(x.Content))
		if hash := audit.EntryHash([]byte(x.Content)); err != nil || x.Hash != string(hash[:]) {
			v.report.Add(audit.Problem{Damage: audit.EntryAltered, Entry: e.ID})
			continue
		}
		v.rows.take(e)
		entries = append(entries, e)
	}
	if err := v.satellites(ctx, entries); err != nil {
		return fmt.Errorf("pending entries: %w", err)
	}
	return nil
}
