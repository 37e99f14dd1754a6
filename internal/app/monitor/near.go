package monitor

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// nearWaits tells who may approve that somebody asks who was near a place: the nearest office above that has such a person other than the asker.
func (k *Kit) nearWaits(ctx context.Context, tx *db.Tx, office id.Office, asker id.Account, n access.Notice) error {
	var roles []access.Role
	for _, r := range access.Roles() {
		if access.ReachOf([]access.Role{r}, access.ApproveNear) != access.None {
			roles = append(roles, r)
		}
	}
	to, err := seats{k}.nearest(ctx, tx.System(), office, roles, asker)
	for _, who := range to {
		if err := (seats{k}).Tell(ctx, tx, who, n); err != nil {
			return err
		}
	}
	return err
}

// nearest lists who holds one of the roles in the nearest office, upwards, that has anybody but one.
func (s seats) nearest(ctx context.Context, r *db.Reader, office id.Office, roles []access.Role, but id.Account) ([]id.Account, error) {
	offices, err := s.Above(ctx, r, office)
	for _, at := range offices {
		list, err := s.at(ctx, r, at, roles...)
		if err != nil {
			return nil, err
		}
		if list = slices.DeleteFunc(list, func(a id.Account) bool { return a == but }); len(list) > 0 {
			return list, nil
		}
	}
	return nil, err
}
