package rulebook

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
)

// Set is every version of one jurisdiction's rulebook, oldest first. An old case keeps its version: it stores
// Rulebook.Version and asks Version for it; new cases take At(the day).
type Set struct{ versions []*Rulebook }

// NewSet orders the versions by the day they come into force.
func NewSet(versions ...*Rulebook) *Set {
	s := &Set{slices.Clone(versions)}
	for _, r := range s.versions {
		c := r.makeCalendar()
		r.calendar = &c
	}
	slices.SortStableFunc(s.versions, func(a, b *Rulebook) int {
		if c := a.InForce.Compare(b.InForce); c != 0 {
			return c
		}
		return strings.Compare(a.Version, b.Version)
	})
	return s
}

// All lists the versions, oldest first.
func (s *Set) All() []*Rulebook { return slices.Clone(s.versions) }

// At is the version in force on a day. Before the oldest it is the oldest: for earlier law there is nothing better, and
// the rows' own periods say what held when. A Set has at least one version.
func (s *Set) At(on civil.Date) *Rulebook {
	at := s.versions[0]
	for _, r := range s.versions {
		if !r.InForce.After(on) {
			at = r
		}
	}
	return at
}

// Version finds a version by its name.
func (s *Set) Version(v string) (*Rulebook, bool) {
	for _, r := range s.versions {
		if r.Version == v {
			return r, true
		}
	}
	return nil, false
}

// For is the version a case keeps, or the one in force on the day when the case names none or one that is not here.
func (s *Set) For(version string, on civil.Date) *Rulebook {
	if r, ok := s.Version(version); ok {
		return r
	}
	return s.At(on)
}
