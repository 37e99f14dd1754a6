package watchsvc

import (
	"time"

	"tuzjol/internal/monitoring/regime"
)

// rank says which device tells where the wearer is: what is locked to the body before what may be left at home.
func rank(kind string) int {
	switch regime.DeviceKind(kind) {
	case regime.Bracelet:
		return 3
	case regime.PhoneApp:
		return 2
	case regime.HomeUnit:
		return 1
	}
	return 0
}

// lead is the device that told where the wearer was at a moment: the one of the highest rank that was worn then.
func lead(list []worn, at time.Time) worn {
	var out worn
	for _, w := range list {
		if !at.Before(w.from) && (w.until.IsZero() || at.Before(w.until)) && rank(w.kind) > rank(out.kind) {
			out = w
		}
	}
	return out
}
