package rulebook

import (
	"strconv"
	"strings"

	"tuzjol/internal/kernel/civil"
)

// Kind is the type of a rule's value.
type Kind string

// The kinds of value. A duration is a number with a unit; a decimal and a date are kept as the text in which they were written.
const (
	KindInt      Kind = "int"
	KindDuration Kind = "duration"
	KindBool     Kind = "bool"
	KindText     Kind = "text"
	KindDecimal  Kind = "decimal"
	KindDate     Kind = "date"
	KindList     Kind = "list"
	KindMap      Kind = "map" // whole numbers by name, such as appointments a month by level
)

// Known reports whether the kind exists.
func (k Kind) Known() bool {
	switch k {
	case KindInt, KindDuration, KindBool, KindText, KindDecimal, KindDate, KindList, KindMap:
		return true
	}
	return false
}

// Value is what a rule says. Set is false where the law or the Department has not said anything yet.
type Value struct {
	Kind Kind
	Set  bool
	Int  int // of int and duration
	Unit civil.Unit
	Roll bool // a duration that ends on a day off moves to the next working day
	Bool bool
	Text string // of text, decimal and date
	List []string
	Map  []Pair
}

// Pair is one named number of a map value.
type Pair struct {
	Name string
	N    int
}

// At gives a named number of a map value.
func (v Value) At(name string) (int, bool) {
	for _, p := range v.Map {
		if p.Name == name {
			return p.N, true
		}
	}
	return 0, false
}

// Decimal gives a decimal value as a float; ok is false when it is none.
func (v Value) Decimal() (f float64, ok bool) {
	if v.Kind != KindDecimal || !v.Set {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	return f, err == nil
}

// Date gives a date value; zero when it is none or not set.
func (v Value) Date() civil.Date {
	if v.Kind != KindDate || !v.Set {
		return civil.Date{}
	}
	d, err := civil.ParseDate(v.Text)
	if err != nil { // the loader refuses what is no date
		return civil.Date{}
	}
	return d
}

// String is the bare value for tables and logs, without its unit in words.
func (v Value) String() string {
	if !v.Set {
		return ""
	}
	switch v.Kind {
	case KindInt, KindDuration:
		return strconv.Itoa(v.Int)
	case KindBool:
		return strconv.FormatBool(v.Bool)
	case KindList:
		return strings.Join(v.List, ", ")
	case KindMap:
		parts := make([]string, len(v.Map))
		for i, p := range v.Map {
			parts[i] = p.Name + " " + strconv.Itoa(p.N)
		}
		return strings.Join(parts, ", ")
	case KindText, KindDecimal, KindDate:
	}
	return v.Text
}
