// Package formula is the language of expressions in instruments: CEL without loops, with decimal numbers only and a few
// functions of arithmetic. What is missing is an error, never zero.
package formula

import (
	"math"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// maxCost bounds the work of one expression. Expressions have no loops (the macros that make them are absent), so the
// bound is known when the instrument is loaded and needs no counting afterwards.
const maxCost = 10_000

// MaxText is the longest text that an answer may have; the bound of costs rests on it.
const MaxText = 4_000

// Expr is a compiled expression. Needs are the values that must be known before it is asked; what it asks for by
// known.x is in Guarded instead.
type Expr struct {
	Needs   []int // slots
	Guarded []int
	Quick   *Quick // set when the interpreter is not needed
	program cel.Program
}

// Refused says why an expression was refused.
type Refused struct {
	Code string // expr, expr_type or expr_cost
	Text string
}

// Language is the environment of expressions: every item and value by its name, known.<name> for each, and a few
// functions of arithmetic. All whole numbers are read as decimal, so that nobody writes 1.0.
type Language struct {
	env   *cel.Env
	slots map[string]int
	kinds []*cel.Type
}

// New makes the language of an instrument: names with their slots, and the type of each slot.
func New(slots map[string]int, kinds []*cel.Type) (*Language, error) {
	opts := []cel.EnvOption{cel.ClearMacros()}
	for name, i := range slots {
		opts = append(opts, cel.Variable(name, kinds[i]), cel.Variable("known."+name, cel.BoolType))
	}
	for name, f := range map[string]func(float64) float64{
		"ln": math.Log, "exp": math.Exp, "sqrt": math.Sqrt, "floor": math.Floor, "ceil": math.Ceil, "abs": math.Abs,
		"round": func(x float64) float64 { return math.Floor(x + 0.5) },
	} {
		opts = append(opts, cel.Function(name, cel.Overload(name+"_number", []*cel.Type{cel.DoubleType}, cel.DoubleType,
			cel.UnaryBinding(func(v ref.Val) ref.Val { return finite(f(number(v))) }))))
	}
	for name, f := range map[string]func(a, b float64) float64{
		"min": math.Min, "max": math.Max, "pow": math.Pow, divide: func(a, b float64) float64 { return a / b },
	} {
		opts = append(opts, cel.Function(name, cel.Overload(name+"_numbers", []*cel.Type{cel.DoubleType, cel.DoubleType}, cel.DoubleType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val { return finite(f(number(a), number(b))) }))))
	}
	env, err := cel.NewEnv(opts...)
	return &Language{env, slots, kinds}, err
}

// divide stands in for the operator of CEL, which gives infinity where the divisor is zero: a condition would then hold.
const divide = "divide"

// finite refuses what is no number, so that the whole expression fails instead of going on with infinity.
func finite(x float64) ref.Val {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return types.NewErr("no number")
	}
	return types.Double(x)
}

func number(v ref.Val) float64 {
	d, _ := v.(types.Double)
	return float64(d)
}

// Compile checks an expression and its type.
func (l *Language) Compile(text string, want *cel.Type) (*Expr, *Refused) {
	parsed, issues := l.env.Parse(text)
	if issues.Err() != nil {
		return nil, firstIssue(issues)
	}
	decimals(parsed.NativeRep())
	tree, issues := l.env.Check(parsed)
	if issues.Err() != nil {
		return nil, firstIssue(issues)
	}
	if !tree.OutputType().IsExactType(want) {
		return nil, &Refused{"expr_type", "it gives " + tree.OutputType().String() + ", wanted " + want.String()}
	}
	work, err := l.env.EstimateCost(tree, sizes{})
	if err != nil || work.Max > maxCost {
		return nil, &Refused{"expr_cost", text}
	}
	program, err := l.env.Program(tree, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, &Refused{"expr", err.Error()}
	}
	x := &Expr{program: program}
	x.names(tree.NativeRep(), l.slots)
	if want == cel.BoolType {
		x.Quick = quick(tree.NativeRep().Expr(), l.slots, func(slot int) bool { return l.kinds[slot] == cel.StringType })
	}
	return x, nil
}

func firstIssue(issues *cel.Issues) *Refused { return &Refused{"expr", issues.Errors()[0].Message} }

// decimals turns whole numbers into decimal ones, and the operator of division into one that may fail.
func decimals(tree *celast.AST) {
	make := celast.NewExprFactory()
	celast.PostOrderVisit(tree.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() == celast.CallKind && e.AsCall().FunctionName() == operators.Divide {
			e.SetKindCase(make.NewCall(e.ID(), divide, e.AsCall().Args()...))
		}
		if e.Kind() != celast.LiteralKind {
			return
		}
		if n, ok := e.AsLiteral().(types.Int); ok {
			e.SetKindCase(make.NewLiteral(e.ID(), types.Double(n)))
		}
	}))
}

// names finds what the expression reads.
func (x *Expr) names(tree *celast.AST, slots map[string]int) {
	var used []int
	celast.PostOrderVisit(tree.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() != celast.IdentKind {
			return
		}
		name, asked := strings.CutPrefix(e.AsIdent(), "known.")
		i, ok := slots[name]
		if !ok {
			return
		}
		if asked {
			x.Guarded = append(x.Guarded, i)
		} else {
			used = append(used, i)
		}
	}))
	for _, i := range used {
		if !slices.Contains(x.Guarded, i) && !slices.Contains(x.Needs, i) {
			x.Needs = append(x.Needs, i)
		}
	}
}

// Eval runs the expression over what an activation knows.
func (x *Expr) Eval(over interpreter.Activation) (ref.Val, error) {
	v, _, err := x.program.Eval(over)
	return v, err
}

// sizes bounds texts for the estimate of cost.
type sizes struct{}

// EstimateSize implements cost.Estimator.
func (sizes) EstimateSize(cost.AstNode) *cost.SizeEstimate {
	return &cost.SizeEstimate{Min: 0, Max: MaxText}
}

// EstimateCallCost implements cost.Estimator.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
