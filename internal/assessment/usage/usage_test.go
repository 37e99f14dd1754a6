package usage

import (
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/assessment"
	"tuzjol/internal/rulebook"
)

func words(s string) rulebook.Text { return rulebook.Text{"ky": s, "ru": s, "en": s} }

// good is an instrument with one domain, one flag and a table that proposes.
func good() assessment.Spec {
	code := func(s string) assessment.Option { return assessment.Option{Code: s, Label: words(s)} }
	s := assessment.Spec{
		Title: words("x"), LegalBasis: words("none"), ID: "x", Kind: assessment.Rating, Use: assessment.UseAssessment, Proposal: "level",
		Flags:   []assessment.Flag{{ID: "child", Title: words("child"), Instruction: "flag.child"}},
		Domains: []assessment.Domain{{ID: "home", Title: words("home"), Rating: "home_need"}, {ID: "danger", Title: words("danger"), Side: true}},
		Items: []assessment.Item{
			{ID: "home_need", Domain: "home", Kind: assessment.ItemRating, Reason: "home_reason", Part: assessment.PartRating, Options: []assessment.Option{code("none"), code("high")}},
			{ID: "home_reason", Domain: "home", Kind: assessment.ItemText, Part: assessment.PartReason, Optional: true},
			{ID: "minor", Domain: "danger", Kind: assessment.ItemFlag, Part: assessment.PartResponsivity, From: "person.minor"},
			{ID: "child_danger", Domain: "danger", Kind: assessment.ItemChoice, Part: assessment.PartFlag, Flag: "child", FlagWhen: []string{"now"}, Options: []assessment.Option{code("none"), code("now")}},
		},
		Values: []assessment.Value{{ID: "level", Decision: &assessment.DecisionRule{
			Inputs: []string{"home_need"}, Policy: assessment.HitFirst, Default: assessment.Unclear,
			Rows: []assessment.Row{{ID: "high", When: []string{"high"}, Then: "high", Text: words("high")}, {ID: "low", When: []string{"none"}, Then: "low", Text: words("low")}},
		}}},
		Outputs: []assessment.Output{{ID: "level", Label: words("level")}},
	}
	for n := range s.Items {
		s.Items[n].Label = words(s.Items[n].ID)
	}
	return s
}

func TestGood(t *testing.T) {
	if found := Check(good()); len(found) > 0 {
		t.Error(found)
	}
	reference := good()
	reference.Use, reference.Proposal = "", ""
	if found := Check(reference); len(found) > 0 {
		t.Error(found)
	}
}

