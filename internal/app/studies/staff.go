// Package studies ties pre-trial studies to those who work in the offices.
package studies

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
)

// Staff is what a study needs to know of those who work in an office.
type Staff struct {
	Org  *orgsvc.Ops
	Tree func(ctx context.Context, r *db.Reader) (org.Tree, error) // of today
	Zone *time.Location
}

// Heads lists who may sign for an office: its heads, else those of the department above, else the directors.
func (s Staff) Heads(ctx context.Context, tx *db.Tx, office id.Office, other id.Account) ([]id.Account, error) {
	tree, err := s.Tree(ctx, &tx.Reader)
	if err != nil {
		return nil, err
	}
	day := tx.Now.In(s.Zone)
	for _, level := range []struct {
		office id.Office
		roles  []access.Role
	}{{office, []access.Role{access.Head, access.Regional}}, {tree.Department(office), []access.Role{access.Regional}}, {access.TopOffice, []access.Role{access.Director}}} {
		posts, err := accesssvc.Ops{}.Holders(ctx, &tx.Reader, []id.Office{level.office}, day, level.roles...)
		if err != nil {
			return nil, err
		}
		if found := accountsOf(posts, other); len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

func accountsOf(posts []accesssvc.PostRow, other id.Account) []id.Account {
	var out []id.Account
	for _, p := range posts {
		if p.Account != other && !slices.Contains(out, p.Account) {
			out = append(out, p.Account)
		}
	}
	return out
}

// Authors lists who works cases in an office and holds the qualification on a day.
func (s Staff) Authors(ctx context.Context, r *db.Reader, office id.Office, day civil.Date) ([]id.Account, error) {
	posts, err := accesssvc.Ops{}.Holders(ctx, r, []id.Office{office}, day, org.CaseRoles()...)
	if err != nil {
		return nil, err
	}
	var out []id.Account
	for _, account := range accountsOf(posts, "") {
		ok, err := s.Org.Qualified(ctx, r, account, assessmentstudysvc.Qualification, day)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, account)
		}
	}
	return out, nil
}

// Tell puts a notice before one member of staff.
func (s Staff) Tell(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error {
	return s.Org.NotifyAccount(ctx, tx, to, n)
}
