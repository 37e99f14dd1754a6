package papering

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/rulebook"
)

// daySheet puts the reader's day of today into the fields of its sheet, in the language of the context.
func (k *Kit) daySheet(s Shared) func(context.Context) (papersvc.DaySheet, error) {
	return func(ctx context.Context) (papersvc.DaySheet, error) {
		today, lang := k.Papers.Today(), i18n.Lang(ctx)
		out := papersvc.DaySheet{Day: today, Lang: lang, Fields: map[string]string{"date": i18n.Date(ctx, today), "officer": actor.From(ctx).Display}}
		d, err := s.Cards.Day(ctx, today)
		if err != nil {
			return out, err
		}
		for _, a := range d.Appointments {
			if a.Label != "" {
				out.Clients = append(out.Clients, a.Client)
			}
		}
		if len(out.Clients) == 0 {
			return out, nil
		}
		numbers, err := s.Phones(ctx, out.Clients)
		if err != nil {
			return out, err
		}
		names, err := s.Cards.OfficeNames(ctx, lang)
		if err != nil {
			return out, err
		}
		out.Fields["office"] = names[access.From(ctx).Home()]
		kinds := k.record.Rules.At(today).List(rulebook.ListContactKinds)
		var lines []string
		for _, a := range d.Appointments {
			if a.Label == "" {
				continue
			}
			about := []string{kinds.Name(a.Kind, lang), flat(a.Place)}
			for _, p := range numbers[a.Client] {
				about = append(about, strings.TrimSpace(p.Number+" "+flat(p.Safe)))
			}
			lines = append(lines, strings.Join([]string{
				i18n.Time(ctx, a.At), strings.Join(slices.DeleteFunc([]string{a.Label, a.File}, empty), ", "), strings.Join(slices.DeleteFunc(about, empty), ", "),
			}, "\t"))
		}
		out.Fields["events"] = strings.Join(lines, "\n")
		return out, nil
	}
}

// Schedule names the nightly sweep: a day sheet is good for its day, then its files are forgotten.
func (k *Kit) Schedule(jobs *job.Runner) {
	jobs.Schedule(job.Sweep{Name: "papers.day_sheets", Next: job.Daily(k.record.Zone, 0, 20), Run: func(ctx context.Context, _ civil.Instant) error {
		_, err := k.Papers.ForgetDaySheets(ctx)
		return err
	}})
}
