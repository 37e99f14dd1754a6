package desksvc

import (
	"context"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/platform/db"
)

// Shift is somebody's time at the desk of an office, and to whom it went on.
type Shift struct {
	ID       string
	Office   id.Office
	Account  id.Account
	Opened   civil.Instant
	Closed   civil.Instant
	Next     id.Account
	Handed   civil.Instant
	Accepted civil.Instant
	Row      int
	Words    string
}

type shiftRow struct {
	ID       string
	Office   id.Office
	Account  id.Account
	Opened   civil.Instant
	Closed   civil.Instant
	Next     id.Account
	Handed   civil.Instant
	Accepted civil.Instant
	Row      int
	Words    []byte
}

const shiftColumns = `c.id, c.office_id, c.account_id, c.opened_at, c.closed_at, c.next_account, c.handed_at, c.accepted_at, c.version, c.words`

func (o *Ops) shifts(ctx context.Context, r *db.Reader, cond string, args ...any) ([]Shift, error) {
	rows, err := db.All[shiftRow](ctx, r, `select `+shiftColumns+` from monitoring_shift c where `+cond+` order by c.opened_at desc, c.id limit 60`, args...)
	out := make([]Shift, len(rows))
	for i, x := range rows {
		out[i] = Shift{ID: x.ID, Office: x.Office, Account: x.Account, Opened: x.Opened, Closed: x.Closed, Next: x.Next, Handed: x.Handed, Accepted: x.Accepted, Row: x.Row}
		if len(x.Words) > 0 && err == nil {
			var plain []byte
			plain, err = o.Seal.OpenScope(ctx, r, linesvc.Scope, shifts, "words", x.ID, x.Words)
			out[i].Words = string(plain)
		}
	}
	return out, err
}

// seated lists who sits at the desk that serves an office, the nearest first.
func (o *Ops) seated(ctx context.Context, r *db.Reader, office id.Office) ([]id.Account, error) {
	offices, err := o.Staff.Above(ctx, r, office)
	if err != nil {
		return nil, err
	}
	for _, at := range offices {
		list, err := db.All[id.Account](ctx, r, `select c.account_id from monitoring_shift c where c.office_id = $1 and c.closed_at is null order by c.opened_at desc, c.id`, string(at))
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return nil, nil
}

// Shifts lists the shifts of the offices in reach, the latest first. Needs ReadAlerts.
func (s *Service) Shifts(ctx context.Context) ([]Shift, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return nil, err
	}
	var out []Shift
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		b := &db.Binder{}
		cond := linesvc.Covered(access.From(ctx), b)
		out, err = s.ops.shifts(ctx, r, cond, b.Args()...)
		return err
	})
	return out, err
}

// Open begins the actor's shift at the desk of an office. Needs WorkAlerts over the whole office. Faults: forbidden, conflict when one is
// open already, invalid.
func (s *Service) Open(ctx context.Context, office id.Office) error {
	if err := s.mayDuty(ctx); err != nil {
		return err
	}
	if !access.From(ctx).Covers(office) || office == "" {
		var p fault.Problems
		p.Add("office", "monitoring.desk.office_needed")
		return p.Err()
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, `select count(*) from monitoring_shift c where c.account_id = $1 and c.closed_at is null`, string(tx.Actor.Account))
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "monitoring.desk.shift_open")
		}
		return s.begin(ctx, tx, office)
	})
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, office id.Office) error {
	if err := tx.Insert(ctx, shifts, db.Row{"id": tx.NewID(), "office_id": office, "account_id": tx.Actor.Account, "opened_at": tx.Now, "version": 1}); err != nil {
		return err
	}
	s.ops.changed(tx)
	return tx.Record(ctx, access.WorkAlerts, "", fact.New("monitoring.shift_opened", "", "office", string(office)))
}

func (s *Service) mayDuty(ctx context.Context) error {
	if err := s.ops.guard.Permit(ctx, access.WorkAlerts); err != nil {
		return err
	}
	if access.From(ctx).Reach(access.WorkAlerts) != access.InSite {
		return fault.New(fault.Conflict, "monitoring.desk.own_only")
	}
	return nil
}

// HandOver is the end of a shift: what the next one must know, and who that is.
type HandOver struct {
	Shift   string
	Version int
	Next    id.Account
	Words   string
}

// Hand names who takes the desk over, with the open alerts as they stand. The shift lasts until that person has accepted. Needs WorkAlerts.
// Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Hand(ctx context.Context, in HandOver) error {
	if err := s.mayDuty(ctx); err != nil {
		return err
	}
	in.Words = strings.TrimSpace(in.Words)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.ops.shift(ctx, &tx.Reader, in.Shift)
		if err != nil {
			return err
		}
		if x.Account != tx.Actor.Account {
			return fault.New(fault.Forbidden, "monitoring.desk.not_your_shift")
		}
		if x.Row != in.Version || !x.Closed.IsZero() {
			return fault.Stale()
		}
		var p fault.Problems
		if in.Words == "" {
			p.Add("words", "monitoring.desk.hand_words")
		}
		if utf8.RuneCountInString(in.Words) > MaxWords {
			p.Add("words", "monitoring.desk.words_long", "Max", MaxWords)
		}
		candidates, err := s.ops.candidates(ctx, &tx.Reader, x.Office, x.Account)
		if err != nil {
			return err
		}
		if !has(candidates, in.Next) {
			p.Add("next", "monitoring.desk.next_needed")
		}
		if err := p.Err(); err != nil {
			return err
		}
		words, err := s.ops.shut(ctx, tx, "", shifts, "words", x.ID, in.Words)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, shifts, x.ID, x.Row, db.Row{"next_account": in.Next, "words": words, "handed_at": tx.Now}); err != nil {
			return err
		}
		if x.Handed.IsZero() {
			if err := s.ops.listOpen(ctx, tx, x); err != nil {
				return err
			}
		}
		if err := s.ops.Staff.Tell(ctx, tx, in.Next, access.Notice{Kind: "monitoring_hand_over", Subject: x.ID, Href: "/monitoring/desk/shifts"}); err != nil {
			return err
		}
		s.ops.changed(tx)
		return tx.Record(ctx, access.WorkAlerts, "", fact.New("monitoring.shift_handed", "", "office", string(x.Office)))
	})
}

