package desksvc

import (
	"context"
	"strconv"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
)

// Limit bounds a page of a list.
const Limit = 300

// What a list of alerts shows beside a state of its own.
const (
	ShowOpen    = ""        // everything that is not resolved
	ShowWaiting = "waiting" // nobody has taken it
	ShowClosed  = "closed"
)

// Filter says which alerts a list shows. It holds codes only, so that it may stand in an address.
type Filter struct {
	Severity string
	Office   id.Office
	Mine     bool
	State    string
	Skip     int // how many alerts the pages before show
}

// Row is one alert of the queue. Failed counts the messages about it that did not go out.
type Row struct {
	Alert
	Failed int
}

// Figures are what the desk shows of itself: of the last thirty days, drills left out.
type Figures struct {
	Open, Waiting  int
	Closed, Failed int // Failed are false alarms among the closed
}

// FigureDays is how far back the false alarms are counted.
const FigureDays = 30

// Queue lists the alerts in the actor's sight, the gravest first and then the one that waits longest; more says that there are others
// beyond Limit. Needs ReadAlerts.
func (s *Service) Queue(ctx context.Context, f Filter) (list []Row, more bool, figures Figures, err error) {
	if err := s.ops.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return nil, false, figures, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		order := " order by c.severity desc, c.raised_at, c.id"
		if f.State == ShowClosed {
			order = " order by c.resolved_at desc, c.id"
		}
		rows, err := db.All[Alert](ctx, r, `select `+alertColumns+` from monitoring_alert c where `+sight(ctx, b)+` and (c.drill = true or {visible c.client_id})`+
			where(ctx, f, b)+order+` limit `+b.Bind(Limit+1)+` offset `+b.Bind(max(f.Skip, 0)), b.Args()...)
		if err != nil {
			return err
		}
		if more = len(rows) > Limit; more {
			rows = rows[:Limit]
		}
		failed, err := s.ops.failures(ctx, r, keys(rows, func(a Alert) string { return a.ID }))
		if err != nil {
			return err
		}
		for _, a := range rows {
			if a.Client != "" {
				db.Shown(ctx, a.Client)
			}
			list = append(list, Row{a, failed[a.ID]})
		}
		figures, err = s.ops.figures(ctx, r, s.Now())
		return err
	})
	return list, more, figures, err
}

func where(ctx context.Context, f Filter, b *db.Binder) string {
	cond, ok := map[string]string{
		ShowOpen: " and c.state <> 'resolved'", ShowWaiting: " and c.state in ('raised','seen')", ShowClosed: " and c.state = 'resolved'",
	}[f.State]
	if !ok {
		cond = " and c.state = " + b.Bind(f.State)
	}
	if f.State != ShowClosed {
		cond += " and c.merged is null"
	}
	for _, s := range []alert.Severity{alert.Low, alert.Medium, alert.High, alert.Critical} {
		if f.Severity == s.Code() {
			cond += " and c.severity = " + b.Bind(int(s))
		}
	}
	if f.Office != "" {
		cond += " and c.office_id = " + b.Bind(string(f.Office))
	}
	if f.Mine {
		cond += " and c.taken_by = " + b.Bind(string(access.From(ctx).Account))
	}
	return cond
}

// figures counts what is open and how many of the closed were false.
func (o *Ops) figures(ctx context.Context, r *db.Reader, now civil.Instant) (Figures, error) {
	b := &db.Binder{}
	return db.One[Figures](ctx, r, `select coalesce(sum(case when c.state <> 'resolved' then 1 else 0 end), 0), coalesce(sum(case when c.state in ('raised','seen') then 1 else 0 end), 0),
		coalesce(sum(case when c.state = 'resolved' then 1 else 0 end), 0), coalesce(sum(case when c.state = 'resolved' and c.false_alarm = true then 1 else 0 end), 0)
		from monitoring_alert c where c.drill = false and c.merged is null and (c.state <> 'resolved' or c.resolved_at > `+b.Bind(now.Add(-FigureDays*24*time.Hour).String())+`) and {visible c.client_id} and `+
		sight(ctx, b), b.Args()...)
}

