package visit

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// MaxSteps is how many steps one visit may agree: more are not done.
const MaxSteps = 3

// WrittenWithin is how soon after a visit its record counts as written in time.
const WrittenWithin = 24 * 60 // minutes

// State says whether a condition was found kept; its text is the message "visit.condition.<code>".
type State string

// The states of a condition. Not checked is where every condition begins: nobody checks by leaving a form as it is.
const (
	NotChecked State = "not_checked"
	Kept       State = "kept"
	NotKept    State = "not_kept"
)

// States lists them in the order of forms.
func States() []State { return []State{NotChecked, Kept, NotKept} }

// Condition is what was found about one obligation.
type Condition struct {
	Duty     string `json:"duty"`
	Code     string `json:"code"`
	Text     string `json:"text,omitempty"`
	State    State  `json:"state"`
	Evidence string `json:"evidence,omitempty"`
}

// Agreed is a step agreed with the client.
type Agreed struct {
	What string     `json:"what"`
	Who  string     `json:"who,omitempty"`
	By   civil.Date `json:"by,omitzero"`
}

// Record is one version of the record of a visit. What happened, where and when stands in its contact; here stands the rest.
type Record struct {
	person.Version
	Client      id.Client
	Visit       string // the same through all versions
	Contact     string // the contact on which it hangs
	Kind        string // of the contact
	StartedAt   civil.Instant
	Minutes     int
	Place       string
	WithWhom    string
	Talk        string // what was talked about
	Language    string
	Interpreter bool
	Identity    string   // code of the list visit_identity
	Partners    []string // codes of the list visit_partners
	Conditions  []Condition
	Worked      []Step              // steps of the plan that were worked on
	Came        []Came              // what came of steps of the plan
	Facts       []string            // facts of the findings, besides that of the visit itself
	Answers     map[string][]string // of the blocks, by field
	Steps       []Agreed
	NextOn      civil.Date
	CapturedAt  civil.Instant // on a device without a line; zero when written at once
	WrittenAt   civil.Instant // when the first version reached the service
	WrittenBy   string
	Substantive bool
}

// EndedAt is when the visit ended.
func (r Record) EndedAt() civil.Instant { return r.StartedAt.Add(minutes(r.Minutes)) }

// Noted is when it was first put into words: on the device, or in the service.
func (r Record) Noted() civil.Instant {
	if !r.CapturedAt.IsZero() {
		return r.CapturedAt
	}
	return r.WrittenAt
}

// InTime reports whether it was written down within a day of its end.
func (r Record) InTime() bool { return !r.Noted().After(r.EndedAt().Add(minutes(WrittenWithin))) }

// Judge reports whether the visit was more than an administrative contact: a need was worked on, the client's words or reaction
// are there, and a step was agreed. Attendance alone never is. The fields of which this asks are named by their role.
func (r Record) Judge(fields []Field) bool {
	need, words := len(r.Worked) > 0, false
	for _, f := range fields {
		if !r.filled(f.Code) {
			continue
		}
		need = need || f.Role == "need"
		words = words || f.Role == "words"
	}
	return need && words && len(r.Steps) > 0
}

func (r Record) filled(code string) bool {
	return slices.ContainsFunc(r.Answers[code], func(s string) bool { return s != "" })
}

// Crises lists what the answers say somebody is in danger of, each with the words written beside it.
func (r Record) Crises(rules *rulebook.Rulebook, fields []Field) []supervision.CrisisKind {
	var out []supervision.CrisisKind
	for _, f := range fields {
		if f.Crisis == "" {
			continue
		}
		for _, a := range r.Answers[f.Code] {
			if item, ok := rules.List(f.List).Item(a); ok && item.Is("crisis") {
				out = append(out, f.Crisis)
			}
		}
	}
	return out
}

// CrisisWords is the field in which the danger is described.
const CrisisWords = "acute_words"

// Check notes what is wrong with the record beyond its contact, all at once.
func (r Record) Check(problems *fault.Problems, rules *rulebook.Rulebook, today civil.Date, blocks []Block) {
	check := func(field, list, code string) {
		if code != "" && !rules.List(list).Holds(code, today) {
			problems.Add(field, "field.unknown")
		}
	}
	if r.Identity == "" {
		problems.Add("identity", "field.choose")
	}
	check("identity", ListIdentity, r.Identity)
	check("language", rulebook.ListLanguages, r.Language)
	for _, p := range r.Partners {
		check("partners", ListPartners, p)
	}
	r.checkConditions(problems)
	r.checkSteps(problems, today)
	if !r.NextOn.IsZero() && r.NextOn.Before(today) {
		problems.Add("next_on", "visit.next_past")
	}
	for _, b := range blocks {
		for _, f := range b.Fields {
			r.checkField(problems, rules, today, f)
		}
	}
}

func (r Record) checkConditions(problems *fault.Problems) {
	for _, c := range r.Conditions {
		if !slices.Contains(States(), c.State) {
			problems.Add(ConditionField(c.Duty), "field.choose")
		}
		if c.State != NotChecked && c.Evidence == "" {
			problems.Add(EvidenceField(c.Duty), "visit.evidence_required")
		}
		tooLong(problems, EvidenceField(c.Duty), c.Evidence, person.MaxLine)
	}
}

func (r Record) checkSteps(problems *fault.Problems, today civil.Date) {
	for i, s := range r.Steps {
		n := strconv.Itoa(i + 1)
		if s.What == "" {
			problems.Add("step_what_"+n, "field.required")
		}
		tooLong(problems, "step_what_"+n, s.What, person.MaxLine)
		tooLong(problems, "step_who_"+n, s.Who, person.MaxLine)
		if !s.By.IsZero() && !r.StartedAt.IsZero() && s.By.AddDays(1).Before(today) && s.By.Before(civil.DateOf(r.StartedAt.Time())) {
			problems.Add("step_by_"+n, "visit.step_past")
		}
	}
}

func (r Record) checkField(problems *fault.Problems, rules *rulebook.Rulebook, today civil.Date, f Field) {
	name := AnswerField(f.Code)
	for _, a := range r.Answers[f.Code] {
		switch f.Kind {
		case One, Many:
			if a != "" && !rules.List(f.List).Holds(a, today) {
				problems.Add(name, "field.unknown")
			}
		case Scale:
			if n, err := strconv.Atoi(a); a != "" && (err != nil || n < 0 || n > 10) {
				problems.Add(name, "field.range", "Min", 0, "Max", 10)
			}
		case Line:
			tooLong(problems, name, a, person.MaxLine)
		case Text:
			tooLong(problems, name, a, supervision.MaxText)
		}
	}
	if f.Kind != Many && len(r.Answers[f.Code]) > 1 {
		problems.Add(name, "field.unknown")
	}
}

// ConditionField is the field of what was found about a condition. Fields have the same names in every form, here and on a device.
func ConditionField(duty string) string { return "condition_" + duty }

// EvidenceField is the field of what a finding about a condition rests on.
func EvidenceField(duty string) string { return "evidence_" + duty }

// AnswerField is the field of an answer of a block.
func AnswerField(code string) string { return "a_" + code }

func tooLong(problems *fault.Problems, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		problems.Add(field, "field.too_long", "Max", most)
	}
}
