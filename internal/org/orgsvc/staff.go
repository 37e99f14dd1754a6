package orgsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// StaffColumns lists the columns of org_staff s in the order of org.Staff.
const StaffColumns = `s.id, s.name, s.name_sort, s.language, s.phone, s.active, s.version`

// AddStaff makes a member of staff whose identifier is that of the account; the caller has asked the guard. It leaves the
// entry to the caller.
func (o *Ops) AddStaff(ctx context.Context, tx *db.Tx, s org.Staff) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return tx.Insert(ctx, "org_staff", db.Row{
		"id": s.ID, "name": s.Name, "name_sort": o.deps.SortKey(s.Name), "language": s.Language,
		"phone": db.Null(s.Phone), "active": true, "version": 1,
	})
}

// AddPost gives a post; the caller has asked the guard. It leaves the entry to the caller.
func (o *Ops) AddPost(ctx context.Context, tx *db.Tx, p org.Post) (string, error) {
	if err := p.Validate(); err != nil {
		return "", err
	}
	tree, err := o.Tree(ctx, &tx.Reader, p.Valid.From)
	if err != nil {
		return "", err
	}
	if _, ok := tree.Office(p.Office); !ok {
		var bad fault.Problems
		bad.Add("office", "field.unknown")
		return "", bad.Err()
	}
	return o.access.AddPost(ctx, tx, accesssvc.PostRow{Account: p.Account, Role: p.Role, Office: p.Office, Weekdays: p.Weekdays, From: p.Valid.From, To: p.Valid.To})
}

// StaffNames names members of staff.
func (o *Ops) StaffNames(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]string, error) {
	out := make(map[id.Account]string, len(accounts))
	if len(accounts) == 0 {
		return out, nil
	}
	type row struct {
		ID   id.Account
		Name string
	}
	rows, err := db.All[row](ctx, r, `select s.id, s.name from org_staff s where s.id in `+db.In(len(accounts), 1), db.Args(accounts)...)
	for _, v := range rows {
		out[v.ID] = v.Name
	}
	return out, err
}

// StaffRow reads one member of staff. Faults: not_found.
func (o *Ops) StaffRow(ctx context.Context, r *db.Reader, account id.Account) (org.Staff, error) {
	return db.One[org.Staff](ctx, r, `select `+StaffColumns+` from org_staff s where s.id = $1`, account)
}

// UpdateStaff asks to change name, language or phone. A display copy of the name on open assignments follows.
type UpdateStaff struct {
	Staff  org.Staff // ID and Version of the one read
	Reason string
}

// UpdateStaff changes a member of staff. Needs access.ManageStaff. Faults: not_found, invalid, conflict.
func (s *Service) UpdateStaff(ctx context.Context, in UpdateStaff) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.manages(ctx, tx, in.Staff.ID); err != nil {
			return err
		}
		if err := in.Staff.Validate(); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "org_staff", string(in.Staff.ID), in.Staff.Version, db.Row{
			"name":      in.Staff.Name,
			"name_sort": s.ops.deps.SortKey(in.Staff.Name), "language": in.Staff.Language, "phone": db.Null(in.Staff.Phone), "active": in.Staff.Active,
		}); err != nil {
			return err
		}
		open, err := db.All[string](ctx, tx.System(), `select a.id from org_assignment a where a.account_id = $1 and a.until_at is null
			and {visible a.client_id} order by a.id`, in.Staff.ID)
		if err != nil {
			return err
		}
		for _, a := range open {
			if err := tx.Update(ctx, "org_assignment", a, db.Row{"officer_name": in.Staff.Name}); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.ManageStaff, in.Reason, fact.New("org.staff_changed", "", "account", string(in.Staff.ID)))
	})
}

// manages asks for access.ManageStaff and that the member of staff exists.
func (o *Ops) manages(ctx context.Context, tx *db.Tx, account id.Account) error {
	if err := o.guard.Permit(ctx, access.ManageStaff); err != nil {
		return err
	}
	_, err := o.StaffRow(ctx, &tx.Reader, account)
	return err
}

// AddPost asks for a post.
type AddPost struct {
	Post   org.Post
	Reason string
}

// AddPost gives a post over whose office the actor manages staff. Faults: not_found, forbidden, invalid.
func (s *Service) AddPost(ctx context.Context, in AddPost) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.manages(ctx, tx, in.Post.Account); err != nil {
			return err
		}
		if err := in.Post.Validate(); err != nil {
			return err
		}
		if err := s.ops.Over(ctx, &tx.Reader, access.ManageStaff, in.Post.Office); err != nil {
			return err
		}
		if in.Post.Account == me(ctx, tx) { // nobody gives rights to themselves
			return fault.New(fault.Forbidden, "org.four_eyes")
		}
		if _, err := s.ops.AddPost(ctx, tx, in.Post); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageStaff, in.Reason, fact.New("org.post_given", "", "account", string(in.Post.Account),
			"role", string(in.Post.Role), "office", string(in.Post.Office)))
	})
}

// EndPost asks to end a post; a zero last day ends it at once.
type EndPost struct {
	Post   string
	Last   civil.Date
	Reason string
}

