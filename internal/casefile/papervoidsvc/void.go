// Package papervoidsvc takes papers back: a void paper stays in the register with its reason.
package papervoidsvc

import (
	"context"

	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const papers = "casefile_paper"

// reasonReplaced is the reason of the list paper_void_reasons for a paper whose place another takes.
const reasonReplaced = "replaced"

// Ops are the steps within a transaction of papers; the caller has asked the guard.
type Ops struct {
	Seal *seal.Sealer
	Mail *mailsvc.Ops
}

// Void marks one paper, at the version that was read, and gives the fact of it. Fault: conflict.
func (o Ops) Void(ctx context.Context, tx *db.Tx, x paper.Paper, reason, words string) (fact.Fact, error) {
	f := fact.New("casefile.paper_voided", x.Client, "kind", x.Kind, "number", x.Number, "paper", x.ID)
	f.ID = tx.NewID()
	text, err := o.Seal.SealText(ctx, tx, x.Client, papers, "reason_text", x.ID, words)
	if err != nil {
		return f, err
	}
	if err := tx.UpdateVersion(ctx, papers, x.ID, x.Version, db.Row{
		"state": string(paper.Void), "voided_at": tx.Now, "voided_by": tx.Actor.Ref(), "reason": reason, "reason_text": text,
	}); err != nil {
		return f, err
	}
	return f, o.Mail.Close(ctx, tx, x.Number, x.Office, paper.Voided, "", "")
}

// Supersede makes the earlier papers of the same kind and entry void where a kind says so, because only one of them may hold, and gives the facts.
func (o Ops) Supersede(ctx context.Context, tx *db.Tx, kind paper.Kind, x paper.Paper) ([]fact.Fact, error) {
	if !kind.Replaces || x.Entry == "" {
		return nil, nil
	}
	type row struct {
		ID      string
		Office  id.Office
		Number  string
		Version int
	}
	rows, err := db.All[row](ctx, tx, `select c.id, c.office_id, c.number, c.version from casefile_paper c where c.client_id = $1 and c.kind = $2 and c.entry_id = $3
		and c.state = 'issued' and c.id <> $4 and {visible c.client_id} order by c.id`, x.Client, x.Kind, x.Entry, x.ID)
	var out []fact.Fact
	for _, old := range rows {
		f, err := o.Void(ctx, tx, paper.Paper{ID: old.ID, Client: x.Client, Office: old.Office, Number: old.Number, Kind: x.Kind, Version: old.Version}, reasonReplaced, "№ "+x.Number)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, err
}
