package orgsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Offices reads every office with its names and parents over time.
func (o *Ops) Offices(ctx context.Context, r *db.Reader) ([]org.Office, error) {
	type office struct {
		ID       id.Office
		Kind     rulebook.OfficeKind
		SOATE    rulebook.SOATE
		From, To civil.Date
		Version  int
	}
	rows, err := db.All[office](ctx, r, `select id, kind, soate, valid_from, valid_to, version from org_office order by id`)
	if err != nil {
		return nil, err
	}
	out := make([]org.Office, len(rows))
	at := make(map[id.Office]*org.Office, len(rows))
	for i, v := range rows {
		out[i] = org.Office{ID: v.ID, Kind: v.Kind, SOATE: v.SOATE, Valid: civil.Period{From: v.From, To: v.To}, Version: v.Version}
		at[v.ID] = &out[i]
	}
	type name struct {
		ID         string
		Office     id.Office
		KY, RU, EN string
		From, To   civil.Date
	}
	names, err := db.All[name](ctx, r, `select id, office_id, ky, ru, en, valid_from, valid_to from org_name where replaced_at is null order by valid_from, id`)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if o := at[n.Office]; o != nil {
			o.Names = append(o.Names, org.Name{ID: n.ID, Text: rulebook.Text{"ky": n.KY, "ru": n.RU, "en": n.EN}, Valid: civil.Period{From: n.From, To: n.To}})
		}
	}
	type parent struct {
		ID             string
		Office, Parent id.Office
		From, To       civil.Date
	}
	parents, err := db.All[parent](ctx, r, `select id, office_id, parent_id, valid_from, valid_to from org_parent where replaced_at is null order by valid_from, id`)
	for _, p := range parents {
		if o := at[p.Office]; o != nil {
			o.Parents = append(o.Parents, org.Parent{ID: p.ID, Office: p.Parent, Valid: civil.Period{From: p.From, To: p.To}})
		}
	}
	return out, err
}

// Tree reads the tree of a day.
func (o *Ops) Tree(ctx context.Context, r *db.Reader, day civil.Date) (org.Tree, error) {
	all, err := o.Offices(ctx, r)
	return org.NewTree(all, day), err
}

// OfficeNames names the offices by identifier and language, as they are called today.
func (o *Ops) OfficeNames(ctx context.Context, r *db.Reader, day civil.Date) (map[id.Office]map[string]string, error) {
	all, err := o.Offices(ctx, r)
	out := make(map[id.Office]map[string]string, len(all))
	for _, office := range all {
		out[office.ID] = map[string]string{"ky": office.NameOn(day, "ky"), "ru": office.NameOn(day, "ru"), "en": office.NameOn(day, "en")}
	}
	return out, err
}

// Serving finds the district office of a territory today.
func (o *Ops) Serving(ctx context.Context, r *db.Reader, code rulebook.SOATE, day civil.Date) (id.Office, bool, error) {
	t, err := o.Tree(ctx, r, day)
	office, ok := t.Serving(code)
	return office, ok, err
}

// LoadOffices takes over the office tree that the jurisdiction ships: offices that are not there yet are added, those that
// are there stay as the organisation keeps them. Needs access.ManageOffices. It returns how many were added.
func (s *Service) LoadOffices(ctx context.Context, ship []rulebook.Office) (int, error) {
	added := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		added = 0
		if err := s.ops.guard.Permit(ctx, access.ManageOffices); err != nil {
			return err
		}
		have, err := s.ops.Offices(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		known := map[id.Office]bool{}
		for _, h := range have {
			known[h.ID] = true
		}
		for _, n := range ship {
			if known[id.Office(n.Code)] {
				continue
			}
			added++
			if err := s.ops.insertOffice(ctx, tx, shipped(n), n.Source); err != nil {
				return err
			}
		}
		if err := s.ops.refresh(ctx, tx); err != nil || added == 0 {
			return err
		}
		return tx.Record(ctx, access.ManageOffices, "", fact.New("org.offices_loaded", ""))
	})
	return added, err
}

func shipped(n rulebook.Office) org.Office {
	out := org.Office{ID: id.Office(n.Code), Kind: n.Kind, SOATE: n.SOATE, Valid: n.Valid}
	for _, x := range n.Names {
		out.Names = append(out.Names, org.Name{Text: x.Name, Valid: x.Valid})
	}
	for _, x := range n.Parents {
		out.Parents = append(out.Parents, org.Parent{Office: id.Office(x.Code), Valid: x.Valid})
	}
	return out
}

