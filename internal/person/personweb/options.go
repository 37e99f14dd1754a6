package personweb

import (
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/ui"
)

// title says what the form is for: adding or correcting which part.
func (v editView) title() msg.Message {
	what := v.kind
	if what == "" {
		what = v.part
	}
	if v.correcting() {
		return ui.M("person.correct." + what)
	}
	return ui.M("person.add." + what)
}

// second is the same form under other ids, for the second form of the page.
func (v editView) second() ui.Form {
	f := v.form
	f.Prefix = "w-"
	return f
}

func nameOrders() []ui.Option {
	return []ui.Option{
		{Value: string(person.SurnameFirst), Label: ui.M("person.order.surname_first")},
		{Value: string(person.GivenFirst), Label: ui.M("person.order.given_first")},
	}
}

func addressKinds() []ui.Option {
	var out []ui.Option
	for _, k := range person.AddressKinds() {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("person.address_kind." + string(k))})
	}
	return out
}

func identityKinds() []ui.Option {
	var out []ui.Option
	for _, k := range person.DocumentKinds() {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("document." + string(k))})
	}
	return out
}

func sexes() []ui.Option {
	return []ui.Option{{Value: string(person.Female), Label: ui.M("sex.f")}, {Value: string(person.Male), Label: ui.M("sex.m")}}
}
