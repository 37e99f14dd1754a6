package assessing

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
)

// Prefill answers items of instruments from the record: personal data, the running order, what was done in the last year.
func (k *Kit) Prefill(ctx context.Context, r *db.Reader, client id.Client, keys []string) (map[string]assessment.Prefilled, error) {
	p := prefill{zone: k.Zone, lang: i18n.Lang(ctx), rules: k.Rules.At(k.DB.Now().In(k.Zone)), out: map[string]assessment.Prefilled{}, today: k.DB.Now().In(k.Zone)}
	brief, err := k.Orders.Ops().Brief(ctx, r, client)
	if err != nil {
		return nil, err
	}
	p.person(brief)
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	if err != nil {
		return nil, err
	}
	p.orders(all[client])
	if err := p.work(ctx, r, client); err != nil {
		return nil, err
	}
	asked := map[string]assessment.Prefilled{}
	for _, k := range keys {
		if v, ok := p.out[k]; ok {
			asked[k] = v
		}
	}
	return asked, nil
}

type prefill struct {
	zone  *time.Location
	rules *rulebook.Rulebook
	lang  string
	out   map[string]assessment.Prefilled
	today civil.Date
}

func (p *prefill) set(key, source, value string) {
	if value != "" {
		p.out[key] = assessment.Prefilled{Value: value, Source: source}
	}
}

func (p *prefill) person(b order.Brief) {
	p.set("person.sex", "person", string(b.Sex))
	p.set("person.language", "person", b.Language)
	if !b.Birth.IsZero() {
		p.set("person.birth", "person", b.Birth.String())
		if age := assessment.Age(b.Birth.String(), p.today); age >= 0 {
			p.set("person.age", "person", strconv.Itoa(age))
			p.set("person.minor", "person", yes(age < 18))
		}
	}
}

// name says a code in the reader's language; it stands in the answer as words.
func (p *prefill) name(list, code string) string {
	if code == "" {
		return ""
	}
	return p.rules.List(list).Name(code, p.lang)
}

func (p *prefill) orders(all []ordersvc.Order) {
	x, _, ok := ordersvc.Speaking(all)
	if !ok {
		return
	}
	p.set("order.measure", "order", p.name(rulebook.ListMeasures, x.Measure))
	p.set("order.kind", "order", x.Kind)
	p.set("order.article", "order", x.Article)
	if !x.TermStart.IsZero() {
		p.set("order.start", "order", x.TermStart.String())
	}
	if !x.TermEnd.IsZero() {
		p.set("order.end", "order", x.TermEnd.String())
		months := 0
		for !p.today.AddMonths(months + 1).After(x.TermEnd) {
			months++
		}
		p.set("order.months_left", "order", strconv.Itoa(months))
	}
	ended := 0
	for _, o := range all {
		if o.State == order.StateEnded && o.ID != x.ID {
			ended++
		}
	}
	p.set("record.earlier_orders", "record", strconv.Itoa(ended))
}

// work counts what the record knows of the last year.
func (p *prefill) work(ctx context.Context, r *db.Reader, client id.Client) error {
	from := p.today.AddMonths(-12).StartIn(p.zone)
	type row struct{ Absences, Contacts int }
	n, err := db.One[row](ctx, r, `select
		(select count(*) from supervision_appointment s where s.client_id = c.client_id and s.outcome = 'unacceptable_absence' and s.replaced_at is null
		and s.moved = false and s.planned_at >= $2),
		(select count(*) from supervision_contact s where s.client_id = c.client_id and s.kind not in ('note', 'no_coverage') and s.replaced_at is null and s.moved = false
		and s.started_at >= $2)
		from access_client c where c.client_id = $1 and {visible c.client_id}`, client, from)
	if err != nil {
		return err
	}
	p.set("record.absences_year", "record", strconv.Itoa(n.Absences))
	p.set("record.contacts_year", "record", strconv.Itoa(n.Contacts))
	codes, err := db.All[string](ctx, r, `select distinct c.code from order_obligation c where c.client_id = $1 and c.replaced_at is null
		and {visible c.client_id} order by c.code`, client)
	for i, code := range codes {
		codes[i] = p.name(rulebook.ListObligations, code)
	}
	p.set("record.obligations", "record", strings.Join(codes, "; "))
	return err
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
