package auditsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// LookedAt lists who read or changed the record of the client who asks, newest first. For the client's own pages alone: the
// actor is that client. Names, reasons and what stands in sealed compartments are not in it, nor anything done by victims'
// workers; the caller shows roles and purposes only. Fault: not_found for anybody else.
func (s *Service) LookedAt(ctx context.Context, f audit.Filter) (lines []Line, next id.Entry, err error) {
	if f.Client == "" || access.Self(ctx) != f.Client {
		return nil, "", fault.MissingRecord()
	}
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		lines, next, err = s.list(ctx, r, f, " and {visible s.client_id} and {inside s.client_id s.compartment}"+accesssvc.OwnerSees)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	for i, l := range lines {
		lines[i] = Line{Entry: audit.Entry{ID: l.ID, Kind: l.Kind, At: l.At, Via: l.Via, Roles: l.Roles, Purpose: l.Purpose, Action: l.Action}}
	}
	db.Shown(ctx, f.Client)
	return lines, next, nil
}
