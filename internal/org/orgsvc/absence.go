package orgsvc

import (
	"context"
	"slices"
	"strconv"

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

func itoa(n int) string { return strconv.Itoa(n) }

const absenceColumns = `a.id, a.account_id, a.cover_id, a.reason, a.from_day, a.until_day, a.state, a.version`

// Absences reads absences by a condition over the alias a.
func Absences(ctx context.Context, r *db.Reader, cond string, args ...any) ([]org.Absence, error) {
	return db.All[org.Absence](ctx, r, `select `+absenceColumns+` from org_absence a where `+cond, args...)
}

// AddAbsence records that somebody will be away, and who stands in. The cover sees and works the cases while the absence
// runs; that ends by itself with its last day. Needs access.ManageAbsence over an office where the absent one has a post.
// Faults: not_found, forbidden, invalid.
func (s *Service) AddAbsence(ctx context.Context, in org.Absence) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o, today := s.ops, s.ops.Today(tx)
		if err := o.guard.Permit(ctx, access.ManageAbsence); err != nil {
			return err
		}
		var p fault.Problems
		p.Join("", in.Validate(today))
		o.Code(&p, "reason", rulebook.ListAbsenceCover, in.Reason, today)
		if err := p.Err(); err != nil {
			return err
		}
		if err := o.overStaff(ctx, tx, in.Account); err != nil {
			return err
		}
		if err := o.checkCover(ctx, tx, &p, in); err != nil {
			return err
		}
		if err := p.Err(); err != nil {
			return err
		}
		in.ID, in.Version, in.State = tx.NewID(), 1, org.Planned
		in.State = in.At(today)
		if err := tx.Insert(ctx, "org_absence", db.Row{
			"id": in.ID, "account_id": in.Account, "cover_id": db.Null(in.Cover), "reason": in.Reason,
			"from_day": in.Days.From, "until_day": in.Days.To, "state": in.State, "version": 1,
		}); err != nil {
			return err
		}
		facts := []fact.Fact{fact.New("org.absence_recorded", "", "account", string(in.Account), "from", in.Days.From.String(), "until", in.Days.To.String())}
		if in.State == org.Running {
			covered, err := o.startCover(ctx, tx, in)
			if err != nil {
				return err
			}
			facts = append(facts, covered...)
		}
		if err := o.NotifyAccount(ctx, tx, in.Cover, access.Notice{Kind: "cover", Href: "/caseload", Data: map[string]string{
			"Account": string(in.Account),
			"From":    in.Days.From.String(), "Until": in.Days.To.String(),
		}}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageAbsence, in.Reason, facts...)
	})
}

// overStaff: the actor manages absences over one of the account's offices of today. Faults: not_found, forbidden.
func (o *Ops) overStaff(ctx context.Context, tx *db.Tx, account id.Account) error {
	if _, err := o.StaffRow(ctx, &tx.Reader, account); err != nil {
		return err
	}
	posts, err := o.access.PostsOf(ctx, &tx.Reader, account)
	if err != nil {
		return err
	}
	for _, p := range posts {
		ok, err := o.access.Holds(ctx, &tx.Reader, access.ManageAbsence, p.Office)
		if err != nil || ok {
			return err
		}
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// checkCover: the cover holds a post that works cases during the absence and is not away too; two absences do not overlap.
func (o *Ops) checkCover(ctx context.Context, tx *db.Tx, p *fault.Problems, in org.Absence) error {
	away, err := Absences(ctx, &tx.Reader, `a.account_id in ($1, $2) and a.state <> 'over'`, in.Account, in.Cover)
	if err != nil {
		return err
	}
	for _, x := range away {
		switch {
		case !x.Days.Overlaps(in.Days):
		case x.Account == in.Account:
			p.Add("from", "org.absence.overlaps", "From", x.Days.From, "Until", x.Days.To)
		default:
			p.Add("cover", "org.absence.cover_away", "Until", x.Days.To)
		}
	}
	if in.Cover == "" {
		return nil
	}
	posts, err := o.access.PostsOf(ctx, &tx.Reader, in.Cover)
	if err != nil {
		return err
	}
	for _, x := range posts {
		if slices.Contains(org.CaseRoles(), x.Role) && (civil.Period{From: x.From, To: x.To}).Overlaps(in.Days) {
			return nil
		}
	}
	p.Add("cover", "org.absence.cover_no_post")
	return nil
}

// startCover relates the cover to each case until the day after the last, and tells the facts. A case that the cover must
// not see is left out and told to the office.
func (o *Ops) startCover(ctx context.Context, tx *db.Tx, a org.Absence) ([]fact.Fact, error) {
	if a.Cover == "" {
		return nil, nil
	}
	type row struct {
		Client id.Client
		Office id.Office
	}
	cases, err := db.All[row](ctx, tx.System(), `select a.client_id, a.office_id from org_assignment a where a.account_id = $1 and a.until_at is null
		and {visible a.client_id} order by a.id`, a.Account)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, c := range cases {
		ok, err := o.CoverOne(ctx, tx, a, c.Client)
		if err != nil {
			return nil, err
		}
		if !ok {
			if err := o.NotifyOffice(ctx, tx, c.Office, access.Notice{
				Kind: "not_covered", Client: c.Client, Href: "/clients/" + string(c.Client) + "/allocation",
				Data: map[string]string{"Account": string(a.Account)},
			}); err != nil {
				return nil, err
			}
			continue
		}
		facts = append(facts, fact.New("org.covered", c.Client, "officer", string(a.Account), "cover", string(a.Cover), "until", a.Days.To.String()))
	}
	return facts, nil
}

// CoverOne gives one case to the cover unless the cover is shut out from it.
func (o *Ops) CoverOne(ctx context.Context, tx *db.Tx, a org.Absence, client id.Client) (bool, error) {
	excluded, err := o.access.Excluded(ctx, &tx.Reader, client, a.Cover)
	if err != nil || excluded {
		return false, err
	}
	restricted, err := o.access.IsRestricted(ctx, &tx.Reader, client)
	if err != nil {
		return false, err
	}
	if restricted {
		allowed, err := o.access.Related(ctx, tx.System(), client, access.Allow, tx.Now)
		if err != nil || !slices.Contains(allowed, a.Cover) {
			return false, err
		}
	}
	return true, o.access.Relate(ctx, tx, client, a.Cover, access.Covering, a.ID, a.Days.To.AddDays(1).StartIn(o.deps.Zone))
}

// EndAbsence asks to end an absence earlier; Last is its last day, zero for yesterday.
type EndAbsence struct {
	ID      string
	Version int
	Last    civil.Date
	Reason  string
}

// EndAbsence ends an absence: who stood in loses the cases with the last day. Needs access.ManageAbsence over the office.
// Faults: not_found, forbidden, conflict.
func (s *Service) EndAbsence(ctx context.Context, in EndAbsence) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.ManageAbsence); err != nil {
			return err
		}
		a, err := db.One[org.Absence](ctx, tx, `select `+absenceColumns+` from org_absence a where a.id = $1`, in.ID)
		if err != nil {
			return err
		}
		if err := o.overStaff(ctx, tx, a.Account); err != nil {
			return err
		}
		if a.State == org.Over {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		if in.Last.IsZero() {
			in.Last = o.Today(tx).AddDays(-1)
		}
		if !in.Last.Before(o.Today(tx)) {
			var p fault.Problems
			p.Add("last", "date.future")
			return p.Err()
		}
		return o.endAbsence(ctx, tx, a, in.Version, in.Last, in.Reason)
	})
}

