package workload

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Officers says how much each officer carries: cases by level, points beside capacity, and what is owed. It counts clients in
// the reader's sight only: a number that grows by one tells of a restricted person as surely as a name.
func (l *Load) Officers(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]org.Load, error) {
	out := map[id.Account]org.Load{}
	if len(accounts) == 0 {
		return out, nil
	}
	type row struct {
		Account                                     id.Account
		Level                                       string
		Cases, Overdue, Register, Assess, PointsSum int
	}
	n := len(accounts)
	at := func(i int) string { return "$" + strconv.Itoa(n+i) }
	rows, err := db.All[row](ctx, r, `select c.officer_id, coalesce(c.level, ''), count(*), sum(case when c.oldest_open_at < `+at(1)+` then 1 else 0 end),
		sum(case when c.order_status in ('pending','called') and c.register_due < `+at(2)+` then 1 else 0 end),
		sum(case when `+supervised+` and c.rna_due < `+at(2)+` then 1 else 0 end), cast(sum(coalesce(c.points, 0)) as bigint)
		from casefile_card c where c.officer_id in `+db.In(n, 1)+` and c.order_status in ('pending','called','registered','running','suspended')
		and {visible c.client_id} group by c.officer_id, coalesce(c.level, '')`, append(db.Args(accounts), l.DB.Now(), l.today())...)
	if err != nil {
		return nil, err
	}
	for _, v := range rows {
		o := out[v.Account]
		if o.Levels == nil {
			o.Levels = map[string]int{}
		}
		o.Cases, o.Overdue, o.RegisterDue, o.AssessDue, o.Points = o.Cases+v.Cases, o.Overdue+v.Overdue, o.RegisterDue+v.Register, o.AssessDue+v.Assess, o.Points+v.PointsSum
		o.Levels[cmp.Or(v.Level, rulebook.Unassessed)] += v.Cases
		out[v.Account] = o
	}
	return out, l.capacity(ctx, r, accounts, out)
}

// capacity writes what each officer can carry today: the most of their case posts, for posts of one person share a day.
func (l *Load) capacity(ctx context.Context, r *db.Reader, accounts []id.Account, into map[id.Account]org.Load) error {
	type post struct {
		Account  id.Account
		Role     access.Role
		Weekdays string
		From     civil.Date
		Away     int
	}
	set, err := l.Service.Ops().Standards(ctx, r)
	if err != nil {
		return err
	}
	today := l.today()
	table := set.On(today)
	if table == nil {
		return nil
	}
	n := len(accounts)
	day := "$" + strconv.Itoa(n+1)
	posts, err := db.All[post](ctx, r, `select p.account_id, p.role, p.weekdays, p.valid_from,
		(select count(*) from org_absence a where a.account_id = p.account_id and a.state = 'running' and a.from_day <= `+day+` and a.until_day >= `+day+`)
		from access_post p where p.account_id in `+db.In(n, 1)+` and p.replaced_at is null and p.valid_from <= `+day+` and (p.valid_to is null or p.valid_to >= `+day+`)`,
		append(db.Args(accounts), today)...)
	for _, p := range posts {
		if !slices.Contains(org.CaseRoles(), p.Role) {
			continue
		}
		points, ok := table.Capacity.Of(rulebook.Held{Head: p.Role == access.Head, Days: len(p.Weekdays), Away: p.Away > 0, From: p.From}, today)
		o := into[p.Account]
		o.Capacity, o.Measured = max(o.Capacity, points), ok
		into[p.Account] = o
	}
	return err
}

// Weight is the points that clients bring to whoever takes them: by the table where they are on the register, and what they
// will weigh once they are.
func (l *Load) Weight(ctx context.Context, r *db.Reader, clients []id.Client) (int, error) {
	set, err := l.Service.Ops().Standards(ctx, r)
	if err != nil || len(clients) == 0 {
		return 0, err
	}
	rows, err := db.All[caseRow](ctx, r, `select `+caseColumns+` from casefile_card c where c.client_id in `+db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return 0, err
	}
	cases, err := l.cases(ctx, r, rows)
	n := 0
	for _, c := range cases {
		if c.Start.IsZero() {
			c.Start, c.End = l.today(), civil.Date{}
		}
		n += set.Points(c, l.today())
	}
	return n, err
}

// MayHold says why an account may not hold a client, by the rulebook's list holding_rules: a level, or a judgement in a
// compartment that is open to the reader, asks for a qualification. A compartment that is shut to the reader says nothing,
// for a refusal would tell of it.
func (l *Load) MayHold(ctx context.Context, r *db.Reader, account id.Account, client id.Client) (msg.Message, error) {
	today := l.today()
	level, _, err := db.Maybe[string](ctx, r, `select c.level from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil {
		return msg.Message{}, err
	}
	rb := l.rules()
	for _, rule := range rb.List(rulebook.ListHoldingRules).On(today) {
		holds, err := l.concerns(ctx, r, rule, level, client)
		if err != nil {
			return msg.Message{}, err
		}
		if !holds {
			continue
		}
		code := rule.Attr["qualification"]
		ok, err := l.Qualified(ctx, r, account, code, today)
		if err != nil {
			return msg.Message{}, err
		}
		if !ok {
			return msg.New("org.allocate.unqualified", "Rule", rule.Label, "Needs", rb.List(rulebook.ListQualifications).Text(code)), nil
		}
	}
	return msg.Message{}, nil
}

// concerns reports whether a rule is about a client.
func (l *Load) concerns(ctx context.Context, r *db.Reader, rule rulebook.Item, level string, client id.Client) (bool, error) {
	if want := rule.Attr["level"]; want != "" {
		return want == level, nil
	}
	compartment := rule.Attr["compartment"]
	if compartment == "" {
		return false, nil
	}
	n, err := db.One[int](ctx, r, `select count(*) from assessment_assessment a where a.client_id = $1 and a.compartment = $2 and a.state <> 'dropped'
		and {visible a.client_id} and {inside a.client_id a.compartment}`, client, compartment)
	return n > 0, err
}