// listOpen keeps the open alerts with a hand-over as they stand.
func (o *Ops) listOpen(ctx context.Context, tx *db.Tx, x Shift) error {
	b := &db.Binder{}
	list, err := db.All[Alert](ctx, tx, `select `+alertColumns+` from monitoring_alert c where `+sight(ctx, b)+` and (c.drill = true or {visible c.client_id}) and c.state <> 'resolved'
		and c.merged is null order by c.severity desc, c.raised_at, c.id limit `+b.Bind(Limit), b.Args()...)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := tx.Insert(ctx, handed, db.Row{
			"id": tx.NewID(), "client_id": a.Client, "shift_id": x.ID, "alert_id": a.ID, "rule": string(a.Rule), "severity": int(a.Severity), "state": string(a.State),
			"raised_at": a.RaisedAt, "drill": a.Drill,
		}); err != nil {
			return err
		}
	}
	return nil
}

// Accept takes a desk over that was handed to the actor: the other shift ends, the actor's begins. Needs WorkAlerts. Faults: not_found,
// forbidden, conflict.
func (s *Service) Accept(ctx context.Context, shift string, version int) error {
	if err := s.mayDuty(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.ops.shift(ctx, &tx.Reader, shift)
		if err != nil {
			return err
		}
		if x.Next != tx.Actor.Account {
			return fault.New(fault.Forbidden, "monitoring.desk.not_handed_to_you")
		}
		if x.Row != version || !x.Closed.IsZero() {
			return fault.Stale()
		}
		if err := tx.UpdateVersion(ctx, shifts, x.ID, x.Row, db.Row{"accepted_at": tx.Now, "closed_at": tx.Now}); err != nil {
			return err
		}
		n, err := db.One[int](ctx, tx, `select count(*) from monitoring_shift c where c.account_id = $1 and c.closed_at is null`, string(tx.Actor.Account))
		if err != nil {
			return err
		}
		if n > 0 {
			return tx.Record(ctx, access.WorkAlerts, "", fact.New("monitoring.shift_accepted", "", "office", string(x.Office)))
		}
		if err := tx.Insert(ctx, shifts, db.Row{"id": tx.NewID(), "office_id": x.Office, "account_id": tx.Actor.Account, "opened_at": tx.Now, "version": 1}); err != nil {
			return err
		}
		s.ops.changed(tx)
		return tx.Record(ctx, access.WorkAlerts, "", fact.New("monitoring.shift_accepted", "", "office", string(x.Office)))
	})
}

// shift reads one shift of an office in reach.
func (o *Ops) shift(ctx context.Context, r *db.Reader, key string) (Shift, error) {
	b := &db.Binder{}
	cond := "c.id = " + b.Bind(key) + " and " + linesvc.Covered(access.From(ctx), b)
	list, err := o.shifts(ctx, r, cond, b.Args()...)
	if err == nil && len(list) == 0 {
		err = fault.MissingRecord()
	}
	if err != nil {
		return Shift{}, err
	}
	return list[0], nil
}

// candidates are those who may take the desk of an office over.
func (o *Ops) candidates(ctx context.Context, r *db.Reader, office id.Office, but id.Account) ([]id.Account, error) {
	duty, err := o.Staff.Duty(ctx, r, office)
	if err != nil {
		return nil, err
	}
	chief, err := o.Staff.Chief(ctx, r, office)
	var out []id.Account
	for _, x := range append(duty, chief...) {
		if x != but && !has(out, x) {
			out = append(out, x)
		}
	}
	return out, err
}

func has(list []id.Account, x id.Account) bool {
	for _, y := range list {
		if x == y && x != "" {
			return true
		}
	}
	return false
}

// Handed is one alert of a hand-over as it stood then.
type Handed struct {
	Client   id.Client
	Alert    string
	Rule     judge.Rule
	Severity alert.Severity
	State    alert.State
	RaisedAt civil.Instant
	Drill    bool
}

// HandedOver is one shift with the alerts that were open when it was handed over, as far as the reader may see their clients, and those
// who may take it over. Needs ReadAlerts. Fault: not_found.
func (s *Service) HandedOver(ctx context.Context, shift string) (x Shift, list []Handed, candidates []id.Account, err error) {
	if err := s.ops.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return x, nil, nil, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		if x, err = s.ops.shift(ctx, r, shift); err != nil {
			return err
		}
		if list, err = db.All[Handed](ctx, r, `select c.client_id, c.alert_id, c.rule, c.severity, c.state, c.raised_at, c.drill from monitoring_handed c where c.shift_id = $1
			and (c.drill = true or {visible c.client_id}) order by c.severity desc, c.raised_at, c.id`, shift); err != nil {
			return err
		}
		for _, h := range list {
			if h.Client != "" {
				db.Shown(ctx, h.Client)
			}
		}
		candidates, err = s.ops.candidates(ctx, r, x.Office, x.Account)
		return err
	})
	return x, list, candidates, err
}