func (o *Ops) endAbsence(ctx context.Context, tx *db.Tx, a org.Absence, version int, last civil.Date, reason string) error {
	if err := tx.UpdateVersion(ctx, "org_absence", a.ID, version, db.Row{"until_day": last, "state": org.Over}); err != nil {
		return err
	}
	clients, err := o.access.EndByReason(ctx, tx, access.Covering, a.ID)
	if err != nil {
		return err
	}
	facts := []fact.Fact{fact.New("org.absence_ended", "", "account", string(a.Account))}
	for _, c := range clients {
		facts = append(facts, fact.New("org.cover_ended", c, "cover", string(a.Cover)))
	}
	return tx.Record(ctx, access.ManageAbsence, reason, facts...)
}

// AbsenceLine is one absence with names.
type AbsenceLine struct {
	org.Absence
	Who, CoverName string
	Cases          int // open cases of the absent one, within the actor's sight
}

// Absences lists the running and planned absences of staff over whom the actor manages, and those that ended lately.
// Needs access.ManageAbsence.
func (s *Service) Absences(ctx context.Context) ([]AbsenceLine, error) {
	if err := s.ops.guard.Permit(ctx, access.ManageAbsence); err != nil {
		return nil, err
	}
	var out []AbsenceLine
	err := s.db.Read(ctx, func(r *db.Reader) error {
		offices, all, err := s.ops.access.OfficesFor(ctx, r, access.ManageAbsence)
		if err != nil {
			return err
		}
		posts, err := s.ops.access.PostsOn(ctx, r, s.Today())
		if err != nil {
			return err
		}
		rows, err := Absences(ctx, r, `a.until_day >= $1 order by case a.state when 'running' then 0 when 'planned' then 1 else 2 end, a.from_day, a.id`,
			s.Today().AddDays(-30))
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(a org.Absence) bool {
			return !all && !slices.ContainsFunc(posts[a.Account], func(p accesssvc.PostRow) bool { return slices.Contains(offices, p.Office) })
		})
		var accounts []id.Account
		for _, v := range rows {
			accounts = append(accounts, v.Account, v.Cover)
		}
		names, err := s.ops.StaffNames(ctx, r, accounts)
		if err != nil {
			return err
		}
		loads, err := CountCases(ctx, r, accounts)
		for _, v := range rows {
			out = append(out, AbsenceLine{Absence: v, Who: names[v.Account], CoverName: names[v.Cover], Cases: loads[v.Account].Cases})
		}
		return err
	})
	return out, err
}

// CountCases is the workload while nobody measures it better: open cases, those in sight only.
func CountCases(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]org.Load, error) {
	out := map[id.Account]org.Load{}
	if len(accounts) == 0 {
		return out, nil
	}
	type row struct {
		Account id.Account
		N       int
	}
	rows, err := db.All[row](ctx, r, `select a.account_id, count(*) from org_assignment a where a.until_at is null and {visible a.client_id} and a.account_id in `+
		db.In(len(accounts), 1)+` group by a.account_id`, db.Args(accounts)...)
	for _, v := range rows {
		out[v.Account] = org.Load{Cases: v.N}
	}
	return out, err
}
