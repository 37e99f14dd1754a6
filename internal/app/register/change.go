package register

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/kernel/msg"
)

// ending are the fields that may become known later.
var ending = []string{"ended_on", "ends_ground", "ends_note"}

// correct brings a changed row to the person's record. What an order rests on is not changed by a register: such a row is
// refused, and the officer corrects the order with its paper.
func (x *running) correct(ctx context.Context, t *task) error {
	if t.old == nil {
		return nil
	}
	var people []string
	var bad []Problem
	for _, name := range t.fields {
		switch {
		case slices.ContainsFunc(personFields(), func(f Field) bool { return f.Name == name }):
			people = append(people, name)
		case slices.Contains(ending, name) && !t.old.ended() && t.in.EndsGround != "":
		default:
			bad = append(bad, x.held(name))
		}
	}
	if t.old.Client == "" && len(bad) == 0 {
		bad = append(bad, Problem{Msg: msg.New("register.row.waits"), Remedy: msg.New("register.row.waits.remedy")})
	}
	if len(bad) > 0 {
		t.refused = true
		x.refuse(t.computed, bad...)
		return nil
	}
	if len(people) == 0 || x.opt.DryRun {
		return nil
	}
	if err := x.People.Correct(ctx, t.old.Client, people, t.in.Person); err != nil {
		return x.fails(t, err)
	}
	return nil
}

// held is the problem of a field that a register may not change any more.
func (x *running) held(field string) Problem {
	out := Problem{Field: field, Msg: msg.New("register.row.held", "Field", field), Remedy: msg.New("register.row.held.remedy", "Field", field)}
	if i := slices.IndexFunc(x.m.fields, func(f filling) bool { return f.field.Name == field }); i >= 0 {
		out.Column = strings.Join(x.m.fields[i].columns(), ", ")
	}
	return out
}
