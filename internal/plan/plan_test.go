package plan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

func day(s string) civil.Date { return civil.MustDate(s) }

// past is an instant before which nothing of these tests happened.
var past = day("2026-03-09").StartIn(time.UTC)

// book is a rulebook with the clocks of plans.
func book() *rulebook.Rulebook {
	rule := func(id string, n int, unit civil.Unit) rulebook.Rule {
		return rulebook.Rule{ID: id, Value: rulebook.Value{Kind: rulebook.KindDuration, Set: true, Int: n, Unit: unit}}
	}
	return &rulebook.Rulebook{Rules: []rulebook.Rule{rule(RuleDueDays, 30, civil.CalendarDays), rule(RuleReviewMonths, 6, civil.Months)}}
}

func TestDue(t *testing.T) {
	registered, assessed, end := day("2026-03-02"), day("2026-03-20"), day("2026-04-10")
	for name, c := range map[string]struct {
		s    Start
		want string
	}{
		"after the registration":          {Start{Supervised: true, RegisteredOn: registered}, "2026-04-01"},
		"after the assessment":            {Start{Supervised: true, RegisteredOn: registered, AssessedOn: assessed}, "2026-04-19"},
		"an older assessment":             {Start{Supervised: true, RegisteredOn: assessed, AssessedOn: registered}, "2026-04-19"},
		"never after the end of the term": {Start{Supervised: true, RegisteredOn: registered, AssessedOn: assessed, TermEnd: end}, "2026-04-10"},
		"nobody on the register":          {Start{RegisteredOn: registered}, ""},
		"registered on no known day":      {Start{Supervised: true}, ""},
	} {
		if got := c.s.Due(book(), assessed); got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := ReviewDue(book(), day("2026-08-31")); got.String() != "2027-02-28" {
		t.Errorf("review %s", got)
	}
}

func TestCard(t *testing.T) {
	start := Start{Supervised: true, RegisteredOn: day("2026-03-02")}
	review := day("2026-09-01")
	for name, c := range map[string]struct {
		versions []Plan
		start    Start
		state    string
		due      string
	}{
		"none":                    {nil, start, CardNone, "2026-04-01"},
		"a draft":                 {[]Plan{{State: Draft}}, start, CardDraft, "2026-04-01"},
		"given up":                {[]Plan{{State: Dropped}}, start, CardNone, "2026-04-01"},
		"waiting":                 {[]Plan{{State: Waiting}}, start, CardWaiting, "2026-04-01"},
		"in force":                {[]Plan{{State: InForce, ReviewOn: review}}, start, CardInForce, "2026-09-01"},
		"in force and a draft":    {[]Plan{{State: InForce, ReviewOn: review}, {State: Draft}}, start, CardInForce, "2026-09-01"},
		"in force and one waits":  {[]Plan{{State: InForce, ReviewOn: review}, {State: Waiting}}, start, CardWaiting, "2026-09-01"},
		"nobody on the register":  {[]Plan{{State: InForce, ReviewOn: review}}, Start{}, "", ""},
		"replaced and then ended": {[]Plan{{State: Replaced}, {State: Ended}}, start, CardNone, "2026-04-01"},
	} {
		state, due := Card(c.versions, c.start, book(), day("2026-03-10"))
		if state != c.state || due.String() != c.due {
			t.Errorf("%s: %q %s, want %q %s", name, state, due, c.state, c.due)
		}
	}
}

func TestStanding(t *testing.T) {
	answer := func(part Part, rev int, a Answer) Agreement { return Agreement{Part: part, Rev: rev, Answer: a} }
	for name, c := range map[string]struct {
		answers  []Agreement
		want     Answer
		withdraw bool
	}{
		"nobody asked":                    {nil, None, false},
		"yes":                             {[]Agreement{answer(Own, 3, Yes)}, Yes, true},
		"yes to the other part":           {[]Agreement{answer(Duty, 3, Yes)}, None, false},
		"to an earlier text":              {[]Agreement{answer(Own, 2, Yes)}, Stale, true},
		"no":                              {[]Agreement{answer(Own, 3, No)}, No, false},
		"a no after a yes":                {[]Agreement{answer(Own, 3, Yes), answer(Own, 3, No)}, No, false},
		"left":                            {[]Agreement{answer(Own, 3, Yes), answer(Own, 3, Withdrawn)}, Withdrawn, false},
		"left, and the text changed then": {[]Agreement{answer(Own, 2, Yes), answer(Own, 2, Withdrawn)}, Withdrawn, false},
		"joined again":                    {[]Agreement{answer(Own, 3, Withdrawn), answer(Own, 3, Yes)}, Yes, true},
	} {
		d := Doc{Plan: Plan{State: InForce, OwnRev: 3, DutyRev: 3}, Agreements: c.answers}
		if got := d.Standing(Own); got != c.want || d.CanWithdraw() != c.withdraw {
			t.Errorf("%s: %s, withdraw %v", name, got, d.CanWithdraw())
		}
	}
}

// Of everything that somebody might name, an obligation alone can be enforced.
func TestEnforceableBasis(t *testing.T) {
	for basis, ok := range map[string]bool{
		"obligation:1": true, "obligation:": false, "goal:1": false, "step:1": false, "duty:1": false, "own:1": false, "Obligation:1": false,
		"1": false, "": false, ":": false, "progress:1": false, "agreement:1": false, "obligation": false,
	} {
		b := ParseBasis(basis)
		if err := EnforceableBasis(b.Kind, b.ID); (err == nil) != ok {
			t.Errorf("%q: %v", basis, err)
		} else if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", basis, err)
		}
	}
	for _, part := range Parts() {
		if Refuse(part) == nil {
			t.Errorf("%s is not refused", part)
		}
	}
	if (Obligation{Binds: true}).Enforce() != nil || (Obligation{}).Enforce() == nil {
		t.Error("only an obligation that binds is enforced")
	}
}

