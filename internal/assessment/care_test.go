package assessment_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strconv"
	"testing"
	"time"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

func list(codes ...string) rulebook.List {
	var l rulebook.List
	for _, c := range codes {
		l.Items = append(l.Items, rulebook.Item{Code: c})
	}
	return l
}

func fieldsOf(p fault.Problems) string {
	out := ""
	for _, x := range p {
		out += x.Field + " "
	}
	return out
}

// A flag is answered by an action or by a reason, in words; never by both, never by a tick.
func TestFlagClosing(t *testing.T) {
	actions, none, today := list("talked_today", "other"), list("past_only"), civil.MustDate("2026-03-03")
	for _, c := range []struct {
		name string
		in   assessment.FlagClosing
		want string
	}{
		{"nothing", assessment.FlagClosing{}, "action text "},
		{"action without words", assessment.FlagClosing{Action: "talked_today"}, "text "},
		{"blanks are no words", assessment.FlagClosing{Action: "talked_today", Text: " \n"}, "text "},
		{"both", assessment.FlagClosing{Action: "talked_today", None: "past_only", Text: "x"}, "none_reason "},
		{"unknown action", assessment.FlagClosing{Action: "seance", Text: "x"}, "action "},
		{"unknown reason", assessment.FlagClosing{None: "seance", Text: "x"}, "none_reason "},
		{"action", assessment.FlagClosing{Action: "talked_today", Text: "x"}, ""},
		{"reason", assessment.FlagClosing{None: "past_only", Text: "x"}, ""},
	} {
		var p fault.Problems
		c.in.Check(&p, actions, none, today)
		if got := fieldsOf(p); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The time to act never reaches into the next day.
func TestFlagDue(t *testing.T) {
	now := civil.At(time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC))
	end := now.Add(8 * time.Hour)
	for _, c := range []struct {
		within, want civil.Instant
	}{{now.Add(4 * time.Hour), now.Add(4 * time.Hour)}, {now.Add(24 * time.Hour), end}, {now, end}} {
		if got := assessment.FlagDue(now, end, c.within); got != c.want {
			t.Errorf("%s: %s, want %s", c.within, got, c.want)
		}
	}
}

// careSpec is a small instrument of two domains.
func careSpec() assessment.Spec {
	rating := []assessment.Option{{Code: "none"}, {Code: "some"}, {Code: "high"}}
	s := assessment.Spec{
		ID: "x", Version: "1", Scales: []assessment.Scale{{ID: "need", Options: rating}},
		Domains: []assessment.Domain{{ID: "work", Rating: "work_need"}, {ID: "family", Rating: "family_need"}, {ID: "view", Side: true}},
		Items: []assessment.Item{
			{ID: "work_need", Domain: "work", Kind: assessment.ItemRating, Scale: "need"},
			{ID: "family_need", Domain: "family", Kind: assessment.ItemRating, Options: rating},
			{ID: "words", Domain: "view", Kind: assessment.ItemText},
		},
	}
	for i := range 20 {
		s.Items = append(s.Items, assessment.Item{ID: "q" + strconv.Itoa(i), Domain: "work", Kind: assessment.ItemChoice})
	}
	return s
}

// Two assessments side by side: ratings with their direction, what is not known is no direction, and what changed.
func TestCompare(t *testing.T) {
	before := assessment.Sheet{Answers: map[string]string{"work_need": "high", "family_need": "not_known", "q1": "yes"}, Evidence: map[string]string{"q1": "справка"}}
	after := assessment.Sheet{Answers: map[string]string{"work_need": "some", "family_need": "some", "q1": "no", "q2": "yes"}}
	ratings, changed := assessment.Compare(careSpec(), before, after)
	if len(ratings) != 2 || ratings[0].From != 2 || ratings[0].To != 1 || ratings[1].From != assessment.Unrated {
		t.Fatalf("%+v", ratings)
	}
	if moved, up := ratings[0].Moved(); !moved || up {
		t.Error("high to some is not down")
	}
	if moved, _ := ratings[1].Moved(); moved {
		t.Error("from not known there is no direction")
	}
	if len(changed) != 4 || changed[2].Item.ID != "q1" || changed[2].EvidenceBefore != "справка" || changed[3].Before != "" {
		t.Errorf("%+v", changed)
	}
}

func mark(item, answer string) string {
	sum := sha256.Sum256([]byte(item + "\x00" + answer))
	return hex.EncodeToString(sum[:])
}

// Likeness is exact in the number of items that differ, without an answer in the print.
func TestAlike(t *testing.T) {
	s := careSpec()
	answers := func(change int) map[string]string {
		out := map[string]string{"words": " Живёт  с матерью.", "work_need": "some"}
		for i := range 20 {
			out["q"+strconv.Itoa(i)] = "yes"
			if i < change {
				out["q"+strconv.Itoa(i)] = "no"
			}
		}
		return out
	}
	p := func(client string, change int) assessment.Printed {
		return assessment.Printed{Assessment: client + strconv.Itoa(change), Client: client, Print: assessment.MakePrint(s, answers(change), mark)}
	}
	l, ok := p("a", 0).Print.Compare(p("b", 5).Print)
	if !ok || l.Differ != 5 || l.Answered != 21 || l.SameWords != 1 {
		t.Errorf("%v %v", l, ok)
	}
	twins := assessment.Alike([]assessment.Printed{p("a", 0), p("b", 2), p("c", 9), p("a", 1)}, assessment.AlikeRules{Most: 2, Least: 10})
	if len(twins) != 2 || twins[0].Differ != 1 || twins[1].Differ != 2 {
		t.Errorf("%v", twins)
	}
	empty := assessment.MakePrint(s, nil, mark)
	if got := assessment.Alike([]assessment.Printed{{Client: "a", Print: empty}, {Client: "b", Print: empty}}, assessment.AlikeRules{Most: 2, Least: 10}); len(got) != 0 {
		t.Error("two empty ones are twins")
	}
	if _, ok := empty.Compare(assessment.Print{Codes: "1234"}); ok {
		t.Error("prints of different instruments are compared")
	}
}

// Never and always are questions, over enough decisions; anything between is not.
func TestDepartures(t *testing.T) {
	for _, c := range []struct {
		decided, departed int
		want              bool
	}{{20, 0, true}, {20, 20, true}, {20, 1, false}, {20, 19, false}, {19, 0, false}, {0, 0, false}} {
		if got := (assessment.Departures{Decided: c.decided, Departed: c.departed}).Asked(20); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// Each case says what happened by the record, and which kind of significant change it is.
func TestChangeOf(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustDate("2026-03-03")
	facts, kinds := set.At(day).List(assessment.ListChangeFacts), set.At(day).List(rulebook.ListChangeKinds)
	scenario.Each(t, os.DirFS("testdata"), "change", func(t *testing.T, c scenario.Case) {
		var g struct{ Fact string }
		var want struct{ Change string }
		c.Part(t, "given", &g)
		c.Part(t, "then", &want)
		got, ok := assessment.ChangeOf(facts, g.Fact, day)
		if !ok {
			got = "none"
		}
		if got != want.Change {
			t.Errorf("%s is %s, want %s", g.Fact, got, want.Change)
		}
	})
	for _, x := range facts.Items {
		if !kinds.Holds(x.Attr["change"], day) {
			t.Errorf("%s is a change of the unknown kind %q", x.Code, x.Attr["change"])
		}
	}
}
