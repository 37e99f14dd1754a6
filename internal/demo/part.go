package demo

import "slices"

// Part is a few clients of the world with everything that happens to them, in order of time. Nothing in it needs another part.
type Part struct {
	Clients []int // of World.Clients
	Steps   []Step
}

// partSize is how many clients a part has: few enough that whoever saves something meanwhile waits half a second at most, and many
// enough that the commits do not outweigh them.
const partSize = 32

// Split takes the world apart for a demonstration that opens its door before everybody stands: core are the steps of those whom
// the stories, the tours and the personas' office need, all told in order of time; parts are the others, those of the overloaded
// office first, because a tour leads there.
func (w *World) Split() (core []Step, parts []Part) {
	needed, of := w.needed(), make([]int, len(w.Clients))
	for n := range of {
		of[n] = -1
	}
	put := func(n int) {
		if needed[n] || of[n] >= 0 {
			return
		}
		if len(parts) == 0 || len(parts[len(parts)-1].Clients) == partSize {
			parts = append(parts, Part{})
		}
		last := len(parts) - 1
		parts[last].Clients, of[n] = append(parts[last].Clients, n), last
	}
	for n := range w.Clients {
		if w.Clients[n].Office == OverloadedOffice {
			put(n)
		}
	}
	for n := range w.Clients {
		put(n)
	}
	for _, s := range w.Steps {
		if p := of[s.Client]; p >= 0 {
			parts[p].Steps = append(parts[p].Steps, s)
		} else {
			core = append(core, s)
		}
	}
	return core, slices.Clip(parts)
}

// needed are those of the personas' office, of the stories, of the office that is one person, and the first whose term is over: the
// story of the certificate falls to that one where the personas' office has nobody.
func (w *World) needed() []bool {
	out, ended := make([]bool, len(w.Clients)), false
	for n := range w.Clients {
		c := &w.Clients[n]
		out[n] = c.Office == HomeOffice || c.Office == SmallOffice || c.Story != ""
		if c.Stage == Ended && c.Story == "" && !ended {
			out[n], ended = true, true
		}
	}
	return out
}
