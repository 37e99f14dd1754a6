package rulebookload

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// value turns the value of a rule into its type; null stands for "not said yet".
func (found *findings) value(at place, r ruleRow) rulebook.Value {
	v := rulebook.Value{Kind: rulebook.Kind(r.Kind), Unit: civil.Unit(r.Unit), Roll: r.Roll}
	if !v.Kind.Known() {
		found.add(at, "kind", "kind", "Kind", r.Kind)
		return v
	}
	if v.Kind == rulebook.KindDuration && !v.Unit.Known() {
		found.add(at, "unit", "unit", "Unit", r.Unit)
	}
	if r.Value == nil {
		if r.Status != string(rulebook.Unknown) {
			found.add(at, "value", "value_missing")
		}
		return v
	}
	if !setValue(&v, r.Value) {
		found.add(at, "value", "value", "Kind", r.Kind)
	}
	return v
}

// setValue stores raw in v by its kind and reports whether it fits.
func setValue(v *rulebook.Value, raw any) (ok bool) {
	switch v.Kind {
	case rulebook.KindInt, rulebook.KindDuration:
		v.Int, ok = whole(raw)
	case rulebook.KindBool:
		v.Bool, ok = raw.(bool)
	case rulebook.KindText:
		v.Text, ok = raw.(string)
	case rulebook.KindDecimal:
		v.Text, ok = decimal(raw)
	case rulebook.KindDate:
		v.Text, ok = date(raw)
	case rulebook.KindList:
		v.List, ok = texts(raw)
	case rulebook.KindMap:
		v.Map, ok = pairs(raw)
	}
	v.Set = ok
	return ok
}

func whole(raw any) (int, bool) {
	switch n := raw.(type) {
	case uint64:
		return int(min(n, math.MaxInt32)), n <= math.MaxInt32 //nolint:gosec // limited
	case int64:
		return int(n), n >= math.MinInt32 && n <= math.MaxInt32
	case int:
		return n, true
	}
	return 0, false
}

func decimal(raw any) (string, bool) {
	switch n := raw.(type) {
	case string:
		_, err := strconv.ParseFloat(n, 64)
		return n, err == nil
	case float64:
		return strconv.FormatFloat(n, 'f', -1, 64), true
	case uint64, int64:
		return fmt.Sprint(n), true
	}
	return "", false
}

// date takes a day written as yyyy-mm-dd, whichever way the file's reader gives it.
func date(raw any) (string, bool) {
	if t, ok := raw.(time.Time); ok {
		return t.Format(time.DateOnly), true
	}
	s, ok := raw.(string)
	_, err := time.Parse(time.DateOnly, s)
	return s, ok && err == nil
}

func texts(raw any) ([]string, bool) {
	list, ok := raw.([]any)
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprint(x)
	}
	return out, ok
}

func pairs(raw any) ([]rulebook.Pair, bool) {
	m, ok := raw.(map[string]any)
	out := make([]rulebook.Pair, 0, len(m))
	for name, x := range m {
		n, whole := whole(x)
		ok = ok && whole
		out = append(out, rulebook.Pair{Name: name, N: n})
	}
	slices.SortFunc(out, func(a, b rulebook.Pair) int {
		if a.N != b.N {
			return a.N - b.N
		}
		return len(a.Name) - len(b.Name)
	})
	return out, ok
}
