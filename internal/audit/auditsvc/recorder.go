// Package auditsvc keeps the record of reads and writes: it implements db.Recorder, numbers and chains what was
// committed, signs checkpoints, verifies everything, and answers the auditor's questions.
package auditsvc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Recorder writes the audit entry of each transaction into that transaction. It fails closed: an entry that cannot be
// written undoes the change.
type Recorder struct {
	sealer *seal.Sealer
	wake   chan struct{}
}

// NewRecorder makes the recorder that the composition root gives to the database.
func NewRecorder(sealer *seal.Sealer) *Recorder {
	return &Recorder{sealer: sealer, wake: make(chan struct{}, 1)}
}

// Record implements db.Recorder.
func (r *Recorder) Record(ctx context.Context, tx *db.Tx, e db.Entry) error {
	out, err := r.entry(ctx, tx, e)
	if err != nil {
		return err
	}
	return r.append(ctx, tx, []audit.Entry{out})
}

// RecordBatch implements db.BatchRecorder: the entries are those that Record would write, stored with few statements.
func (r *Recorder) RecordBatch(ctx context.Context, tx *db.Tx, list []db.Recorded) error {
	entries := make([]audit.Entry, len(list))
	for i, e := range list {
		e.Resume(tx)
		var err error
		if entries[i], err = r.entry(e.Ctx, tx, e.Entry); err != nil {
			return err
		}
	}
	return r.append(ctx, tx, entries)
}

// entry is what the record keeps of a transaction.
func (r *Recorder) entry(ctx context.Context, tx *db.Tx, e db.Entry) (audit.Entry, error) {
	out := audit.Entry{
		ID: e.ID, Kind: audit.Write, At: tx.Now, Actor: tx.Actor.Ref(), Display: tx.Actor.Display, Via: string(tx.Actor.Kind),
		Roles:   roles(ctx),
		Request: tx.Request.ID, Route: tx.Request.Route, Address: tx.Request.Address, Purpose: string(tx.Request.Purpose),
		Action: string(e.Action), Subjects: e.Clients(),
	}
	if len(e.Changes) == 0 {
		out.Kind = audit.System
		if len(e.Facts) > 0 || len(out.Subjects) > 0 {
			out.Kind = audit.Write
		}
	}
	var err error
	if out.Reason, err = r.sealReason(ctx, tx, e.ID, scopeOf(tx, e, out.Subjects), e.Reason); err != nil {
		return out, err
	}
	for i, c := range e.Changes {
		change, err := r.change(ctx, tx, e.ID, i, c)
		if err != nil {
			return out, err
		}
		out.Changes = append(out.Changes, change)
	}
	for _, f := range e.Facts {
		version := f.Version
		if version == 0 {
			version = 1
		}
		out.Facts = append(out.Facts, audit.Fact{
			ID: f.ID, Type: f.Type, Version: version, Client: f.Client, Occurred: f.Occurred, Source: f.Source, Data: f.Data, Compartment: f.Compartment,
		})
	}
	out.Inside = audit.Inside(out.Action, out.Subjects, e.Inside)
	return out, nil
}

// change keeps the digest of every row. Of a person's row the old and new values of an update stand sealed under that
// person's key, so that erasing the key erases them here too; an insert's values are the row itself.
func (r *Recorder) change(ctx context.Context, tx *db.Tx, entry id.Entry, n int, c db.Change) (audit.Change, error) {
	out := audit.Change{Table: c.Table, Row: c.Row, Op: c.Op, Client: c.Client, Digest: c.Digest}
	personal := c.Client != "" || tx.Table(c.Table).PersonBearing()
	if personal && c.Op == "insert" {
		return out, nil
	}
	out.Names = audit.ChangedNames(c.Before, c.After)
	if !personal {
		out.Before, out.After = c.Before, c.After
		return out, nil
	}
	if c.Client == "" { // of a person who has no file yet, hence no key: a judgment that was not accepted
		return out, nil
	}
	values, err := audit.EncodeValues(c.Before, c.After)
	if err != nil {
		return out, err
	}
	out.Values, err = r.sealer.Seal(ctx, tx, c.Client, "audit_entry", "values", valuesRow(entry, n), values)
	if errors.Is(err, seal.ErrErased) {
		return out, nil
	}
	return out, err
}

func valuesRow(entry id.Entry, n int) string { return fmt.Sprintf("%s/%d", entry, n) }

// sealReason seals what somebody typed about a person under that person's key, or under the writer's own while the person
// has no file.
func (r *Recorder) sealReason(ctx context.Context, tx *db.Tx, entry id.Entry, scope seal.Scope, reason string) (audit.Sealable, error) {
	if reason == "" || scope == "" {
		return audit.Sealable{Plain: reason}, nil
	}
	b, err := r.sealer.SealScope(ctx, tx, scope, "audit_entry", "reason", string(entry), []byte(reason))
	if errors.Is(err, seal.ErrErased) {
		return audit.Sealable{}, nil
	}
	return audit.Sealable{Sealed: b, Scope: string(scope)}, err
}

func scopeOf(tx *db.Tx, e db.Entry, subjects []id.Client) seal.Scope {
	if len(subjects) > 0 {
		return seal.Client(subjects[0])
	}
	for _, c := range e.Changes {
		if tx.Table(c.Table).PersonBearing() {
			return seal.Scope("account:" + tx.Actor.Ref())
		}
	}
	return ""
}

// roles are those held at the moment of the act: the access log shows them years later, when posts have changed.
func roles(ctx context.Context) []string {
	var out []string
	for _, r := range access.From(ctx).Roles() {
		out = append(out, string(r))
	}
	slices.Sort(out)
	return out
}

// Wake tells when committed entries wait for their number (PostgreSQL); the sequencer listens.
func (r *Recorder) Wake() <-chan struct{} { return r.wake }

func (r *Recorder) signal() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}
