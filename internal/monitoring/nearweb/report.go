package nearweb

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/trail"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
)

// report gives the frozen result as a paper in Kyrgyz or Russian, to sign and to hand over. Making it is a look like any other.
func (w *Web) report(q *httpx.Req) (httpx.Reply, error) {
	format, lang := q.Query().Get("format"), q.Query().Get("lang")
	if !slices.Contains([]string{"pdf", "docx"}, format) || !slices.Contains([]string{i18n.Kyrgyz, i18n.Russian}, lang) {
		return httpx.Reply{}, fault.MissingRecord()
	}
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.State != near.Done {
		return httpx.Reply{}, fault.MissingRecord()
	}
	ctx := i18n.With(q.Ctx(), lang)
	if w.Offices != nil {
		if v.offices, err = w.Offices(ctx, lang); err != nil {
			return httpx.Reply{}, err
		}
	}
	paper, err := v.paper(ctx, lang)
	if err != nil {
		return httpx.Reply{}, err
	}
	name := fmt.Sprintf("near-%d.%s", v.Number, format)
	if format == "docx" {
		b, err := document.DOCX(paper, v.now.Time())
		return httpx.DownloadBytes(name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b), err
	}
	b, err := document.PDF(paper, v.now.Time())
	return httpx.DownloadBytes(name, "application/pdf", b), err
}

func line(text string) document.Block { return document.Block{Runs: []document.Run{{Text: text}}} }

func head(text string) document.Block {
	return document.Block{Runs: []document.Run{{Text: text, Bold: true}}, Size: 12}
}

func cell(text string, bold bool) document.Cell {
	return document.Cell{{Runs: []document.Run{{Text: text, Bold: bold}}, Size: 8.5}}
}

func (v oneView) paper(ctx context.Context, lang string) (document.Paper, error) {
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	number := "№ " + strconv.Itoa(v.Number)
	p := document.Paper{Title: t("near.report.title"), Lang: lang, Number: t("near.report.number", "Number", v.Number), Code: "near:" + v.ID + ":" + hex.EncodeToString(v.Hash[:8])}
	p.Foot = []string{t("near.hash") + ": " + hex.EncodeToString(v.Hash)}
	p.Head = []document.Block{
		{Runs: []document.Run{{Text: v.office(v.Office)}}, Align: document.Centre},
		{Runs: []document.Run{{Text: t("near.report.title") + " " + number, Bold: true}}, Align: document.Centre, Size: 14},
	}
	facts := document.Block{Columns: []int{35, 65}, Lines: true, Rows: [][]document.Cell{}}
	for _, f := range [][2]string{
		{t("near.case_number"), v.Case},
		{t("near.basis"), v.basis(ctx, v.Basis)},
		{t("near.words"), v.Words},
		{t("near.place"), v.place(ctx)},
		{t("near.radius"), t("monitoring.read.metres", "Metres", v.Radius)},
		{t("near.window_label"), i18n.Instant(ctx, v.From) + " – " + i18n.Instant(ctx, v.Until)},
		{t("near.asked_by"), v.who(v.AskedBy) + ", " + i18n.Instant(ctx, v.AskedAt)},
		{t("near.decided_by"), v.who(v.DecidedBy) + ", " + i18n.Instant(ctx, v.DecidedAt)},
		{t("near.ran_at"), i18n.Instant(ctx, v.RanAt)},
	} {
		facts.Rows = append(facts.Rows, []document.Cell{cell(f[0], true), cell(f[1], false)})
	}
	p.Blocks = append(p.Blocks, head(t("near.report.request")), facts,
		head(t("near.report.method")), line(t("near.report.method_text", "Algorithm", v.Algorithm, "Rulebook", v.Rulebook, "Accuracy", v.limits.Accuracy, "Untold", v.limits.Untold)))
	p.Blocks = append(p.Blocks, head(t("near.report.result")))
	if len(v.Found) == 0 {
		p.Blocks = append(p.Blocks, line(t("near.nobody")))
	}
	pic, err := v.picture(t("near.report.sketch"))
	if err != nil {
		return p, err
	}
	if pic != nil {
		p.Blocks = append(p.Blocks, document.Block{Picture: pic}, line(t("near.report.sketch")))
	}
	for i := range v.Found {
		p.Blocks = append(p.Blocks, v.foundBlocks(ctx, i)...)
	}
	p.Blocks = append(p.Blocks, head(t("near.report.limits")), line(t("near.report.limits_text")), head(t("near.report.integrity")), line(t("near.report.integrity_text")),
		line(t("near.hash")+": "+hex.EncodeToString(v.Hash)), line(""),
		line(t("near.report.sign_asked", "Name", v.who(v.AskedBy))+"   ____________________"), line(""), line(t("near.report.sign_decided", "Name", v.who(v.DecidedBy))+"   ____________________"))
	return p, nil
}

