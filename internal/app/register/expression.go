package register

import (
	"fmt"
	"slices"
	"strconv"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"

	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/civil"
)

// expression is a compiled computed field.
type expression struct {
	program cel.Program
	columns []string // of the file, that it reads
}

// badExpression says where an expression does not compile; line counts from 1 within it.
type badExpression struct {
	line, column int
	text         string
}

// costLimit bounds the work of one expression on one row.
const costLimit = 20_000

func environment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable("row", cel.MapType(cel.StringType, cel.StringType)), ext.Strings(),
		cel.Function("plus_days", cel.Overload("plus_days_string_int", []*cel.Type{cel.StringType, cel.IntType}, cel.StringType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val {
				return move(a, func(d civil.Date) civil.Date { return d.AddDays(whole(b)) })
			}))),
		cel.Function("plus_months", cel.Overload("plus_months_string_int", []*cel.Type{cel.StringType, cel.IntType}, cel.StringType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val {
				return move(a, func(d civil.Date) civil.Date { return d.AddMonths(whole(b)) })
			}))),
	)
}

func whole(v ref.Val) int {
	n, _ := v.Value().(int64)
	return int(n)
}

// move reads a date, moves it and writes it as yyyy-mm-dd.
func move(v ref.Val, by func(civil.Date) civil.Date) ref.Val {
	text, _ := v.Value().(string)
	d, err := civil.ParseDate(sheet.AsDate(text))
	if err != nil || d.IsZero() {
		return types.NewErr("not a date")
	}
	return types.String(by(d).String())
}

func compile(text string) (*expression, *badExpression) {
	env, err := environment()
	if err != nil {
		return nil, &badExpression{1, 1, err.Error()}
	}
	tree, issues := env.Compile(text)
	if issues != nil && len(issues.Errors()) > 0 {
		e := issues.Errors()[0]
		return nil, &badExpression{max(1, e.Location.Line()), e.Location.Column() + 1, e.Message}
	}
	program, err := env.Program(tree, cel.CostLimit(costLimit))
	if err != nil {
		return nil, &badExpression{1, 1, err.Error()}
	}
	return &expression{program: program, columns: columnsOf(tree.NativeRep())}, nil
}

// columnsOf lists the columns named by row.name or row["name"].
func columnsOf(tree *celast.AST) []string {
	var out []string
	add := func(name string) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	isRow := func(e celast.Expr) bool { return e.Kind() == celast.IdentKind && e.AsIdent() == "row" }
	celast.PostOrderVisit(tree.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		switch e.Kind() {
		case celast.SelectKind:
			if s := e.AsSelect(); isRow(s.Operand()) {
				add(s.FieldName())
			}
		case celast.CallKind:
			call := e.AsCall()
			if args := call.Args(); call.FunctionName() == "_[_]" && len(args) == 2 && isRow(args[0]) && args[1].Kind() == celast.LiteralKind {
				if name, ok := args[1].AsLiteral().Value().(string); ok {
					add(name)
				}
			}
		}
	}))
	return out
}

// value runs the expression on a row and gives its answer as text.
func (x *expression) value(row map[string]string) (string, error) {
	out, _, err := x.program.Eval(map[string]any{"row": row})
	if err != nil {
		return "", err
	}
	switch v := out.Value().(type) {
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case uint64:
		return strconv.FormatUint(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case bool:
		return strconv.FormatBool(v), nil
	}
	if out.Type() == types.NullType {
		return "", nil
	}
	return "", fmt.Errorf("it gives a %s; text, a number or true and false are wanted", out.Type().TypeName())
}
