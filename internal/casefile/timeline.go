package casefile

import (
	"encoding/json"

	"tuzjol/internal/kernel/civil"
)

// Event is one line of a client's timeline.
type Event struct {
	ID       string
	Type     string
	Version  int
	Entry    string
	Occurred civil.Instant
	Recorded civil.Instant
	Actor    string
	Display  string
	Source   string
	Raw      string // stored data
	Inside   string // the sealed compartment it belongs to, which is open to the reader; "" is the ordinary record
	data     map[string]string
}

// Data is the value of one named item of the event.
func (e Event) Data(name string) string { return e.data[name] }

// Decode reads the stored data; events of unreadable data are a fault of the record and are reported.
func (e *Event) Decode() error {
	if e.Raw == "" {
		return nil
	}
	return json.Unmarshal([]byte(e.Raw), &e.data)
}

// All returns the event's data, for the arguments of its message.
func (e Event) All() map[string]string { return e.data }

// Area is the capability the event belongs to, for the filter chips.
func (e Event) Area() string {
	for i := range len(e.Type) {
		if e.Type[i] == '.' {
			return e.Type[:i]
		}
	}
	return e.Type
}

// Late reports whether the event was recorded more than an hour after it happened, so that both times are shown.
func (e Event) Late() bool {
	return e.Recorded.Time().Sub(e.Occurred.Time()) > lateAfter || e.Occurred.After(e.Recorded.Add(lateAfter))
}

const lateAfter = 60 * 60 * 1e9
