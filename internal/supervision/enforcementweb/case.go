package enforcementweb

import (
	"context"
	"slices"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// caseView is the page of one case.
type caseView struct {
	frame
	enforcementsvc.View
	forms  map[enforcement.Kind]ui.Form
	papers []ui.Option
	stale  bool
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.caseView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(casePage(v)), nil
}

func (w *Web) caseView(q *httpx.Req) (caseView, error) {
	v := caseView{}
	var err error
	if v.View, err = w.Service.Case(q.Ctx(), clientOf(q), q.PathValue("case")); err != nil {
		return v, err
	}
	if v.frame, err = w.frame(q, v.refs()); err != nil {
		return v, err
	}
	if w.Documents != nil && v.Case.State == enforcement.Sent {
		if v.papers, err = w.Documents(q.Ctx(), v.client); err != nil {
			return v, err
		}
	}
	v.forms = map[enforcement.Kind]ui.Form{}
	today := i18n.Date(q.Ctx(), w.Service.Today())
	for _, k := range []enforcement.Kind{
		enforcement.Attempt, enforcement.Hearing, enforcement.Propose, enforcement.Decide, enforcement.Paper, enforcement.Delivery,
		enforcement.Send, enforcement.CourtResult, enforcement.Withdraw,
	} {
		v.forms[k] = ui.Form{Prefix: string(k) + "-", Values: values("on", today, "language", v.Speaks)}
	}
	return v, nil
}

// refs are the accounts that the page names.
func (v caseView) refs() []string {
	out := []string{v.Case.OpenedBy}
	for _, ref := range []string{v.Case.ProposedBy, v.Case.DecidedBy} {
		if ref != "" {
			out = append(out, ref)
		}
	}
	for _, s := range v.Steps {
		out = append(out, s.RecordedBy)
		if s.ReplacedBy != "" {
			out = append(out, s.ReplacedBy)
		}
	}
	return out
}

// step answers the form of one kind of step.
func (w *Web) step(kind enforcement.Kind) httpx.Handler {
	return func(q *httpx.Req) (httpx.Reply, error) {
		var problems fault.Problems
		in := enforcementsvc.Take{Client: clientOf(q), Case: q.PathValue("case"), Version: number(q.Value("version")), Step: readStep(&problems, q)}
		err := problems.Err()
		if err == nil {
			err = w.take(q.Ctx(), kind, in)
		}
		if err == nil {
			return httpx.Redirect("/clients/" + string(in.Client) + "/enforcement/" + in.Case + "?done=saved"), nil
		}
		if !asForm(err) {
			return httpx.Reply{}, err
		}
		v, e := w.caseView(q)
		if e != nil {
			return httpx.Reply{}, e
		}
		f := ui.NewForm(q.Form(), err)
		f.Prefix = v.forms[kind].Prefix
		v.forms[kind], v.stale = f, fault.Is(err, fault.Conflict)
		return httpx.Invalid(casePage(v)), nil
	}
}

func (w *Web) take(ctx context.Context, kind enforcement.Kind, in enforcementsvc.Take) error {
	s := w.Service
	switch kind {
	case enforcement.Attempt:
		return s.Attempt(ctx, in)
	case enforcement.Hearing:
		return s.Hear(ctx, in)
	case enforcement.Propose:
		return s.Propose(ctx, in)
	case enforcement.Decide:
		return s.Decide(ctx, in)
	case enforcement.Paper:
		return s.Issue(ctx, in)
	case enforcement.Delivery:
		return s.Deliver(ctx, in)
	case enforcement.Send:
		return s.Send(ctx, in)
	case enforcement.CourtResult:
		return s.Court(ctx, in)
	case enforcement.Withdraw:
	}
	return s.Withdraw(ctx, in)
}

func readStep(problems *fault.Problems, q *httpx.Req) enforcement.Step {
	s := enforcement.Step{
		On: day(problems, q, "on"), Code: q.Value("code"), How: q.Value("how"), Language: q.Value("language"), Text: q.Value("text"),
		Name: q.Value("name"), Ref: q.Value("ref"), Document: q.Value("document"),
	}
	switch enforcement.Action(s.Code) {
	case enforcement.Acceptable:
		s.ReasonCode = q.Value("absence_reason")
	case enforcement.NoAction:
		s.ReasonCode = q.Value("no_action_reason")
	case enforcement.Talk, enforcement.Warning, enforcement.Submission, enforcement.Hear:
	}
	return s
}

func (v caseView) version() string { return strconv.Itoa(v.Case.Version) }

func (v caseView) path(suffix string) string { return v.at("/" + v.Case.ID + suffix) }

func (v caseView) failed() bool {
	for _, f := range v.forms {
		if len(f.Problems) > 0 {
			return true
		}
	}
	return false
}

// order is the way of a case that is put on paper; others end with the decision.
func (v caseView) journey() []ui.Step {
	way := []enforcement.State{enforcement.Opened, enforcement.Heard, enforcement.Proposed}
	if v.Case.Action == "" || v.Case.Action.Papered() {
		way = append(way, enforcement.Decided, enforcement.Issued)
	}
	if v.Case.Action == enforcement.Submission {
		way = append(way, enforcement.Delivered, enforcement.Sent)
	}
	at := slices.Index(way, v.Case.State)
	if at < 0 {
		at = len(way)
	}
	var out []ui.Step
	for i, s := range way {
		out = append(out, ui.Step{Label: ui.M("enforcement.way." + string(s)), Done: i < at, Current: i == at})
	}
	return out
}

func (v caseView) summary(ctx context.Context) []ui.Item {
	c := v.Case
	out := []ui.Item{
		{Label: ui.M("common.status"), Value: ui.Tags([]ui.Label{stateTag(c.State)})},
		{Label: ui.M("enforcement.opened"), Value: ui.Beside(ui.Moment(c.OpenedAt), ui.Val(v.who(c.OpenedBy)))},
		{Label: ui.M("enforcement.duty"), Value: ui.Val(v.duty(ctx, v.Duty))},
	}
	if c.TableSays != "" {
		says := v.code(ctx, enforcement.ListActions, string(c.TableSays))
		if c.TableSays == enforcement.Hear {
			says = i18n.T(ctx, "enforcement.table.hear")
		}
		out = append(out, ui.Item{Label: ui.M("enforcement.table_said"), Value: ui.Beside(ui.Val(says), ui.ToBeConfirmed(""))})
	}
	if c.Action != "" {
		label := ui.M("enforcement.proposed_action")
		if !c.DecidedOn.IsZero() {
			label = ui.M("enforcement.action")
		}
		out = append(out, ui.Item{Label: label, Value: ui.Val(v.code(ctx, enforcement.ListActions, string(c.Action)))})
	}
	if !c.Due.IsZero() {
		out = append(out, ui.Item{Label: ui.M("enforcement.due"), Value: ui.Beside(ui.Day(c.Due), v.clockMark())})
	}
	return out
}

// clockMark says that the time of the step is not certain.
func (v caseView) clockMark() component {
	rule, _ := v.rules.Lookup(v.Case.State.Clock(), v.w.Service.Today())
	if rule.ToConfirm() {
		return ui.ToBeConfirmed("")
	}
	return ui.Val("")
}

// may reports whether the reader may take a step of a kind now.
func (v caseView) may(ctx context.Context, k enforcement.Kind) bool {
	action := access.Enforce
	if k == enforcement.Decide {
		action = access.DecideEnforcement
	}
	return access.From(ctx).May(action)
}

// own reports whether the reader proposed what waits, so that another must decide.
func (v caseView) own(ctx context.Context) bool {
	return v.Case.ProposedBy == string(access.From(ctx).Account)
}

// lacks says why nothing may go on paper, one line a reason; the remedy stands beside it.
func (v caseView) lacks(ctx context.Context) []string {
	var out []string
	if f := fault.As(v.Paper); f != nil {
		for _, p := range f.Problems {
			if text := i18n.Msg(ctx, p.Msg); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

func (v caseView) unexplained() bool {
	return slices.ContainsFunc(v.Lines, func(l enforcement.Line) bool { return l.Why == enforcement.WhyUnexplained })
}

// history lists all versions of all steps, the latest first.
func (v caseView) history(ctx context.Context) []ui.Event {
	var out []ui.Event
	for i := len(v.Steps) - 1; i >= 0; i-- {
		s := v.Steps[i]
		e := ui.Event{
			ID: "s-" + s.Row, Day: s.On, Who: v.who(s.RecordedBy), Title: ui.M("enforcement.step." + string(s.Kind)), Text: s.Text,
			Replaced: !s.Current(), Detail: ui.Muted(ui.Val(v.detail(ctx, s))),
		}
		if !s.Current() {
			e.Text = joined(s.Text, i18n.T(ctx, "enforcement.corrected_why", "Reason", joined(v.code(ctx, rulebook.ListCorrectionReasons, s.Reason), s.ReasonText), "Who", v.who(s.ReplacedBy)))
		} else if access.From(ctx).May(access.CorrectRecord) {
			e.Href = v.path("/steps/" + s.Row)
		}
		out = append(out, e)
	}
	return append(out, ui.Event{Occurred: v.Case.OpenedAt, Who: v.who(v.Case.OpenedBy), Title: ui.M("enforcement.step.opened")})
}

// detail are the codes and names of a step in words.
func (f frame) detail(ctx context.Context, s enforcement.Step) string {
	list := map[enforcement.Kind]string{
		enforcement.Attempt: enforcement.ListAttempt, enforcement.Hearing: enforcement.ListHearing, enforcement.Propose: enforcement.ListActions,
		enforcement.Paper: enforcement.ListActions, enforcement.Delivery: enforcement.ListDelivery, enforcement.CourtResult: enforcement.ListCourt,
		enforcement.Withdraw: enforcement.ListWithdraw,
	}[s.Kind]
	code := f.code(ctx, list, s.Code)
	reason := f.code(ctx, rulebook.ListAbsenceReasons, s.ReasonCode)
	switch {
	case s.Kind == enforcement.Decide:
		code = i18n.T(ctx, "enforcement.answer."+s.Code)
	case s.Kind == enforcement.Propose && s.Code == string(enforcement.NoAction):
		reason = f.code(ctx, enforcement.ListNoAction, s.ReasonCode)
	case s.Kind == enforcement.Attempt, s.Kind == enforcement.Hearing:
		reason = joined(f.code(ctx, enforcement.ListHow, s.How), f.code(ctx, rulebook.ListLanguages, s.Language))
	}
	return joined(code, reason, s.Name, s.Ref)
}

// actions are what may be proposed; those that need a reason ask for it once they are chosen.
func (f frame) actions(ctx context.Context, form ui.Form) []ui.Option {
	out := f.options(ctx, enforcement.ListActions)
	for i := range out {
		switch enforcement.Action(out[i].Value) {
		case enforcement.Acceptable:
			out[i].Reveal = acceptableReason(f, form)
		case enforcement.NoAction:
			out[i].Reveal = noActionReason(f, form)
		case enforcement.Talk, enforcement.Warning, enforcement.Submission, enforcement.Hear:
		}
	}
	return out
}

func answers() []ui.Option {
	return []ui.Option{
		{Value: enforcement.Confirmed, Label: ui.M("enforcement.answer.confirmed")}, {Value: enforcement.Returned, Label: ui.M("enforcement.answer.returned")},
	}
}

func title(v caseView) msg.Message { return ui.M("enforcement.case_is", "Number", v.Case.Number()) }

// explainedOn is the day of the explanation on which the first line rests; zero when there is none.
func (v caseView) explainedOn() civil.Date { return v.ExplainedOn }
