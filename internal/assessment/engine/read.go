package engine

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/formula"
	"tuzjol/internal/kernel/civil"
)

// notKnown are the ways of answering that nobody knows.
var notKnown = [...]string{"?", "not_known", "not known", "unknown"}

// read takes the answers in the order of the items.
func (s *state) read(cells []string) {
	for i := range s.plan.items {
		it := &s.plan.items[i]
		cell := ""
		if i < len(cells) {
			cell = strings.TrimSpace(cells[i])
		}
		asked := it.askIf == nil || s.holds(it.askIf)
		if !asked && cell == "" {
			cell = it.Skipped
		}
		if cell == "" {
			if asked && !it.Optional {
				s.note(assessment.Finding{Type: assessment.Missing, Fields: []string{it.ID}, Dynamic: it.Dynamic, Stops: true})
			}
			continue
		}
		if s.plan.unknown(it, cell) {
			s.note(assessment.Finding{Type: assessment.NotKnown, Fields: []string{it.ID}, Dynamic: it.Dynamic, Stops: !it.Optional})
			continue
		}
		if !s.take(it, cell) {
			s.note(assessment.Finding{Type: assessment.BadValue, Fields: []string{it.ID}, Given: cell, Dynamic: it.Dynamic, Stops: true})
			s.known[it.slot] = false
			s.refuse(it.slot)
		}
	}
	for i := range s.plan.items {
		it := &s.plan.items[i]
		if it.reason >= 0 && s.known[i] && !s.known[it.reason] {
			s.note(assessment.Finding{Type: assessment.NoReason, Fields: []string{it.ID, it.Reason}, Dynamic: it.Dynamic})
		}
	}
}

func (s *state) refuse(item int) { s.refused[item], s.stopped = true, true }

// take stores one answer; false when the item does not take it.
func (s *state) take(it *itemPlan, cell string) bool {
	if len(cell) > formula.MaxText {
		return false
	}
	switch it.Kind {
	case assessment.ItemDate:
		d, err := date(cell)
		if err != nil {
			return false
		}
		s.date[it.slot] = d
		if len(cell) != 10 || cell[4] != '-' {
			cell = d.String()
		}
		s.setText(it.slot, cell)
		return true
	case assessment.ItemFlag:
		x, ok := flag(cell)
		s.setNumber(it.slot, x)
		return ok
	case assessment.ItemInteger, assessment.ItemNumber:
		x, err := strconv.ParseFloat(cell, 64)
		ok := err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) && (it.Kind == assessment.ItemNumber || x == math.Trunc(x)) &&
			(it.Min == nil || x >= *it.Min) && (it.Max == nil || x <= *it.Max) &&
			(len(it.codes) == 0 || slices.Contains(it.codes, strconv.FormatFloat(x, 'f', -1, 64)))
		s.setNumber(it.slot, x)
		return ok
	}
	s.setText(it.slot, cell)
	return (len(it.codes) == 0 || slices.Contains(it.codes, cell)) && (it.pattern == nil || it.pattern.MatchString(cell))
}

func flag(cell string) (float64, bool) {
	switch strings.ToLower(cell) {
	case "1", "true", "yes":
		return 1, true
	case "0", "false", "no":
		return 0, true
	}
	return 0, false
}

// date reads yyyy-mm-dd quickly and anything else that a date may look like.
func date(s string) (civil.Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		y, e1 := strconv.Atoi(s[:4])
		m, e2 := strconv.Atoi(s[5:7])
		d, e3 := strconv.Atoi(s[8:])
		if e1 == nil && e2 == nil && e3 == nil && m >= 1 && m <= 12 {
			return civil.MakeDate(y, time.Month(m), d)
		}
	}
	return civil.ParseDate(s)
}
