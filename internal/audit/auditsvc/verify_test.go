package auditsvc_test

import (
	"errors"
	"strings"
	"testing"

	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

func (b *bundle) verify(t *testing.T, in auditsvc.VerifyOptions) audit.Report {
	t.Helper()
	in.Records = true
	r, err := b.svc.Verify(b.ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerifyAcceptsAnHonestRecord(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		b.add(t, "r4", "c1", "four") // on PostgreSQL still without a number
		r := b.verify(t, auditsvc.VerifyOptions{})
		if !r.OK() || r.Rows != 5 || r.Entries+r.Pending != 9 || r.TailProven {
			t.Errorf("%+v", r)
		}
		signed, c, err := b.svc.Checkpoint(b.ctx)
		if err != nil || c.Size != 9 {
			t.Fatalf("checkpoint of %d entries, %v", c.Size, err)
		}
		b.change(t, "r4", "more")
		if _, err := b.seq.Drain(b.ctx); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, auditsvc.VerifyOptions{Checkpoint: signed}); !r.OK() || !r.TailProven || r.Size != 10 {
			t.Errorf("with checkpoint: %+v", r)
		}
		if r := b.verify(t, auditsvc.VerifyOptions{Checkpoint: []byte(strings.Replace(string(signed), "\n9\n", "\n8\n", 1))}); r.OK() {
			t.Error("a changed checkpoint passes")
		}
	})
}

func TestVerifyNamesWhatWasDone(t *testing.T) {
	const entry4 = "(select entry_id from audit_chain where seq = 4)"
	cases := []struct {
		name   string
		sql    []string
		damage audit.Damage
		seq    int64
		row    string
	}{
		{
			"content altered",
			[]string{`update audit_entry set content = replace(content, 'thing.change', 'thing.chance') where id = ` + entry4},
			audit.EntryAltered, 4, "",
		},
		{"actor column altered", []string{`update audit_entry set actor = 'somebody' where id = ` + entry4}, audit.EntryAltered, 4, ""},
		{
			"hash column altered",
			[]string{`update audit_entry set hash = (select hash from audit_entry where id = (select entry_id from audit_chain where seq = 2)) where id = ` + entry4},
			audit.EntryAltered, 4, "",
		},
		{"chain value altered", []string{`update audit_chain set chain = (select chain from audit_chain where seq = 2) where seq = 4`}, audit.EntryAltered, 4, ""},
		{"entry removed", []string{`delete from audit_entry where id = ` + entry4}, audit.EntryRemoved, 4, ""},
		{"number removed", []string{`delete from audit_chain where seq = 4`}, audit.EntryRemoved, 4, ""},
		{"entry and number removed", []string{`delete from audit_entry where id = ` + entry4, `delete from audit_chain where seq = 4`}, audit.EntryRemoved, 4, ""},
		{
			"reordered",
			[]string{`update audit_chain set seq = 400 where seq = 4`, `update audit_chain set seq = 4 where seq = 5`, `update audit_chain set seq = 5 where seq = 400`},
			audit.EntryReordered, 4, "",
		},
		{"tail cut", []string{`delete from audit_entry where id = (select entry_id from audit_chain where seq = 8)`, `delete from audit_chain where seq = 8`}, audit.TailCut, 8, ""},
		{"tree altered", []string{`update audit_tree set hash = (select hash from audit_tree where idx = 0) where idx = 1`}, audit.TreeAltered, 8, ""},
		{"row altered", []string{`update thing_item set note = 'never said' where id = 'r1'`}, audit.RowAltered, 5, "r1"},
		{"row altered to null", []string{`update thing_item set body = null where id = 'r2'`}, audit.RowAltered, 2, "r2"},
		{"row removed", []string{`delete from thing_item where id = 'r2'`}, audit.RowRemoved, 2, "r2"},
		{"row put in", []string{`insert into thing_rule (id, value) values ('rule-9', 'free')`}, audit.RowUnrecorded, 0, "rule-9"},
		{"row renamed", []string{`update thing_rule set id = 'rule-2' where id = 'rule-1'`}, audit.RowUnrecorded, 0, "rule-2"},
		{"fact altered", []string{`update audit_fact set type = 'thing.lost' where entry_id = (select entry_id from audit_chain where seq = 1)`}, audit.FactAltered, 0, ""},
		{"fact removed", []string{`delete from audit_fact where entry_id = (select entry_id from audit_chain where seq = 1)`}, audit.FactAltered, 0, ""},
		{"fact hidden", []string{`update audit_fact set withdrawn_by = ` + entry4 + ` where client_id = 'c1'`}, audit.FactAltered, 0, ""},
		{"fact put out of sight", []string{`update audit_fact set compartment = 'extremism' where client_id = 'c1'`}, audit.FactAltered, 0, ""},
		{"entry put out of sight", []string{`update audit_subject set compartment = '*' where entry_id = ` + entry4}, audit.SubjectsAltered, 0, ""},
		{"subject removed", []string{`delete from audit_subject where entry_id = (select entry_id from audit_chain where seq = 7) and client_id = 'c1'`}, audit.SubjectsAltered, 0, ""},
		{"entry put in", []string{`insert into audit_entry (id, kind, at, actor, action, changes, content, hash)
			select 'zz', kind, at, actor, action, changes, content, hash from audit_entry where id = ` + entry4}, audit.EntryUnchained, 0, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, b *bundle) {
				b.fill(t)
				b.tamper(t, c.sql...)
				r := b.verify(t, auditsvc.VerifyOptions{})
				if r.OK() {
					t.Fatal("nothing found")
				}
				p := r.Problems[0]
				if p.Damage != c.damage || p.Seq != c.seq || p.Row != c.row && c.row != "" {
					t.Errorf("found %+v, want %s at %d row %q", r.Problems, c.damage, c.seq, c.row)
				}
			})
		})
	}
}

