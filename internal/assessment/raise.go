package assessment

import "slices"

// RaisedFlag is a flag with the item whose answer raised it.
type RaisedFlag struct{ Flag, Item string }

// Raised lists the flags that answers raise.
func (s Spec) Raised(answers map[string]string) []RaisedFlag {
	var out []RaisedFlag
	for _, it := range s.Items {
		if it.Flag != "" && slices.Contains(it.FlagWhen, answers[it.ID]) {
			out = append(out, RaisedFlag{Flag: it.Flag, Item: it.ID})
		}
	}
	return out
}

// Item finds an item by its id.
func (s Spec) Item(id string) (Item, bool) {
	n := slices.IndexFunc(s.Items, func(it Item) bool { return it.ID == id })
	if n < 0 {
		return Item{}, false
	}
	return s.Items[n], true
}
