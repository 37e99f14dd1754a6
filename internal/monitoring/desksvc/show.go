package desksvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
)

// Done is one act in the history of an alert.
type Done struct {
	What   alert.Act
	Way    string
	Whom   string
	Result string
	Reason string
	Words  string
	At     civil.Instant
	By     string
}

// Told is one recipient of an alert with what is known of it.
type Told struct {
	Recipient  alert.Recipient
	Why        string
	Way        string
	Account    id.Account
	Failed     string // why nobody could be told
	State      notify.State
	Cause      string
	AnsweredAt civil.Instant
	AnsweredBy string
	At         civil.Instant
}

// Broken reports whether the recipient is not known to have been told, and has not answered either.
func (t Told) Broken() bool { return t.AnsweredAt.IsZero() && (t.Failed != "" || broken(t.State)) }

// Change is one step by which an alert became known.
type Change struct {
	What        string
	At          civil.Instant
	From, Until civil.Instant
	RecordedAt  civil.Instant
}

// Whole is one alert with everything that is known of it.
type Whole struct {
	Alert
	Done      []Done
	Told      []Told
	Changes   []Change
	Explain   judge.Explain
	Explained bool
	Emptied   int      // the certificate under which the explanation and the words of the acts were destroyed; 0 = they are there
	Bodies    []string // that must act in the regime
	ToConfirm bool     // whether the rulebook is not sure of it
}

// Show reads one alert with what was done about it. Needs ReadAlerts. Fault: not_found.
func (s *Service) Show(ctx context.Context, key string) (Whole, error) {
	var w Whole
	if err := s.ops.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return w, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if w.Alert, err = s.ops.alert(ctx, r, key); err != nil {
			return err
		}
		if w.Done, err = s.ops.done(ctx, r, w.Alert); err != nil {
			return err
		}
		if w.Told, err = s.ops.toldOf(ctx, r, w.Alert); err != nil {
			return err
		}
		w.Changes, err = db.All[Change](ctx, r, `select c.what, c.at, c.from_at, c.until_at, c.recorded_at from monitoring_alert_change c where c.alert_id = $1
			and ({visible c.client_id} or c.client_id = '') order by c.number`, key)
		if err == nil && s.ops.Explain != nil && !w.Drill {
			w.Explain, w.Explained, err = s.ops.Explain(ctx, r, key)
		}
		if err != nil {
			return err
		}
		w.Emptied, err = db.One[int](ctx, r, `select coalesce(c.certificate, 0) from monitoring_alert c where c.id = $1 and ({visible c.client_id} or c.client_id = '')`, key)
		w.Explained = w.Explained && w.Emptied == 0
		return err
	})
	w.Bodies, w.ToConfirm = alert.Bodies(s.Rulebook(), w.Regime)
	return w, err
}

type doneRow struct {
	ID, What, Way, Whom, Result, Reason string
	Words                               []byte
	At                                  civil.Instant
	By                                  string
}

func (o *Ops) done(ctx context.Context, r *db.Reader, a Alert) ([]Done, error) {
	rows, err := db.All[doneRow](ctx, r, `select c.id, c.what, c.way, c.whom, c.result, c.reason, c.words, c.recorded_at, c.recorded_by from monitoring_act c where c.alert_id = $1
		and ({visible c.client_id} or c.client_id = '') order by c.recorded_at desc, c.id desc`, a.ID)
	if err != nil {
		return nil, err
	}
	var boxes []seal.Box
	out, of := make([]Done, len(rows)), []int{}
	for i, x := range rows {
		out[i] = Done{What: alert.Act(x.What), Way: x.Way, Whom: x.Whom, Result: x.Result, Reason: x.Reason, At: x.At, By: x.By}
		if len(x.Words) > 0 {
			boxes, of = append(boxes, seal.Box{Scope: scope(a.Client), Table: acts, Column: "words", Row: x.ID, Sealed: x.Words}), append(of, i)
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for n, i := range of {
		out[i].Words = string(boxes[n].Plain)
	}
	return out, nil
}

func (o *Ops) toldOf(ctx context.Context, r *db.Reader, a Alert) ([]Told, error) {
	type row struct {
		Recipient, Why, Way string
		Account             id.Account
		Message, Failed     string
		AnsweredAt          civil.Instant
		AnsweredBy          string
		At                  civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.recipient, c.why, c.way, c.account_id, c.message, c.failed, c.answered_at, c.answered_by, c.recorded_at from monitoring_told c
		where c.alert_id = $1 and ({visible c.client_id} or c.client_id = '') order by c.recorded_at, c.id`, a.ID)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, x := range rows {
		if x.Message != "" {
			keys = append(keys, x.Message)
		}
	}
	became, err := o.became(ctx, r, keys)
	out := make([]Told, len(rows))
	for i, x := range rows {
		m := became[x.Message]
		out[i] = Told{alert.Recipient(x.Recipient), x.Why, x.Way, x.Account, x.Failed, m.State, m.Cause, x.AnsweredAt, x.AnsweredBy, x.At}
	}
	return out, err
}
