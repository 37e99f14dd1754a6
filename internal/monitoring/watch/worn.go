package watch

import (
	"slices"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
)

// Worn is one device of an order for a period; a zero end is open.
type Worn struct {
	ID, Device    string // of the fitting, of the device
	Number, Short int64  // of the fitting, of the device
	Kind          regime.DeviceKind
	Model         string
	From, Until   time.Time
}

// rank says which device tells where the wearer is: what is locked to the body before what may be left at home.
func rank(kind regime.DeviceKind) int {
	switch kind {
	case regime.Bracelet:
		return 3
	case regime.PhoneApp:
		return 2
	case regime.HomeUnit:
		return 1
	}
	return 0
}

// Lead is the device that told where the wearer was at a moment: the one of the highest rank that was worn then.
func Lead(list []Worn, at time.Time) Worn {
	var out Worn
	for _, w := range list {
		if !at.Before(w.From) && (w.Until.IsZero() || at.Before(w.Until)) && rank(w.Kind) > rank(out.Kind) {
			out = w
		}
	}
	return out
}

// Own makes the input of a stored position. The device that leads tells where the wearer is; a home unit that hears the tag tells that the
// wearer is at home, and where it stands itself is no place of the wearer; everything else is beside it.
func Own(r track.Row, list []Worn) judge.Input {
	in := judge.Input{Kind: judge.Own, Arrival: r.Arrival, Fix: r.Fix()}
	at := in.Fix.At
	if in.Fix.Marks.Has(monitoring.Implausible) {
		at = in.Fix.ReceivedAt
	}
	n := slices.IndexFunc(list, func(w Worn) bool { return w.Number == r.Fitting })
	if first := Lead(list, at); n < 0 || first.Number == 0 || first.Number == r.Fitting {
		return in
	}
	if hears := in.Fix.Mechanism == monitoring.Beacon || in.Fix.Mechanism == monitoring.Radio; hears && list[n].Kind == regime.HomeUnit {
		in.Fix.NoPosition = true
		return in
	}
	in.Kind = judge.Beside
	return in
}
