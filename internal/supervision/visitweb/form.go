package visitweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

// clockText brings 9.30 and 9:30 to 09:30.
func clockText(s string) string {
	for _, layout := range []string{"15:04", "15.04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("15:04")
		}
	}
	return s
}

// moment reads a day and an hour of it; both empty give the zero instant.
func moment(problems *fault.Problems, form url.Values, zone supervision.Zone, date, clock string) civil.Instant {
	d, c := strings.TrimSpace(form.Get(date)), strings.TrimSpace(form.Get(clock))
	if d == "" && c == "" {
		return civil.Instant{}
	}
	day, err := civil.ParseDate(d)
	if err != nil || day.IsZero() {
		problems.Add(date, "date.invalid")
		return civil.Instant{}
	}
	at, ok := zone.At(day, clockText(c))
	if !ok {
		problems.Add(clock, "supervision.time_bad")
	}
	return at
}

// read turns a form into a visit: the same fields on a page and on a device.
func read(problems *fault.Problems, form url.Values, zone supervision.Zone, rules *rulebook.Rulebook) visitsvc.Record {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	var in visitsvc.Record
	in.Kind, in.Place, in.WithWhom, in.Talk = text("kind"), text("place"), text("with_whom"), text("text")
	in.StartedAt = moment(problems, form, zone, "date", "time")
	if until := text("until"); until != "" && !in.StartedAt.IsZero() {
		end, ok := zone.At(zone.Date(in.StartedAt), clockText(until))
		if !ok || end.Before(in.StartedAt) {
			problems.Add("until", "visit.until_bad")
		} else {
			in.Minutes = int(end.Time().Sub(in.StartedAt.Time()).Minutes())
		}
	}
	in.Language, in.Interpreter, in.Identity = text("language"), text("interpreter") != "", text("identity")
	in.Partners = slices.DeleteFunc(slices.Clone(form["partners"]), func(s string) bool { return s == "" })
	for _, s := range form["worked"] {
		in.Worked = append(in.Worked, visit.Step{ID: s})
	}
	for name := range form {
		if step, ok := strings.CutPrefix(name, visit.CameField("")); ok {
			in.Came = append(in.Came, visit.Came{Step: step, Kind: plan.ProgressKind(text(name)), Code: text(visit.CameWhyField(step))})
		}
	}
	slices.SortFunc(in.Came, func(a, b visit.Came) int { return strings.Compare(a.Step, b.Step) })
	in.Planned = text("planned") != ""
	in.Appointment, in.Row, in.Outcome = text("appointment"), text("row"), text("outcome")
	in.NextAt = moment(problems, form, zone, "next_date", "next_time")
	in.Anyway = text("next_anyway") != ""
	in.Conditions = readConditions(form)
	in.Steps = readSteps(problems, form)
	in.Answers = map[string][]string{}
	for _, f := range visit.Fields(rules) {
		for _, v := range form[visit.AnswerField(f.Code)] {
			if v = strings.TrimSpace(v); v != "" {
				in.Answers[f.Code] = append(in.Answers[f.Code], v)
			}
		}
	}
	return in
}

// readConditions takes the findings; whatever was not said was not checked.
func readConditions(form url.Values) []visit.Condition {
	var out []visit.Condition
	for name := range form {
		duty, ok := strings.CutPrefix(name, visit.ConditionField(""))
		if !ok {
			continue
		}
		c := visit.Condition{Duty: duty, State: visit.State(form.Get(name)), Evidence: strings.TrimSpace(form.Get(visit.EvidenceField(duty)))}
		if c.State == "" {
			c.State = visit.NotChecked
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b visit.Condition) int { return strings.Compare(a.Duty, b.Duty) })
	return out
}

func readSteps(problems *fault.Problems, form url.Values) []visit.Agreed {
	var out []visit.Agreed
	for i := 1; i <= visit.MaxSteps; i++ {
		n := strconv.Itoa(i)
		s := visit.Agreed{What: strings.TrimSpace(form.Get("step_what_" + n)), Who: strings.TrimSpace(form.Get("step_who_" + n))}
		by, err := civil.ParseDate(strings.TrimSpace(form.Get("step_by_" + n)))
		if err != nil {
			problems.Add("step_by_"+n, "date.invalid")
		}
		s.By = by
		if s.What == "" && s.Who == "" && s.By.IsZero() {
			continue
		}
		if s.What == "" {
			problems.Add("step_what_"+n, "field.required")
		}
		out = append(out, s)
	}
	return out
}

// readPhotos takes the photographs of a form; one that is too large is told at its field, and nothing else is lost.
func readPhotos(problems *fault.Problems, q *httpx.Req) ([]visitsvc.Photo, error) {
	files, err := q.Files("photo")
	if err != nil {
		if !problems.Join("", err) {
			return nil, err
		}
		return nil, nil
	}
	var out []visitsvc.Photo
	for _, f := range files {
		data, err := f.Bytes()
		if err != nil {
			return nil, err
		}
		out = append(out, visitsvc.Photo{Name: f.Name, Data: data, Purpose: q.Value("photo_why"), Consent: q.Value("photo_consent") != ""})
	}
	return out, nil
}
