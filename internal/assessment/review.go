package assessment

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
)

// Checked is everything that is to be seen before a signature: the result as it stands and all that is wrong or to be looked at.
type Checked struct {
	Result   Result
	Findings []Finding // of the engine first, then what the use adds
	Outside  []msg.Message
}

// Blocks reports whether a finding holds the signature back. What is not known never does: it is said, and scored by nobody.
func (f Finding) Blocks() bool {
	switch f.Type {
	case Missing, BadValue, NoReason, NoEvidence:
		return true
	case Inconsistent:
		return f.Stops
	default: // what is to be looked at is said and does not hold
	}
	return false
}

// Blocks reports whether anything holds the signature back.
func (r Checked) Blocks() bool { return slices.ContainsFunc(r.Findings, Finding.Blocks) }

// InUse lists what the use of an instrument adds to the findings of its engine: answers without evidence, and answers taken from
// a record that says otherwise by now, as when a client has turned 18 since the beginning.
func (s Spec) InUse(asked []bool, now, prior map[string]Entry, stale civil.Instant, record map[string]Prefilled) []Finding {
	var out []Finding
	for n, it := range s.Items {
		if n < len(asked) && !asked[n] {
			continue
		}
		e := now[it.ID]
		switch need := it.Asks(e, prior[it.ID], stale); {
		case need == EvidenceNone || e.Evidence != "":
		case need == EvidencePage && now[s.PageEvidence(it.Domain)].Evidence != "":
		default:
			out = append(out, Finding{Type: NoEvidence, Fields: []string{it.ID}, Dynamic: it.Dynamic})
		}
		if p, ok := record[it.From]; ok && it.From != "" && p.Value != "" && e.Answer != "" && e.Answer != p.Value {
			out = append(out, Finding{Type: RecordMoved, Fields: []string{it.ID}, Given: p.Value, Dynamic: it.Dynamic})
		}
	}
	return out
}

// Progress is how far one page has come.
type Progress struct {
	Domain   Domain
	Asked    int // questions that must be answered
	Answered int
	Touched  bool // anything was written
}

// Done reports whether nothing that must be answered is left.
func (p Progress) Done() bool { return p.Answered >= p.Asked && (p.Asked > 0 || p.Touched) }

// Pages says how far each page has come.
func (s Spec) Pages(asked []bool, now map[string]Entry) []Progress {
	out := make([]Progress, len(s.Domains))
	at := map[string]int{}
	for i, d := range s.Domains {
		out[i].Domain, at[d.ID] = d, i
	}
	for n, it := range s.Items {
		i, ok := at[it.Domain]
		if !ok || n < len(asked) && !asked[n] {
			continue
		}
		e := now[it.ID]
		out[i].Touched = out[i].Touched || e.Answer != "" || e.Evidence != ""
		if it.Optional {
			continue
		}
		out[i].Asked++
		if e.Answer != "" {
			out[i].Answered++
		}
	}
	return out
}

// Age gives the completed years on a day from a birth date that may be known in part; the older reading counts, and a negative
// number stands for not known.
func Age(birth string, on civil.Date) int {
	p, err := civil.ParsePartial(birth)
	if err != nil || p.IsZero() {
		return -1
	}
	_, oldest, ok := p.AgeOn(on)
	if !ok {
		return -1
	}
	return oldest
}
