package study

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Kind is one sort of entry of a study. Its text is the message "study.entry.<code>".
type Kind string

// The kinds of entry.
const (
	KindRequest    Kind = "request"
	KindCheck      Kind = "check"
	KindReturn     Kind = "return"
	KindAssign     Kind = "assign"
	KindConsent    Kind = "consent"
	KindInterview  Kind = "interview"
	KindStatement  Kind = "statement"
	KindLetter     Kind = "letter"
	KindSubmit     Kind = "submit"
	KindRemark     Kind = "remark"
	KindSign       Kind = "sign"
	KindDelivery   Kind = "delivery"
	KindDecision   Kind = "decision"
	KindWithdrawal Kind = "withdrawal"
)

// FieldKind is how a field is typed.
type FieldKind int

// The kinds of field.
const (
	Line  FieldKind = iota // one line of text
	Long                   // several lines
	Day                    // a date that is not in the future
	Ahead                  // a date that may be in the future
	Code                   // one code of a list
	Codes                  // several codes of a list
	Yes                    // a statement to agree to
)

// Field is one field of a form. Its name is the message "study.field.<name>".
type Field struct {
	Name     string
	Kind     FieldKind
	List     string // of Code and Codes: a list of the rulebook; empty when the page knows the options
	Required bool
	Silent   bool // a text that may not speak of guilt
}

// Entry is one version of one thing written down in a study: its fields by name, as text.
type Entry struct {
	ID         string // of the thing, the same in all its versions
	Row        string
	Kind       Kind
	Values     url.Values
	WrittenAt  civil.Instant
	WrittenBy  string
	RecordedAt civil.Instant
	RecordedBy string
	ReplacedAt civil.Instant // zero while it is held true
	ReplacedBy string
	Reason     string
	ReasonText string
}

// Current reports whether nothing has taken the entry's place.
func (e Entry) Current() bool { return e.ReplacedAt.IsZero() }

// Get is one field.
func (e Entry) Get(name string) string { return e.Values.Get(name) }

// Day is one field as a date.
func (e Entry) Day(name string) civil.Date {
	d, err := civil.ParseDate(e.Values.Get(name))
	if err != nil {
		return civil.Date{}
	}
	return d
}

// The lists of the rulebook that the forms use.
const (
	ListAskers      = "study_askers"
	ListAsked       = "study_asked"
	ListMust        = "study_must"
	ListReturn      = "study_return_reasons"
	ListConsent     = "study_consent"
	ListCannot      = "study_cannot"
	ListWho         = "study_who"
	ListHow         = "study_how"
	ListTold        = "study_told"
	ListTalk        = "study_talk"
	ListSections    = "study_sections"
	ListGrounds     = "study_grounds"
	ListDelivery    = "study_delivery"
	ListDecisions   = "study_decisions"
	ListWithdrawals = "study_withdrawals"
)

// Fields lists what a form of a kind asks for, in order.
func Fields(k Kind) []Field {
	switch k {
	case KindRequest:
		return requestFields()
	case KindCheck:
		return []Field{{Name: "signed", Kind: Code, Required: true}, {Name: "identity", Kind: Code, Required: true}, {Name: "clear", Kind: Code, Required: true}}
	case KindReturn:
		return []Field{{Name: "reasons", Kind: Codes, List: ListReturn, Required: true}, {Name: "note", Kind: Long}}
	case KindConsent:
		return consentFields()
	case KindInterview:
		return interviewFields()
	case KindStatement:
		return statementFields()
	case KindLetter:
		return []Field{{Name: "text", Kind: Long, Required: true, Silent: true}}
	case KindRemark:
		return []Field{{Name: "text", Kind: Long, Required: true}}
	case KindDelivery:
		return []Field{
			{Name: "on", Kind: Day, Required: true},
			{Name: "how", Kind: Code, List: ListDelivery, Required: true},
			{Name: "to", Kind: Line, Required: true},
			{Name: "proof", Kind: Line, Required: true},
		}
	case KindDecision:
		return []Field{
			{Name: "decision", Kind: Code, List: ListDecisions, Required: true},
			{Name: "on", Kind: Day, Required: true},
			{Name: "number", Kind: Line, Required: true},
			{Name: "note", Kind: Long},
		}
	case KindWithdrawal:
		return []Field{
			{Name: "reason", Kind: Code, List: ListWithdrawals, Required: true}, {Name: "on", Kind: Day, Required: true}, {Name: "note", Kind: Long},
		}
	case KindAssign, KindSubmit, KindSign:
	}
	return nil
}

