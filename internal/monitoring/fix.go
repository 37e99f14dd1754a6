package monitoring

import "time"

// Mark is what the ingest or the evaluator says of a stored position. Nothing is dropped: a marked position stays readable.
type Mark uint8

// The marks, a set of bits.
const (
	Late        Mark = 1 << iota // a newer fix of the device was stored before it
	Duplicate                    // same device, fix time and content as a stored one
	Implausible                  // impossible speed from both neighbours, 0,0, too inaccurate, or a clock that cannot be
	Invalid                      // the device said that the fix does not hold
	CellOnly                     // found by cell towers alone
)

// Has tells whether the set holds the mark.
func (m Mark) Has(x Mark) bool { return m&x != 0 }

// Fix is a stored position as the evaluator reads it. Arrival is the running number the ingest gave it; a replay follows
// arrival numbers and never a clock.
type Fix struct {
	Arrival    int64
	At         time.Time // when the fix was taken, UTC
	ReceivedAt time.Time // when it came, UTC
	Lat, Lon   E7
	Accuracy   float64 // radius in metres; 0 = not told
	Speed      float64 // metres a second; negative = not told
	Mechanism  Mechanism
	Marks      Mark
	Alarms     []Alarm // alarms that came with the fix; a message without a position has a Fix with NoPosition
	NoPosition bool    // a heartbeat or an alarm without a place
	Charging   bool
	Battery    float64 // per cent; negative = not told
}
