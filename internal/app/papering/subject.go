package papering

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/visit"
)

// Subjects read the entries that papers state: a version of the plan, a visit, an assessment.
type Subjects struct {
	Visit func(ctx context.Context, r *db.Reader, client id.Client, key string) (visit.Record, error)
	Needs func(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.Need, error)
	// Zones says what the zones of an order of monitoring ask of the client, by merge field, in the language of the context; never those that
	// protect somebody.
	Zones func(ctx context.Context, r *db.Reader, client id.Client, order string) (map[string]string, error)
}

// subject fills the fields that the entry of a paper says; kinds without one have none. Fault: not_found.
func (c Record) subject(ctx context.Context, r *db.Reader, client id.Client, lang string, kind paper.Kind, entry string, out map[string]string) error {
	fill, ok := fillers[kind.Subject]
	if !ok {
		return nil
	}
	return fill(c, i18n.With(ctx, lang), r, client, kind, entry, out)
}

// filler fills the fields of a kind from one entry.
type filler func(c Record, ctx context.Context, r *db.Reader, client id.Client, kind paper.Kind, entry string, out map[string]string) error

// fillers by the subject of a kind: what the rulebook names and is not here has no way to be given out.
var fillers = map[string]filler{"plan": Record.plan, "visit": Record.visit, "assessment": Record.portrait, "monitoring": Record.zones}

// zones fills what an order of monitoring asks of the client: where, when, and when not. Fault: not_found.
func (c Record) zones(ctx context.Context, r *db.Reader, client id.Client, _ paper.Kind, entry string, out map[string]string) error {
	if c.Subjects.Zones == nil {
		return fault.MissingRecord()
	}
	said, err := c.Subjects.Zones(ctx, r, client, entry)
	for field, text := range said {
		put(out, field, text)
	}
	return err
}

// plan fills one nature of a plan: what the court laid down, or the programme that the client may leave. A draft is no paper.
func (c Record) plan(ctx context.Context, r *db.Reader, client id.Client, kind paper.Kind, entry string, out map[string]string) error {
	if !access.From(ctx).May(access.ReadPlan) {
		return fault.MissingRecord()
	}
	doc, err := planrowsvc.Rows{Seal: c.Seal}.Version(ctx, r, client, entry)
	if err != nil {
		return err
	}
	if doc.Plan.State != plan.InForce && doc.Plan.State != plan.Waiting {
		return fault.MissingRecord()
	}
	part := plan.Duty
	if slices.Contains(kind.Fields(), "consent") {
		part = plan.Own
	}
	rb := c.rules()
	var lines []string
	for _, place := range []plan.Place{plan.Current, plan.Future} {
		for _, g := range doc.At(part, place) {
			lines = append(lines, c.goal(ctx, rb, len(lines)+1, g))
		}
	}
	put(out, "goals", strings.Join(lines, "\n"))
	put(out, "plan_version", i18n.Number(ctx, doc.Plan.Number))
	put(out, "review_on", i18n.Date(ctx, doc.Plan.ReviewOn))
	if part == plan.Duty {
		return nil
	}
	put(out, "strengths", doc.Plan.Strengths)
	put(out, "relapse", doc.Plan.Relapse)
	consent := i18n.T(ctx, "plan.answer."+string(doc.Standing(part)))
	if last, ok := doc.Last(part); ok {
		consent += ", " + i18n.Date(ctx, last.On)
	}
	put(out, "consent", consent)
	return nil
}

// goal is a line of two parts: the goal, and its steps.
func (c Record) goal(ctx context.Context, rb *rulebook.Rulebook, n int, g plan.Goal) string {
	lang := i18n.Lang(ctx)
	head := fmt.Sprintf("%d. %s", n, flat(g.Words))
	if g.Measure != "" {
		head += ". " + i18n.T(ctx, "plan.measure") + ": " + flat(g.Measure)
	}
	if !g.TargetOn.IsZero() {
		head += ". " + i18n.T(ctx, "plan.target_on") + ": " + i18n.Date(ctx, g.TargetOn)
	}
	var steps []string
	for _, s := range g.Steps {
		who := rb.List(plan.ListActors).Name(s.Who, lang)
		if s.WhoText != "" {
			who += " (" + flat(s.WhoText) + ")"
		}
		steps = append(steps, strings.Join(slices.DeleteFunc([]string{flat(s.What), who, i18n.Date(ctx, s.By)}, empty), ", "))
	}
	return head + "\t" + strings.Join(steps, "; ")
}

