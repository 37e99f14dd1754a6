package assessmentstudysvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
)

// File is one study with everything written down in it.
type File struct {
	study.Study
	Request study.Entry
	Entries []study.Entry            // current versions in the order in which they were written
	Old     map[string][]study.Entry // earlier versions by entry, the oldest first
	Members []access.Member
	Authors []id.Account // who may be given the study; only for those who assign
}

// Of lists the current entries of a kind.
func (f File) Of(kind study.Kind) []study.Entry {
	var out []study.Entry
	for _, e := range f.Entries {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// Last is the latest current entry of a kind; the zero Entry for none.
func (f File) Last(kind study.Kind) study.Entry {
	list := f.Of(kind)
	if len(list) == 0 {
		return study.Entry{}
	}
	return list[len(list)-1]
}

// Study reads one study. Needs access.WorkStudy and an open compartment. Faults: not_found for everybody else.
func (s *Service) Study(ctx context.Context, key string) (File, error) {
	var out File
	if !access.From(ctx).May(access.WorkStudy) {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out, err = s.ops.file(ctx, r, key); err != nil {
			return err
		}
		if access.From(ctx).May(access.SignStudy) && out.May(study.Assign) {
			out.Authors, err = s.ops.Staff.Authors(ctx, r, out.Office, s.Today())
		}
		return err
	})
	return out, err
}

func (o *Ops) file(ctx context.Context, r *db.Reader, key string) (File, error) {
	out := File{Old: map[string][]study.Entry{}}
	var err error
	if out.Study, err = o.load(ctx, r, key); err != nil {
		return out, err
	}
	db.Shown(ctx, out.Person)
	list, err := o.all(ctx, r, key)
	if err != nil {
		return out, err
	}
	for _, e := range list {
		switch {
		case !e.Current():
			out.Old[e.ID] = append(out.Old[e.ID], e)
		case e.Kind == study.KindRequest:
			out.Request = e
			out.Entries = append(out.Entries, e)
		default:
			out.Entries = append(out.Entries, e)
		}
	}
	out.Members, err = o.access.Members(ctx, r, out.Person, access.Compartment(out.Compartment))
	return out, err
}

// Filter narrows a list of studies.
type Filter struct {
	Mine    bool // of which the actor is the author
	State   study.State
	Overdue bool
	Page    page.Request
}

// Item is one line of a list.
type Item struct {
	study.Study
	Request study.Entry
}

// List is one page of studies, those with the nearest day first.
type List struct {
	Items  []Item
	Counts map[study.State]int
	Next   page.Cursor
}

// List lists the studies that are open to the actor. Needs access.WorkStudy. Faults: forbidden.
func (s *Service) List(ctx context.Context, f Filter) (List, error) {
	out := List{Counts: map[study.State]int{}}
	if err := s.ops.guard.Permit(ctx, access.WorkStudy); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if err = s.counts(ctx, r, f, &out); err != nil {
			return err
		}
		return s.items(ctx, r, f, &out)
	})
	return out, err
}

func (s *Service) counts(ctx context.Context, r *db.Reader, f Filter, out *List) error {
	cond, args := "c.state <> $1", []any{string(study.Closed)}
	if f.Mine {
		cond, args = cond+" and c.author_id = $2", append(args, access.From(ctx).Account)
	}
	type count struct {
		State study.State
		N     int
	}
	rows, err := db.All[count](ctx, r, `select c.state, count(*) from assessment_study c where `+cond+` and {visible c.client_id}
		and {inside c.client_id c.compartment} group by c.state`, args...)
	for _, x := range rows {
		out.Counts[x.State] = x.N
	}
	return err
}

// late stands where no clock runs, after every day.
const late = "9999-12-31"

func (s *Service) items(ctx context.Context, r *db.Reader, f Filter, out *List) error {
	cond, args := "c.state <> $2", []any{f.Page.Limit() + 1, string(study.Closed)}
	arg := func(v any) string { args = append(args, v); return placeholder(len(args)) }
	if f.Mine {
		cond += " and c.author_id = " + arg(access.From(ctx).Account)
	}
	if f.State != "" {
		cond += " and c.state = " + arg(string(f.State))
	}
	if f.Overdue {
		cond += " and c.due_on < " + arg(s.Today())
	}
	if f.Page.After.ID != "" {
		cond += " and (coalesce(c.due_on, '" + late + "'), c.id) > (" + arg(f.Page.After.Key) + ", " + arg(f.Page.After.ID) + ")"
	}
	rows, err := db.All[study.Study](ctx, r, `select `+studyCols+` from assessment_study c where `+cond+` and {visible c.client_id}
		and {inside c.client_id c.compartment} order by coalesce(c.due_on, '`+late+`'), c.id limit $1`, args...)
	if err != nil {
		return err
	}
	if len(rows) > f.Page.Limit() {
		rows = rows[:f.Page.Limit()]
		last := rows[len(rows)-1]
		out.Next = page.Cursor{Key: late, ID: last.ID}
		if d := last.Due(); !d.IsZero() {
			out.Next.Key = d.String()
		}
	}
	out.Items, err = s.ops.lines(ctx, r, rows)
	return err
}

// lines puts the requests beside the studies.
func (o *Ops) lines(ctx context.Context, r *db.Reader, rows []study.Study) ([]Item, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	keys, clients := make([]string, len(rows)), make([]id.Client, len(rows))
	for i, x := range rows {
		keys[i], clients[i] = x.ID, x.Person
	}
	found, err := db.All[entryRow](ctx, r, `select `+entryCols+` from assessment_study_entry c where c.study_id in `+db.In(len(keys), 1)+`
		and c.kind = 'request' and c.replaced_at is null and {visible c.client_id} and {inside c.client_id c.compartment}`, db.Args(keys)...)
	if err != nil {
		return nil, err
	}
	opened, err := o.open(ctx, r, found)
	if err != nil {
		return nil, err
	}
	requests := map[string]study.Entry{}
	for i, e := range opened {
		requests[found[i].Study] = e
	}
	out := make([]Item, len(rows))
	for i, x := range rows {
		out[i] = Item{Study: x, Request: requests[x.ID]}
	}
	db.Shown(ctx, clients...)
	return out, nil
}
