package watchsvc

import (
	"context"
	"encoding/json"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
)

// Changed takes notice, within the transaction of whoever changed it, that the case of an order is another: a zone, a timetable, a term, a
// device put on or taken off. What was judged in the last two days is judged anew. It works with the system's rights and asks no guard.
func (s *Service) Changed(ctx context.Context, tx *db.Tx, order string) error { return nil }

// Peer stores a position of the device of the protected person whom a moving zone is round, in the transaction of whoever received it.
func (s *Service) Peer(ctx context.Context, tx *db.Tx, order, zone string, fix monitoring.Fix) error { return nil }

// Explanation tells why an alert was raised. The caller has asked for the right to read alerts. Faults: not_found.
func (s *Service) Explanation(ctx context.Context, r *db.Reader, alert string) (judge.Explain, error) {
	type row struct {
		Client id.Client
		Sealed []byte
	}
	var out judge.Explain
	x, err := db.One[row](ctx, r, `select c.client_id, c.explain from monitoring_alert c where c.id = $1 and {visible c.client_id}`, alert)
	if err != nil {
		return out, err
	}
	text, err := s.Seal.Open(ctx, r, x.Client, "monitoring_alert", "explain", alert, x.Sealed)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(text, &out)
}
