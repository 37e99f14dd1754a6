package orderintakesvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// The states of a hidden match.
const (
	matchOpen  = "open"
	matchSame  = "same"
	matchOther = "other"
)

// hold accepts the judgment as far as anybody sees and puts it before the custodian.
func (o *Ops) hold(ctx context.Context, tx *db.Tx, j Judgment, hidden []id.Client, twins []twin) error {
	if err := o.decide(ctx, tx, j, o.acceptance(tx, "")); err != nil {
		return err
	}
	rb := o.rules(tx)
	var due civil.Date
	if d, ok := rb.Deadline(rulebook.RuleCheckDays, o.today(tx)); ok {
		due = d.Due(o.today(tx), rb.Calendar()).Day
	}
	put := func(candidate id.Client, twinID string) error {
		return tx.Insert(ctx, "order_hidden_match", db.Row{
			"id": tx.NewID(), "judgment_id": j.ID, "candidate_id": db.Null(candidate),
			"twin_id": db.Null(twinID), "office_id": j.Office, "state": matchOpen, "due": due, "opened_at": tx.Now, "version": 1,
		})
	}
	for _, t := range twins {
		if err := put(t.Client, t.ID); err != nil {
			return err
		}
	}
	for _, c := range hidden {
		if !hasTwin(twins, c) {
			if err := put(c, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func hasTwin(twins []twin, client id.Client) bool {
	for _, t := range twins {
		if t.Client == client {
			return true
		}
	}
	return false
}

// HiddenMatch is one judgment that waits for the custodian, with everybody it may belong to.
type HiddenMatch struct {
	Judgment   Judgment
	Candidates []person.Candidate
	Twin       bool // the same judgment is on record already
	Due        civil.Date
	OpenedAt   civil.Instant
	asked      []matchRow
}

type matchRow struct {
	ID        string
	Judgment  string
	Candidate id.Client
	Twin      string
	Due       civil.Date
	OpenedAt  civil.Instant
	Version   int
}

const openMatches = `select m.id, m.judgment_id, m.candidate_id, m.twin_id, m.due, m.opened_at, m.version from order_hidden_match m
 where m.state = 'open'`

// HiddenMatches lists what waits for the custodian, the oldest first, at most 100. Needs access.ResolveHiddenMatch; the
// custodian sees the document and those it may belong to whatever their restriction, since that is the custodian's task.
// Faults: forbidden.
func (s *Service) HiddenMatches(ctx context.Context) ([]HiddenMatch, error) {
	if err := s.ops.guard.Permit(ctx, access.ResolveHiddenMatch); err != nil {
		return nil, err
	}
	var out []HiddenMatch
	err := s.db.Write(db.WithSight(ctx, db.Everyone{}), func(tx *db.Tx) error { // matching needs a transaction; nothing is written
		out = nil
		rows, err := db.All[matchRow](ctx, tx, openMatches+` order by m.opened_at, m.id limit 100`)
		if err != nil {
			return err
		}
		at := map[string]int{}
		for _, m := range rows {
			i, ok := at[m.Judgment]
			if !ok {
				h, err := s.ops.hidden(ctx, tx, m)
				if err != nil {
					return err
				}
				i = len(out)
				at[m.Judgment], out = i, append(out, h)
			}
			out[i].Twin = out[i].Twin || m.Twin != ""
			out[i].asked = append(out[i].asked, m)
		}
		for i := range out {
			out[i].Candidates = slices.DeleteFunc(out[i].Candidates, func(c person.Candidate) bool { return !offered(out[i].asked, c.Client) })
		}
		return nil
	})
	return out, err
}

// CountHidden counts the judgments that wait for the custodian; for others than the custodian there are none.
func (o *Ops) CountHidden(ctx context.Context, r *db.Reader) (int, error) {
	if o.guard.Permit(ctx, access.ResolveHiddenMatch) != nil {
		return 0, nil
	}
	return db.One[int](ctx, r, `select count(distinct m.judgment_id) from order_hidden_match m where m.state = 'open'`)
}

func (o *Ops) hidden(ctx context.Context, tx *db.Tx, m matchRow) (HiddenMatch, error) {
	j, err := o.any(ctx, tx, m.Judgment)
	if err != nil {
		return HiddenMatch{}, err
	}
	h := HiddenMatch{Judgment: j, Due: m.Due, OpenedAt: m.OpenedAt}
	h.Candidates, err = o.offer(ctx, tx, j.Convict.Identity())
	return h, err
}

// any reads a judgment whoever may see it, for the custodian.
func (o *Ops) any(ctx context.Context, tx *db.Tx, judgment string) (Judgment, error) {
	x, err := db.One[row](ctx, tx.System(), `select `+columns+` from order_judgment j where j.id = $1
		and (j.client_id is null or {visible j.client_id})`, judgment)
	if err != nil {
		return Judgment{}, err
	}
	return o.open(ctx, &tx.Reader, x)
}

// Resolve is the custodian's decision on one judgment.
type Resolve struct {
	Judgment string
	Version  int       // of the judgment
	Client   id.Client // the person it belongs to; empty for somebody not on record
	Double   bool      // the same judgment is on record already: no second order
	Reason   string
}

// Resolve decides a hidden match: the same person, another person, or a double of a judgment on record. Needs
// access.ResolveHiddenMatch. Faults: forbidden, not_found, conflict, invalid.
func (s *Service) Resolve(ctx context.Context, in Resolve) error {
	if err := s.ops.guard.Permit(ctx, access.ResolveHiddenMatch); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		client, err := s.ops.resolve(ctx, tx, in)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.ResolveHiddenMatch, "", fact.New("order.hidden_match_resolved", client, "judgment", in.Judgment))
	})
}

func (o *Ops) resolve(ctx context.Context, tx *db.Tx, in Resolve) (id.Client, error) {
	var problems fault.Problems
	if strings.TrimSpace(in.Reason) == "" {
		problems.Add("reason", "field.required")
	}
	if err := problems.Err(); err != nil {
		return "", err
	}
	rows, err := db.All[matchRow](ctx, tx, openMatches+` and m.judgment_id = $1 order by m.id`, in.Judgment)
	if err != nil {
		return "", err
	}
	if len(rows) == 0 {
		return "", fault.MissingRecord()
	}
	j, err := o.any(ctx, tx, in.Judgment)
	if err != nil {
		return "", err
	}
	if j.Version != in.Version {
		return "", fault.Stale()
	}
	client, err := o.belongs(ctx, tx, j, rows, in)
	if err != nil {
		return "", err
	}
	return client, o.closeMatches(ctx, tx, rows, client, in)
}

// belongs carries the decision out.
func (o *Ops) belongs(ctx context.Context, tx *db.Tx, j Judgment, rows []matchRow, in Resolve) (id.Client, error) {
	if in.Client != "" && !offered(rows, in.Client) {
		return "", fault.MissingRecord()
	}
	switch {
	case in.Double && in.Client == "":
		return "", nil // the paper already here is not accepted yet, and nobody's: this one is done with
	case in.Double:
		if err := o.People.Attach(ctx, tx, in.Client, j.NewPerson()); err != nil {
			return "", err
		}
		if err := tx.UpdateVersion(ctx, "order_judgment", j.ID, j.Version, db.Row{"client_id": in.Client}); err != nil {
			return "", err
		}
		return in.Client, o.fileSheets(ctx, tx, j.ID, in.Client)
	case in.Client != "":
		return in.Client, o.give(ctx, tx, j, in.Client, false)
	}
	client, err := o.People.Create(ctx, tx, j.NewPerson())
	if err != nil {
		return "", err
	}
	return client, o.give(ctx, tx, j, client, true)
}

func offered(rows []matchRow, client id.Client) bool {
	for _, m := range rows {
		if m.Candidate == client {
			return true
		}
	}
	return false
}

func (o *Ops) closeMatches(ctx context.Context, tx *db.Tx, rows []matchRow, client id.Client, in Resolve) error {
	for _, m := range rows {
		state := matchOther
		if m.Candidate == client && client != "" && in.Client != "" || in.Double && m.Twin != "" {
			state = matchSame
		}
		reason, err := o.Seal.SealScope(ctx, tx, seal.Scope("judgment:"+in.Judgment), "order_hidden_match", "reason", m.ID, []byte(in.Reason))
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "order_hidden_match", m.ID, m.Version, db.Row{
			"state": state, "decided_at": tx.Now,
			"decided_by": tx.Actor.Ref(), "reason": reason,
		}); err != nil {
			return err
		}
	}
	return nil
}
