package alert

import (
	"time"

	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
)

// OperatorView is an alert for the duty desk. Even here the victim's place is not told: the explanation gives a distance in steps of 50 metres.
type OperatorView struct {
	ID       string
	Severity Severity
	Rule     judge.Rule
	Zone     string
	Kind     zone.Kind
	From, To time.Time
	Late     bool
	Explain  judge.Explain
}

// ForOperator gives the view of the desk.
func ForOperator(a evaluator.Alert, s Subject) OperatorView {
	return OperatorView{a.ID, s.Severity(), a.Rule, a.Zone, s.Kind, a.From, a.To, a.Late, a.Explain}
}

// WearerView is all that a wearer's device or page is ever told: a code of a neutral text. It has no field that could hold a place, a
// distance, a zone or a time, so that nothing of a victim can slip in.
type WearerView struct {
	Text string // key of the catalogue
}

// ForWearer gives what the wearer is told, and whether anything. Of a victim's zone, of its buffer, and of what a victim's device says
// the wearer is told nothing at all: even "go back" would tell where the victim is. Under a protection order only the device's own needs are spoken of.
func ForWearer(s Subject) (WearerView, bool) {
	switch s.Rule {
	case judge.BatteryLow, judge.BatteryEmpty:
		return WearerView{"monitoring.wearer.charge"}, true
	case judge.NoPlace:
		return WearerView{"monitoring.wearer.sky"}, true
	}
	if s.Kind.Victim() || s.Regime == ProtectionOrder || s.Rule == judge.VictimPanic || s.Rule == judge.VictimUnknown {
		return WearerView{}, false
	}
	switch s.Rule {
	case judge.KeepOutWarning, judge.KeepOutEntry:
		return WearerView{"monitoring.wearer.leave"}, true
	case judge.PresenceAbsent, judge.PresenceLeft:
		return WearerView{"monitoring.wearer.return"}, true
	case judge.TamperLatched:
		return WearerView{"monitoring.wearer.call"}, true
	}
	return WearerView{}, false
}
