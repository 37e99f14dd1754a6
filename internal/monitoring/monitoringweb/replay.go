package monitoringweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/trail"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// rowsAtOnce is how many positions one page of the table holds.
const rowsAtOnce = 200

// replayView shows what one reading showed: a map that plays, a sketch for whoever has no script, a table.
type replayView struct {
	frame
	track  tracksvc.Track
	points []trail.Point
	page   int
	form   ui.Form // of giving out as a file
	url    *url.URL
}

func (w *Web) replayView(q *httpx.Req) (replayView, error) {
	var v replayView
	var err error
	if v.track, err = w.Tracks.Again(q.Ctx(), clientOf(q), q.PathValue("read")); err != nil {
		return v, err
	}
	v.points = trail.Points(v.track.Fixes, w.Tracks.When, w.Tracks.Gap())
	if n, err := strconv.Atoi(q.Query().Get("page")); err == nil && n > 0 && n*rowsAtOnce < len(v.points) {
		v.page = n
	}
	v.url = q.R.URL
	v.frame, err = w.frame(q, nil)
	return v, err
}

func (w *Web) replay(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.replayView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(replayPage(v)), nil
}

// points gives the map of a reading its data: to whoever read it, for as long as the page may be looked at.
func (w *Web) points(q *httpx.Req) (httpx.Reply, error) {
	t, err := w.Tracks.Again(q.Ctx(), clientOf(q), q.PathValue("read"))
	if err != nil {
		return httpx.Reply{}, err
	}
	var zones []mapui.Feature
	if w.ZonesThen != nil {
		if zones, err = w.ZonesThen(q.Ctx(), t.Client, t.Fitting.Order, t.From, t.Until); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.JSON(mapui.Collect(append(zones, Drawn(q.Ctx(), t, w.Tracks.When, w.Tracks.Gap())...)...)), nil
}

// Drawn is a track as a map draws it: lines that never cross a silence, and at most so many points as an eye can tell apart. What is
// marked always stays.
func Drawn(ctx context.Context, t tracksvc.Track, when func(monitoring.Fix) time.Time, gap time.Duration) []mapui.Feature {
	if !t.Places {
		return nil
	}
	points := trail.Thin(trail.Points(t.Fixes, when, gap), 4, trail.DrawnAtOnce)
	var lines, dots []mapui.Feature
	var line []mapui.Place
	end := func() {
		if len(line) > 1 {
			lines = append(lines, mapui.Line(line, mapui.Properties{Kind: "track"}))
		}
		line = nil
	}
	for _, p := range points {
		if p.Cut {
			end()
		}
		if trail.Usable(p.Fix) {
			line = append(line, at(p.Fix))
		}
		if !p.NoPosition {
			dots = append(dots, dot(ctx, p))
		}
	}
	end()
	return append(lines, dots...)
}

func at(f monitoring.Fix) mapui.Place { return mapui.Place{f.Lon.Degrees(), f.Lat.Degrees()} }

func dot(ctx context.Context, p trail.Point) mapui.Feature {
	c := p.Mechanism
	mark := string(c)
	if c == monitoring.Satellite {
		mark = ""
	}
	if len(p.Alarms) > 0 {
		mark = "alarm"
	}
	label := fmt.Sprintf("№ %d · %s", p.N, i18n.Instant(ctx, civil.At(p.When)))
	if p.Mechanism != "" {
		label += " · " + i18n.T(ctx, "monitoring.mechanism."+string(p.Mechanism))
	}
	note := ""
	if p.Accuracy > 0 {
		note = "± " + i18n.T(ctx, "monitoring.read.metres", "Metres", int(p.Accuracy+0.5))
	}
	for _, k := range markKeys(p.Fix) {
		if note != "" {
			note += " · "
		}
		note += i18n.T(ctx, k.key)
	}
	return mapui.Point(at(p.Fix), mapui.Properties{Kind: "fix", Mark: mark, Radius: p.Accuracy, Label: label, Note: note, At: p.When.UTC().Format(time.RFC3339), Old: p.Marks.Has(monitoring.Late)})
}

type said struct {
	kind ui.Kind
	key  string
}

// markKeys says what is to be known of a position, and the alarms that came with it.
func markKeys(f monitoring.Fix) []said {
	var out []said
	for _, m := range []struct {
		mark monitoring.Mark
		key  string
	}{
		{monitoring.Late, "late"}, {monitoring.Implausible, "implausible"}, {monitoring.Invalid, "invalid"}, {monitoring.CellOnly, "cell_only"},
	} {
		if f.Marks.Has(m.mark) {
			out = append(out, said{ui.Warn, "monitoring.mark." + m.key})
		}
	}
	for _, a := range f.Alarms {
		out = append(out, said{ui.Bad, "monitoring.alarm." + string(a)})
	}
	return out
}

// marks shows them.
func marks(f monitoring.Fix) templ.Component {
	var parts []templ.Component
	for _, m := range markKeys(f) {
		parts = append(parts, ui.Tag(m.kind, ui.M(m.key)))
	}
	if len(parts) == 0 {
		return ui.None()
	}
	return ui.Beside(parts...)
}

func (v replayView) path(more string) string { return v.at("/positions/" + v.track.ID + more) }

// grid shows one page of the positions, the latest first; a silence is a row of its own.
func (v replayView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.read.positions"), Empty: ui.M("monitoring.read.none"), Columns: []ui.Column{
		{Label: ui.M("replay.number"), Numeric: true},
		{Label: ui.M("monitoring.read.at"), Narrow: true},
		{Label: ui.M("monitoring.read.place")},
		{Label: ui.M("monitoring.read.accuracy"), Narrow: true},
		{Label: ui.M("monitoring.read.mechanism")},
		{Label: ui.M("monitoring.read.marks"), Sparse: true},
		{Label: ui.M("monitoring.read.received"), Narrow: true},
	}}
	until := len(v.points) - v.page*rowsAtOnce
	for _, p := range slices.Backward(v.points[max(0, until-rowsAtOnce):until]) {
		mark := marks(p.Fix)
		if p.Gap {
			silence := ui.Tag(ui.Warn, ui.M("replay.gap_before", "Minutes", int(p.When.Sub(v.points[p.N-2].When).Minutes())))
			if len(markKeys(p.Fix)) == 0 {
				mark = silence
			} else {
				mark = ui.Beside(silence, mark)
			}
		}
		g.Rows = append(g.Rows, ui.Row{ID: "p" + strconv.Itoa(p.N), Cells: []templ.Component{
			ui.Num(p.N), ui.Moment(civil.At(p.When)), v.place(ctx, p.Fix), accuracy(p.Fix), mechanism(p.Fix), mark, ui.Moment(civil.At(p.ReceivedAt)),
		}})
	}
	return g
}