// A careful attacker cuts the tail and rewrites the end of the record to match; only the checkpoint tells.
func TestCheckpointProvesTheTail(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		signed, _, err := b.svc.Checkpoint(b.ctx)
		if err != nil {
			t.Fatal(err)
		}
		b.tamper(t, `delete from audit_subject where entry_id = (select entry_id from audit_chain where seq = 8)`,
			`delete from audit_entry where id = (select entry_id from audit_chain where seq = 8)`,
			`delete from audit_chain where seq = 8`,
			`update audit_head set size = 7, chain = (select chain from audit_chain where seq = 7)`)
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() || r.TailProven {
			t.Errorf("without a checkpoint the cut cannot be seen, and the report must not claim a proven tail: %+v", r)
		}
		r := b.verify(t, auditsvc.VerifyOptions{Checkpoint: signed})
		if len(r.Problems) != 1 || r.Problems[0].Damage != audit.TailCut || r.Problems[0].Seq != 8 || r.TailProven {
			t.Errorf("%+v", r)
		}
	})
}

func TestRecorderFailureStopsTheWrite(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		b.tamper2(t, `alter table audit_entry rename to audit_gone`)
		err := b.db.Write(b.ctx, func(tx *db.Tx) error {
			if err := tx.Update(b.ctx, "thing_item", "r1", db.Row{"note": "unseen"}); err != nil {
				return err
			}
			return tx.Record(b.ctx, "thing.change", "")
		})
		if err == nil {
			t.Fatal("the write went through without its audit entry")
		}
		reads := auditsvc.NewReads(b.db, b.rec)
		defer reads.Close()
		if err := reads.Write(b.ctx, auditsvc.Shown{Action: "casefile.read_client", Result: "ok", Subjects: []id.Client{"c1"}}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("a read without its entry: %v", err)
		}
		b.tamper2(t, `alter table audit_gone rename to audit_entry`)
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() {
			t.Errorf("%+v", r)
		}
	})
}

func (b *bundle) tamper2(t *testing.T, ddl string) {
	t.Helper()
	if _, err := b.db.SQL().ExecContext(b.ctx, ddl); err != nil {
		t.Fatal(err)
	}
}

func TestWithdrawnFact(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		var factID string
		err := b.db.Read(b.ctx, func(r *db.Reader) (err error) {
			factID, err = db.One[string](b.ctx, r, `select id from audit_fact where client_id = 'c2'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		withdraw := func() error {
			return b.db.Write(b.ctx, func(tx *db.Tx) error {
				return tx.Record(b.ctx, "person.move_entry", "wrong file", fact.New(audit.Withdrawn, "c2", "fact", factID))
			})
		}
		if err := withdraw(); err != nil {
			t.Fatal(err)
		}
		if err := withdraw(); err == nil {
			t.Error("withdrawn twice")
		}
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() {
			t.Errorf("%+v", r.Problems)
		}
		b.tamper(t, `update audit_fact set withdrawn_by = null where client_id = 'c2'`)
		if r := b.verify(t, auditsvc.VerifyOptions{}); r.OK() || r.Problems[0].Damage != audit.FactAltered {
			t.Errorf("a withdrawn fact put back: %+v", r.Problems)
		}
	})
}

func TestChainSurvivesErasure(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		if n := b.count(t, `select count(*) from audit_entry where content like '%one at last%' or content like '%because of one%'`); n != 0 {
			t.Errorf("%d entries hold a person's values in plain", n)
		}
		if err := b.db.System(b.ctx, "dispose", func(tx *db.Tx) error { return b.seal.Erase(b.ctx, tx, "client:c1") }); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() {
			t.Errorf("%+v", r.Problems)
		}
		b.change(t, "r1", "after disposal")
	})
}

// A judgment waits for its file: its rows belong to nobody yet, and nothing they hold may stand in the record in plain.
func TestRowsWithoutAClientYetKeepTheirValues(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for _, note := range []string{"Асанов Бакыт", "Асанов Бактыбек"} {
			err := b.db.Write(b.ctx, func(tx *db.Tx) error {
				row := db.Row{"client_id": "", "version": 1, "open": true, "note": note}
				if _, err := tx.Load(b.ctx, "thing_item", "j1"); fault.Is(err, fault.NotFound) {
					row["id"] = "j1"
					if err := tx.Insert(b.ctx, "thing_item", row); err != nil {
						return err
					}
				} else if err := tx.Update(b.ctx, "thing_item", "j1", row); err != nil {
					return err
				}
				return tx.Record(b.ctx, "order.receive_judgment", "")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := b.count(t, `select count(*) from audit_entry where content like '%Асанов%'`); n != 0 {
			t.Errorf("%d entries hold the name", n)
		}
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() || r.Rows != 1 {
			t.Errorf("%+v", r)
		}
	})
}

func (b *bundle) count(t *testing.T, query string) int64 {
	t.Helper()
	var n int64
	err := b.db.Read(b.ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int64](b.ctx, r, query)
		return err
	})
	if err != nil && !errors.Is(err, nil) {
		t.Fatal(err)
	}
	return n
}
