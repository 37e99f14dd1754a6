// Package monitoring holds the words of electronic monitoring that every room of the capability shares: the one message
// that all device protocols become, the positions it holds and the alarms it tells. The rooms beside it read frames
// (frame), know places (zone) and judge (evaluator). The terms stand in docs/CONTEXT.md.
package monitoring

import "time"

// Mechanism is how a position was found.
type Mechanism string

// The mechanisms. A position by cell alone never moves the state of a zone.
const (
	Satellite Mechanism = "gps"
	WiFi      Mechanism = "wifi"
	Cell      Mechanism = "cell"
	Radio     Mechanism = "radio"
	Beacon    Mechanism = "beacon"
)

// Alarm is what a device says of itself or of its wearer, in one vocabulary for every protocol and model.
type Alarm string

// The alarms.
const (
	Tamper       Alarm = "tamper"       // the strap or the case was opened or cut
	Removed      Alarm = "removed"      // the device is not on the body
	Panic        Alarm = "panic"        // the button was pressed; on a victim's device a call for help
	LowBattery   Alarm = "low_battery"  // the battery is nearly empty
	PowerOff     Alarm = "power_off"    // the device was switched off
	PowerOn      Alarm = "power_on"     // the device was switched on
	PowerCut     Alarm = "power_cut"    // the outer supply was cut
	PowerBack    Alarm = "power_back"   // the outer supply is back
	Jamming      Alarm = "jamming"      // the signal is disturbed on purpose
	AntennaCut   Alarm = "antenna_cut"  // the aerial is cut
	Fault        Alarm = "fault"        // the device reports a fault of its own
	Vibration    Alarm = "vibration"    // a blow or shaking
	Fall         Alarm = "fall"         // a fall
	BaseMoved    Alarm = "base_moved"   // the home unit was moved or unplugged
	OutOfReach   Alarm = "out_of_reach" // the tag is away from the tracker or the home unit
	Overspeed    Alarm = "overspeed"    // faster than a limit set in the device
	DeviceZoneIn Alarm = "zone_in"      // the device's own zone was entered
	DeviceZoneEx Alarm = "zone_out"     // the device's own zone was left
	Movement     Alarm = "movement"     // moved while it was to rest
	Other        Alarm = "other"        // an alarm the vocabulary has no word for; the raw frame holds it
)

// E7 is a coordinate in ten-millionths of a degree (about 1 cm); north and east are positive. Integers, so that the same
// input gives the same answer on every machine.
type E7 int32

// Degrees gives the coordinate in degrees.
func (e E7) Degrees() float64 { return float64(e) / 1e7 }

// DegreesE7 turns degrees into the stored form, rounded half away from zero.
func DegreesE7(deg float64) E7 {
	if deg < 0 {
		return E7(deg*1e7 - 0.5)
	}
	return E7(deg*1e7 + 0.5)
}

// Message is one thing a device said, whatever its protocol. Zero values mean "not told": nothing is guessed.
type Message struct {
	Device     string    // what the device calls itself: IMEI, phone's id; never a person
	Serial     int64     // the device's own running number of the frame; 0 where it has none
	DeviceAt   time.Time // the device's clock when it sent, UTC
	ReceivedAt time.Time // our clock when the frame came, UTC; set by the ingest, never by a decoder
	Position   *Position // nil for a heartbeat, a status or a log-in
	Battery    *float64  // per cent, 0 to 100
	Volts      *float64  // battery voltage, volts
	Charging   *bool
	Signal     *int           // strength as the device counts it
	Priority   int            // 0 low, 1 high, 2 panic (Teltonika); 0 elsewhere
	Alarms     []Alarm        // sorted, without repeats
	Answer     string         // what the device answered to a command; "" = the message is no answer
	AnswerTo   uint32         // the mark of the command it answers, where the protocol brings it back; 0 elsewhere
	Attributes map[string]any // everything else the frame told: strings, float64, int64, bool
}

// Position is one fix.
type Position struct {
	At         time.Time // when the fix was taken, UTC
	Lat, Lon   E7
	Valid      bool // the device itself says that the fix holds
	Mechanism  Mechanism
	Accuracy   *float64 // radius in metres
	Altitude   *float64 // metres
	Speed      *float64 // metres a second
	Course     *float64 // degrees clockwise from north
	Satellites *int
	HDOP       *float64
}
