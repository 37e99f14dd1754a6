package victimsvc

import (
	"context"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Limit bounds a list.
const Limit = 200

func limit(n int) string { return strconv.Itoa(n) }

// Line is one person of a list: a number and how her protection stands. The name stands on her page alone.
type Line struct {
	ID, Order string
	Number    int
	Client    id.Client
	Regime    regime.Kind
	State     victim.State
	Waiting   int // places that wait for the second person
	Places    int // places in force
	Device    bool
	MadeAt    civil.Instant
}

// Filter narrows a list. State empty = all; Order = those of one order; Name = those whose name holds the words, which the reader
// therefore knows already.
type Filter struct {
	State victim.State
	Order string
	Name  string
}

// List lists the protected persons within the actor's reach, those that lack something first; more says that there are others beyond
// Limit. Needs ReadVictims. Faults: forbidden.
func (s *Service) List(ctx context.Context, f Filter) (list []Line, more bool, err error) {
	if err := s.ops.guard.Permit(ctx, access.ReadVictims); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		rows, err := db.All[held](ctx, r, `select `+heldColumns+heldFrom+`where {visible c.client_id}`+s.ops.within(ctx, f, b)+
			` order by v.made_at desc, v.id limit 2000`, b.Args()...)
		if err != nil {
			return err
		}
		if rows, err = s.ops.named(ctx, r, rows, f.Name); err != nil {
			return err
		}
		list, more, err = s.ops.lines(ctx, r, rows, f.State, s.db.Now())
		for _, x := range list {
			db.ShownInside(ctx, x.Client, string(access.Victim))
		}
		return err
	})
	return list, more, err
}

// within says whom the actor may look at beyond the sight: a reach of own clients holds those alone.
func (o *Ops) within(ctx context.Context, f Filter, b *db.Binder) string {
	out := ""
	rights := access.From(ctx)
	if rights.Reach(access.ReadVictims) == access.Own && !rights.System {
		out += ` and c.client_id in (select l.client_id from access_list l where l.account_id = ` + b.Bind(string(rights.Account)) +
			` and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > ` + b.Bind(rights.Now.String()) + `))`
	}
	if f.Order != "" {
		out += ` and c.id = ` + b.Bind(f.Order)
	}
	return out
}

// named keeps those whose name holds the words.
func (o *Ops) named(ctx context.Context, r *db.Reader, rows []held, words string) ([]held, error) {
	want := person.Fold(strings.TrimSpace(words))
	if want == "" {
		return rows, nil
	}
	b := &boxes{}
	names := make([]string, len(rows))
	for i, x := range rows {
		b.Text(x.ID, people, "name", x.ID, x.Name, &names[i])
	}
	if err := b.Open(ctx, o.Seal, r); err != nil {
		return nil, err
	}
	var out []held
	for i, x := range rows {
		if strings.Contains(person.Fold(names[i]), want) {
			out = append(out, x)
		}
	}
	return out, nil
}

func (o *Ops) lines(ctx context.Context, r *db.Reader, rows []held, only victim.State, now civil.Instant) ([]Line, bool, error) {
	var out []Line
	for _, x := range rows {
		all, err := o.Consents(ctx, r, x.ID)
		if err != nil {
			return nil, false, err
		}
		latest := victim.Consent{}
		if len(all) > 0 {
			latest = all[0]
		}
		l := Line{ID: x.ID, Order: x.Order, Number: x.Number, Client: x.Client, Regime: x.Regime, MadeAt: x.MadeAt}
		if l.State = victim.StateOf(latest, x.Over(now), o.Texts, now.In(o.Zone)); only != "" && l.State != only {
			continue
		}
		if len(out) == Limit {
			return out, true, nil
		}
		type counts struct{ Waiting, Places, Devices int }
		n, err := db.One[counts](ctx, r, `select (select count(*) from monitoring_victim_place p where p.victim_id = $1 and p.state = 'waiting'),
			(select count(*) from monitoring_victim_place p where p.victim_id = $1 and p.state = 'in_force'),
			(select count(*) from monitoring_victim_device d where d.victim_id = $1 and d.until_at is null)`, x.ID)
		if err != nil {
			return nil, false, err
		}
		l.Waiting, l.Places, l.Device = n.Waiting, n.Places, n.Devices > 0
		out = append(out, l)
	}
	return out, false, nil
}

// OfOrder says about which order a person would be entered: its client and regime. Needs ManageVictims. Faults: not_found.
func (s *Service) OfOrder(ctx context.Context, order string) (client id.Client, kind regime.Kind, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) error {
		x, err := s.ops.orderOf(ctx, r, order)
		if err != nil {
			return err
		}
		client, kind = x.Client, x.Regime
		db.ShownInside(ctx, x.Client, string(access.Victim))
		return s.ops.guard.See(ctx, r, access.ManageVictims, x.Client)
	})
	return client, kind, err
}
