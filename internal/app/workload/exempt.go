package workload

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// exemptBatch is for how many clients exemptions are asked at once.
const exemptBatch = 400

// cases turns cards into cases with the exemptions that were approved for them.
func (l *Load) cases(ctx context.Context, r *db.Reader, rows []caseRow) ([]rulebook.Case, error) {
	out := make([]rulebook.Case, len(rows))
	for i, x := range rows {
		out[i] = x.caseOf()
	}
	return out, l.exempt(ctx, r, out)
}

// exempt fills the exemptions of cases on the register: whoever is exempted for a reason weighs by the share that the table sets.
func (l *Load) exempt(ctx context.Context, r *db.Reader, cases []rulebook.Case) error {
	if l.Exempted == nil {
		return nil
	}
	var clients []id.Client
	for _, c := range cases {
		if !c.Start.IsZero() {
			clients = append(clients, c.Client)
		}
	}
	all := map[id.Client][]rulebook.Exempt{}
	for from := 0; from < len(clients); from += exemptBatch {
		found, err := l.Exempted(ctx, r, clients[from:min(from+exemptBatch, len(clients))])
		if err != nil {
			return err
		}
		for c, list := range found {
			all[c] = list
		}
	}
	for i := range cases {
		cases[i].Exempt = all[cases[i].Client]
	}
	return nil
}

// Again counts the points of one client anew, after an exemption was approved, ended or corrected in the same transaction.
func (l *Load) Again(ctx context.Context, tx *db.Tx, client id.Client) error {
	rows, err := l.Part(ctx, tx.System(), []id.Client{client})
	if err != nil || rows[client] == nil {
		return err
	}
	_, err = tx.Exec(ctx, `update casefile_card set points = $1 where client_id = $2`, rows[client]["points"], client)
	return err
}
