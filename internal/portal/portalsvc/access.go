package portalsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

// View is what an officer sees of a client's access.
type View struct {
	Current *portal.Access // nil where none is open
	Past    []portal.Access
	Phones  []Phone
}

// Access reads a client's access, now and before. Needs ManagePortal. Faults: forbidden, not_found.
func (s *Service) Access(ctx context.Context, client id.Client) (View, error) {
	var out View
	if err := permit(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ManagePortal, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		rows, err := db.All[accessRow](ctx, r, `select `+accessCols+` from portal_access c where c.client_id = $1 and {visible c.client_id}
			order by c.opened_at desc, c.id desc limit 20`, client)
		if err != nil {
			return err
		}
		for _, x := range rows {
			a, err := s.ops.open(ctx, r, x)
			if err != nil {
				return err
			}
			if a.Open() && out.Current == nil {
				out.Current = &a
				continue
			}
			out.Past = append(out.Past, a)
		}
		if s.ops.Phones != nil {
			out.Phones, err = s.ops.Phones(ctx, r, client)
		}
		return err
	})
	return out, err
}

func (o *Ops) open(ctx context.Context, r *db.Reader, x accessRow) (portal.Access, error) {
	phone, err := o.Seal.OpenText(ctx, r, x.Client, table, "phone", x.ID, x.Phone)
	return portal.Access{
		ID: x.ID, Client: x.Client, Phone: phone, OpenedAt: x.OpenedAt, OpenedBy: x.OpenedBy, PhoneLostAt: x.PhoneLostAt, PhoneLostBy: x.PhoneLostBy,
		ClosedAt: x.ClosedAt, ClosedBy: x.ClosedBy, CloseReason: x.CloseReason, Version: x.Version,
	}, err
}

// Open gives a client access to the own pages.
type Open struct {
	Client id.Client
	Phone  string // one of the record's
}

// Open opens the access, or renews it with a new code word, and returns the word: it is shown once, to be handed over in person,
// and cannot be read again. Needs ManagePortal on the client. Faults: not_found, forbidden, invalid.
func (s *Service) Open(ctx context.Context, in Open) (string, error) {
	word := ""
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := s.ops.guard.Allow(ctx, tx, access.ManagePortal, in.Client); err != nil {
			return err
		}
		if err := s.ops.checkPhone(ctx, tx, in); err != nil {
			return err
		}
		if err := s.ops.closeAll(ctx, tx, in.Client, portal.CloseRenewed); err != nil {
			return err
		}
		word = portal.MakeWord(id.Draw(1<<20), id.Draw(10_000))
		row := tx.NewID()
		phone, err := s.ops.Seal.SealText(ctx, tx, in.Client, table, "phone", row, in.Phone)
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, table, db.Row{
			"id": row, "client_id": in.Client, "phone": phone, "word_hash": s.ops.hashWord(row, word),
			"opened_at": tx.Now, "opened_by": tx.Actor.Ref(), "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManagePortal, "", fact.New("portal.access_opened", in.Client))
	})
	return word, err
}

func (o *Ops) checkPhone(ctx context.Context, tx *db.Tx, in Open) error {
	known, err := o.Phones(ctx, &tx.Reader, in.Client)
	if err != nil {
		return err
	}
	var problems fault.Problems
	switch {
	case in.Phone == "":
		problems.Add("phone", "field.choose")
	case !slices.ContainsFunc(known, func(p Phone) bool { return p.Number == in.Phone }):
		problems.Add("phone", "portal.staff.phone_unknown")
	}
	return problems.Err()
}

func (o *Ops) closeAll(ctx context.Context, tx *db.Tx, client id.Client, reason string) error {
	rows, err := db.All[accessRow](ctx, tx.System(), `select `+accessCols+` from portal_access c where c.client_id = $1 and c.closed_at is null`, client)
	for _, x := range rows {
		if err := tx.UpdateVersion(ctx, table, x.ID, x.Version, db.Row{"closed_at": tx.Now, "closed_by": tx.Actor.Ref(), "close_reason": reason}); err != nil {
			return err
		}
	}
	return err
}

// Close takes the access back.
type Close struct {
	Client  id.Client
	Reason  string // one of portal.CloseReasons
	Version int
}

// Close takes the access back; whoever is signed in is out with the next click. Needs ManagePortal on the client. Faults:
// not_found, forbidden, conflict, invalid.
func (s *Service) Close(ctx context.Context, in Close) error {
	return s.change(ctx, in.Client, in.Version, func(tx *db.Tx, _ accessRow) (db.Row, fact.Fact, error) {
		var problems fault.Problems
		if !slices.Contains(portal.CloseReasons(), in.Reason) {
			problems.Add("reason", "field.choose")
		}
		return db.Row{"closed_at": tx.Now, "closed_by": tx.Actor.Ref(), "close_reason": in.Reason},
			fact.New("portal.access_closed", in.Client, "reason", in.Reason), problems.Err()
	})
}

// LosePhone says that somebody else holds the telephone now: no more codes go there, and whoever is signed in is out. The client
// gets a new code word with a new telephone, in person. Needs ManagePortal on the client. Faults: not_found, forbidden, conflict.
func (s *Service) LosePhone(ctx context.Context, in Close) error {
	return s.change(ctx, in.Client, in.Version, func(tx *db.Tx, _ accessRow) (db.Row, fact.Fact, error) {
		return db.Row{"phone_lost_at": tx.Now, "phone_lost_by": tx.Actor.Ref()}, fact.New("portal.phone_lost", in.Client), nil
	})
}

func (s *Service) change(ctx context.Context, client id.Client, version int, do func(*db.Tx, accessRow) (db.Row, fact.Fact, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.ManagePortal, client); err != nil {
			return err
		}
		x, err := db.One[accessRow](ctx, tx, `select `+accessCols+` from portal_access c where c.client_id = $1 and c.closed_at is null
			and {visible c.client_id} order by c.opened_at desc`, client)
		if err != nil {
			return err
		}
		set, f, err := do(tx, x)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, table, x.ID, version, set); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update portal_session set ended_at = $1 where access_id = $2 and ended_at is null`, tx.Now, x.ID); err != nil {
			return err
		}
		// whoever holds the telephone now is a stranger again
		if _, err := tx.Exec(ctx, `delete from portal_device where access_id = $1`, x.ID); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManagePortal, "", f)
	})
}

// End closes the access of a client whose supervision has ended; the caller records.
func (o *Ops) End(ctx context.Context, tx *db.Tx, client id.Client) error {
	return o.closeAll(ctx, tx, client, portal.CloseEnded)
}

// hashWord binds a code word to its access under the service key: a copy of the database alone gives nobody a guess.
func (o *Ops) hashWord(row, word string) string {
	return o.Seal.Blind("portal word", row+"\x00"+portal.NormalWord(word))
}
