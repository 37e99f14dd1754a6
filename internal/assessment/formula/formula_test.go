package formula

import (
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"
	"pgregory.net/rapid"
)

func language(t testing.TB) *Language {
	t.Helper()
	l, err := New(map[string]int{"a": 0, "b": 1, "s": 2, "ok": 3}, []*cel.Type{cel.DoubleType, cel.DoubleType, cel.StringType, cel.BoolType})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCompile(t *testing.T) {
	for _, c := range []struct {
		text string
		want *cel.Type
		code string
	}{
		{"a + 1", cel.DoubleType, ""},
		{"known.a && a == 1", cel.BoolType, ""},
		{`s in ["x", "y"]`, cel.BoolType, ""},
		{"ln(a / (b + 10))", cel.DoubleType, ""},
		{"a", cel.StringType, "expr_type"},
		{"c + 1", cel.DoubleType, "expr"},
		{"a +", cel.DoubleType, "expr"},
		{"[a, b].exists(x, x > 1)", cel.BoolType, "expr"},
	} {
		_, bad := language(t).Compile(c.text, c.want)
		if bad == nil != (c.code == "") || bad != nil && bad.Code != c.code {
			t.Errorf("%s: %v, want %q", c.text, bad, c.code)
		}
	}
}

// Ensure an expression says what it must know, and that asking whether something is known does not count as needing it.
func TestNeeds(t *testing.T) {
	x, bad := language(t).Compile("known.a && a > 1 && b > 2", cel.BoolType)
	if bad != nil {
		t.Fatal(bad)
	}
	if len(x.Needs) != 1 || x.Needs[0] != 1 || len(x.Guarded) == 0 || x.Guarded[0] != 0 {
		t.Errorf("needs %v, guarded %v", x.Needs, x.Guarded)
	}
}

// Ensure an expression that divides by zero, or takes the logarithm of nothing, fails as a whole: infinity is above any
// threshold, and a condition that held because of it would be believed.
func TestNoNumberFails(t *testing.T) {
	for _, c := range []struct {
		text string
		want *cel.Type
	}{
		{"a / b", cel.DoubleType},
		{"a / b > 1", cel.BoolType},
		{"a / (b * 2) > 1 ? 2 : 1", cel.DoubleType},
		{"a / b > 1 ? 'much' : 'little'", cel.StringType},
		{"ln(b) < 0", cel.BoolType},
		{"sqrt(b - 1) > 0 || false", cel.BoolType},
		{"pow(b, 0 - 1) > 1", cel.BoolType},
	} {
		x, bad := language(t).Compile(c.text, c.want)
		if bad != nil {
			t.Fatalf("%s: %v", c.text, bad)
		}
		if v, err := x.Eval(over{"a": types.Double(3), "b": types.Double(0)}); err == nil {
			t.Errorf("%s gives %v", c.text, v)
		}
		if _, err := x.Eval(over{"a": types.Double(3), "b": types.Double(2)}); err != nil {
			t.Errorf("%s fails where it should not: %v", c.text, err)
		}
	}
}

// Ensure the short way of comparing gives what the interpreter gives.
func TestQuickIsCEL(t *testing.T) {
	l := language(t)
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "op")
		text := rapid.SampledFrom([]string{"a " + op + " b", "a " + op + " 3", "2 " + op + " b", "s " + op + ` "M"`}).Draw(t, "text")
		x, bad := l.Compile(text, cel.BoolType)
		if bad != nil || x.Quick == nil {
			t.Fatalf("%s: %v", text, bad)
		}
		a, b := float64(rapid.IntRange(0, 5).Draw(t, "a")), float64(rapid.IntRange(0, 5).Draw(t, "b"))
		s := rapid.SampledFrom([]string{"F", "M", "", "MM"}).Draw(t, "s")
		slow, err := x.Eval(over{"a": types.Double(a), "b": types.Double(b), "s": types.String(s)})
		if err != nil {
			t.Fatal(err)
		}
		if quick := x.Quick.Holds([]float64{a, b, 0}, []string{"", "", s}); types.Bool(quick) != slow {
			t.Fatalf("%s with %v %v %q: %v and %v", text, a, b, s, quick, slow)
		}
	})
}

// over is an activation of plain values.
type over map[string]any

func (o over) ResolveName(name string) (any, bool) { v, ok := o[name]; return v, ok }

func (o over) Parent() interpreter.Activation { return nil }

func (o over) AsPartialActivation() (interpreter.PartialActivation, bool) { return nil, false }