// failures counts by alert what could not be told: nobody or no line to tell, or a message that did not go out.
func (o *Ops) failures(ctx context.Context, r *db.Reader, keys []string) (map[string]int, error) {
	out := map[string]int{}
	if len(keys) == 0 {
		return out, nil
	}
	type row struct{ Alert, Failed, Message string }
	rows, err := db.All[row](ctx, r, `select c.alert_id, c.failed, c.message from monitoring_told c where c.alert_id in `+db.In(len(keys), 1)+
		` and c.answered_at is null and (c.failed is not null or c.message is not null) and ({visible c.client_id} or c.client_id = '')`, db.Args(keys)...)
	if err != nil {
		return nil, err
	}
	var messages []string
	for _, x := range rows {
		if x.Message != "" {
			messages = append(messages, x.Message)
		}
	}
	became, err := o.became(ctx, r, messages)
	if err != nil {
		return nil, err
	}
	for _, x := range rows {
		if x.Failed != "" || broken(became[x.Message].State) {
			out[x.Alert]++
		}
	}
	return out, nil
}

func (o *Ops) became(ctx context.Context, r *db.Reader, messages []string) (map[string]notify.Became, error) {
	if o.Outbox == nil {
		return map[string]notify.Became{}, nil
	}
	return o.Outbox.Became(ctx, r, messages)
}

// broken reports whether a message is not known to have gone out.
func broken(s notify.State) bool {
	return s == notify.Failed || s == notify.Uncertain || s == notify.Dropped
}

func keys[T any](list []T, of func(T) string) (out []string) {
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}

// MostStanding bounds how many alerts an open desk compares: many more than a list shows, and the latest first, since a desk that stopped at the
// end of its list would not hear of a new alert in a storm.
const MostStanding = 10_000

// Standing tells for each open alert in sight, the latest of them, a mark that changes whenever something about it does; nothing else. An
// open desk compares it with what it knew. It shows nobody. Needs ReadAlerts.
func (s *Service) Standing(ctx context.Context) (map[string]string, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return nil, err
	}
	type row struct {
		ID           string
		Row, Updates int
		Until        civil.Instant
		Withdrawn    string
	}
	out := map[string]string{}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		rows, err := db.All[row](ctx, r, `select c.id, c.version, c.updates, c.until_at, c.withdrawn from monitoring_alert c where `+sight(ctx, b)+`
			and (c.drill = true or {visible c.client_id}) and c.state <> 'resolved' and c.merged is null order by c.raised_at desc, c.id limit `+b.Bind(MostStanding), b.Args()...)
		if err != nil {
			return err
		}
		failed, err := s.ops.failures(ctx, r, keys(rows, func(a row) string { return a.ID }))
		for _, a := range rows {
			out[a.ID] = strconv.Itoa(a.Row) + "." + strconv.Itoa(a.Updates) + "." + a.Until.String() + "." + a.Withdrawn + "." + strconv.Itoa(failed[a.ID])
		}
		return err
	})
	return out, err
}

// ClientPage is how many alerts of one client are read at once.
const ClientPage = 20

// OfClient lists the alerts of a client from a place on, the newest first; total says how many there are. Drills, and alerts that became
// part of another, are left out. Needs ReadAlerts on the client. Fault: not_found.
func (s *Service) OfClient(ctx context.Context, client id.Client, skip int) (list []Alert, total int, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		if err := s.ops.guard.See(ctx, r, access.ReadAlerts, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		const of = ` from monitoring_alert c where c.client_id = $1 and c.drill = false and c.merged is null and {visible c.client_id}`
		if total, err = db.One[int](ctx, r, `select count(*)`+of, client); err != nil {
			return err
		}
		list, err = db.All[Alert](ctx, r, `select `+alertColumns+of+` order by c.raised_at desc, c.id desc limit $2 offset $3`, client, ClientPage, max(skip, 0))
		return err
	})
	return list, total, err
}
