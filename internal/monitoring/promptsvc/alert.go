package promptsvc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
)

const (
	alerts  = "monitoring_alert"
	changes = "monitoring_alert_change"
)

// identify derives the identifier of an alert as the rules of positions do: from order, rule and beginning.
func identify(order, rule, prompt string, from civil.Instant) string {
	sum := sha256.Sum256([]byte(order + "\x00" + prompt + "\x00" + rule + "\x00" + from.Time().UTC().Format(time.RFC3339Nano)))
	return hex.EncodeToString(sum[:16])
}

// raise puts an alert into the queue of the duty desk: the same table, the same states, the same people.
func (s *Service) raise(ctx context.Context, tx *db.Tx, x promptRow, rule string, class judge.Class, from civil.Instant) (string, error) {
	o, err := readOrder(ctx, tx.System(), x.Client, x.Order)
	if err != nil {
		return "", err
	}
	office, err := (accesssvc.Ops{}).OfficeOf(ctx, tx.System(), x.Client)
	if err != nil {
		return "", err
	}
	sub := alert.Subject{Rule: judge.Rule(rule), Class: class, Regime: alert.Regime(o.Kind)}
	key := identify(o.ID, rule, x.ID, from)
	book := s.Rules.At(tx.Now.In(s.Zone))
	plain, err := json.Marshal(judge.Explain{Rules: rule, Rulebook: book.Jurisdiction + " " + book.Version})
	if err != nil {
		return "", err
	}
	explain, err := s.Seal.Seal(ctx, tx, x.Client, alerts, "explain", key, plain)
	if err != nil {
		return "", err
	}
	if err := tx.Insert(ctx, alerts, db.Row{
		"id": key, "client_id": x.Client, "monitoring_id": o.ID, "regime": o.Kind, "office_id": db.Null(office), "rule": rule, "class": class,
		"severity": int(sub.Severity()), "from_at": from, "until_at": from, "decided_at": tx.Now, "raised_at": tx.Now, "raised_by": 0, "told_at": tx.Now, "updates": 0,
		"late": false, "drill": false, "endangers": sub.Endangers(), "weakens": sub.Weakens(), "explain": explain, "state": alert.Raised, "version": 1,
	}); err != nil {
		return "", err
	}
	if err := tx.Insert(ctx, changes, db.Row{
		"id": key + "-1", "client_id": x.Client, "alert_id": key, "number": 1, "what": "raised", "cause": 0, "at": tx.Now, "from_at": from, "until_at": from, "recorded_at": tx.Now,
	}); err != nil {
		return "", err
	}
	if s.Raised == nil {
		return key, nil
	}
	return key, s.Raised(ctx, tx, []Raised{{Alert: key, Client: x.Client, Order: o.ID, Office: office, Subject: sub, From: from, At: tx.Now}})
}
