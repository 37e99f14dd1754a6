package zoneweb

import (
	"context"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
)

// PaperKind is the kind of the paper that says to a client which zones and hours hold.
const PaperKind = "monitoring_zones"

// Paper says by merge field, in the language of the context, what the zones of an order ask of the client at an instant: those in force, and
// the times free of them that are not over. What is drafted, over, or protects somebody is not on it.
func Paper(ctx context.Context, sheet zonesvc.Sheet, rules *rulebook.Rulebook, now civil.Instant) map[string]string {
	var zones, free []string
	for _, z := range held(sheet.Zones) {
		v, _ := z.Version(z.InForce)
		head := strconv.Itoa(len(zones)+1) + ". " + line(v.Name) + " (" + i18n.T(ctx, "monitoring.zones.kind."+string(z.Kind)) + ")"
		until := moment(ctx, v.HoldsTo, "monitoring.zones.to_order")
		zones = append(zones, head+"\t"+line(timesWords(ctx, v.Times)+". "+shapeWords(ctx, v)+". "+moment(ctx, v.HoldsFrom, "monitoring.zones.from_decision")+" – "+until))
		for _, e := range z.Free {
			if e.WithdrawnAt.IsZero() && (e.Until.IsZero() || e.Until.After(now)) {
				free = append(free, line(v.Name)+": "+moment(ctx, e.From, "monitoring.zones.from_decision")+" – "+moment(ctx, e.Until, "monitoring.zones.open_end"))
			}
		}
	}
	o := sheet.Order
	out := map[string]string{
		"zones": strings.Join(zones, "\n"), "zones_free": strings.Join(free, "\n"),
		"monitoring": rules.List(regime.ListRegimes).Name(string(o.Kind), i18n.Lang(ctx)) + ", " + i18n.Instant(ctx, o.Begins) + " – " + i18n.Instant(ctx, o.Ends),
	}
	if len(free) == 0 {
		out["zones_free"] = i18n.T(ctx, "monitoring.zones.paper_none_free")
	}
	return out
}

// held are the zones in force that may stand on a client's paper.
func held(list []zonesvc.Whole) []zonesvc.Whole {
	var out []zonesvc.Whole
	for _, z := range list {
		if z.State == zoning.InForce && z.InForce > 0 && !z.Kind.Victim() {
			out = append(out, z)
		}
	}
	return out
}

// line is a text on one line: a line of a field is a row of the paper.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// paper is where the paper for the client is given out; "" where there is nothing to say or the reader gives none out.
func (v listView) paper(ctx context.Context) string {
	if !access.From(ctx).May(access.IssuePaper) || len(held(v.Zones)) == 0 || !v.Order.Live(v.now) {
		return ""
	}
	return "/clients/" + string(v.client) + "/papers/new?kind=" + PaperKind + "&entry=" + v.order
}
