package auditsvc

import (
	"context"
	"encoding/json"
	"slices"

	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

type storedFact struct {
	ID        string
	Entry     string
	Type      string
	Version   int
	Client    string
	Occurred  string
	Recorded  string
	Actor     string
	Source    string
	Data      string
	Withdrawn string
	Inside    string
}

const readFacts = `select id, entry_id, type, version, client_id, occurred_at, recorded_at, actor, source, data, withdrawn_by, compartment
	from audit_fact where entry_id in `

// satellites compares the facts and the subjects of a portion of entries with what the entries commit to.
func (v *verifier) satellites(ctx context.Context, entries []audit.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	args := make([]any, len(entries))
	for i, e := range entries {
		args[i] = string(e.ID)
	}
	facts, err := db.All[storedFact](ctx, v.r, readFacts+db.In(len(args), 1)+` order by entry_id, ord`, args...)
	if err != nil {
		return err
	}
	type subject struct{ Entry, Client, Inside string }
	subjects, err := db.All[subject](ctx, v.r, `select entry_id, client_id, compartment from audit_subject where entry_id in `+db.In(len(args), 1), args...)
	if err != nil {
		return err
	}
	byEntry, clients := map[string][]storedFact{}, map[string][]audit.Subject{}
	for _, f := range facts {
		byEntry[f.Entry] = append(byEntry[f.Entry], f)
	}
	for _, s := range subjects {
		clients[s.Entry] = append(clients[s.Entry], audit.Subject{Client: s.Client, Inside: s.Inside})
	}
	for _, e := range entries {
		if !e.SameSubjects(clients[string(e.ID)]) {
			v.report.Add(audit.Problem{Damage: audit.SubjectsAltered, Entry: e.ID, Table: "audit_subject"})
		}
		if err := v.entryFacts(ctx, e, byEntry[string(e.ID)]); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) entryFacts(ctx context.Context, e audit.Entry, stored []storedFact) error {
	n := 0
	for _, f := range e.Facts {
		if f.Type == audit.Withdrawn {
			by, _, err := db.Maybe[string](ctx, v.r, `select withdrawn_by from audit_fact where id = $1`, f.Data["fact"])
			if err != nil {
				return err
			}
			if by != string(e.ID) {
				v.report.Add(audit.Problem{Damage: audit.FactAltered, Entry: e.ID, Table: "audit_fact", Row: f.Data["fact"]})
			}
			continue
		}
		i := slices.IndexFunc(stored, func(s storedFact) bool { return s.ID == f.ID })
		if i < 0 || !sameFact(e, f, stored[i]) {
			v.report.Add(audit.Problem{Damage: audit.FactAltered, Entry: e.ID, Table: "audit_fact", Row: f.ID})
		}
		n++
	}
	if len(stored) > n {
		v.report.Add(audit.Problem{Damage: audit.FactAltered, Entry: e.ID, Table: "audit_fact"})
	}
	return nil
}

func sameFact(e audit.Entry, f audit.Fact, s storedFact) bool {
	var data map[string]string
	if json.Unmarshal([]byte(s.Data), &data) != nil || len(data) != len(f.Data) {
		return false
	}
	for k, x := range f.Data {
		if data[k] != x {
			return false
		}
	}
	occurred := f.Occurred
	if occurred.IsZero() {
		occurred = e.At
	}
	return s.Type == f.Type && s.Version == f.Version && s.Client == string(f.Client) && s.Occurred == occurred.String() &&
		s.Recorded == e.At.String() && s.Actor == e.Actor && s.Source == f.Source && s.Inside == f.Compartment
}

// strays finds what no entry of the chain accounts for: entries without a number, facts and subjects without an entry,
// and facts withdrawn by an entry that does not say so.
func (v *verifier) strays(ctx context.Context) error {
	loose, err := db.All[string](ctx, v.r, `select e.id from audit_entry e where not exists (select 1 from audit_chain c where c.entry_id = e.id)
		and not exists (select 1 from audit_pending p where p.entry_id = e.id) order by e.id limit 20`)
	if err != nil {
		return err
	}
	for _, e := range loose {
		v.report.Add(audit.Problem{Damage: audit.EntryUnchained, Entry: id.Entry(e)})
	}
	type stray struct{ ID, Entry string }
	facts, err := db.All[stray](ctx, v.r, `select f.id, f.entry_id from audit_fact f
		where not exists (select 1 from audit_entry e where e.id = f.entry_id) order by f.id limit 20`)
	if err != nil {
		return err
	}
	for _, f := range facts {
		v.report.Add(audit.Problem{Damage: audit.FactAltered, Entry: id.Entry(f.Entry), Table: "audit_fact", Row: f.ID})
	}
	subjects, err := db.All[string](ctx, v.r, `select s.entry_id from audit_subject s
		where not exists (select 1 from audit_entry e where e.id = s.entry_id) order by s.entry_id limit 20`)
	if err != nil {
		return err
	}
	for _, e := range subjects {
		v.report.Add(audit.Problem{Damage: audit.SubjectsAltered, Entry: id.Entry(e), Table: "audit_subject"})
	}
	return v.strayWithdrawals(ctx)
}

func (v *verifier) strayWithdrawals(ctx context.Context) error {
	type row struct{ ID, By, Content string }
	rows, err := db.All[row](ctx, v.r, `select f.id, f.withdrawn_by, e.content from audit_fact f
		left join audit_entry e on e.id = f.withdrawn_by where f.withdrawn_by is not null order by f.id`)
	if err != nil {
		return err
	}
	for _, x := range rows {
		e, err := audit.Decode([]byte(x.Content))
		said := err == nil && slices.ContainsFunc(e.Facts, func(f audit.Fact) bool { return f.Type == audit.Withdrawn && f.Data["fact"] == x.ID })
		if !said {
			v.report.Add(audit.Problem{Damage: audit.FactAltered, Entry: id.Entry(x.By), Table: "audit_fact", Row: x.ID})
		}
	}
	return nil
}
