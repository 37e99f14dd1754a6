package desksvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	alerts = "monitoring_alert"
	acts   = "monitoring_act"
	told   = "monitoring_told"
	shifts = "monitoring_shift"
	handed = "monitoring_handed"
)

// Alert is one alert as the desk holds it.
type Alert struct {
	ID         string
	Client     id.Client // empty for a drill
	Order      string
	Regime     alert.Regime
	Model      string
	Office     id.Office
	Rule       judge.Rule
	Class      judge.Class
	Severity   alert.Severity
	Zone       string
	Kind       zone.Kind
	Version    int // of the zone
	Outage     string
	From       civil.Instant
	Until      civil.Instant // zero while it goes on
	DecidedAt  civil.Instant
	RaisedAt   civil.Instant
	Updates    int
	Late       bool
	Drill      bool
	Endangers  bool
	Weakens    bool
	Withdrawn  string
	Merged     string
	State      alert.State
	TakenBy    string
	TakenAt    civil.Instant
	ResolvedBy string
	ResolvedAt civil.Instant
	Reason     string
	FalseAlarm bool
	Row        int
}

// alertColumns lists the columns of monitoring_alert c in the order of Alert.
const alertColumns = `c.id, c.client_id, c.monitoring_id, c.regime, c.model, c.office_id, c.rule, c.class, c.severity, c.zone_id, c.zone_kind, c.zone_version,
	c.outage_id, c.from_at, c.until_at, c.decided_at, c.raised_at, c.updates, c.late, c.drill, c.endangers, c.weakens, c.withdrawn, c.merged, c.state,
	c.taken_by, c.taken_at, c.resolved_by, c.resolved_at, c.reason, c.false_alarm, c.version`

// Subject is what the rules of alerts need to know of it.
func (a Alert) Subject() alert.Subject {
	return alert.Subject{Rule: a.Rule, Class: a.Class, Kind: a.Kind, Regime: a.Regime, Outage: a.Outage}
}

// Open reports whether somebody still has to deal with it.
func (a Alert) Open() bool { return a.State != alert.Resolved }

// OfVictim reports whether the alert speaks of a protected person: then the client's record says no more than that there was an alert.
func (a Alert) OfVictim() bool {
	return a.Kind.Victim() || a.Rule == judge.VictimPanic || a.Rule == judge.VictimUnknown || a.Regime == alert.ProtectionOrder
}

// sight is the condition of the alerts that an actor may see: of clients in sight, narrowed to own ones where the role reaches no
// further, and drills of the offices in reach.
func sight(ctx context.Context, b *db.Binder) string {
	rights := access.From(ctx)
	clients := "{visible c.client_id}"
	if rights.Reach(access.ReadAlerts) == access.Own {
		clients += " and c.client_id in (select l.client_id from access_list l where l.account_id = " + b.Bind(string(rights.Account)) +
			" and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > " + b.Bind(rights.Now.String()) + "))"
	}
	return "(c.drill = false and " + clients + " or c.drill = true and " + linesvc.Covered(rights, b) + ")"
}

// alert reads one alert within the actor's sight; what is out of sight does not exist.
func (o *Ops) alert(ctx context.Context, r *db.Reader, key string) (Alert, error) {
	b := &db.Binder{}
	a, err := db.One[Alert](ctx, r, `select `+alertColumns+` from monitoring_alert c where c.id = `+b.Bind(key)+` and `+sight(ctx, b)+` and (c.drill = true or {visible c.client_id})`, b.Args()...)
	if err == nil && a.Client != "" {
		db.Shown(ctx, a.Client)
	}
	return a, err
}

// allow decides an act on an alert. Faults: not_found, forbidden.
func (o *Ops) allow(ctx context.Context, tx *db.Tx, a Alert) error {
	if !a.Drill {
		return o.guard.Allow(ctx, tx, access.WorkAlerts, a.Client)
	}
	if err := o.guard.Permit(ctx, access.WorkAlerts); err != nil {
		return err
	}
	if !access.From(ctx).Covers(a.Office) {
		return fault.MissingRecord()
	}
	return nil
}

func scope(client id.Client) seal.Scope {
	if client == "" {
		return linesvc.Scope
	}
	return seal.Client(client)
}

func (o *Ops) shut(ctx context.Context, tx *db.Tx, client id.Client, table, column, row, text string) (any, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // nothing was written
	}
	return o.Seal.SealScope(ctx, tx, scope(client), table, column, row, []byte(text))
}