// EndPost ends a post. Its rights end with the last day, or in the very next request when that day is past. Cases stay
// assigned and are listed for re-allocation. Needs access.ManageStaff over the office. Faults: not_found, forbidden, invalid.
func (s *Service) EndPost(ctx context.Context, in EndPost) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.ManageStaff); err != nil {
			return err
		}
		p, err := s.ops.access.Post(ctx, tx, in.Post)
		if err != nil {
			return err
		}
		if err := s.ops.Over(ctx, &tx.Reader, access.ManageStaff, p.Office); err != nil {
			return err
		}
		if in.Reason == "" {
			var bad fault.Problems
			bad.Add("reason", "fault.reason_needed")
			return bad.Err()
		}
		if in.Last.IsZero() {
			in.Last = s.ops.Today(tx).AddDays(-1)
		}
		if _, err := s.ops.access.EndPost(ctx, tx, in.Post, in.Last); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageStaff, in.Reason, fact.New("org.post_ended", "", "account", string(p.Account), "role", string(p.Role),
			"office", string(p.Office)))
	})
}

// Grant gives a qualification; training calls it, and the service below for papers shown. It leaves the entry to the caller.
func (o *Ops) Grant(ctx context.Context, tx *db.Tx, q org.Qualification) error {
	var p fault.Problems
	if q.Code == "" {
		p.Add("code", "field.required")
	}
	if q.Valid.From.IsZero() {
		p.Add("from", "field.required")
	} else if !q.Valid.Valid() {
		p.Add("to", "date.order", "From", q.Valid.From, "To", q.Valid.To)
	}
	if err := p.Err(); err != nil {
		return err
	}
	return tx.Insert(ctx, "org_qualification", db.Row{
		"id": tx.NewID(), "account_id": q.Account, "code": q.Code, "valid_from": q.Valid.From,
		"valid_to": q.Valid.To, "source": db.Null(q.Source), "recorded_at": tx.Now, "replaced_at": nil, "reason": nil,
	})
}

// Revoke takes a qualification back with a reason; the row stays. It leaves the entry to the caller.
func (o *Ops) Revoke(ctx context.Context, tx *db.Tx, qualification, reason string) error {
	return tx.Update(ctx, "org_qualification", qualification, db.Row{"replaced_at": tx.Now, "reason": reason})
}

// Qualified reports whether an account holds a qualification on a day.
func (o *Ops) Qualified(ctx context.Context, r *db.Reader, account id.Account, code string, day civil.Date) (bool, error) {
	n, err := db.One[int](ctx, r, `select count(*) from org_qualification where account_id = $1 and code = $2 and replaced_at is null
		and valid_from <= $3 and (valid_to is null or valid_to >= $3)`, account, code, day)
	return n > 0, err
}

// GrantQualification records a qualification from papers: a code of the list qualifications. Needs access.ManageStaff. Faults:
// not_found, invalid.
func (s *Service) GrantQualification(ctx context.Context, q org.Qualification) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.manages(ctx, tx, q.Account); err != nil {
			return err
		}
		today := tx.Now.In(s.ops.deps.Zone)
		if q.Code != "" && !s.ops.deps.Rules.At(today).List(rulebook.ListQualifications).Holds(q.Code, today) {
			var p fault.Problems
			p.Add("code", "field.unknown")
			return p.Err()
		}
		if err := s.ops.Grant(ctx, tx, q); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageStaff, q.Source, fact.New("org.qualified", "", "account", string(q.Account), "code", q.Code))
	})
}

// PostLine is one post with its days.
type PostLine = accesssvc.PostRow

// StaffLine is one member of staff in a list.
type StaffLine struct {
	org.Staff
	Posts []PostLine
}

// StaffPage is one member of staff with everything that is recorded.
type StaffPage struct {
	StaffLine
	Qualifications []org.Qualification
	Absences       []org.Absence
}

func (o *Ops) readsStaff(ctx context.Context) error {
	rights := access.From(ctx)
	if !rights.May(access.ReadStaff) && !rights.May(access.ManageStaff) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// Staff lists the members of staff in order of name, with their posts of the day. office narrows; empty lists everybody.
// Needs access.ReadStaff.
func (s *Service) Staff(ctx context.Context, office id.Office) ([]StaffLine, error) {
	if err := s.ops.readsStaff(ctx); err != nil {
		return nil, err
	}
	var out []StaffLine
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[org.Staff](ctx, r, `select `+StaffColumns+` from org_staff s order by s.name_sort, s.id limit 2000`)
		if err != nil {
			return err
		}
		posts, err := s.ops.access.PostsOn(ctx, r, s.Today())
		for _, v := range rows {
			at := slices.ContainsFunc(posts[v.ID], func(p accesssvc.PostRow) bool { return p.Office == office })
			if office == "" || at {
				out = append(out, StaffLine{Staff: v, Posts: posts[v.ID]})
			}
		}
		return err
	})
	return out, err
}

// StaffPage reads one member of staff. Needs access.ReadStaff. Faults: not_found.
func (s *Service) StaffPage(ctx context.Context, account id.Account) (StaffPage, error) {
	var out StaffPage
	if err := s.ops.readsStaff(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Staff, err = s.ops.StaffRow(ctx, r, account); err != nil {
			return err
		}
		if out.Posts, err = s.ops.access.PostsOf(ctx, r, account); err != nil {
			return err
		}
		if out.Qualifications, err = db.All[org.Qualification](ctx, r, `select id, account_id, code, valid_from, valid_to, source from org_qualification
			where account_id = $1 and replaced_at is null order by valid_from desc, id`, account); err != nil {
			return err
		}
		out.Absences, err = Absences(ctx, r, `a.account_id = $1 order by a.from_day desc limit 20`, account)
		return err
	})
	return out, err
}
