package releasing

import (
	"context"

	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
)

// chronology is what the record says of the supervision, in a language: registration, explanations, levels, appointments, the end.
func (k *Kit) chronology(ctx context.Context, client id.Client, lang string) ([]string, error) {
	words := i18n.WithCatalogue(ctx, k.Words, lang, k.Zone)
	var out []string
	say := func(key string, args ...any) { out = append(out, i18n.T(words, "earlyend.line."+key, args...)) }
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		all, err := ordersvc.Of(ctx, r, []id.Client{client})
		if err != nil {
			return err
		}
		x, _, ok := ordersvc.Speaking(all[client])
		if !ok {
			return nil
		}
		db.Shown(ctx, client)
		if !x.RegisteredOn.IsZero() {
			say("registered", "On", x.RegisteredOn)
		}
		days, err := db.All[civil.Date](ctx, r, `select c.made_on from order_explanation c where c.client_id = $1 and c.replaced_at is null and {visible c.client_id}
			order by c.made_on, c.id`, client)
		for _, d := range days {
			say("explained", "On", d)
		}
		if err != nil {
			return err
		}
		if err := k.levels(ctx, r, client, lang, say); err != nil {
			return err
		}
		if err := k.attendance(ctx, r, client, later(x.TermStart, x.RegisteredOn), say); err != nil {
			return err
		}
		if x.Warnings > 0 {
			say("warnings", "N", x.Warnings)
		}
		if !x.TermEnd.IsZero() {
			say("ends", "On", x.TermEnd)
		}
		return nil
	})
	return out, err
}

func (k *Kit) levels(ctx context.Context, r *db.Reader, client id.Client, lang string, say func(string, ...any)) error {
	type row struct {
		Level string
		From  civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.level, c.valid_from from assessment_level c where c.client_id = $1 and c.state = 'in_force'
		and {visible c.client_id} order by c.valid_from, c.decided_at`, client)
	names := k.Service.Rulebook().List(rulebook.ListLevels)
	for _, x := range rows {
		say("level", "On", x.From, "Level", names.Name(x.Level, lang))
	}
	return err
}

func later(a, b civil.Date) civil.Date {
	if b.After(a) {
		return b
	}
	return a
}

// attendance counts appointments since the client was placed on the register, as opportunities count them.
func (k *Kit) attendance(ctx context.Context, r *db.Reader, client id.Client, start civil.Date, say func(string, ...any)) error {
	today := k.Service.Today()
	months := 0
	for !start.IsZero() && start.AddMonths(months+1).Before(today) {
		months++
	}
	tracks, err := k.Weights.Tracks(ctx, r, []id.Client{client}, opportunity.ChanceRules{CleanMonths: max(months, 1)}, today)
	if t, ok := tracks[client]; ok && t.Kept+t.Missed > 0 {
		from := today.AddMonths(-max(months, 1))
		if from.Before(start) {
			from = start
		}
		say("kept", "From", from, "Until", today, "Kept", t.Kept, "Missed", t.Missed)
	}
	return err
}
