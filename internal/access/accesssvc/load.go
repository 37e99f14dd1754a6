package accesssvc

import (
	"context"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Load reads the rights of an account as they stand now: posts valid today (and on this weekday, for those held on named
// days), and the offices below them.
func Load(ctx context.Context, r *db.Reader, account id.Account, now civil.Instant, zone *time.Location) (access.Rights, error) {
	type row struct {
		ID       string
		Role     access.Role
		Office   id.Office
		Weekdays string
	}
	today := now.In(zone)
	rows, err := db.All[row](ctx, r, `select id, role, office_id, weekdays from access_post
		where account_id = $1 and replaced_at is null and valid_from <= $2 and (valid_to is null or valid_to >= $2)
		order by valid_from, id`, account, today)
	if err != nil {
		return access.Rights{}, err
	}
	out := access.Rights{Account: account, Now: now}
	var roots []id.Office
	for _, p := range rows {
		if p.Weekdays != "" && !strings.Contains(p.Weekdays, string(rune('0'+(int(today.Weekday())+6)%7+1))) {
			continue
		}
		out.Posts = append(out.Posts, access.Post{ID: p.ID, Role: p.Role, Office: p.Office})
		if p.Role.SeesClients() && !slices.Contains(roots, p.Office) {
			roots = append(roots, p.Office)
		}
	}
	return out, scope(ctx, r, &out, roots)
}

func scope(ctx context.Context, r *db.Reader, out *access.Rights, roots []id.Office) error {
	if len(roots) == 0 {
		return nil
	}
	args := append(db.Args(roots), access.TopOffice)
	rows, err := db.All[id.Office](ctx, r, `select distinct office_id from access_within where within_id in `+db.In(len(roots), 1)+
		` and office_id <> `+placeholder(len(args))+` order by office_id`, args...)
	if err != nil {
		return err
	}
	out.Offices = rows
	out.National = slices.Contains(roots, access.TopOffice)
	for _, o := range roots {
		if !slices.Contains(out.Offices, o) {
			out.Offices = append(out.Offices, o)
		}
	}
	return nil
}
