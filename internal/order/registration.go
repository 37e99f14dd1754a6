package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Due is a day with the rule it rests on.
type Due struct {
	Day     civil.Date // zero when no rule is set
	Missing []int      // years without a holiday table: the day is provisional
	Rule    rulebook.Rule
}

// ToConfirm reports whether the day must be shown as to be confirmed.
func (d Due) ToConfirm() bool { return d.Rule.ToConfirm() || len(d.Missing) > 0 }

// Overdue counts calendar days after the due day; 0 while in time or without a due day.
func (d Due) Overdue(today civil.Date) int {
	if d.Day.IsZero() {
		return 0
	}
	return max(0, d.Day.DaysUntil(today))
}

// RegistrationDue is the last day to place on the register, counted from the day the judgment took force.
func RegistrationDue(inForce civil.Date, rule rulebook.Deadline, cal civil.Calendar) Due {
	if inForce.IsZero() {
		return Due{Rule: rule.Rule}
	}
	r := rule.Due(inForce, cal)
	return Due{r.Day, r.Missing, rule.Rule}
}

// RegistrationDueOn is RegistrationDue by the rules of the day in force; without a rule there is no day.
func RegistrationDueOn(rb *rulebook.Rulebook, inForce civil.Date) Due {
	rule, ok := rb.Deadline(rulebook.RuleRegisterDays, inForce)
	if !ok {
		return Due{Rule: rulebook.Rule{Basis: rulebook.Basis{Status: rulebook.Unknown}}}
	}
	return RegistrationDue(inForce, rule, rb.Calendar())
}

// Level is how far up an overdue registration has been reported.
type Level string

// The levels, each including those below it.
const (
	LevelNone     Level = ""
	LevelHead     Level = "head"
	LevelRegional Level = "regional"
	LevelNational Level = "national"
)

// Key is the catalogue key of the level in words.
func (l Level) Key() string {
	if l == LevelNone {
		return "term.level.none"
	}
	return "term.level." + string(l)
}

// Steps are the days overdue from which each level is told; a step of 0 days never comes.
type Steps struct{ Head, Regional, National int }

// StepsOf reads the steps that hold on a day.
func StepsOf(rb *rulebook.Rulebook, on civil.Date) Steps {
	return Steps{
		rb.Int(rulebook.RuleRegisterEscalateHead, on, 0),
		rb.Int(rulebook.RuleRegisterEscalateRegion, on, 0),
		rb.Int(rulebook.RuleRegisterEscalateNation, on, 0),
	}
}

// Level is the highest level to tell at so many days overdue.
func (s Steps) Level(overdue int) Level {
	for _, x := range [...]struct {
		from  int
		level Level
	}{{s.National, LevelNational}, {s.Regional, LevelRegional}, {s.Head, LevelHead}} {
		if x.from > 0 && overdue >= x.from {
			return x.level
		}
	}
	return LevelNone
}
