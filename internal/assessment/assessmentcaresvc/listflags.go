package assessmentcaresvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// FlagFilter says which flags a list shows. It holds codes only, so that it may stand in an address.
type FlagFilter struct {
	Scope string // mine (default) or office
	State string // open (default), late, closed or all
	Flag  string
}

// FlagLimit bounds a list: open flags are few or something is wrong.
const FlagLimit = 200

// FlagList lists flags in the actor's sight, the most urgent first; who reads only own clients sees theirs alone. More says that
// there are others beyond FlagLimit. Needs HandleFlag.
func (s *Service) FlagList(ctx context.Context, f FlagFilter) (list []assessment.FlagTask, more bool, err error) {
	if err := s.ops.guard.Permit(ctx, access.HandleFlag); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		cond, b := flagWhere(ctx, f, s)
		rows, err := flagRows(ctx, r, cond, b)
		if err != nil {
			return err
		}
		if more = len(rows) > FlagLimit; more {
			rows = rows[:FlagLimit]
		}
		for _, x := range rows {
			db.Shown(ctx, x.Client)
		}
		list, err = s.ops.openFlags(ctx, r, rows)
		return err
	})
	return list, more, err
}

func flagRows(ctx context.Context, r *db.Reader, cond string, b *db.Binder) ([]flagRow, error) {
	return db.All[flagRow](ctx, r, `select `+flagColumns+` from assessment_flag c where {visible c.client_id} and {inside c.client_id c.compartment}`+cond+
		` order by case when c.state = 'open' then 0 else 1 end, c.due_at, c.id limit `+b.Bind(FlagLimit+1), b.Args()...)
}

// flagWhere builds the condition of a filter; every part is a literal, every value an argument.
func flagWhere(ctx context.Context, f FlagFilter, s *Service) (string, *db.Binder) {
	b := &db.Binder{}
	rights := access.From(ctx)
	cond := ownPart(rights, b)
	if f.Scope != "office" {
		cond += " and (c.assigned_to = " + b.Bind(string(rights.Account)) + " or " + workedBy(rights, b) + ")"
	}
	switch f.State {
	case "all":
	case "closed":
		cond += " and c.state = 'closed'"
	case "late":
		cond += " and c.state = 'open' and c.due_at < " + b.Bind(s.db.Now().String())
	default:
		cond += " and c.state = 'open'"
	}
	if f.Flag != "" {
		cond += " and c.flag = " + b.Bind(f.Flag)
	}
	return cond, b
}

// ownPart narrows to the clients whom the actor works with, for those who read no other assessments. Whoever was given the
// task reads it in any case.
func ownPart(rights access.Rights, b *db.Binder) string {
	if rights.Reach(access.ReadAssessment) == access.InSite {
		return ""
	}
	return " and (c.assigned_to = " + b.Bind(string(rights.Account)) + " or " + workedBy(rights, b) + ")"
}

func workedBy(rights access.Rights, b *db.Binder) string {
	return "c.client_id in (select l.client_id from access_list l where l.account_id = " + b.Bind(string(rights.Account)) +
		" and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > " + b.Bind(rights.Now.String()) + "))"
}

// CountFlags counts the open flags that the actor's list "mine" holds, and how many of them are late.
func (o *Ops) CountFlags(ctx context.Context, r *db.Reader) (open, late int, err error) {
	rights := access.From(ctx)
	if !rights.May(access.HandleFlag) {
		return 0, 0, nil
	}
	type row struct{ Open, Late int }
	b := &db.Binder{}
	at := b.Bind(rights.Now.String())
	mine := "(c.assigned_to = " + b.Bind(string(rights.Account)) + " or " + workedBy(rights, b) + ")"
	got, err := db.One[row](ctx, r, `select count(*), coalesce(sum(case when c.due_at < `+at+` then 1 else 0 end), 0) from assessment_flag c where c.state = 'open'
		and {visible c.client_id} and {inside c.client_id c.compartment} and `+mine, b.Args()...)
	return got.Open, got.Late, err
}

// ClientFlags lists the flags of one client, open ones first. Needs ReadAssessment. Faults: not_found.
func (s *Service) ClientFlags(ctx context.Context, client id.Client) ([]assessment.FlagTask, error) {
	var out []assessment.FlagTask
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.mayRead(ctx, r, client); err != nil {
			return err
		}
		b := &db.Binder{}
		rows, err := flagRows(ctx, r, " and c.client_id = "+b.Bind(string(client)), b)
		if err != nil {
			return err
		}
		out, err = s.ops.openFlags(ctx, r, rows)
		return err
	})
	return out, err
}

// FlagTask reads one flag of a client with the answers that were corrected. Needs ReadAssessment. Faults: not_found.
func (s *Service) FlagTask(ctx context.Context, client id.Client, flag string) (f assessment.FlagTask, old []assessment.FlagCorrection, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.mayRead(ctx, r, client); err != nil {
			return err
		}
		if f, err = s.ops.flagTask(ctx, r, client, flag); err != nil {
			return err
		}
		old, err = s.ops.corrections(ctx, r, client, flag)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		f = assessment.FlagTask{}
	}
	return f, old, err
}
