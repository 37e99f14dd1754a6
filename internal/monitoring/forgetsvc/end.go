package forgetsvc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/platform/db"
)

// end ends the open alerts of zones, as a change of the order would: the alert does not say that somebody took a consent back.
func (o Ops) end(ctx context.Context, tx *db.Tx, order string, zones []string) error {
	type row struct {
		ID       string
		Client   id.Client
		Severity int
		From     civil.Instant
		Last     int
	}
	list, err := db.All[row](ctx, tx.System(), `select c.id, c.client_id, c.severity, c.from_at, (select coalesce(max(x.number), 0) from monitoring_alert_change x where x.alert_id = c.id)
		from monitoring_alert c where c.monitoring_id = $1 and c.drill = $2 and c.until_at is null and c.withdrawn is null and c.zone_id in `+db.In(len(zones), 3)+`
		and {visible c.client_id} order by c.id`, append([]any{order, false}, db.Args(zones)...)...)
	if err != nil || len(list) == 0 {
		return err
	}
	var ended []string
	var facts []fact.Fact
	for _, a := range list {
		if err := tx.Update(ctx, "monitoring_alert", a.ID, db.Row{"until_at": tx.Now, "end_why": "changed", "told_at": tx.Now}); err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(a.ID + "\x00" + strconv.Itoa(a.Last+1)))
		if err := tx.Insert(ctx, "monitoring_alert_change", db.Row{
			"id": hex.EncodeToString(sum[:16]), "client_id": a.Client, "alert_id": a.ID, "number": a.Last + 1, "what": evaluator.Ended, "cause": 0, "at": tx.Now,
			"from_at": a.From, "until_at": tx.Now, "recorded_at": tx.Now,
		}); err != nil {
			return err
		}
		ended = append(ended, a.ID)
		facts = append(facts, fact.New("monitoring.alert_ended", a.Client, "alert", a.ID, "monitoring", order, "severity", alert.Severity(a.Severity).Code()).From("system"))
	}
	if o.Ended != nil {
		if err := o.Ended(ctx, tx, order, ended); err != nil {
			return err
		}
	}
	return tx.Record(ctx, access.WorkAlerts, "", facts...)
}
