package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// PostRow is one function of a member of staff, with its days.
type PostRow struct {
	ID       string
	Account  id.Account
	Role     access.Role
	Office   id.Office
	Weekdays string // ISO numbers without spaces, such as "135"; empty for every day
	From     civil.Date
	To       civil.Date // last day; zero while open
}

const postColumns = `id, account_id, role, office_id, weekdays, valid_from, valid_to`

// AddPost gives a post and returns its identifier. A custodian is put on the allow list of every restricted client:
// somebody must be able to keep those records.
func (o Ops) AddPost(ctx context.Context, tx *db.Tx, p PostRow) (string, error) {
	p.ID = tx.NewID()
	if err := o.insertPost(ctx, tx, p); err != nil {
		return "", err
	}
	if p.Role != access.Custodian {
		return p.ID, nil
	}
	clients, err := db.All[id.Client](ctx, tx.System(), `select c.client_id from access_client c where c.restricted = true and c.hidden = false
		and c.client_id not like 'study-%'
		and {visible c.client_id} and not exists (select 1 from access_list l where l.client_id = c.client_id and l.account_id = $1
		and l.kind = 'allow' and l.replaced_at is null) order by c.client_id`, p.Account)
	if err != nil {
		return "", err
	}
	for _, c := range clients {
		if err := o.Relate(ctx, tx, c, p.Account, access.Allow, "custodian", nil); err != nil {
			return "", err
		}
	}
	return p.ID, nil
}

func (Ops) insertPost(ctx context.Context, tx *db.Tx, p PostRow) error {
	return tx.Insert(ctx, "access_post", db.Row{
		"id": p.ID, "account_id": p.Account, "role": p.Role, "office_id": p.Office,
		"weekdays": db.Null(p.Weekdays), "valid_from": p.From, "valid_to": p.To, "recorded_at": tx.Now, "replaced_at": nil,
	})
}

// EndPost sets the last day of a post; a last day before today ends its rights with this transaction, because rights are
// read afresh in each request. The earlier version stays.
func (o Ops) EndPost(ctx context.Context, tx *db.Tx, post string, last civil.Date) (PostRow, error) {
	p, err := o.Post(ctx, tx, post)
	if err != nil {
		return p, err
	}
	if err := tx.Update(ctx, "access_post", post, db.Row{"replaced_at": tx.Now}); err != nil {
		return p, err
	}
	p.ID, p.To = tx.NewID(), last
	return p, o.insertPost(ctx, tx, p)
}

// Post reads the present version of a post. Faults: not_found.
func (Ops) Post(ctx context.Context, tx *db.Tx, post string) (PostRow, error) {
	p, ok, err := db.Maybe[PostRow](ctx, tx, `select `+postColumns+` from access_post where id = $1 and replaced_at is null`, post)
	if err == nil && !ok {
		err = fault.MissingRecord()
	}
	return p, err
}

// PostsOf lists the posts of an account, ended ones too, latest first.
func (Ops) PostsOf(ctx context.Context, r *db.Reader, account id.Account) ([]PostRow, error) {
	return db.All[PostRow](ctx, r, `select `+postColumns+` from access_post where account_id = $1 and replaced_at is null
		order by valid_from desc, id desc`, account)
}

// Holders lists the posts that hold one of the roles in an office on a day, whatever the weekday.
func (Ops) Holders(ctx context.Context, r *db.Reader, offices []id.Office, on civil.Date, roles ...access.Role) ([]PostRow, error) {
	if len(offices) == 0 || len(roles) == 0 {
		return nil, nil
	}
	args := append(db.Args(offices), db.Args(roles)...)
	args = append(args, on)
	return db.All[PostRow](ctx, r, `select `+postColumns+` from access_post where office_id in `+db.In(len(offices), 1)+` and role in `+
		db.In(len(roles), 1+len(offices))+` and replaced_at is null and valid_from <= `+placeholder(len(args))+` and (valid_to is null or valid_to >= `+
		placeholder(len(args))+`) order by account_id, id`, args...)
}

// SetTree writes which office lies within which today; pairs are office and the office it lies within, itself included.
func (Ops) SetTree(ctx context.Context, tx *db.Tx, pairs [][2]id.Office) error {
	if _, err := tx.Exec(ctx, `delete from access_within`); err != nil {
		return err
	}
	for _, p := range pairs {
		if _, err := tx.Exec(ctx, `insert into access_within (office_id, within_id) values ($1, $2)`, p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// OfficeOf is the office whose file the client is; not_found when access does not know the client. r decides whom it sees.
func (Ops) OfficeOf(ctx context.Context, r *db.Reader, client id.Client) (id.Office, error) {
	return db.One[id.Office](ctx, r, `select c.office_id from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
}

// Related lists the accounts in a relation to a client that holds now.
func (Ops) Related(ctx context.Context, r *db.Reader, client id.Client, kind string, now civil.Instant) ([]id.Account, error) {
	return db.All[id.Account](ctx, r, `select distinct l.account_id from access_list l where l.client_id = $1 and l.kind = $2 and l.replaced_at is null
		and (l.until is null or l.until > $3) and {visible l.client_id} order by l.account_id`, client, kind, now)
}

// PostsOn lists every post held on a day, whatever the weekday, by account.
func (Ops) PostsOn(ctx context.Context, r *db.Reader, day civil.Date) (map[id.Account][]PostRow, error) {
	rows, err := db.All[PostRow](ctx, r, `select `+postColumns+` from access_post where replaced_at is null and valid_from <= $1
		and (valid_to is null or valid_to >= $1) order by account_id, valid_from, id`, day)
	out := map[id.Account][]PostRow{}
	for _, p := range rows {
		out[p.Account] = append(out[p.Account], p)
	}
	return out, err
}
