package evaluator

import (
	"time"

	"tuzjol/internal/monitoring/judge"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/rulebook"
)

// reader takes numbers out of the rulebook and remembers which are absent.
type reader struct {
	book    *rulebook.Rulebook
	on      civil.Date
	missing fault.Problems
}

func (r *reader) num(rule, name string) float64 {
	row, ok := r.book.Lookup(rule, r.on)
	if ok && row.Value.Set {
		if n, ok := row.Value.At(name); ok {
			return float64(n)
		}
	}
	r.missing.Add(rule, "monitoring.rule_missing", "rule", rule+": "+name)
	return 0
}

func (r *reader) secs(rule, name string) time.Duration {
	return time.Duration(r.num(rule, name)) * time.Second
}

func (r *reader) confirm(rule, name string) judge.Confirm {
	return judge.Confirm{M: int(r.num(rule, name+"_of")), N: int(r.num(rule, name+"_last")), Dwell: r.secs(rule, name+"_s")}
}

func (r *reader) kind(rule string) judge.KindSettings {
	return judge.KindSettings{
		ExitBand: r.num(rule, "exit_band_m"), Factor: r.num(rule, "factor_percent") / 100,
		Enter: r.confirm(rule, "enter"), Exit: r.confirm(rule, "exit"), Warn: r.confirm(rule, "warn"), StartGrace: r.secs(rule, "start_grace_s"),
	}
}

// FromRulebook reads the thresholds that hold on a day. A value that is absent is named in the fault, as nothing here is guessed by the
// program; the statuses of the values stand in the rulebook.
func FromRulebook(book *rulebook.Rulebook, on civil.Date) (*judge.Settings, error) {
	r := &reader{book: book, on: on}
	const kmh = 1 / 3.6
	s := &judge.Settings{
		RuleVersion: book.Jurisdiction + " " + book.Version,
		Presence:    r.kind("monitoring.presence"), Exclusion: r.kind("monitoring.exclusion"),
		VictimFixed: r.kind("monitoring.victim_fixed"), VictimMoving: r.kind("monitoring.victim_moving"),
		MaxSpeed: r.num("monitoring.plausible", "speed_kmh") * kmh, MaxAccuracy: r.num("monitoring.plausible", "accuracy_m"),
		UntoldGPS: r.num("monitoring.plausible", "untold_gps_m"), UntoldOther: r.num("monitoring.plausible", "untold_other_m"),
		FutureSlack: r.secs("monitoring.plausible", "future_s"), DoubtWait: r.secs("monitoring.plausible", "doubt_s"),
		CrossingGap: r.secs("monitoring.crossing", "gap_s"), CrossingSpeed: r.num("monitoring.crossing", "speed_kmh") * kmh,
		PeerStale: r.secs("monitoring.near", "stale_s"), PeerDrift: r.num("monitoring.near", "drift_cm_s") / 100,
		ApartMetres: r.num("monitoring.apart", "metres"), ApartWithin: r.secs("monitoring.apart", "within_s"), Apart: r.confirm("monitoring.apart", "enter"),
		Expected: judge.Interval{
			Moving: r.secs("monitoring.expected_s", "moving"), Rest: r.secs("monitoring.expected_s", "rest"),
			Charging: r.secs("monitoring.expected_s", "charging"), Home: r.secs("monitoring.expected_s", "home"),
		},
		SilentFactor: r.num("monitoring.silence", "factor_percent") / 100, SilentGrace: r.secs("monitoring.silence", "grace_s"),
		NoPlaceAfter: r.secs("monitoring.silence", "no_place_s"), OutageGrace: r.secs("monitoring.silence", "outage_grace_s"),
		MovingSpeed: 1, AlarmQuiet: r.secs("monitoring.alerts", "quiet_s"),
		BatteryLow: r.num("monitoring.battery", "low"), BatteryEmpty: r.num("monitoring.battery", "empty"),
		LateAfter: r.secs("monitoring.alerts", "late_s"), UpdateEvery: r.secs("monitoring.alerts", "update_s"),
		EvidenceLimit: int(r.num("monitoring.alerts", "evidence")),
	}
	s.PastLimit = time.Duration(book.Int("monitoring.clock_past_days", on, 0)) * 24 * time.Hour
	if s.PastLimit == 0 {
		r.missing.Add("monitoring.clock_past_days", "monitoring.rule_missing", "rule", "monitoring.clock_past_days")
	}
	return s, r.missing.Err()
}

// Limits reads what a zone may be at most.
func Limits(book *rulebook.Rulebook, on civil.Date) (zone.Limits, error) {
	r := &reader{book: book, on: on}
	const rule = "monitoring.zone_limits"
	l := zone.Limits{
		MinRadius: r.num(rule, "min_radius_m"), MaxRadius: r.num(rule, "max_radius_m"), MinWidth: r.num(rule, "min_width_m"), MaxWidth: r.num(rule, "max_width_m"),
		MaxExtent: r.num(rule, "max_extent_m"), MaxSquareKm: r.num(rule, "max_square_km"), MaxPoints: int(r.num(rule, "max_points")), MaxBuffer: r.num(rule, "max_buffer_m"),
	}
	return l, r.missing.Err()
}