func (v oneView) foundBlocks(ctx context.Context, i int) []document.Block {
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	f := v.Found[i]
	out := []document.Block{
		{Runs: []document.Run{{Text: fmt.Sprintf("%d. %s", i+1, v.label(f.Client)), Bold: true}}},
		line(t("monitoring.device") + ": " + f.Model + ", " + f.Ident + ". " + t("near.report.hit_hash") + ": " + hex.EncodeToString(f.Hash)),
	}
	if f.Certificate > 0 {
		return append(out, line(t("near.destroyed", "Number", f.Certificate)))
	}
	table := document.Block{Columns: []int{20, 24, 14, 14, 14, 14}, Lines: true, Rows: [][]document.Cell{{
		cell(t("monitoring.read.at"), true), cell(t("monitoring.read.place"), true), cell(t("near.distance"), true), cell(t("monitoring.read.accuracy"), true),
		cell(t("monitoring.read.mechanism"), true), cell(t("near.certainty"), true),
	}}}
	for _, p := range f.Hit.Points[:min(len(f.Hit.Points), shownAtOnce)] {
		acc, sure, mech := t("monitoring.read.metres", "Metres", p.Accuracy), t("near.possible"), "—"
		if p.Untold {
			acc = t("near.untold", "Metres", p.Accuracy)
		}
		if p.Certain {
			sure = t("near.certain")
		}
		if p.Mech != "" {
			mech = t("monitoring.mechanism." + string(p.Mech))
		}
		table.Rows = append(table.Rows, []document.Cell{
			cell(i18n.Instant(ctx, civil.At(p.At)), false), cell(i18n.Decimal(ctx, p.Lat.Degrees(), 5)+"; "+i18n.Decimal(ctx, p.Lon.Degrees(), 5), false),
			cell(t("monitoring.read.metres", "Metres", p.Distance), false), cell(acc, false), cell(mech, false), cell(sure, false),
		})
	}
	out = append(out, table)
	if n := len(f.Hit.Points); n > shownAtOnce {
		out = append(out, line(t("near.report.more", "Shown", shownAtOnce, "All", n)))
	}
	return out
}

// picture draws the circle that was asked for and what was found; numbers are those of the wearers.
func (v oneView) picture(says string) (*document.Picture, error) {
	var spots []trail.Spot
	for i, f := range v.Found {
		for j, p := range f.Hit.Points[:min(len(f.Hit.Points), shownAtOnce)] {
			s := trail.Spot{At: v.Place, Accuracy: float64(p.Accuracy)}
			s.At.Lat, s.At.Lon = p.Lat, p.Lon
			if p.Certain {
				s.Class = trail.Sure
			}
			if j == 0 {
				s.N = i + 1
			}
			spots = append(spots, s)
		}
	}
	b, err := trail.Draw(spots, &trail.Spot{At: v.Place, Accuracy: float64(v.Radius)}, 1020, 680).PNG()
	if err != nil {
		return nil, err
	}
	return &document.Picture{PNG: b, Wide: 165, High: 110, Says: says}, nil
}
