package assessment

import (
	"fmt"
	"slices"
	"strings"
)

// Print is the outline of the answers of one signed assessment, made so that two can be compared and none can be read: for
// each item in the order of the instrument a short keyed mark of the answer. Two prints of one instrument and version differ
// in as many places as the answers do; without the service's key a mark says nothing, and with it only by trying.
type Print struct {
	Codes string // items that are chosen from a list, counted or dated: markLength letters each
	Words string // items answered in words
}

// Mark lengths and signs. Four letters of base64 suffice: one pair of different answers in sixteen million is taken for the same.
const (
	markLength = 4
	noMark     = "...."
)

// MakePrint outlines answers. Mark gives the keyed token of a text, at least markLength letters of an even spread; it must not
// give the same for the same answer to two items, hence it gets both.
func MakePrint(s Spec, answers map[string]string, mark func(item, answer string) string) Print {
	var codes, words strings.Builder
	for _, it := range s.Items {
		to := &codes
		text := answers[it.ID]
		if it.Kind == ItemText {
			to, text = &words, strings.ToLower(strings.Join(strings.Fields(text), " "))
		}
		if text == "" || text == NotKnownMark {
			to.WriteString(noMark)
			continue
		}
		m := mark(it.ID, text)
		to.WriteString(m[:markLength])
	}
	return Print{Codes: codes.String(), Words: words.String()}
}

// NotKnownMark is an answer that speaks of nobody: it does not make two assessments alike.
const NotKnownMark = "not_known"

// Likeness says how two prints stand to each other.
type Likeness struct {
	Differ    int // items chosen otherwise, or answered in one only
	Answered  int // items chosen in at least one
	SameWords int // texts of both that are the same word for word
}

// Compare counts where two prints differ; ok is false for prints of different instruments.
func (p Print) Compare(q Print) (l Likeness, ok bool) {
	if len(p.Codes) != len(q.Codes) || len(p.Words) != len(q.Words) {
		return l, false
	}
	for i := 0; i+markLength <= len(p.Codes); i += markLength {
		a, b := p.Codes[i:i+markLength], q.Codes[i:i+markLength]
		if a == noMark && b == noMark {
			continue
		}
		l.Answered++
		if a != b {
			l.Differ++
		}
	}
	for i := 0; i+markLength <= len(p.Words); i += markLength {
		if a := p.Words[i : i+markLength]; a != noMark && a == q.Words[i:i+markLength] {
			l.SameWords++
		}
	}
	return l, true
}

// AlikeRules say from where on likeness is worth a question.
type AlikeRules struct {
	Most  int // items that may differ
	Least int // items that must be answered
}

// Printed is a print with what it belongs to.
type Printed struct {
	Assessment, Client, Assessor string
	Print                        Print
}

// Twins are two assessments of different clients with nearly the same answers.
type Twins struct {
	A, B Printed
	Likeness
}

// Alike finds twins among assessments of one instrument and version, the likest first. Only different clients count: a client
// who has not changed is no question.
func Alike(all []Printed, rules AlikeRules) []Twins {
	var out []Twins
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.Client == b.Client {
				continue
			}
			l, ok := a.Print.Compare(b.Print)
			if ok && l.Answered >= rules.Least && l.Differ <= rules.Most {
				out = append(out, Twins{A: a, B: b, Likeness: l})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Twins) int {
		if x.Differ != y.Differ {
			return x.Differ - y.Differ
		}
		return y.SameWords - x.SameWords
	})
	return out
}

// Departures counts the decisions of one assessor on levels that were proposed, and how many of them departed.
type Departures struct {
	Assessor          string
	Decided, Departed int
}

// Asked reports whether the share is one that a head should ask about: never, or always, over enough decisions. Neither is a
// fault: the proposal may be good, or bad, or not be read.
func (d Departures) Asked(least int) bool {
	return d.Decided >= least && (d.Departed == 0 || d.Departed == d.Decided)
}

// String is for logs and tests.
func (l Likeness) String() string {
	return fmt.Sprintf("%d of %d differ, %d texts the same", l.Differ, l.Answered, l.SameWords)
}
