package assessment

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
)

// Entry is the current answer to one item of an assessment, with what it rests on and where it came from.
type Entry struct {
	Item     string
	Answer   string // empty: not answered; NotKnownAnswer: nobody knows
	Evidence string
	Source   string // SourceTyped, SourceCarried, or the source of the record
	Ref      string // the assessment it was carried from, or the row of the record
	At       civil.Instant
	By       string
}

// Answers gives what the entries answer, by item.
func Answers(entries map[string]Entry) map[string]string {
	out := make(map[string]string, len(entries))
	for k, e := range entries {
		if e.Answer != "" {
			out[k] = e.Answer
		}
	}
	return out
}

// Evidence says how much an answer must rest on.
type Evidence int

// None is asked for what is known from before or speaks for itself; new answers rest on what is said once for the page;
// changed and high-impact answers, and those that raise a flag, on words of their own.
const (
	EvidenceNone Evidence = iota
	EvidencePage
	EvidenceOwn
)

// Asks says what evidence an answer needs beside the answer of the assessment before; stale is the instant before which the evidence
// of an unchanged answer no longer holds.
func (it Item) Asks(now, prior Entry, stale civil.Instant) Evidence {
	switch {
	case now.Answer == "" || now.Answer == NotKnownAnswer || it.Kind == ItemText || it.Kind == ItemRating:
		return EvidenceNone
	case it.Flag != "":
		if slices.Contains(it.FlagWhen, now.Answer) {
			return EvidenceOwn
		}
		return EvidenceNone
	case it.Impact && now.Source == SourceTyped:
		return EvidenceOwn
	case now.Source != SourceTyped:
		return EvidenceNone
	case !slices.Contains([]string{"", PartFact, PartGender}, it.Part):
		return EvidenceNone
	case prior.Answer == "" || prior.Answer == NotKnownAnswer, prior.Answer == now.Answer && prior.At.Before(stale):
		return EvidencePage
	case prior.Answer != now.Answer:
		return EvidenceOwn
	}
	return EvidenceNone
}

// PageEvidence is the item whose evidence speaks for its whole page: the rating of the domain, else its first item.
func (s Spec) PageEvidence(domain string) string {
	for _, d := range s.Domains {
		if d.ID == domain && d.Rating != "" {
			return d.Rating
		}
	}
	for _, it := range s.Items {
		if it.Domain == domain {
			return it.ID
		}
	}
	return ""
}

// ItemsOf lists the items of a domain in their order.
func (s Spec) ItemsOf(domain string) []Item {
	var out []Item
	for _, it := range s.Items {
		if it.Domain == domain {
			out = append(out, it)
		}
	}
	return out
}

// Domain finds a domain by its id.
func (s Spec) Domain(id string) (Domain, bool) {
	n := slices.IndexFunc(s.Domains, func(d Domain) bool { return d.ID == id })
	if n < 0 {
		return Domain{}, false
	}
	return s.Domains[n], true
}

// OptionsOf lists the options of an item, its own or those of its scale.
func (s Spec) OptionsOf(it Item) []Option {
	if len(it.Options) > 0 || it.Scale == "" {
		return it.Options
	}
	for _, sc := range s.Scales {
		if sc.ID == it.Scale {
			return sc.Options
		}
	}
	return nil
}

// Spell gives an answer in the form in which it is stored: dates as yyyy-mm-dd, yes and no as 1 and 0.
func (it Item) Spell(answer string) string {
	answer = strings.TrimSpace(answer)
	switch it.Kind {
	case ItemDate:
		if d, err := civil.ParseDate(answer); err == nil && !d.IsZero() {
			return d.String()
		}
	case ItemFlag:
		switch strings.ToLower(answer) {
		case "true", "yes":
			return "1"
		case "false", "no":
			return "0"
		}
	}
	return answer
}
