package orgsvc

import (
	"context"
	"encoding/json"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// noticeRoles read what is told to an office.
func noticeRoles() []access.Role {
	return []access.Role{access.Head, access.Regional, access.Director, access.Records, access.DutyOperator}
}

// NotifyAccount tells one member of staff.
func (o *Ops) NotifyAccount(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error {
	if to == "" || to == access.From(ctx).Account {
		return nil
	}
	return o.notify(ctx, tx, to, "", n)
}

// NotifyOffice tells those of an office who decide or keep the register.
func (o *Ops) NotifyOffice(ctx context.Context, tx *db.Tx, to id.Office, n access.Notice) error {
	if to == "" {
		return nil
	}
	return o.notify(ctx, tx, "", to, n)
}

// NotifyRole tells each holder of a role in an office; without one it tells the office.
func (o *Ops) NotifyRole(ctx context.Context, tx *db.Tx, to id.Office, role access.Role, n access.Notice) error {
	holders, err := o.access.Holders(ctx, &tx.Reader, []id.Office{to}, o.Today(tx), role)
	if err != nil {
		return err
	}
	for _, h := range holders {
		if err := o.notify(ctx, tx, h.Account, "", n); err != nil {
			return err
		}
	}
	if len(holders) == 0 {
		return o.NotifyOffice(ctx, tx, to, n)
	}
	return nil
}

func (o *Ops) notify(ctx context.Context, tx *db.Tx, account id.Account, office id.Office, n access.Notice) error {
	data, err := json.Marshal(n.Data)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, "org_notice", db.Row{
		"id": tx.NewID(), "account_id": db.Null(account), "office_id": db.Null(office), "kind": n.Kind,
		"client_id": db.Null(n.Client), "compartment": db.Null(string(n.Compartment)), "subject": db.Null(n.Subject), "href": n.Href, "data": string(data), "at": tx.Now, "read_at": nil, "read_by": nil,
	})
}

// TellSupervisors puts a notice before the heads of an account's offices; without one, before the interregional
// department, else the director.
func (o *Ops) TellSupervisors(ctx context.Context, tx *db.Tx, of id.Account, n access.Notice) error {
	found, err := o.Supervisors(ctx, tx, of)
	if err != nil {
		return err
	}
	for _, a := range found {
		if err := o.notify(ctx, tx, a, "", n); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		return o.NotifyOffice(ctx, tx, access.TopOffice, n)
	}
	return nil
}

// Supervisors lists who answers for an account today: the nearest level that has somebody other than the account itself.
func (o *Ops) Supervisors(ctx context.Context, tx *db.Tx, of id.Account) ([]id.Account, error) {
	day := o.Today(tx)
	posts, err := o.access.PostsOf(ctx, &tx.Reader, of)
	if err != nil {
		return nil, err
	}
	tree, err := o.Tree(ctx, &tx.Reader, day)
	if err != nil {
		return nil, err
	}
	var own, above []id.Office
	for _, p := range posts {
		if (civil.Period{From: p.From, To: p.To}).Contains(day) {
			own, above = append(own, p.Office), append(above, tree.Department(p.Office))
		}
	}
	for _, level := range []struct {
		offices []id.Office
		roles   []access.Role
	}{{own, []access.Role{access.Head}}, {append(own, above...), []access.Role{access.Regional}}, {[]id.Office{access.TopOffice}, []access.Role{access.Director}}} {
		holders, err := o.access.Holders(ctx, &tx.Reader, level.offices, day, level.roles...)
		if err != nil {
			return nil, err
		}
		var out []id.Account
		for _, h := range holders {
			if h.Account != of && !slices.Contains(out, h.Account) {
				out = append(out, h.Account)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// NoticeLine is one notice for its reader. Data holds names instead of identifiers.
type NoticeLine struct {
	ID     string
	Kind   string
	Client id.Client
	Href   string
	At     civil.Instant
	Read   civil.Instant
	Data   map[string]string
}

// mine is the condition of what concerns the actor: told to the account, or to an office where a deciding post is held. A
// notice about a client who is out of sight by now is out of sight with them, and one about a sealed compartment goes with the
// membership: the queries say so.
func mine(ctx context.Context) (string, []any) {
	rights := access.From(ctx)
	args := []any{rights.Account}
	cond := "n.account_id = $1"
	var offices []any
	for _, p := range rights.Posts {
		if slices.Contains(noticeRoles(), p.Role) {
			offices = append(offices, p.Office)
		}
	}
	if len(offices) > 0 {
		cond = "(" + cond + " or n.office_id in " + db.In(len(offices), 2) + ")"
	}
	return cond, append(args, offices...)
}

// Notices lists what the actor is told, unread ones first, the latest 200.
func (s *Service) Notices(ctx context.Context) ([]NoticeLine, error) {
	if err := s.ops.guard.Permit(ctx, access.UseService); err != nil {
		return nil, err
	}
	var out []NoticeLine
	err := s.db.Read(ctx, func(r *db.Reader) error {
		cond, args := mine(ctx)
		type row struct {
			ID, Kind string
			Client   id.Client
			Href     string
			At, Read civil.Instant
			Data     string
		}
		rows, err := db.All[row](ctx, r, `select n.id, n.kind, n.client_id, n.href, n.at, n.read_at, n.data from org_notice n where
			(n.client_id is null or {visible n.client_id}) and {inside n.client_id n.compartment} and `+cond+
			` order by case when n.read_at is null then 0 else 1 end, n.at desc limit 200`, args...)
		if err != nil {
			return err
		}
		var clients []id.Client
		var accounts []id.Account
		for _, v := range rows {
			l := NoticeLine{ID: v.ID, Kind: v.Kind, Client: v.Client, Href: v.Href, At: v.At, Read: v.Read, Data: map[string]string{}}
			if err := json.Unmarshal([]byte(v.Data), &l.Data); err != nil {
				return err
			}
			if l.Data == nil {
				l.Data = map[string]string{}
			}
			out = append(out, l)
			if v.Client != "" {
				clients = append(clients, v.Client)
			}
			accounts = append(accounts, id.Account(l.Data["Account"]))
		}
		return s.ops.nameNotices(ctx, r, out, clients, accounts)
	})
	return out, err
}

// nameNotices puts the names of clients, staff and offices in the place of identifiers.
func (o *Ops) nameNotices(ctx context.Context, r *db.Reader, out []NoticeLine, clients []id.Client, accounts []id.Account) error {
	labels, err := o.Labels(ctx, r, clients)
	if err != nil {
		return err
	}
	names, err := o.StaffNames(ctx, r, accounts)
	if err != nil {
		return err
	}
	for i := range out {
		d := out[i].Data
		d["Client"], d["File"] = labels[out[i].Client].Name, first(d["File"], labels[out[i].Client].File)
		d["Account"] = names[id.Account(d["Account"])]
	}
	return nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// CountNotices counts what the actor has not read.
func (o *Ops) CountNotices(ctx context.Context, r *db.Reader) (int, error) {
	cond, args := mine(ctx)
	return db.One[int](ctx, r, `select count(*) from org_notice n where n.read_at is null and (n.client_id is null or {visible n.client_id}) and {inside n.client_id n.compartment} and `+cond, args...)
}

// ReadNotice marks one of the actor's notices as read; all with an empty identifier. Faults: not_found.
func (s *Service) ReadNotice(ctx context.Context, notice string) error {
	if err := s.ops.guard.Permit(ctx, access.UseService); err != nil {
		return err
	}
	return s.db.System(ctx, "notice", func(tx *db.Tx) error {
		cond, args := mine(ctx)
		if notice != "" {
			args = append(args, notice)
			cond += " and n.id = $" + itoa(len(args))
		}
		ids, err := db.All[string](ctx, tx, `select n.id from org_notice n where n.read_at is null and (n.client_id is null or {visible n.client_id}) and {inside n.client_id n.compartment}
			and `+cond, args...)
		if err != nil {
			return err
		}
		if len(ids) == 0 && notice != "" {
			return fault.MissingRecord()
		}
		for _, n := range ids {
			if _, err := tx.Exec(ctx, `update org_notice set read_at = $1, read_by = $2 where id = $3 and {inside org_notice.client_id org_notice.compartment}`, tx.Now, access.From(ctx).Account, n); err != nil {
				return err
			}
		}
		return nil
	})
}
