package engine

import (
	"cel.dev/cel-go/cel"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
)

// kind is the kind of a value during the calculation.
type kind uint8

const (
	kindNumber kind = iota
	kindBool
	kindText
	kindDate
)

func (k kind) cel() *cel.Type {
	switch k {
	case kindNumber:
		return cel.DoubleType
	case kindBool:
		return cel.BoolType
	case kindText, kindDate:
	}
	return cel.StringType // dates compare as yyyy-mm-dd
}

// state holds the answers and everything derived from them while one case is scored; it is reused for the next.
type state struct {
	plan      *Instrument
	known     []bool
	num       []float64
	text      []string
	date      []civil.Date
	refused   []bool // items that a stopping finding took out
	stopped   bool   // any of them
	feature   []float64
	worked    []uint8 // of features: not yet, known, not known
	findings  []assessment.Finding
	why       [][]assessment.Contribution // by slot, made once a case
	explained []bool
}

const (
	featureOpen uint8 = iota
	featureKnown
	featureUnknown
)

func newState(p *Instrument) *state {
	n := len(p.kinds)
	return &state{
		plan: p, known: make([]bool, n), num: make([]float64, n), text: make([]string, n), date: make([]civil.Date, n),
		refused: make([]bool, n), feature: make([]float64, len(p.features)), worked: make([]uint8, len(p.features)), why: make([][]assessment.Contribution, n), explained: make([]bool, n),
	}
}

func (s *state) reset() {
	clear(s.known)
	clear(s.refused)
	clear(s.worked)
	clear(s.why)
	clear(s.explained)
	s.stopped = false
	s.findings = nil
}

func (s *state) setNumber(i int, x float64) {
	s.num[i], s.known[i] = x, true
}

func (s *state) setBool(i int, yes bool) {
	x := 0.0
	if yes {
		x = 1
	}
	s.setNumber(i, x)
}

func (s *state) setText(i int, t string) {
	s.text[i], s.known[i] = t, true
}

func (s *state) note(f assessment.Finding) { s.findings = append(s.findings, f) }

// explain gives the contributions behind a value; nil when it has nothing to say.
func (s *state) explain(p *valuePlan) []assessment.Contribution {
	if p == nil || p.explain == nil {
		return nil
	}
	if !s.explained[p.slot] {
		s.why[p.slot], s.explained[p.slot] = p.explain(s), true
	}
	return s.why[p.slot]
}
