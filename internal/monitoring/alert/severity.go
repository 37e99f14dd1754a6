// Package alert holds what becomes of a finding once it is told: how grave it is, who must be told by when, what a person may do with it,
// and what each reader may see of it. Pure: the age of an alert is an argument, and nothing here sends anything.
package alert

import (
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
)

// Regime is the legal ground of the monitoring. The codes are those of the list monitoring_regimes of the rulebook.
type Regime string

// The regimes.
const (
	Supervision     Regime = "supervision"
	Observation     Regime = "observation"
	EarlyRelease    Regime = "early_release_monitoring"
	ProtectionOrder Regime = "protection_order"
)

// Severity is how grave an alert is; a larger number comes first on the desk.
type Severity int

// The severities.
const (
	Low Severity = iota + 1
	Medium
	High
	Critical // a person may be in danger
)

// Code is the severity as it is stored and styled.
func (s Severity) Code() string {
	switch s {
	case Critical:
		return "critical"
	case High:
		return "high"
	case Medium:
		return "medium"
	case Low:
	}
	return "low"
}

// Subject is what the rules here need to know of an alert: its rule, the kind of its zone (empty for the device), the regime of its order.
type Subject struct {
	Rule   judge.Rule
	Class  judge.Class
	Kind   zone.Kind
	Regime Regime
	Outage string
}

// Endangers reports whether the alert is a violation by which a protected person may be in danger: of a victim's zone, or of a place that a
// protection order forbids, or a victim's call for help. It goes to police and victim at once.
func (s Subject) Endangers() bool {
	switch s.Rule {
	case judge.VictimPanic:
		return true
	case judge.KeepOutEntry:
		return s.Kind.Victim() || s.Regime == ProtectionOrder
	case judge.TamperLatched:
		return s.Regime == ProtectionOrder
	}
	return false
}

// Weakens reports whether the protection of a victim is reduced though nothing was violated: one side is not heard. The victim is told so.
func (s Subject) Weakens() bool {
	switch s.Rule {
	case judge.VictimUnknown:
		return true
	case judge.Silent, judge.NoPlace, judge.BatteryEmpty:
		return s.Regime == ProtectionOrder
	}
	return false
}

// Severity judges an alert.
func (s Subject) Severity() Severity {
	switch {
	case s.Endangers():
		return Critical
	case s.Kind.Victim(), s.Rule == judge.OfAlarm(monitoring.Panic), s.Rule == judge.TamperLatched:
		return High
	case s.Outage != "":
		return Low
	case s.Class == judge.Violation, s.Weakens():
		return High
	case s.Class == judge.Warning, s.Rule == judge.Silent, s.Rule == judge.BatteryEmpty, s.Rule == judge.OfAlarm(monitoring.Jamming):
		return Medium
	}
	return Low
}
