package engine

import (
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"tuzjol/internal/assessment/formula"
)

// eval runs the expression; ok is false when something it needs is not known, or when it fails.
func (s *state) eval(x *formula.Expr) (v ref.Val, known, ok bool) {
	for _, i := range x.Needs {
		if !s.known[i] {
			return nil, false, false
		}
	}
	v, err := x.Eval(s)
	return v, true, err == nil
}

// holds evaluates a condition; what cannot be answered does not hold.
func (s *state) holds(x *formula.Expr) bool {
	if x.Quick != nil {
		return s.all(x.Needs) && x.Quick.Holds(s.num, s.text)
	}
	v, _, ok := s.eval(x)
	return ok && v == types.True
}

// ResolveName implements interpreter.Activation over the state.
func (s *state) ResolveName(name string) (any, bool) {
	if of, asked := strings.CutPrefix(name, "known."); asked {
		i, ok := s.plan.slots[of]
		return types.Bool(ok && s.known[i]), ok
	}
	i, ok := s.plan.slots[name]
	if !ok || !s.known[i] {
		return nil, false
	}
	switch s.plan.kinds[i] {
	case kindNumber:
		return types.Double(s.num[i]), true
	case kindBool:
		return types.Bool(s.num[i] != 0), true
	case kindText, kindDate:
	}
	return types.String(s.text[i]), true
}

// Parent implements interpreter.Activation.
func (s *state) Parent() interpreter.Activation { return nil }

// AsPartialActivation implements interpreter.Activation.
func (s *state) AsPartialActivation() (interpreter.PartialActivation, bool) { return nil, false }