func TestLacks(t *testing.T) {
	today := day("2026-03-10")
	goal := func(part Part, place Place, steps int) Goal {
		g := Goal{Goal: "g-" + string(part), Part: part, Place: place, Needs: []string{"work"}, Steps: make([]Step, steps)}
		if part == Duty {
			g.Needs, g.Obligations = nil, []string{"o"}
		}
		return g
	}
	needs := []Need{{Domain: "work", Rating: "high"}, {Domain: "family", Rating: "some"}}
	duties := []Obligation{{ID: "o", Binds: true}, {ID: "old"}}
	whole := Plan{Relapse: "x", ReviewOn: day("2026-09-01")}
	yes := []Agreement{{Part: Duty, Answer: Yes}, {Part: Own, Answer: Unable}}
	for name, c := range map[string]struct {
		d    Doc
		want string
	}{
		"nothing at all": {Doc{}, "need-work obligation-o relapse review_on agree-duty"},
		"whole":          {Doc{Plan: whole, Goals: []Goal{goal(Own, Current, 1), goal(Duty, Current, 1)}, Agreements: yes}, ""},
		"without steps":  {Doc{Plan: whole, Goals: []Goal{goal(Own, Current, 0), goal(Duty, Current, 1)}, Agreements: yes}, "goal-g-own"},
		"a future goal answers the need and needs no steps": {
			Doc{Plan: whole, Goals: []Goal{goal(Own, Future, 0), goal(Duty, Current, 1)}, Agreements: yes}, "",
		},
		"a removed goal answers nothing": {Doc{Plan: whole, Goals: []Goal{goal(Own, Removed, 1), goal(Duty, Current, 1)}, Agreements: yes}, "need-work"},
		"reasons for none": {Doc{
			Plan: whole, Goals: []Goal{goal(Duty, Current, 1)}, Agreements: yes[:1],
			Gaps: []Gap{{Kind: GapNeed, Ref: "work"}, {Kind: GapObligation, Ref: "o"}},
		}, ""},
		"a reason taken back": {Doc{
			Plan: whole, Goals: []Goal{goal(Duty, Current, 1)}, Agreements: yes[:1],
			Gaps: []Gap{{Kind: GapNeed, Ref: "work", Version: person.Version{ReplacedAt: past}}},
		}, "need-work"},
		"four goals": {Doc{Plan: whole, Goals: []Goal{
			goal(Own, Current, 1), goal(Own, Current, 1), goal(Own, Current, 1), goal(Duty, Current, 1),
		}, Agreements: yes}, "goals"},
		"agreed to an earlier text": {Doc{
			Plan: Plan{Relapse: "x", ReviewOn: whole.ReviewOn, OwnRev: 1}, Goals: []Goal{goal(Own, Current, 1), goal(Duty, Current, 1)}, Agreements: yes,
		}, "agree-own"},
	} {
		var problems fault.Problems
		c.d.Lacks(&problems, today, needs, duties, 3)
		var got []string
		for _, p := range problems {
			got = append(got, p.Field)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, " "), c.want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	back := person.Version{ReplacedAt: past}
	for name, c := range map[string]struct {
		place Place
		notes []Progress
		want  Place
	}{
		"as written":              {Current, nil, Current},
		"achieved":                {Current, []Progress{{Goal: "g", Kind: GoalAchieved}}, Achieved},
		"achieved by mistake":     {Current, []Progress{{Goal: "g", Kind: GoalAchieved, Version: back}}, Current},
		"worked on again":         {Future, []Progress{{Goal: "g", Kind: GoalAchieved}, {Goal: "g", Kind: GoalReopened}}, Future},
		"achieved twice":          {Current, []Progress{{Goal: "g", Kind: GoalAchieved}, {Goal: "g", Kind: GoalReopened}, {Goal: "g", Kind: GoalAchieved}}, Achieved},
		"a step is not a goal":    {Current, []Progress{{Goal: "g", Step: "s", Kind: StepDone}}, Current},
		"another goal":            {Current, []Progress{{Goal: "h", Kind: GoalAchieved}}, Current},
		"removed after achieving": {Removed, []Progress{{Goal: "g", Kind: GoalAchieved}}, Removed},
	} {
		d := Doc{Progress: c.notes}
		if got := d.PlaceOf(Goal{Goal: "g", Place: c.place}); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// After a withdrawal nothing voluntary can be left undone; obligations go on.
func TestNothingIsAskedAfterWithdrawal(t *testing.T) {
	for name, c := range map[string]struct {
		part   Part
		answer Answer
		kind   ProgressKind
		ok     bool
	}{
		"own, taking part":        {Own, Yes, StepNotDone, true},
		"own, left":               {Own, Withdrawn, StepNotDone, false},
		"own, never agreed":       {Own, No, StepNotDone, false},
		"own, left, done anyway":  {Own, Withdrawn, StepDone, true},
		"duty, after leaving own": {Duty, Withdrawn, StepNotDone, true},
	} {
		d := Doc{Plan: Plan{State: InForce}, Agreements: []Agreement{{Part: Own, Answer: c.answer}}}
		if err := d.May(Progress{Step: "s", Kind: c.kind}, Goal{Part: c.part}); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompare(t *testing.T) {
	step := func(id, what string) Step { return Step{Step: id, What: what, Who: "client"} }
	before := Doc{Goals: []Goal{
		{Goal: "same", Words: "a", Steps: []Step{step("1", "x")}},
		{Goal: "words", Words: "b"},
		{Goal: "steps", Words: "c", Steps: []Step{step("2", "x"), step("3", "y")}},
		{Goal: "gone", Words: "d"},
	}}
	after := Doc{Goals: []Goal{
		{Goal: "same", Words: "a", Steps: []Step{step("1", "x")}},
		{Goal: "words", Words: "B", Place: Future},
		{Goal: "steps", Words: "c", Steps: []Step{step("3", "Y"), step("4", "z")}},
		{Goal: "new", Words: "e"},
	}, Plan: Plan{Relapse: "x"}}
	d := Compare(before, after)
	var got []string
	for _, g := range d.Goals {
		got = append(got, g.New.Goal+g.Old.Goal+":"+string(g.Change)+":"+strings.Join(g.Fields, ","))
	}
	want := []string{"samesame:same:", "wordswords:altered:words,place", "stepssteps:altered:", "new:added:", "gone:gone:"}
	if !slices.Equal(got, want) || !d.Relapse || d.Strengths {
		t.Errorf("%q", got)
	}
	var steps []string
	for _, s := range d.Goals[2].Steps {
		steps = append(steps, s.Old.Step+s.New.Step+":"+string(s.Change))
	}
	if !slices.Equal(steps, []string{"33:altered", "4:added", "2:gone"}) {
		t.Errorf("steps %q", steps)
	}
}

func TestSortNeeds(t *testing.T) {
	var got []string
	for _, n := range SortNeeds([]Need{
		{Domain: "none", Rating: "none"},
		{Domain: "some", Rating: "some", Harm: true},
		{Domain: "high", Rating: "high"},
		{Domain: "harm", Rating: "high", Harm: true},
		{Domain: "unknown", Rating: "not_known"},
	}) {
		got = append(got, n.Domain)
	}
	if !slices.Equal(got, []string{"harm", "high", "some", "unknown", "none"}) {
		t.Errorf("%q", got)
	}
}