// visit fills the record of a visit as it stands now, after any correction.
func (c Record) visit(ctx context.Context, r *db.Reader, client id.Client, _ paper.Kind, entry string, out map[string]string) error {
	if c.Subjects.Visit == nil {
		return fault.MissingRecord()
	}
	x, err := c.Subjects.Visit(ctx, r, client, entry)
	if err != nil {
		return err
	}
	rb, lang := c.rules(), i18n.Lang(ctx)
	out["date"], out["time"] = i18n.Date(ctx, x.StartedAt.In(c.Zone)), i18n.Time(ctx, x.StartedAt)
	if x.Minutes > 0 {
		out["time"] += "–" + i18n.Time(ctx, x.EndedAt())
	}
	present := []string{x.WithWhom}
	for _, p := range x.Partners {
		present = append(present, rb.List(visit.ListPartners).Name(p, lang))
	}
	put(out, "place", x.Place)
	put(out, "present", strings.Join(slices.DeleteFunc(present, empty), ", "))
	var checked, words, agreed []string
	for _, d := range x.Conditions {
		if d.State == visit.NotChecked {
			continue
		}
		line := strings.TrimSpace(rb.List(rulebook.ListObligations).Name(d.Code, lang)+" "+flat(d.Text)) + ": " + i18n.T(ctx, "visit.condition."+string(d.State))
		if d.Evidence != "" {
			line += ". " + flat(d.Evidence)
		}
		checked = append(checked, line)
	}
	for _, s := range x.Worked {
		checked = append(checked, i18n.T(ctx, "visit.worked")+": "+flat(s.Text))
	}
	for _, f := range visit.Fields(rb) {
		if f.Role == "words" && f.Kind == visit.Text { // how the client took it is the officer's word, in a line
			words = append(words, x.Answers[f.Code]...)
		}
	}
	for _, s := range x.Steps {
		agreed = append(agreed, strings.Join(slices.DeleteFunc([]string{flat(s.What), flat(s.Who), i18n.Date(ctx, s.By)}, empty), ", "))
	}
	if !x.NextOn.IsZero() {
		agreed = append(agreed, i18n.T(ctx, "visit.next")+": "+i18n.Date(ctx, x.NextOn))
	}
	if len(checked) == 0 { // an empty heading would let the reader guess
		checked = []string{i18n.T(ctx, "visit.paper_none_checked")}
	}
	put(out, "checked", strings.Join(checked, "\n"))
	put(out, "own_words", strings.Join(words, "\n"))
	put(out, "agreed", strings.Join(agreed, "\n"))
	return nil
}

// portrait puts what the assessment in force says into the fields that the officer goes on writing in. What lies in a sealed
// compartment never comes onto an ordinary paper.
func (c Record) portrait(ctx context.Context, r *db.Reader, client id.Client, kind paper.Kind, entry string, out map[string]string) error {
	if c.Subjects.Needs == nil || !access.From(ctx).May(access.ReadAssessment) {
		return fault.MissingRecord()
	}
	if _, err := db.One[string](ctx, r, `select c.id from assessment_assessment c where c.client_id = $1 and c.id = $2 and c.state = 'in_force'
		and c.compartment is null and {visible c.client_id} and {inside c.client_id c.compartment}`, client, entry); err != nil {
		return err
	}
	needs, err := c.Subjects.Needs(ctx, r, client)
	if err != nil {
		return err
	}
	list, lang := c.rules().List(paper.ListFields), i18n.Lang(ctx)
	texts := map[string][]string{}
	for _, n := range needs {
		if n.Assessment != entry {
			return fault.MissingRecord()
		}
		if n.Strength != "" {
			texts["strengths"] = append(texts["strengths"], n.Title.In(lang)+": "+flat(n.Strength))
		}
		for _, f := range kind.Typed {
			i, _ := list.Item(f)
			if slices.Contains(strings.Fields(i.Attr["domains"]), n.Domain) {
				texts[f] = append(texts[f], strings.TrimSpace(n.Title.In(lang)+": "+n.RatingText.In(lang)+". "+flat(n.Reason)))
			}
		}
	}
	for f, lines := range texts {
		put(out, f, strings.Join(lines, "\n"))
	}
	return nil
}

func (c Record) rules() *rulebook.Rulebook { return c.Rules.At(c.today()) }

func (c Record) today() civil.Date { return c.Now().In(c.Zone) }

// flat is a text on one line: a line of a field is a row of the paper.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func empty(s string) bool { return s == "" }
