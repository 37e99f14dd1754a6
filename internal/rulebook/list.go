package rulebook

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
)

// List is a code list: measures, grounds of end, outcomes and so on.
type List struct {
	ID    string
	Area  string
	Label Text
	Items []Item
	Basis
}

// Item is one code. Attr holds what rules and pages need to know of it, such as unit=months or hides_record=true.
type Item struct {
	Code  string
	Label Text
	Attr  map[string]string
	Basis
}

// Is reports whether an attribute says true.
func (i Item) Is(name string) bool { return i.Attr[name] == "true" }

// Has reports whether a space-separated attribute names what; an absent attribute names everything.
func (i Item) Has(name, what string) bool {
	v, ok := i.Attr[name]
	return !ok || slices.Contains(strings.Fields(v), what)
}

// List finds a code list; an unknown one is empty.
func (r *Rulebook) List(id string) List {
	for _, l := range r.Lists {
		if l.ID == id {
			return l
		}
	}
	return List{ID: id}
}

// Item finds a code of the list, whether or not it still holds: an old record keeps its meaning.
func (l List) Item(code string) (Item, bool) {
	for _, i := range l.Items {
		if i.Code == code {
			return i, true
		}
	}
	return Item{}, false
}

// On gives the codes that may be chosen on a day.
func (l List) On(on civil.Date) []Item {
	var out []Item
	for _, i := range l.Items {
		if i.Valid.Contains(on) {
			out = append(out, i)
		}
	}
	return out
}

// Text is the label of a code in every language; of an unknown code, the code itself.
func (l List) Text(code string) Text {
	if i, ok := l.Item(code); ok {
		return i.Label
	}
	return Text{"en": code}
}

// Codes lists the codes in the order of the list.
func (l List) Codes() []string {
	out := make([]string, len(l.Items))
	for i, x := range l.Items {
		out[i] = x.Code
	}
	return out
}

// Holds reports whether a code may be chosen on a day.
func (l List) Holds(code string, on civil.Date) bool {
	i, ok := l.Item(code)
	return ok && i.Valid.Contains(on)
}

// Name is the label of a code in a language, or the code itself when the list does not know it.
func (l List) Name(code, lang string) string {
	if i, ok := l.Item(code); ok {
		return i.Label.In(lang)
	}
	return code
}
