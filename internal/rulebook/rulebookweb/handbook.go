package rulebookweb

import (
	"net/url"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// chapter is an area of the handbook with its steps.
type chapter struct {
	area  string
	steps []rulebook.Instruction
}

type handbookView struct {
	rb     *rulebook.Rulebook
	values url.Values // role, area
	today  civil.Date
	sheet  ui.Sheet
	parts  []chapter
}

// newHandbookView takes the steps of a role and chapter, in the order of the work.
func newHandbookView(q *httpx.Req, rb *rulebook.Rulebook, today civil.Date) handbookView {
	v := handbookView{rb: rb, values: q.Query(), today: today}
	v.sheet = ui.Sheet{Title: ui.M("rulebook.handbook.title"), Number: rb.Version}
	role, area := v.values.Get("role"), v.values.Get("area")
	for _, i := range rb.Instructions {
		if role != "" && !i.ForRole(role) || area != "" && i.Area != area {
			continue
		}
		at := slices.IndexFunc(v.parts, func(c chapter) bool { return c.area == i.Area })
		if at < 0 {
			v.parts, at = append(v.parts, chapter{area: i.Area}), len(v.parts)
		}
		v.parts[at].steps = append(v.parts[at].steps, i)
	}
	return v
}

func (v handbookView) form() ui.Form { return ui.Form{Values: v.values} }

func (v handbookView) count() int {
	n := 0
	for _, p := range v.parts {
		n += len(p.steps)
	}
	return n
}

func (v handbookView) clear() string {
	if v.values.Get("role") == "" && v.values.Get("area") == "" {
		return ""
	}
	return "/rulebook/instructions"
}

// roles are those that have a step, in the order of screens.
func (v handbookView) roles() []ui.Option {
	var out []ui.Option
	for _, r := range access.Roles() {
		if slices.ContainsFunc(v.rb.Instructions, func(i rulebook.Instruction) bool { return i.ForRole(string(r)) }) {
			out = append(out, ui.Option{Value: string(r), Label: ui.M("role." + string(r))})
		}
	}
	return out
}

func (v handbookView) areas() []ui.Option {
	var out []ui.Option
	for _, i := range v.rb.Instructions {
		if !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == i.Area }) {
			out = append(out, ui.Option{Value: i.Area, Label: ui.M(rulebookui.AreaKey(i.Area))})
		}
	}
	return out
}
