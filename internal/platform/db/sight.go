package db

import (
	"context"
	"errors"
	"strconv"
	"strings"
)

// Sight is what the actor may see, as a predicate; package access makes it, afresh for each request.
type Sight interface {
	// Predicate gives SQL that holds for the clients in sight; col is the column with the client's identifier.
	Predicate(col string, bind *Binder) string
	// Inside gives SQL that holds for rows outside every sealed compartment and for those in one that is open to the actor;
	// client and compartment are columns.
	Inside(client, compartment string, bind *Binder) string
}

// Binder appends arguments to a statement and names them.
type Binder struct{ args []any }

// Bind adds v and returns its placeholder.
func (b *Binder) Bind(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

// Everyone is the sight of the system itself: matching, invariants, projections, commands of the operator.
type Everyone struct{}

// Predicate holds for every client.
func (Everyone) Predicate(string, *Binder) string { return "1=1" }

// Inside holds for every row.
func (Everyone) Inside(string, string, *Binder) string { return "1=1" }

type sightKey struct{}

// WithSight puts the sight in the context.
func WithSight(ctx context.Context, s Sight) context.Context {
	return context.WithValue(ctx, sightKey{}, s)
}

func sightFrom(ctx context.Context) Sight {
	s, _ := ctx.Value(sightKey{}).(Sight)
	return s
}

var errNoSight = errors.New("a query over people ran without a sight: no request, job or command set one")

var errColumns = errors.New("write {visible t.client_id} and {inside t.client_id t.compartment}: the columns carry the name of their table")

// expand replaces each {visible client} and {inside client compartment} by the predicates of the sight, with appended arguments.
// Within {inside} the columns carry their table's name: without it a subquery would take its own columns for them.
func expand(sql string, args []any, sight Sight) (string, []any, error) {
	if !strings.Contains(sql, "{visible ") && !strings.Contains(sql, "{inside ") {
		return sql, args, nil
	}
	if sight == nil {
		return "", nil, errNoSight
	}
	b := &Binder{args: append([]any(nil), args...)}
	sql, ok := replace(sql, "{visible ", func(cols string) (string, bool) {
		return sight.Predicate(cols, b), isColumn(cols)
	})
	if !ok {
		return "", nil, errColumns
	}
	sql, ok = replace(sql, "{inside ", func(cols string) (string, bool) {
		client, compartment, two := strings.Cut(cols, " ")
		if !two || !isColumn(client) || !isColumn(compartment) || strings.Count(client, ".") != 1 || strings.Count(compartment, ".") != 1 {
			return "", false
		}
		return sight.Inside(client, compartment, b), true
	})
	if !ok {
		return "", nil, errColumns
	}
	return sql, b.args, nil
}

// replace puts what by makes of its columns, in brackets, in the place of each mark.
func replace(sql, mark string, by func(cols string) (string, bool)) (string, bool) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(sql, mark)
		out.WriteString(before)
		if !found {
			return out.String(), true
		}
		cols, after, closed := strings.Cut(rest, "}")
		text, ok := by(cols)
		if !closed || !ok {
			return "", false
		}
		out.WriteString("(" + text + ")")
		sql = after
	}
}

// isColumn: a name of letters, digits and underscores, with that of its table before a point or without.
func isColumn(s string) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c == '_'
		if !letter && (i == 0 || c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != "" && !strings.HasSuffix(s, ".") && !strings.Contains(s, "..")
}

// In gives a placeholder list "($3,$4)" for n arguments that begin at position from; "(null)" for none.
func In(n, from int) string {
	if n == 0 {
		return "(null)"
	}
	b := make([]byte, 0, 5*n+2)
	b = append(b, '(')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, '$'), int64(from+i), 10)
	}
	return string(append(b, ')'))
}

// Args turns a typed slice into arguments for In.
func Args[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}

// Args returns the arguments bound so far.
func (b *Binder) Args() []any { return b.args }
