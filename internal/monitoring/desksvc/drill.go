package desksvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

// Scenarios are the drills that can be run, each with what it plays.
func Scenarios() map[string]alert.Subject {
	return map[string]alert.Subject{
		"entry":  {Rule: judge.KeepOutEntry, Class: judge.Violation, Kind: zone.VictimFixed, Regime: alert.ProtectionOrder},
		"tamper": {Rule: judge.TamperLatched, Class: judge.Violation, Regime: alert.Supervision},
		"silent": {Rule: judge.Silent, Class: judge.Technical, Regime: alert.Supervision},
	}
}

// Drill raises an alert of practice in an office: it is of no client, is marked everywhere, climbs like any other, tells nobody outside, and
// is in no figures. Needs RunDrill in that office. Faults: forbidden, conflict while another one is open there, invalid.
func (s *Service) Drill(ctx context.Context, office id.Office, scenario string) (string, error) {
	if err := s.ops.guard.Permit(ctx, access.RunDrill); err != nil {
		return "", err
	}
	var p fault.Problems
	subject, ok := Scenarios()[scenario]
	if !ok {
		p.Add("scenario", "monitoring.desk.scenario_needed")
	}
	if !access.From(ctx).Covers(office) || office == "" {
		p.Add("office", "monitoring.desk.office_needed")
	}
	if err := p.Err(); err != nil {
		return "", err
	}
	key := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, `select count(*) from monitoring_alert c where c.drill = true and c.office_id = $1 and c.state <> 'resolved' and (c.client_id = '' or {visible c.client_id})`, string(office))
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "monitoring.desk.drill_open")
		}
		key = tx.NewID()
		explain, err := s.ops.shut(ctx, tx, "", alerts, "explain", key, "{}")
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, alerts, db.Row{
			"id": key, "client_id": "", "monitoring_id": "", "regime": string(subject.Regime), "office_id": office, "rule": string(subject.Rule), "class": string(subject.Class),
			"severity": int(subject.Severity()), "zone_kind": db.Null(subject.Kind), "from_at": tx.Now, "decided_at": tx.Now, "raised_at": tx.Now, "raised_by": 0, "told_at": tx.Now,
			"updates": 0, "late": false, "drill": true, "endangers": subject.Endangers(), "weakens": subject.Weakens(), "explain": explain, "state": string(alert.Raised), "version": 1,
		}); err != nil {
			return err
		}
		if err := s.ops.Raised(ctx, tx, []Heard{{key, evaluator.Raised}}); err != nil {
			return err
		}
		return tx.Record(ctx, access.RunDrill, "", fact.New("monitoring.drill_run", "", "office", string(office)))
	})
	return key, err
}

// Drills lists the drills of the offices in reach, the latest first. Needs RunDrill.
func (s *Service) Drills(ctx context.Context) ([]Alert, error) {
	if err := s.ops.guard.Permit(ctx, access.RunDrill); err != nil {
		return nil, err
	}
	var out []Alert
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		b := &db.Binder{}
		out, err = db.All[Alert](ctx, r, `select `+alertColumns+` from monitoring_alert c where c.drill = true and (c.client_id = '' or {visible c.client_id}) and `+
			linesvc.Covered(access.From(ctx), b)+` order by c.raised_at desc, c.id limit 60`, b.Args()...)
		return err
	})
	return out, err
}
