package formula

import (
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Quick is a comparison of a name with a constant or with another name, the most frequent expression by far. It may be
// answered without the interpreter, and gives the same (a test compares the two).
type Quick struct {
	Op          string // of CEL: _==_, _<_ ...
	Left, Right Operand
}

// Operand is a name by its slot, or a constant when Slot is -1.
type Operand struct {
	Slot   int
	IsText bool
	Text   string
	Number float64
}

// quick recognises such a comparison; nil for anything else.
func quick(e celast.Expr, slots map[string]int, text func(slot int) bool) *Quick {
	if e.Kind() != celast.CallKind || len(e.AsCall().Args()) != 2 {
		return nil
	}
	q := &Quick{Op: e.AsCall().FunctionName()}
	switch q.Op {
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
	default:
		return nil
	}
	for i, a := range e.AsCall().Args() {
		o := Operand{Slot: -1}
		switch a.Kind() {
		case celast.IdentKind:
			slot, ok := slots[a.AsIdent()]
			if !ok {
				return nil
			}
			o.Slot, o.IsText = slot, text(slot)
		case celast.LiteralKind:
			switch v := a.AsLiteral().(type) {
			case types.Double:
				o.Number = float64(v)
			case types.String:
				o.Text, o.IsText = string(v), true
			default:
				return nil
			}
		default:
			return nil
		}
		if i == 0 {
			q.Left = o
		} else {
			q.Right = o
		}
	}
	return q
}

// Holds answers the comparison over numbers and texts by slot.
func (q *Quick) Holds(number []float64, text []string) bool {
	if q.Left.IsText {
		return compare(q.Op, q.Left.of(text), q.Right.of(text))
	}
	return compare(q.Op, q.Left.num(number), q.Right.num(number))
}

func (o *Operand) of(text []string) string {
	if o.Slot < 0 {
		return o.Text
	}
	return text[o.Slot]
}

func (o *Operand) num(number []float64) float64 {
	if o.Slot < 0 {
		return o.Number
	}
	return number[o.Slot]
}

func compare[T string | float64](op string, a, b T) bool {
	switch op {
	case operators.Equals:
		return a == b
	case operators.NotEquals:
		return a != b
	case operators.Less:
		return a < b
	case operators.LessEquals:
		return a <= b
	case operators.Greater:
		return a > b
	}
	return a >= b
}
