// Package replaying prints what a replay of alerts gives, for auditors at the command line. It tells no place.
package replaying

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/watchsvc"
)

// ErrDiffer says that the store and the replay are not the same.
var ErrDiffer = errors.New("the stored alerts are not those that the stored inputs give")

// Run judges again and prints each alert with its explanation; ErrDiffer where anything differs.
func Run(ctx context.Context, svc *watchsvc.Service, in watchsvc.Replay, out io.Writer) error {
	orders, alerts, differ, unproven := 0, 0, 0, 0
	err := svc.Replay(ctx, in, func(x watchsvc.Replayed) error {
		orders, alerts, differ, unproven = orders+1, alerts+len(x.Alerts), differ+len(x.Differ), unproven+x.Unproven
		lines := []string{fmt.Sprintf("order %s client %s inputs %d alerts %d", x.Order, x.Client, x.Inputs, len(x.Alerts))}
		lines = append(lines, destroyed(x)...)
		for _, a := range x.Alerts {
			lines = append(lines, explained(a))
		}
		for _, n := range slices.Sorted(maps.Keys(x.Emptied)) {
			lines = append(lines, fmt.Sprintf("  DESTROYED explanations and words of %d alerts: retention certificate %d", x.Emptied[n], n))
		}
		if x.Untold > 0 {
			lines = append(lines, fmt.Sprintf("  untold %d alerts: what they rested on was destroyed", x.Untold))
		}
		for _, d := range x.Differ {
			lines = append(lines, "  DIFFERS "+d)
		}
		_, err := fmt.Fprintln(out, strings.Join(lines, "\n"))
		return err
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "orders=%d alerts=%d differ=%d unproven=%d\n", orders, alerts, differ, unproven); err != nil {
		return err
	}
	if differ > 0 {
		return ErrDiffer
	}
	return nil
}

// destroyed says what retention has destroyed and what can be judged again all the same.
func destroyed(x watchsvc.Replayed) []string {
	var out []string
	day := func(at civil.Instant) string { return at.Time().UTC().Format(time.RFC3339) }
	for _, g := range x.Gone {
		out = append(out, fmt.Sprintf("  DESTROYED %d positions that arrived from %s to %s: retention certificate %d", g.N, day(g.From), day(g.Until), g.Certificate))
	}
	if len(out) > 0 {
		out = append(out, fmt.Sprintf("  only alerts that began from %s on can be judged again; %d that began before stand as recorded, with their explanations", day(x.Since), x.Unproven))
	}
	return out
}

// explained is an alert with why it was raised, in one line: no place, and nothing by which one could be found.
func explained(a evaluator.Alert) string {
	var b strings.Builder
	at := func(t time.Time) string {
		if t.IsZero() {
			return "now"
		}
		return t.UTC().Format(time.RFC3339)
	}
	fmt.Fprintf(&b, "  alert %s %s %s zone=%s version=%d from=%s to=%s decided=%s raised=%s by=%d", a.ID, a.Rule, a.Class, a.Zone, a.Version, at(a.From), at(a.To),
		at(a.DecidedAt), at(a.RaisedAt), a.RaisedBy)
	if a.Late {
		b.WriteString(" late")
	}
	if a.Withdrawn != "" {
		b.WriteString(" withdrawn=" + a.Withdrawn)
	}
	x := a.Explain
	fmt.Fprintf(&b, "\n    rules=%s rulebook=%q distance_m=%g accuracy_m=%g exit_band_m=%g factor=%g of=%d last=%d dwell=%s expected=%s fixes=", x.Rules, x.Rulebook, x.Distance,
		x.Accuracy, x.ExitBand, x.Factor, x.M, x.N, x.Dwell, x.Expected)
	for i, r := range x.Evidence {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprint(&b, r.Arrival)
	}
	return b.String()
}
