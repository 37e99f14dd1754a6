package accesscompartmentweb

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// parts are what every part of both pages needs.
type parts struct {
	ctx   context.Context //nolint:containedctx // the language of one page
	today civil.Date
	list  rulebook.List
	sent  sent
}

type boardView struct {
	help templ.Component
	parts
	accesscompartmentsvc.Board
}

type clientView struct {
	help, bar templ.Component
	parts
	accesscompartmentsvc.ClientPage
	staff []ui.Option
}

// who is the client for the reader: a link when in sight, else only that there is one.
func who(client id.Client, l access.Label, shown bool) templ.Component {
	if shown {
		return ui.LinkTo("/clients/"+string(client)+"/compartments", l.Name)
	}
	return ui.Say(ui.M("access.compartment.out_of_sight"))
}

func (v parts) reason(code string) templ.Component {
	return ui.Val(v.list.Name(code, i18n.Lang(v.ctx)))
}

func which(c access.Compartment) templ.Component {
	return ui.Say(ui.M("access.compartment." + string(c)))
}

func part(p string) templ.Component { return ui.Say(ui.M("access.compartment.part." + p)) }

// lastDay is the last day of a membership, which ends with it.
func lastDay(ctx context.Context, until civil.Instant) templ.Component {
	if until.IsZero() {
		return ui.None()
	}
	return ui.Day(until.Add(-time.Second).In(i18n.Zone(ctx)))
}

func (v parts) due(day civil.Date) templ.Component {
	if !day.IsZero() && day.Before(v.today) {
		return ui.Beside(ui.Day(day), ui.Tag(ui.Bad, ui.M("common.overdue")))
	}
	return ui.Day(day)
}

// asked is a proposal in lines, with the client's name where the page is about many.
func (v parts) asked(w accesscompartmentsvc.Waiting, named bool) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("access.compartment.which"), Value: which(w.Compartment)},
		{Label: ui.M("access.compartment.for"), Value: ui.Lines(ui.Val(w.For), part(w.Part))},
		{Label: ui.M("access.compartment.until"), Value: lastDay(v.ctx, w.Until)},
		{Label: ui.M("common.reason"), Value: ui.Lines(v.reason(w.Reason), ui.Val(w.Text))},
		{Label: ui.M("access.proposal.by"), Value: ui.Lines(ui.Val(w.Who), ui.Moment(w.ProposedAt))},
		{Label: ui.M("common.due"), Value: v.due(w.Due)},
	}
	if named {
		items = append([]ui.Item{{Label: ui.M("access.client"), Value: who(w.Client, w.Label, w.Shown)}}, items...)
	}
	return items
}

// inside lists to whom compartments are open; acts are offered to those who decide.
func (v parts) inside(members []accesscompartmentsvc.MemberLine, named bool) ui.Grid {
	g := ui.Grid{Caption: ui.M("access.compartment.open_title"), HideCaption: true, Empty: ui.M("access.compartment.none_open")}
	if named {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("access.client")})
	}
	g.Columns = append(
		g.Columns, ui.Column{Label: ui.M("access.compartment.which")}, ui.Column{Label: ui.M("common.who")}, ui.Column{Label: ui.M("common.reason")},
		ui.Column{Label: ui.M("access.compartment.by")}, ui.Column{Label: ui.M("access.compartment.until")}, ui.Column{Label: ui.M("access.compartment.review_due")},
		ui.Column{Label: ui.M("access.compartment.acts"), HideLabel: true},
	)
	for _, m := range members {
		seen := v.due(m.ReviewDue)
		if !m.ReviewedAt.IsZero() {
			seen = ui.Lines(seen, ui.Say(ui.M("access.compartment.reviewed", "When", m.ReviewedAt)))
		}
		cells := []templ.Component{
			which(m.Compartment), ui.Lines(ui.Val(m.Who), part(m.Part)), v.reason(m.Reason), ui.Lines(ui.Val(m.Opener), ui.Val(m.Agreer), ui.Moment(m.Since)),
			lastDay(v.ctx, m.Until), seen, acts(m),
		}
		if named {
			cells = append([]templ.Component{who(m.Client, m.Label, m.Shown)}, cells...)
		}
		g.Rows = append(g.Rows, ui.Row{Cells: cells})
	}
	return g
}

// past lists memberships that have ended, with how.
func (v parts) past(members []accesscompartmentsvc.MemberLine, named bool) ui.Grid {
	g := ui.Grid{Caption: ui.M("access.compartment.ended_title"), HideCaption: true, Empty: ui.M("access.compartment.none_ended")}
	if named {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("access.client")})
	}
	g.Columns = append(
		g.Columns, ui.Column{Label: ui.M("access.compartment.which")}, ui.Column{Label: ui.M("common.who")},
		ui.Column{Label: ui.M("access.compartment.by")}, ui.Column{Label: ui.M("access.compartment.ended")},
	)
	for _, m := range members {
		how := []templ.Component{ui.Moment(m.ClosedAt)}
		if m.End != "" {
			how = append(how, ui.Say(ui.M("access.compartment.end."+m.End)))
		}
		if m.ClosedN != "" && m.End == access.EndedByPerson {
			how = append(how, ui.Val(m.ClosedN))
		}
		cells := []templ.Component{
			which(m.Compartment), ui.Lines(ui.Val(m.Who), part(m.Part)), ui.Lines(ui.Val(m.Opener), ui.Val(m.Agreer), ui.Moment(m.Since)), ui.Lines(how...),
		}
		if named {
			cells = append([]templ.Component{who(m.Client, m.Label, m.Shown)}, cells...)
		}
		g.Rows = append(g.Rows, ui.Row{Off: true, Cells: cells})
	}
	return g
}

// mine lists the reader's own proposals about a client with what came of them.
func (v clientView) mine() ui.Grid {
	g := ui.Grid{Caption: ui.M("access.compartment.mine"), HideCaption: true, Empty: ui.M("access.compartment.none_mine"), Columns: []ui.Column{
		{Label: ui.M("access.compartment.which")},
		{Label: ui.M("access.compartment.for")},
		{Label: ui.M("access.compartment.until")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("access.proposal.decision")},
	}}
	for _, p := range v.Mine {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			which(p.Compartment), ui.Lines(ui.Val(p.For), part(p.Part)), lastDay(v.ctx, p.Until), ui.Lines(v.reason(p.Reason), ui.Val(p.Text)),
			ui.Lines(ui.Say(ui.M("access.compartment.state."+p.State)), ui.Moment(p.ProposedAt)),
		}})
	}
	return g
}

// compartments are those that the reader may propose to open: a victim's only with the right to decide about them.
func (v clientView) compartments() []ui.Option {
	out := []ui.Option{{Value: string(access.Extremism), Label: ui.M("access.compartment.extremism"), Hint: ui.M("access.compartment.extremism_hint")}}
	if v.Whole {
		out = append(out, ui.Option{Value: string(access.Victim), Label: ui.M("access.compartment.victim"), Hint: ui.M("access.compartment.victim_hint")})
	}
	return out
}

func (v clientView) partOptions() []ui.Option {
	names := []string{access.PartAssessor}
	if v.Whole {
		names = append(names, access.PartReader, access.PartWorker)
	}
	out := make([]ui.Option, len(names))
	for i, n := range names {
		out[i] = ui.Option{Value: n, Label: ui.M("access.compartment.part." + n)}
	}
	return out
}
