package watchsvc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

const (
	alertTable  = "monitoring_alert"
	changeTable = "monitoring_alert_change"
)

// noOutage begins the names of stretches without collecting that are no outage of the register: nothing worn, suspended.
const noOutage = "-"

// Explanation tells why an alert was raised: versions, the fixes by arrival number, thresholds; never a place. The caller has asked for the
// right to read alerts. Faults: not_found.
func (s *Service) Explanation(ctx context.Context, r *db.Reader, alert string) (judge.Explain, error) {
	type row struct {
		Client id.Client
		Sealed []byte
	}
	var out judge.Explain
	x, err := db.One[row](ctx, r, `select c.client_id, c.explain from monitoring_alert c where c.id = $1 and {visible c.client_id}`, alert)
	if err != nil || len(x.Sealed) == 0 {
		return out, err
	}
	text, err := s.Seal.Open(ctx, r, x.Client, alertTable, "explain", alert, x.Sealed)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(text, &out)
}

// publish writes what became of alerts, tells those who work on them, and leaves the entry.
func (x *sitting) publish(told []evaluator.Told) error {
	if len(told) == 0 {
		return nil
	}
	office, err := (accesssvc.Ops{}).OfficeOf(x.ctx, x.tx.System(), x.client)
	if err != nil {
		return err
	}
	last := map[string]evaluator.Alert{}
	var order []string
	for _, t := range told {
		if _, ok := last[t.Alert.ID]; !ok {
			order = append(order, t.Alert.ID)
		}
		last[t.Alert.ID] = t.Alert
	}
	lines, err := x.lines(order)
	if err != nil {
		return err
	}
	for _, id := range order {
		if err := x.write(last[id], office, lines[id] > 0); err != nil {
			return err
		}
	}
	var changes []Change
	var facts []fact.Fact
	for _, t := range told {
		lines[t.Alert.ID]++
		if err := x.step(t, lines[t.Alert.ID]); err != nil {
			return err
		}
		sub := x.subject(t.Alert)
		changes = append(changes, Change{
			Alert: t.Alert.ID, Client: x.client, Order: x.order, Office: office, Subject: sub, What: t.What, From: civil.At(t.Alert.From),
			Until: instant(t.Alert), Late: t.Alert.Late, RaisedAt: civil.At(t.Alert.RaisedAt), At: civil.At(t.At),
		})
		if t.What != evaluator.Updated {
			facts = append(facts, x.fact(t, sub))
		}
	}
	if x.s.Raised != nil {
		if err := x.s.Raised(x.ctx, x.tx, changes); err != nil {
			return err
		}
	}
	return x.tx.Record(x.ctx, access.WorkAlerts, "", facts...)
}

// fact is what the record keeps of a change. Of an alert that protects somebody it says no more than that there is one: the record is the
// client's.
func (x *sitting) fact(t evaluator.Told, sub alert.Subject) fact.Fact {
	pairs := []string{"alert", t.Alert.ID, "monitoring", x.order, "severity", sub.Severity().Code()}
	if !sub.Kind.Victim() && !strings.HasPrefix(string(t.Alert.Rule), "victim") {
		pairs = append(pairs, "rule", string(t.Alert.Rule))
	}
	kind := "monitoring.alert_" + t.What
	return fact.New(kind, x.client, pairs...).At(civil.At(t.At)).From("system")
}

func instant(a evaluator.Alert) civil.Instant {
	if a.Open() {
		return civil.Instant{}
	}
	return civil.At(a.To)
}

func (x *sitting) subject(a evaluator.Alert) alert.Subject {
	sub := alert.Subject{Rule: a.Rule, Class: a.Class, Regime: alert.Regime(x.regime), Outage: a.Outage}
	if z, ok := x.watch.Zone(a.Zone); ok {
		sub.Kind = z.Kind
	} else if a.Rule == judge.VictimPanic || a.Rule == judge.VictimUnknown {
		sub.Kind = zone.VictimMoving
	}
	return sub
}

// write puts an alert into the store as it stands now.
func (x *sitting) write(a evaluator.Alert, office id.Office, stands bool) error {
	text, err := json.Marshal(a.Explain)
	if err != nil {
		return err
	}
	explain, err := x.s.Seal.Seal(x.ctx, x.tx, x.client, alertTable, "explain", a.ID, text)
	if err != nil {
		return err
	}
	sub := x.subject(a)
	outage := a.Outage
	if strings.HasPrefix(outage, noOutage) {
		outage = ""
	}
	row := db.Row{
		"outage_id": db.Null(outage), "class": string(a.Class), "severity": int(sub.Severity()), "from_at": civil.At(a.From), "until_at": nil, "decided_at": civil.At(a.DecidedAt),
		"told_at": civil.At(a.ToldAt), "updates": a.Updates, "late": a.Late, "endangers": sub.Endangers(), "weakens": sub.Weakens(),
		"withdrawn": db.Null(a.Withdrawn), "merged": db.Null(a.Merged), "explain": explain, "end_why": db.Null(a.End), "whole": a.Whole,
		"zone_version": version(a.Version),
	}
	if !a.Open() {
		row["until_at"] = civil.At(a.To)
	}
	if stands {
		return x.tx.Update(x.ctx, alertTable, a.ID, row)
	}
	d := watch.Lead(x.worn, a.From)
	for k, v := range (db.Row{
		"id": a.ID, "client_id": x.client, "monitoring_id": x.order, "regime": x.regime, "device_id": db.Null(d.Device), "model": db.Null(d.Model),
		"office_id": db.Null(office), "rule": string(a.Rule), "zone_id": db.Null(a.Zone), "zone_kind": db.Null(sub.Kind),
		"raised_at": civil.At(a.RaisedAt), "raised_by": a.RaisedBy, "drill": false, "state": string(alert.Raised), "version": 1,
	}) {
		row[k] = v
	}
	return x.tx.Insert(x.ctx, alertTable, row)
}

func version(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// lines counts the lines that are there of alerts; none of an alert that is new.
func (x *sitting) lines(alerts []string) (map[string]int, error) {
	type row struct {
		Alert string
		Last  int
	}
	rows, err := db.All[row](x.ctx, x.tx.System(), `select c.alert_id, max(c.number) from monitoring_alert_change c where c.alert_id in `+db.In(len(alerts), 1)+`
		and {visible c.client_id} group by c.alert_id`, db.Args(alerts)...)
	out := map[string]int{}
	for _, r := range rows {
		out[r.Alert] = r.Last
	}
	return out, err
}

// step writes one line of what became known of an alert; its identifier derives from the alert and the number of the line.
func (x *sitting) step(t evaluator.Told, n int) error {
	sum := sha256.Sum256([]byte(t.Alert.ID + "\x00" + strconv.Itoa(n)))
	row := db.Row{
		"id": hex.EncodeToString(sum[:16]), "client_id": x.client, "alert_id": t.Alert.ID, "number": n, "what": t.What, "cause": t.Cause,
		"at": civil.At(t.At), "from_at": civil.At(t.Alert.From), "until_at": nil, "recorded_at": x.tx.Now,
	}
	if !t.Alert.Open() {
		row["until_at"] = civil.At(t.Alert.To)
	}
	return x.tx.Insert(x.ctx, changeTable, row)
}
