package reportsvc

import (
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/report"
)

// unknown is the code of what was not written down.
const unknown = "unknown"

func or(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

// count fills a report from what was read.
func (s *Service) count(out *Figures, f Filter, fits []fitting, list []alert, traits map[id.Client]Traits) {
	type counter = report.Counter[id.Client]
	from, until := s.bounds(f)
	within := func(at civil.Instant) bool { return !at.IsZero() && !at.Before(from) && at.Before(until) }
	var installed, removed, byOffice counter
	for _, x := range fits {
		if within(x.From) {
			installed.Add(x.Kind, x.Client)
			byOffice.Add(string(x.Office), x.Client)
		}
		if within(x.Until) {
			removed.Add(or(x.Reason), x.Client)
		}
	}
	var kinds []string
	for _, k := range regime.DeviceKinds() {
		kinds = append(kinds, string(k))
	}
	out.Installed, out.Removed, out.ByOffice = installed.Table(kinds, out.Least), removed.Table(nil, out.Least), byOffice.Table(nil, out.Least)

	var rules, models, sex, age, offices, wrong counter
	var taken, resolved, whole spans
	for _, a := range list {
		rules.Add(a.Rule, a.Client)
		models.Add(or(a.Model), a.Client)
		offices.Add(or(string(a.Office)), a.Client)
		t := traits[a.Client]
		sex.Add(or(t.Sex), a.Client)
		age.Add(report.AgeGroup(t.Born, a.Raised.In(s.Zone)), a.Client)
		if !a.Taken.Before(until) { // what was done after the month is not of its report: read later, it must give the same
			a.Taken = civil.Instant{}
		}
		if !a.Resolved.Before(until) {
			a.Resolved = civil.Instant{}
		}
		if !a.Taken.IsZero() {
			taken.add(a.Client, a.Raised, a.Taken)
		}
		if a.Resolved.IsZero() {
			continue
		}
		whole.add(a.Client, a.Raised, a.Resolved)
		if !a.Taken.IsZero() {
			resolved.add(a.Client, a.Taken, a.Resolved)
		}
		if a.False {
			wrong.Add("yes", a.Client)
		} else {
			wrong.Add("no", a.Client)
		}
	}
	out.Alerts, out.Models, out.Offices = rules.Table(nil, out.Least), models.Table(nil, out.Least), offices.Table(nil, out.Least)
	out.Sex, out.Age, out.False = sex.Table([]string{"f", "m"}, out.Least), age.Table(report.AgeGroups(), out.Least), wrong.Table([]string{"yes", "no"}, out.Least)
	out.Taken, out.Resolved, out.Whole = taken.of(out.Least), resolved.of(out.Least), whole.of(out.Least)
}

// spans gathers how long something took, and of how many persons.
type spans struct {
	all     []time.Duration
	persons map[id.Client]bool
}

func (s *spans) add(person id.Client, from, until civil.Instant) {
	if s.persons == nil {
		s.persons = map[id.Client]bool{}
	}
	s.persons[person] = true
	s.all = append(s.all, until.Time().Sub(from.Time()))
}

func (s *spans) of(least int) Spans {
	out := Spans{N: len(s.all), Shown: len(s.persons) >= least, None: len(s.all) == 0}
	if !out.Shown {
		out.N = 0
		return out
	}
	out.P50, _ = report.Quantile(s.all, 0.5)
	out.P90, _ = report.Quantile(s.all, 0.9)
	return out
}
