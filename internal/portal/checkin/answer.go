package checkin

import (
	"slices"
	"unicode/utf8"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/supervision"
)

// Step is one page of a check-in.
type Step string

// The pages in their order. Each saves by itself; the last sends.
const (
	You     Step = "you"
	Feel    Step = "feel"
	Help    Step = "help"
	Call    Step = "call"
	Changes Step = "changes"
	Own     Step = "own"
	Photo   Step = "photo"
	Send    Step = "send"
)

// Steps are the pages of a plan's check-ins.
func (p Plan) Steps() []Step {
	out := []Step{You, Feel, Help, Call, Changes}
	if len(p.Questions) > 0 {
		out = append(out, Own)
	}
	if p.Photo {
		out = append(out, Photo)
	}
	return append(out, Send)
}

// After is the page that follows; Send follows itself.
func (p Plan) After(s Step) Step {
	all := p.Steps()
	if i := slices.Index(all, s); i >= 0 && i+1 < len(all) {
		return all[i+1]
	}
	return Send
}

// Before is the page before; the first has none.
func (p Plan) Before(s Step) Step {
	all := p.Steps()
	if i := slices.Index(all, s); i > 0 {
		return all[i-1]
	}
	return ""
}

// Answers are what the client says. Every one of them may be left out but the first: nobody is made to tell.
type Answers struct {
	You         string   `json:"you,omitempty"`  // yes, helped (somebody reads the questions out)
	Feel        string   `json:"feel,omitempty"` // good, so_so, bad, hopeless
	FeelText    string   `json:"feel_text,omitempty"`
	Help        []string `json:"help,omitempty"`
	HelpText    string   `json:"help_text,omitempty"`
	Call        string   `json:"call,omitempty"` // no, morning, day, evening
	Changes     []string `json:"changes,omitempty"`
	ChangesText string   `json:"changes_text,omitempty"`
	Own         []string `json:"own,omitempty"`
}

// Choices of the pages; their text is the message "checkin.<page>.<code>".
var choices = map[Step][]string{
	You:     {"yes", "helped"},
	Feel:    {"good", "so_so", "bad", "hopeless"},
	Help:    {"none", "work", "papers", "home", "health", "drink", "hurt", "child"},
	Call:    {"no", "morning", "day", "evening"},
	Changes: {"none", "address", "phone", "work", "family"},
}

// Choices lists what may be chosen on a page.
func Choices(s Step) []string { return slices.Clone(choices[s]) }

// crises are the choices that mean danger.
var crises = map[string]supervision.CrisisKind{
	"hopeless": supervision.CrisisSuicide, "hurt": supervision.CrisisViolence, "child": supervision.CrisisChild,
}

// Crisis finds a danger in the answers, the gravest first; "" when there is none.
func (a Answers) Crisis() supervision.CrisisKind {
	for _, code := range append([]string{a.Feel}, a.Help...) {
		if k := crises[code]; k != "" {
			return k
		}
	}
	return ""
}

// WantsHelp reports whether the client asks for something: a call or help.
func (a Answers) WantsHelp() bool {
	asks := slices.ContainsFunc(a.Help, func(s string) bool { return s != "none" })
	return asks || a.Call != "" && a.Call != "no" || a.Crisis() != ""
}

// Check notes what is wrong with the answers of one page.
func (a Answers) Check(problems *fault.Problems, s Step) {
	one := func(field, value string, must bool) {
		switch {
		case value == "" && must:
			problems.Add(field, "checkin.choose_one")
		case value != "" && !slices.Contains(choices[s], value):
			problems.Add(field, "field.choose")
		}
	}
	many := func(field string, values []string) {
		for _, v := range values {
			if !slices.Contains(choices[s], v) {
				problems.Add(field, "field.choose")
			}
		}
		if len(values) > 1 && slices.Contains(values, "none") {
			problems.Add(field, "checkin.none_and_more")
		}
	}
	long := func(field, text string) {
		if utf8.RuneCountInString(text) > MaxText {
			problems.Add(field, "field.too_long", "Max", MaxText)
		}
	}
	switch s {
	case You:
		one("you", a.You, true)
	case Feel:
		one("feel", a.Feel, false)
		long("feel_text", a.FeelText)
	case Help:
		many("help", a.Help)
		long("help_text", a.HelpText)
	case Call:
		one("call", a.Call, false)
	case Changes:
		many("changes", a.Changes)
		long("changes_text", a.ChangesText)
	case Own:
		for i, text := range a.Own {
			long("own"+string(rune('1'+i)), text)
		}
	case Photo, Send:
	}
}

// Take puts the answers of one page among those given before.
func (a Answers) Take(s Step, page Answers) Answers {
	switch s {
	case You:
		a.You = page.You
	case Feel:
		a.Feel, a.FeelText = page.Feel, page.FeelText
	case Help:
		a.Help, a.HelpText = page.Help, page.HelpText
	case Call:
		a.Call = page.Call
	case Changes:
		a.Changes, a.ChangesText = page.Changes, page.ChangesText
	case Own:
		a.Own = page.Own
	case Photo, Send:
	}
	return a
}
