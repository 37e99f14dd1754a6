package enforcement

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// EntryKind says what an entry of the history is.
type EntryKind string

// The kinds: an appointment with its outcome, an obligation seen to be broken, a step of the plan (never a basis).
const (
	OfAppointment EntryKind = "appointment"
	OfObligation  EntryKind = "obligation"
	OfStep        EntryKind = "step"
)

// Broken is the code of an obligation that was seen to be broken; outcomes of appointments have the codes of their list.
const Broken = "broken"

// Entry is something in the record that may be held against the client, or not.
type Entry struct {
	Ref        string // identifier of the appointment, of the obligation, of the step
	Kind       EntryKind
	Code       string // outcome, or Broken
	Reason     string // code of absence_reasons
	Contact    string // kind of the contact
	On         civil.Date
	At         civil.Instant // the hour, where one is known
	Order      string        // whose obligation; "" when the appointment belongs to whatever order ran
	Since      civil.Date    // of an obligation: an explanation given before it was laid on did not speak of it
	Text       string        // what was seen
	Voluntary  bool          // of the client's own part of the plan
	NoCoverage bool          // there was no connection: never a failure
}

// Explained is a record that the conditions of an order were explained.
type Explained struct {
	ID          string
	Order       string
	On          civil.Date
	Language    string
	Interpreter bool // somebody interpreted
	OwnWords    bool // the client said in own words what the conditions are
}

// Understood reports whether the explanation was given in a language that the client understands: the client's own, or through an
// interpreter; and the client could say the conditions in own words. Where no language is known, the own words decide.
func (e Explained) Understood(speaks string) bool {
	return e.OwnWords && (speaks == "" || e.Language == speaks || e.Interpreter)
}

// History is what the record says of a client, for the table and the proposal.
type History struct {
	Entries   []Entry
	Spans     []supervision.Span
	TermEnd   civil.Date // last day that binds; zero when none is known
	Speaks    string     // the language that the client understands best
	Explained []Explained
	Used      map[string]string // entries that an earlier case has used, by number of that case
	Warnings  []civil.Date      // official warnings that stand
}

// Why says why an entry is not counted; its text is the message "enforcement.not.<code>".
type Why string

// The reasons, in the order in which they are looked for.
const (
	WhyVoluntary   Why = "voluntary"
	WhyNoOutcome   Why = "no_outcome"
	WhyKept        Why = "kept"
	WhyService     Why = "service"
	WhyAcceptable  Why = "acceptable"
	WhyCoverage    Why = "coverage"
	WhyAfterTerm   Why = "after_term"
	WhyHospital    Why = "hospital"
	WhyCustody     Why = "custody"
	WhySought      Why = "sought"
	WhyPermitted   Why = "permitted"
	WhySeasonal    Why = "seasonal"
	WhyUsed        Why = "used"
	WhyUnexplained Why = "unexplained"
	WhyGone        Why = "gone"    // it left the file or was withdrawn since
	WhyLater       Why = "later"   // after the day that is looked at
	WhyOld         Why = "old"     // before the window of the row
	WhyOutcome     Why = "outcome" // the row does not count this outcome
)

// Line is an entry with the judgement on it. Case is the earlier case that used it up.
type Line struct {
	Entry
	Why  Why
	Case string
}

// Counts reports whether the entry may be held against the client.
func (l Line) Counts() bool { return l.Why == "" }

// Judge says of each entry whether it may be held against the client at all, and if not, why. Which of those that may are counted
// is for the rows of the table.
func (h History) Judge(rules *rulebook.Rulebook) []Line {
	out := make([]Line, len(h.Entries))
	for i, e := range h.Entries {
		out[i] = Line{Entry: e, Why: h.why(rules, e)}
		if out[i].Why == WhyUsed {
			out[i].Case = h.Used[e.Key()]
		}
	}
	return out
}

// Key tells two failures of one obligation on different days apart.
func (e Entry) Key() string {
	if e.Kind == OfObligation {
		return e.Ref + "@" + e.On.String()
	}
	return e.Ref
}

func (h History) why(rules *rulebook.Rulebook, e Entry) Why {
	if e.Kind == OfStep || e.Voluntary {
		return WhyVoluntary
	}
	if why := outcomeWhy(rules, e); why != "" {
		return why
	}
	if !h.TermEnd.IsZero() && e.On.After(h.TermEnd) {
		return WhyAfterTerm
	}
	if why := h.spanWhy(e); why != "" {
		return why
	}
	if h.Used[e.Key()] != "" { // of an open case as well: nobody answers twice for one absence
		return WhyUsed
	}
	if _, ok := h.ExplanationFor(e); !ok {
		return WhyUnexplained
	}
	return ""
}

func outcomeWhy(rules *rulebook.Rulebook, e Entry) Why {
	if e.NoCoverage {
		return WhyCoverage
	}
	if e.Kind == OfObligation {
		return ""
	}
	outcome, ok := rules.List(rulebook.ListOutcomes).Item(e.Code)
	switch {
	case !ok:
		return WhyNoOutcome
	case outcome.Is("service"):
		return WhyService
	case outcome.Attr["reason"] != "":
		if reason, _ := rules.List(outcome.Attr["reason"]).Item(e.Reason); reason.Is("no_coverage") {
			return WhyCoverage
		}
		return WhyAcceptable
	case outcome.Is("complied"):
		return WhyKept
	}
	return ""
}

func (h History) spanWhy(e Entry) Why {
	for _, s := range h.Spans {
		if !s.Contains(e.On) {
			continue
		}
		switch s.Kind {
		case supervision.InHospital:
			return WhyHospital
		case supervision.InCustody:
			return WhyCustody
		case supervision.Sought:
			return WhySought
		case supervision.Permitted:
			return WhyPermitted
		case supervision.Seasonal:
			if !s.Remote || e.Contact != remoteContact { // what was agreed for the season is still owed
				return WhySeasonal
			}
		}
	}
	return ""
}

// remoteContact is the kind of contact that goes on during an agreed absence.
const remoteContact = "phone_call"

// ExplanationFor finds the explanation on which an entry may rest: given before the day, of the order in question, not before the
// obligation was laid on, understood by the client.
func (h History) ExplanationFor(e Entry) (Explained, bool) {
	for _, x := range h.Explained {
		if (e.Order == "" || x.Order == e.Order) && x.On.Before(e.On) && !x.On.Before(e.Since) && x.Understood(h.Speaks) {
			return x, true
		}
	}
	return Explained{}, false
}

// Of picks the lines of the entries of a case out of the history. An entry that is no longer there has fallen.
func (h History) Of(rules *rulebook.Rulebook, entries []Entry) []Line {
	out := make([]Line, len(entries))
	for i, e := range entries {
		out[i] = Line{Entry: e, Why: WhyGone}
		if e.Kind == OfObligation {
			out[i] = Line{Entry: e, Why: h.why(rules, e)}
			continue
		}
		for _, now := range h.Entries {
			if now.Ref == e.Ref {
				now.Order, now.Since = e.Order, e.Since
				out[i] = Line{Entry: now, Why: h.why(rules, now), Case: h.Used[now.Key()]}
			}
		}
	}
	return out
}