// Each fault is one that the owner of an instrument makes with an editor.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*assessment.Spec)
		at     string // section, id and field
		code   string
	}{
		{"a use that is none", func(s *assessment.Spec) { s.Use, s.Proposal = "guess", "" }, " x use", "use"},
		{"a domain rated by nothing", func(s *assessment.Spec) { s.Domains[0].Rating = "housing" }, "domains home rating", "reference"},
		{"a domain rated by a text", func(s *assessment.Spec) { s.Domains[0].Rating = "home_reason" }, "domains home rating", "reference"},
		{"a domain rated on another page", func(s *assessment.Spec) { s.Domains[1].Rating = "home_need" }, "domains danger rating", "reference"},
		{"a reason on another page", func(s *assessment.Spec) { s.Items[1].Domain = "danger" }, "items home_need reason", "reason_place"},
		{"a reason asked by itself", func(s *assessment.Spec) { s.Items[1].Optional = false }, "items home_need reason", "reason_place"},
		{"a part that is none", func(s *assessment.Spec) { s.Items[0].Part = "mood" }, "items home_need part", "part"},
		{"a source the record has not", func(s *assessment.Spec) { s.Items[2].From = "person.shoe" }, "items minor from", "prefill"},
		{"a flag nobody declared", func(s *assessment.Spec) { s.Items[3].Flag = "fire" }, "items child_danger flag", "reference"},
		{"a flag without an answer", func(s *assessment.Spec) { s.Items[3].FlagWhen = nil }, "items child_danger flag_when", "required"},
		{"a flag by an answer that is none", func(s *assessment.Spec) { s.Items[3].FlagWhen = []string{"soon"} }, "items child_danger flag_when", "reference"},
		{"a flag without a protocol", func(s *assessment.Spec) { s.Flags[0].Instruction = "" }, "flags child instruction", "required"},
		{"a flag twice", func(s *assessment.Spec) { s.Flags = append(s.Flags, s.Flags[0]) }, "flags child id", "duplicate"},
		{"a flag no answer raises", func(s *assessment.Spec) {
			s.Flags = append(s.Flags, assessment.Flag{ID: "victim", Instruction: "flag.victim"})
		}, "flags victim id", "flag_unused"},
		{"a proposal that is no output", func(s *assessment.Spec) { s.Proposal = "tier" }, " x proposal", "reference"},
		{"a screen that proposes a level", func(s *assessment.Spec) { s.Use = assessment.UseScreen }, " x proposal", "proposal_use"},
		{"a judgement that proposes a level", func(s *assessment.Spec) { s.Kind = assessment.Judgement }, " x proposal", "judgement_proposal"},
		{"a proposal without a table", func(s *assessment.Spec) { s.Values[0].Decision, s.Values[0].Says = nil, `"low"` }, " x proposal", "proposal_table"},
		{"what is not known is low", func(s *assessment.Spec) { s.Values[0].Decision.Default = "low" }, "values level decision.default", "proposal_default"},
		{"no way out", func(s *assessment.Spec) { s.Values[0].Decision.Default = "" }, "values level decision.default", "proposal_default"},
		{"a level that is none", func(s *assessment.Spec) { s.Values[0].Decision.Rows[0].Then = "severe" }, "values level decision.high", "proposal_level"},
		{"a row without its reason", func(s *assessment.Spec) { s.Values[0].Decision.Rows[1].Text = nil }, "values level decision.low", "proposal_reason"},
		{"a title in two languages", func(s *assessment.Spec) { delete(s.Title, "ru") }, " x title", "languages"},
		{"an item without words", func(s *assessment.Spec) { s.Items[2].Label = nil }, "items minor label", "languages"},
		{"an option in one language", func(s *assessment.Spec) { s.Items[3].Options[1].Label = rulebook.Text{"en": "now"} }, "items child_danger options", "languages"},
		{"a question in one language", func(s *assessment.Spec) { s.Domains[0].Interview = []rulebook.Text{{"ky": "Кайда?"}} }, "domains home interview", "languages"},
		{"words from a scale that is none", func(s *assessment.Spec) { s.Outputs[0].Scale = "levels" }, "outputs level scale", "reference"},
		{"no words for what the table may say", func(s *assessment.Spec) {
			s.Outputs[0].Scale = "levels"
			s.Scales = []assessment.Scale{{ID: "levels", Options: []assessment.Option{{Code: "low", Label: words("low")}, {Code: "high", Label: words("high")}}}}
		}, "outputs level scale", "reference"},
		{"a reason in no language", func(s *assessment.Spec) {
			s.Values[0].Decision.Rows[0].Text = rulebook.Text{"ky": "", "ru": "", "en": ""}
		}, "values level decision.high", "languages"},
		{"a reason in two languages", func(s *assessment.Spec) { delete(s.Values[0].Decision.Rows[1].Text, "ky") }, "values level decision.low", "proposal_reason"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := good()
			c.change(&s)
			var got []string
			for _, p := range Check(s) {
				code := strings.TrimPrefix(p.Message.Key, "assessment.check.")
				got = append(got, p.Section+" "+p.ID+" "+p.Field+": "+code)
				if p.Remedy.Key != p.Message.Key+".remedy" {
					t.Errorf("%s has no remedy", p.Message.Key)
				}
			}
			if !slices.Contains(got, c.at+": "+c.code) {
				t.Errorf("wanted %s: %s, got %v", c.at, c.code, got)
			}
		})
	}
}

// Ensure everything wrong is said at once.
func TestAllAtOnce(t *testing.T) {
	s := good()
	s.Use, s.Items[0].Part, s.Items[2].From, s.Flags[0].Instruction = "guess", "mood", "person.shoe", ""
	if found := Check(s); len(found) < 4 {
		t.Errorf("%d findings: %v", len(found), found)
	}
}
