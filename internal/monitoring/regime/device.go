package regime

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// DeviceKind is what a device is.
type DeviceKind string

// The kinds of devices.
const (
	Bracelet   DeviceKind = "bracelet"
	HomeUnit   DeviceKind = "home_unit"
	PhoneApp   DeviceKind = "phone_app"
	VictimUnit DeviceKind = "victim_unit" // carried by a protected person; never fitted to the person who is monitored
)

// DeviceKinds lists the kinds.
func DeviceKinds() []DeviceKind { return []DeviceKind{Bracelet, HomeUnit, PhoneApp, VictimUnit} }

// DeviceState is where a device is in its life.
type DeviceState string

// The states of a device.
const (
	InStore DeviceState = "in_store"
	Fitted  DeviceState = "fitted"
	Damaged DeviceState = "damaged"
	Lost    DeviceState = "lost"
	Retired DeviceState = "retired"
	Handed  DeviceState = "handed" // with a protected person; the inventory never says with whom
)

// DeviceStates lists the states.
func DeviceStates() []DeviceState {
	return []DeviceState{InStore, Fitted, Handed, Damaged, Lost, Retired}
}

// Device is one device of the inventory.
type Device struct {
	ID       string
	Number   int64  // short name of the device in the tables of positions
	Ident    string // what the device calls itself: IMEI, or the identifier of the app
	Kind     DeviceKind
	Model    string
	Serial   string
	State    DeviceState
	Office   id.Office
	Firmware string
	SIM      string
	Client   id.Client // who wears it now
	Fitting  string
	AddedAt  civil.Instant
	AddedBy  string
	Row      int
}

// Custody is one line of a device's chain of custody.
type Custody struct {
	ID         string
	What, Code string
	From, To   id.Office
	Words      string
	Client     id.Client
	At         civil.Instant
	By         string
}

// What may happen to a device in the inventory.
const (
	DeviceAdded    = "added"
	DeviceClaimed  = "claimed" // it spoke before anybody had entered it
	DeviceMoved    = "moved"
	DeviceFitted   = "fitted"
	DeviceUnfitted = "unfitted"
	DeviceDamaged  = "damaged"
	DeviceRepaired = "repaired"
	DeviceLost     = "lost"
	DeviceFound    = "found"
	DeviceRetired  = "retired"
	DeviceHanded   = "handed" // to a protected person
	DeviceReturned = "returned"
)

// ListUnfit names the reasons why a device is taken off.
const ListUnfit = "monitoring_unfit_reasons"

// Moves lists what may be done with a device besides fitting it, by its state.
func (s DeviceState) Moves() []string {
	switch s {
	case InStore:
		return []string{DeviceMoved, DeviceDamaged, DeviceLost, DeviceRetired}
	case Handed:
		return []string{DeviceReturned, DeviceDamaged, DeviceLost}
	case Damaged:
		return []string{DeviceRepaired, DeviceMoved, DeviceRetired}
	case Lost:
		return []string{DeviceFound, DeviceRetired}
	}
	return nil
}

// After is the state after a move.
func (s DeviceState) After(move string) DeviceState {
	switch move {
	case DeviceDamaged:
		return Damaged
	case DeviceLost:
		return Lost
	case DeviceRetired:
		return Retired
	case DeviceRepaired, DeviceFound, DeviceReturned:
		return InStore
	}
	return s
}

var ident = regexp.MustCompile(`^[A-Za-z0-9._:-]{3,64}$`)

// CheckDevice says everything that is wrong with a device that is entered. Offices are those in the actor's reach.
func CheckDevice(d Device, offices []id.Office) fault.Problems {
	var p fault.Problems
	if !ident.MatchString(d.Ident) {
		p.Add("ident", "monitoring.ident")
	}
	if !slices.Contains(DeviceKinds(), d.Kind) {
		p.Add("kind", "field.choose")
	}
	line(&p, "model", d.Model)
	line(&p, "serial", d.Serial)
	if !slices.Contains(offices, d.Office) {
		p.Add("office", "field.choose")
	}
	for field, s := range map[string]string{"firmware": d.Firmware, "sim": d.SIM} {
		if utf8.RuneCountInString(s) > MaxLine {
			p.Add(field, "field.too_long", "Max", MaxLine)
		}
	}
	slices.SortFunc(p, func(a, b fault.Problem) int { return strings.Compare(a.Field, b.Field) })
	return p
}

// CheckFit says why a device cannot be fitted under an order. worn are the kinds that the person wears already.
func CheckFit(o Order, d Device, worn []DeviceKind, now civil.Instant) fault.Problems {
	var p fault.Problems
	switch o.Phase(now) {
	case PhaseWaiting, PhaseRunning:
	default:
		p.Add("device", "monitoring.fit.order")
	}
	if o.SheetOn.IsZero() {
		p.Add("device", "monitoring.fit.sheet")
	}
	if d.Kind == HomeUnit && (!o.Agreed || o.Refused) {
		p.Add("device", "monitoring.fit.occupants")
	}
	switch {
	case d.State != InStore:
		p.Add("device", "monitoring.fit.state")
	case d.Kind == VictimUnit:
		p.Add("device", "monitoring.fit.victim")
	case slices.Contains(worn, d.Kind):
		p.Add("device", "monitoring.fit.second")
	}
	return p
}

// Fitting is one device on one person for a period.
type Fitting struct {
	ID         string
	Number     int64 // short name of the fitting in the tables of positions
	Client     id.Client
	Device     string
	Order      string
	Kind       DeviceKind
	From       civil.Instant
	Until      civil.Instant
	FittedBy   string
	UnfittedBy string
	Reason     string
	Words      string
	Ident      string
	Model      string
}
