package orgweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type absenceView struct {
	help    templ.Component
	tabs    []ui.NavItem
	lines   []orgsvc.AbsenceLine
	reasons []ui.Option
	list    rulebook.List
	staff   []ui.Option // of the offices over which the reader records absences
	covers  []ui.Option // the same, then those of other offices
	form    ui.Form
}

func (w *Web) absences(q *httpx.Req) (httpx.Reply, error) {
	return shown(w.absencePage(q.Ctx(), sent{}))
}

func (w *Web) absencePage(ctx context.Context, s sent) (templ.Component, error) {
	v := absenceView{help: w.help("allocate.cover"), form: s.of("absence"), list: w.Org.List(rulebook.ListAbsenceCover)}
	v.reasons = codes(ctx, v.list, w.Org.Today())
	var err error
	if v.lines, err = w.Org.Absences(ctx); err != nil {
		return nil, err
	}
	if v.tabs, err = w.officeTabs(ctx, "absences"); err != nil {
		return nil, err
	}
	var others []ui.Option
	if v.staff, others, err = w.staffOptions(ctx, true); err != nil {
		return nil, err
	}
	v.covers = append(append([]ui.Option{}, v.staff...), others...)
	return absencesPage(v), nil
}

// StaffOptions lists members of staff with their office; cases narrows to those who may work cases.
func (w *Web) StaffOptions(ctx context.Context, cases bool) ([]ui.Option, error) {
	own, others, err := w.staffOptions(ctx, cases)
	return append(own, others...), err
}

// staffOptions lists the staff of the reader's offices and, apart, those of the others.
func (w *Web) staffOptions(ctx context.Context, cases bool) (own, others []ui.Option, err error) {
	all, err := w.Org.Staff(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	names, err := w.names(ctx)
	if err != nil {
		return nil, nil, err
	}
	rights := access.From(ctx)
	for _, s := range all {
		for _, p := range s.Posts {
			if cases && !org.WorksCases(p.Role) {
				continue
			}
			o := ui.Option{Value: string(s.ID), Text: s.Name + " · " + i18n.T(ctx, "role."+string(p.Role)) + " · " + names[p.Office]}
			if rights.Covers(p.Office) {
				own = append(own, o)
			} else {
				others = append(others, o)
			}
			break
		}
	}
	return own, others, nil
}

func (w *Web) addAbsence(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	d := dates(q, &p, "from", "to")
	err := p.Err()
	if err == nil {
		err = w.Org.AddAbsence(q.Ctx(), org.Absence{
			Account: id.Account(q.Value("account")), Cover: id.Account(q.Value("cover")), Reason: q.Value("reason"),
			Days: civil.Period{From: d[0], To: d[1]},
		})
	}
	return answer(q, err, "/office/absences?done=saved", "absence", func(s sent) (templ.Component, error) { return w.absencePage(q.Ctx(), s) })
}

func (w *Web) endAbsence(q *httpx.Req) (httpx.Reply, error) {
	version, _ := strconv.Atoi(q.Value("version"))
	err := w.Org.EndAbsence(q.Ctx(), orgsvc.EndAbsence{ID: q.PathValue("absence"), Version: version})
	return answer(q, err, "/office/absences?done=saved", "end", func(s sent) (templ.Component, error) { return w.absencePage(q.Ctx(), s) })
}

func (v absenceView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.absence.list"), HideCaption: true, Empty: ui.M("org.absence.none"), Columns: []ui.Column{
		{Label: ui.M("org.officer")},
		{Label: ui.M("common.from")},
		{Label: ui.M("org.absence.last_day")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("org.absence.cover")},
		{Label: ui.M("org.board.cases"), Numeric: true},
		{Label: ui.M("common.status")},
		{Label: ui.M("org.absence.end"), HideLabel: true},
	}}
	for _, a := range v.lines {
		cover, tone := ui.Val(a.CoverName), ui.Neutral
		if a.Cover == "" && a.State != org.Over {
			cover, tone = ui.Tag(ui.Warn, ui.M("org.absence.no_cover")), ui.Warn
		}
		var end templ.Component
		if a.State != org.Over {
			end = endAbsence(a)
		}
		g.Rows = append(g.Rows, ui.Row{Tone: tone, Off: a.State == org.Over, Cells: []templ.Component{
			ui.LinkTo("/staff/"+string(a.Account), a.Who),
			ui.Day(a.Days.From), ui.Day(a.Days.To), ui.Val(v.list.Name(a.Reason, i18n.Lang(ctx))), cover, ui.Num(a.Cases), ui.Say(ui.M("org.absence.state." + a.State)), end,
		}})
	}
	return g
}
