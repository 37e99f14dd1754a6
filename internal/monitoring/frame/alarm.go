package frame

import (
	"slices"

	"tuzjol/internal/monitoring"
)

// alarms gives our word for the words in which decoders say alarms, the wide-spread vocabulary of tracking servers. A
// word that is not here is Other, and its name stands in the attribute "alarm".
var alarms = map[string]monitoring.Alarm{
	"sos":             monitoring.Panic,
	"tampering":       monitoring.Tamper,
	"removing":        monitoring.Removed,
	"lowBattery":      monitoring.LowBattery,
	"powerOff":        monitoring.PowerOff,
	"powerOn":         monitoring.PowerOn,
	"powerCut":        monitoring.PowerCut,
	"powerRestored":   monitoring.PowerBack,
	"jamming":         monitoring.Jamming,
	"gpsAntennaCut":   monitoring.AntennaCut,
	"fault":           monitoring.Fault,
	"vibration":       monitoring.Vibration,
	"fallDown":        monitoring.Fall,
	"overspeed":       monitoring.Overspeed,
	"geofenceEnter":   monitoring.DeviceZoneIn,
	"geofenceExit":    monitoring.DeviceZoneEx,
	"movement":        monitoring.Movement,
	"tow":             monitoring.Movement,
	"loss":            monitoring.OutOfReach,
	"baseStationMove": monitoring.BaseMoved,
}

// Alarm gives our word for an alarm.
func Alarm(word string) monitoring.Alarm {
	if a, ok := alarms[word]; ok {
		return a
	}
	return monitoring.Other
}

// Writer fills one message; Details tells whether attributes are wanted.
type Writer struct {
	M       *monitoring.Message
	Details bool
}

// Put notes an attribute.
func (w Writer) Put(key string, value any) {
	if !w.Details {
		return
	}
	if w.M.Attributes == nil {
		w.M.Attributes = make(map[string]any, 8)
	}
	w.M.Attributes[key] = value
}

// Int notes a whole number.
func (w Writer) Int(key string, v int64) {
	if w.Details {
		w.Put(key, v)
	}
}

// Alarm notes an alarm; the empty word is none.
func (w Writer) Alarm(word string) {
	if word == "" {
		return
	}
	a := Alarm(word)
	if i, found := slices.BinarySearch(w.M.Alarms, a); !found {
		w.M.Alarms = slices.Insert(w.M.Alarms, i, a)
	}
	if !w.Details {
		return
	}
	if old, ok := w.M.Attributes["alarm"].(string); ok {
		if old == word {
			return
		}
		word = old + "," + word
	}
	w.Put("alarm", word)
}

// Percent notes the charge of the battery; what is no percentage is left out.
func (w Writer) Percent(v float64) {
	if v >= 0 && v <= 100 {
		w.M.Battery = &v
	}
}

// Volts notes the voltage of the battery.
func (w Writer) Volts(v float64) { w.M.Volts = &v }

// Charging notes whether the battery is being charged.
func (w Writer) Charging(v bool) { w.M.Charging = &v }

// Signal notes the strength of the network.
func (w Writer) Signal(v int) { w.M.Signal = &v }