func (v replayView) pager() ui.Paging {
	p := ui.Paging{Shown: min(rowsAtOnce, len(v.points)-v.page*rowsAtOnce), Total: len(v.points)}
	if len(v.points) <= rowsAtOnce {
		return ui.Paging{}
	}
	if v.page > 0 {
		p.First = v.path("")
	}
	if (v.page+1)*rowsAtOnce < len(v.points) {
		p.Next = v.path("?page=" + strconv.Itoa(v.page+1))
	}
	return p
}

func (v replayView) place(ctx context.Context, f monitoring.Fix) templ.Component {
	if f.NoPosition || !v.track.Places {
		return ui.None()
	}
	return ui.Val(i18n.Decimal(ctx, f.Lat.Degrees(), 5) + "; " + i18n.Decimal(ctx, f.Lon.Degrees(), 5))
}

// sketched is how many positions a sketch draws at most.
const sketched = 300

// sketch is the drawing for whoever has no script.
func (v replayView) sketch() trail.Sketch {
	var spots []trail.Spot
	joined := false
	points := trail.Thin(v.points, 10, sketched)
	if len(points) > sketched {
		points = points[len(points)-sketched:]
	}
	for i, p := range points {
		if !trail.Usable(p.Fix) {
			continue
		}
		joined = joined && !p.Cut
		s := trail.Spot{At: zone.Point{Lat: p.Lat, Lon: p.Lon}, Accuracy: p.Accuracy, Class: string(p.Mechanism), Joined: joined}
		if i == 0 || i == len(points)-1 || p.Cut || len(p.Alarms) > 0 {
			s.N = p.N
		}
		spots, joined = append(spots, s), true
	}
	return trail.Draw(spots, nil, 720, 420)
}

// moment is something at which the slider of a replay can stand.
type moment struct {
	at  civil.Instant
	key string
}

// moments are the alerts of the order and the alarms of the device within the window, in their order.
func (v replayView) moments() []moment {
	var out []moment
	for _, a := range v.track.Alerts {
		out = append(out, moment{a.At, "replay.class." + a.Class})
	}
	for _, p := range v.points {
		for _, a := range p.Alarms {
			out = append(out, moment{civil.At(p.When), "monitoring.alarm." + string(a)})
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return a.at.Time().Compare(b.at.Time()) })
	return out[:min(len(out), 100)]
}

func (v replayView) legend() []mapui.Entry {
	out := []mapui.Entry{{Kind: "track", Label: ui.M("replay.legend.track")}, {Kind: "fix", Label: ui.M("monitoring.mechanism.gps")}}
	met := map[monitoring.Mechanism]bool{}
	alarm := false
	for _, p := range v.points {
		met[p.Mechanism], alarm = true, alarm || len(p.Alarms) > 0
	}
	for _, m := range []monitoring.Mechanism{monitoring.WiFi, monitoring.Cell, monitoring.Radio, monitoring.Beacon} {
		if met[m] {
			out = append(out, mapui.Entry{Kind: string(m), Label: ui.M("monitoring.mechanism." + string(m))})
		}
	}
	if alarm {
		out = append(out, mapui.Entry{Kind: "alarm", Label: ui.M("replay.legend.alarm")})
	}
	return out
}

// export gives the positions of a reading out as a file: a grant of its own, with a reason of its own.
func (w *Web) export(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.replayView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	f, err := w.Tracks.ExportPositions(q.Ctx(), tracksvc.Export{
		Read: tracksvc.Read{
			Client: v.track.Client, Fitting: v.track.Fitting.ID, From: v.track.From, Until: v.track.Until, Purpose: q.Value("purpose"), Words: q.Value("words"),
		},
		Format: trail.Format(q.Value("format")),
	})
	if err != nil {
		if !fault.Is(err, fault.Invalid) {
			return httpx.Reply{}, err
		}
		v.form = ui.NewForm(q.Form(), err)
		return httpx.Invalid(replayPage(v)), nil
	}
	kind := map[trail.Format]string{trail.GPX: "application/gpx+xml", trail.CSV: "text/csv; charset=utf-8"}[trail.Format(q.Value("format"))]
	return httpx.DownloadBytes("positions-"+f.ID+"."+q.Value("format"), kind, f.Bytes), nil
}

func mayExport(ctx context.Context, v replayView) bool {
	return v.track.Places && access.From(ctx).May(access.ExportPositions) && len(v.points) > 0
}

// window says what was read of whom and when.
func (v replayView) window(ctx context.Context) string {
	return i18n.T(ctx, "monitoring.kind."+string(v.track.Fitting.Kind)) + " · " + v.track.Fitting.Model + " · " + i18n.Instant(ctx, v.track.From) + " – " + i18n.Instant(ctx, v.track.Until)
}