func (o *Ops) insertOffice(ctx context.Context, tx *db.Tx, n org.Office, reason string) error {
	if err := tx.Insert(ctx, "org_office", db.Row{
		"id": n.ID, "kind": n.Kind, "soate": db.Null(n.SOATE), "valid_from": n.Valid.From,
		"valid_to": n.Valid.To, "version": 1,
	}); err != nil {
		return err
	}
	for _, x := range n.Names {
		if err := tx.Insert(ctx, "org_name", db.Row{
			"id": tx.NewID(), "office_id": n.ID, "ky": x.Text.In("ky"), "ru": x.Text.In("ru"), "en": x.Text.In("en"),
			"valid_from": x.Valid.From, "valid_to": x.Valid.To, "recorded_at": tx.Now, "replaced_at": nil, "reason": db.Null(reason),
		}); err != nil {
			return err
		}
	}
	for _, x := range n.Parents {
		if err := o.insertParent(ctx, tx, n.ID, x, reason); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) insertParent(ctx context.Context, tx *db.Tx, office id.Office, p org.Parent, reason string) error {
	return tx.Insert(ctx, "org_parent", db.Row{
		"id": tx.NewID(), "office_id": office, "parent_id": p.Office, "valid_from": p.Valid.From,
		"valid_to": p.Valid.To, "recorded_at": tx.Now, "replaced_at": nil, "reason": db.Null(reason),
	})
}

// refresh writes which office lies within which today, for the reach of posts.
func (o *Ops) refresh(ctx context.Context, tx *db.Tx) error {
	t, err := o.Tree(ctx, &tx.Reader, o.Today(tx))
	if err != nil {
		return err
	}
	return o.access.SetTree(ctx, tx, t.Pairs())
}

// AddOffice asks for a new office. Code becomes its identifier: the SOATE code for a district, a short name otherwise.
type AddOffice struct {
	Code   string
	Office org.Office
	Under  id.Office
	Reason string
}

// AddOffice creates an office under another. Needs access.ManageOffices. Faults: invalid, conflict when the code is taken.
func (s *Service) AddOffice(ctx context.Context, in AddOffice) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.ManageOffices); err != nil {
			return err
		}
		all, err := s.ops.Offices(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		var p fault.Problems
		p.Join("", in.Office.Validate())
		in.Office.ID = id.Office(in.Code)
		if in.Code == "" {
			p.Add("code", "field.required")
		}
		for _, x := range all {
			if x.ID == in.Office.ID {
				p.Add("code", "field.duplicate")
			}
		}
		if _, ok := org.NewTree(all, in.Office.Valid.From).Office(in.Under); !ok {
			p.Add("parent", "field.unknown")
		}
		if in.Reason == "" {
			p.Add("reason", "fault.reason_needed")
		}
		if err := p.Err(); err != nil {
			return err
		}
		in.Office.Parents = []org.Parent{{Office: in.Under, Valid: civil.Since(in.Office.Valid.From)}}
		if err := s.ops.insertOffice(ctx, tx, in.Office, in.Reason); err != nil {
			return stale(err)
		}
		if err := s.ops.refresh(ctx, tx); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOffices, in.Reason, fact.New("org.office_added", "", "office", in.Code))
	})
}

// Reparent asks to put an office under another from a day on.
type Reparent struct {
	Office id.Office
	Under  id.Office
	From   civil.Date
	Reason string
}

// Reparent closes the present parent the day before and adds the new one; what was true on earlier days stays true.
// Needs access.ManageOffices. Faults: not_found, invalid.
func (s *Service) Reparent(ctx context.Context, in Reparent) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.ManageOffices); err != nil {
			return err
		}
		all, err := s.ops.Offices(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		var p fault.Problems
		if in.From.IsZero() {
			p.Add("from", "field.required")
		}
		if in.Reason == "" {
			p.Add("reason", "fault.reason_needed")
		}
		if err := org.Reparent(all, in.Office, in.Under, in.From); err != nil && !p.Join("", err) {
			return err
		}
		if err := p.Err(); err != nil {
			return err
		}
		office, _ := org.NewTree(all, in.From).Office(in.Office)
		if now, ok := office.ParentOn(in.From); ok {
			if err := tx.Update(ctx, "org_parent", now.ID, db.Row{"replaced_at": tx.Now}); err != nil {
				return err
			}
			now.Valid.To = in.From.AddDays(-1)
			if err := s.ops.insertParent(ctx, tx, in.Office, now, in.Reason); err != nil {
				return err
			}
		}
		if err := s.ops.insertParent(ctx, tx, in.Office, org.Parent{Office: in.Under, Valid: civil.Since(in.From)}, in.Reason); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "org_office", string(in.Office), office.Version, db.Row{}); err != nil {
			return err
		}
		if err := s.ops.refresh(ctx, tx); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOffices, in.Reason, fact.New("org.office_moved", "", "office", string(in.Office), "under", string(in.Under)))
	})
}

// Tree reads the tree of a day. Everybody signed in may: it holds no person.
func (s *Service) Tree(ctx context.Context, day civil.Date) (org.Tree, error) {
	if err := s.ops.guard.Permit(ctx, access.UseService); err != nil {
		return org.Tree{}, err
	}
	var out org.Tree
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.Tree(ctx, r, day)
		return err
	})
	return out, err
}

// OfficeNames names the offices by identifier and language, as they are called today. Everybody signed in may ask.
func (s *Service) OfficeNames(ctx context.Context) (map[id.Office]map[string]string, error) {
	if err := s.ops.guard.Permit(ctx, access.UseService); err != nil {
		return nil, err
	}
	var out map[id.Office]map[string]string
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.OfficeNames(ctx, r, s.Today())
		return err
	})
	return out, err
}
