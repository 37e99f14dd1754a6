package engine

import (
	"slices"
	"strings"
)

// Asked says for each item, in their order, whether it is asked with these answers, and gives the answers that count: those of
// items that are not asked are left out, so that what was once written cannot speak after its question has gone.
func (i *Instrument) Asked(answers map[string]string) (asked []bool, count map[string]string) {
	s := newState(i)
	s.reset()
	asked, count = make([]bool, len(i.items)), make(map[string]string, len(answers))
	for n := range i.items {
		it := &i.items[n]
		asked[n] = it.askIf == nil || s.holds(it.askIf)
		cell := strings.TrimSpace(answers[it.ID])
		if !asked[n] {
			cell = it.Skipped
		} else if cell != "" {
			count[it.ID] = cell
		}
		if cell == "" || i.unknown(it, cell) {
			continue
		}
		if !s.take(it, cell) {
			s.known[it.slot] = false
		}
	}
	return asked, count
}

// Takes reports whether an item takes an answer; "not known" is always taken.
func (i *Instrument) Takes(item, answer string) bool {
	n := slices.IndexFunc(i.items, func(it itemPlan) bool { return it.ID == item })
	if n < 0 {
		return false
	}
	it := &i.items[n]
	return answer == "" || i.unknown(it, answer) || newState(i).take(it, strings.TrimSpace(answer))
}

func (*Instrument) unknown(it *itemPlan, cell string) bool {
	return slices.Contains(notKnown[:], strings.ToLower(cell)) && !slices.Contains(it.codes, cell)
}
