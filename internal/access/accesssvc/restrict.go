package accesssvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Restrict asks to restrict a client. Who restricts, who works the case and every custodian stay on the allow list; Allow
// adds others.
type Restrict struct {
	Client id.Client
	Reason string // code of rulebook.ListRestrictReasons
	Text   string
	Allow  []id.Account
}

// Restrict makes the client absent for everyone not on the allow list, at once. Needs access.RestrictClient on the client.
// Faults: not_found, invalid, conflict when it is restricted already.
func (s *Service) Restrict(ctx context.Context, in Restrict) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.restrict(ctx, tx, in) })
}

func (s *Service) restrict(ctx context.Context, tx *db.Tx, in Restrict) error {
	if err := s.guard.Allow(ctx, tx, access.RestrictClient, in.Client); err != nil {
		return err
	}
	today := tx.Now.In(s.deps.Zone)
	var p fault.Problems
	s.reasonOn(&p, rulebook.ListRestrictReasons, in.Reason, today)
	if err := p.Err(); err != nil {
		return err
	}
	row, err := tx.Load(ctx, "access_client", string(in.Client))
	if err != nil {
		return err
	}
	if row["restricted"] == true || row["restricted"] == int64(1) {
		return fault.New(fault.Conflict, "access.restriction.already")
	}
	if err := tx.Update(ctx, "access_client", string(in.Client), db.Row{"restricted": true}); err != nil {
		return err
	}
	if err := s.impose(ctx, tx, in.Client, access.Restricted, in.Reason, in.Text); err != nil {
		return err
	}
	allowed, err := s.keepers(ctx, tx, in.Client)
	if err != nil {
		return err
	}
	for _, a := range append(allowed, in.Allow...) {
		if err := s.allow(ctx, tx, in.Client, a, in.Reason); err != nil {
			return err
		}
	}
	return tx.Record(ctx, access.RestrictClient, in.Reason, fact.New("access.restricted", in.Client, "reason", in.Reason))
}

// impose writes the restriction row with its sealed text.
func (s *Service) impose(ctx context.Context, tx *db.Tx, client id.Client, kind, reason, text string) error {
	rid := tx.NewID()
	sealed, err := s.deps.Sealer.SealText(ctx, tx, client, "access_restriction", "reason_text", rid, text)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, "access_restriction", db.Row{
		"id": rid, "client_id": client, "kind": kind, "reason": reason, "reason_text": sealed,
		"imposed_by": me(ctx, tx), "imposed_at": tx.Now, "lifted_by": nil, "lifted_at": nil, "version": 1,
	})
}

// keepers are those who must go on seeing a restricted client: the actor, who works or covers the case, every custodian.
func (s *Service) keepers(ctx context.Context, tx *db.Tx, client id.Client) ([]id.Account, error) {
	out := []id.Account{me(ctx, tx)}
	for _, kind := range []string{access.Assigned, access.Covering} {
		found, err := s.ops.Related(ctx, tx.System(), client, kind, tx.Now)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	custodians, err := s.ops.Holders(ctx, &tx.Reader, []id.Office{access.TopOffice}, tx.Now.In(s.deps.Zone), access.Custodian)
	for _, c := range custodians {
		out = append(out, c.Account)
	}
	return out, err
}

// allow puts an account on the allow list once.
func (s *Service) allow(ctx context.Context, tx *db.Tx, client id.Client, account id.Account, reason string) error {
	have, err := s.ops.Related(ctx, tx.System(), client, access.Allow, tx.Now)
	if err != nil || account == "" || slices.Contains(have, account) {
		return err
	}
	return s.ops.Relate(ctx, tx, client, account, access.Allow, reason, nil)
}

// ChangeList puts an account on, or takes it off, the allow or exclusion list of a client.
type ChangeList struct {
	Client  id.Client
	Account id.Account
	Kind    string // access.Allow or access.Exclude
	Off     bool
	Reason  string
}

// ChangeList changes a list. An officer who works the case cannot be excluded before it is given to another; the last who
// could decide about a restriction cannot be taken off. Needs access.RestrictClient. Faults: not_found, invalid, conflict.
func (s *Service) ChangeList(ctx context.Context, in ChangeList) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.RestrictClient, in.Client); err != nil {
			return err
		}
		if err := s.checkList(ctx, tx, in); err != nil {
			return err
		}
		have, err := s.ops.Related(ctx, tx.System(), in.Client, in.Kind, tx.Now)
		if err != nil {
			return err
		}
		on := slices.Contains(have, in.Account)
		switch {
		case on == !in.Off:
			return fault.New(fault.Conflict, "fault.conflict")
		case in.Off:
			err = s.ops.Unrelate(ctx, tx, in.Client, in.Account, in.Kind)
		default:
			err = s.ops.Relate(ctx, tx, in.Client, in.Account, in.Kind, in.Reason, nil)
		}
		if err != nil {
			return err
		}
		what := "access.listed"
		if in.Off {
			what = "access.unlisted"
		}
		return tx.Record(ctx, access.RestrictClient, in.Reason, fact.New(what, in.Client, "list", in.Kind, "account", string(in.Account)))
	})
}

func (s *Service) checkList(ctx context.Context, tx *db.Tx, in ChangeList) error {
	var p fault.Problems
	if in.Account == "" {
		p.Add("account", "field.choose")
	}
	if in.Kind != access.Allow && in.Kind != access.Exclude {
		p.Add("kind", "field.choose")
	}
	if in.Reason == "" {
		p.Add("list_reason", "fault.reason_needed")
	}
	if in.Kind == access.Exclude && !in.Off {
		working, err := s.ops.Related(ctx, tx.System(), in.Client, access.Assigned, tx.Now)
		if err != nil {
			return err
		}
		if slices.Contains(working, in.Account) {
			p.Add("account", "access.restriction.works_case")
		}
	}
	if in.Account == me(ctx, tx) {
		p.Add("account", "access.restriction.not_yourself")
	}
	return p.Err()
}