// Context is what the checks need to know besides what was typed.
type Context struct {
	Rules   *rulebook.Rulebook
	Today   civil.Date
	Request Entry // of the study; empty for a new one
	// Sections are the parts of a report today.
	Sections []Section
}

const (
	maxLine = 300
	maxLong = 8000
)

// Clean checks what was typed into a form of a kind and gives it as it is kept: only fields of the form, dates in one form,
// no blanks around. All problems at once.
func Clean(k Kind, typed url.Values, c Context) (url.Values, fault.Problems) {
	out := url.Values{}
	var problems fault.Problems
	for _, f := range Fields(k) {
		values := f.read(typed[f.Name], &problems, c)
		if len(values) > 0 {
			out[f.Name] = values
		} else if f.Required && !has(problems, f.Name) {
			problems.Add(f.Name, f.missing())
		}
	}
	switch k {
	case KindRequest:
		checkRequest(out, &problems, c)
	case KindCheck:
		checkCheck(out, &problems)
	case KindConsent:
		checkConsent(out, &problems, c)
	case KindInterview:
		checkInterview(out, &problems, c)
	case KindStatement:
		checkStatement(out, &problems, c)
	case KindReturn:
		checkNote(out, &problems, c.Rules.List(ListReturn), out["reasons"])
	case KindWithdrawal:
		checkNote(out, &problems, c.Rules.List(ListWithdrawals), out["reason"])
	case KindAssign, KindLetter, KindSubmit, KindRemark, KindSign, KindDelivery, KindDecision:
	}
	return out, problems
}

func has(problems fault.Problems, field string) bool {
	return slices.ContainsFunc(problems, func(p fault.Problem) bool { return p.Field == field })
}

func (f Field) missing() string {
	if f.Kind == Code || f.Kind == Codes {
		return "field.choose"
	}
	return "field.required"
}

// read cleans the values of one field.
func (f Field) read(typed []string, problems *fault.Problems, c Context) []string {
	var out []string
	for _, s := range typed {
		if s = strings.TrimSpace(s); s != "" && (f.Kind == Codes || len(out) == 0) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil
	}
	switch f.Kind {
	case Line, Long:
		f.readText(out[0], problems)
	case Day, Ahead:
		d, err := civil.ParseDate(out[0])
		switch {
		case err != nil || d.IsZero():
			problems.Add(f.Name, "date.invalid")
		case f.Kind == Day && d.After(c.Today):
			problems.Add(f.Name, "date.future")
		default:
			out[0] = d.String()
		}
	case Code, Codes:
		for _, code := range out {
			if f.List != "" && !c.Rules.List(f.List).Holds(code, c.Today) {
				problems.Add(f.Name, "field.unknown")
			}
		}
	case Yes:
		out = []string{"yes"}
	}
	return out
}

func (f Field) readText(text string, problems *fault.Problems) {
	limit := maxLine
	if f.Kind == Long {
		limit = maxLong
	}
	if utf8.RuneCountInString(text) > limit {
		problems.Add(f.Name, "field.too_long", "Max", limit)
	}
	if word := SpeaksOfGuilt(text); f.Silent && word != "" {
		problems.Add(f.Name, "study.speaks_of_guilt", "Word", word)
	}
}

// checkNote asks for words where a code says nothing by itself.
func checkNote(v url.Values, problems *fault.Problems, list rulebook.List, codes []string) {
	for _, code := range codes {
		if it, ok := list.Item(code); ok && it.Is("note_required") && v.Get("note") == "" {
			problems.Add("note", "field.required")
			return
		}
	}
}
