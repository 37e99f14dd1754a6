package victimsumsvc

import (
	"context"
	"iter"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

// Broken names an hour that the positions of a protected person's device do not give, or did not give when they went.
type Broken struct {
	Alias   string
	Hour    civil.Instant
	Want, N int64 // how many positions should be there, how many are
}

// Proof says how the positions of protected persons' devices stand to the hashes in the record. It names nobody.
type Proof struct {
	Hours     int
	Positions int64
	Broken    []Broken
	Gone      map[string]int64 // by the reason, how many positions were forgotten
}

// Verify computes the hash of every hour again. It runs with the system's rights. Faults: forbidden.
func (s *Service) Verify(ctx context.Context) (Proof, error) {
	out := Proof{Gone: map[string]int64{}}
	if !access.From(ctx).System {
		return out, fault.New(fault.Forbidden, "fault.forbidden")
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		list, err := db.All[digestRow](ctx, r, `select `+digestColumns+` from monitoring_victim_digest order by alias, hour, id`, false)
		if err != nil {
			return err
		}
		people, err := s.people(ctx, r)
		if err != nil {
			return err
		}
		for part := range byAlias(list) {
			p := people[part[0].Alias]
			kept, err := s.hours(ctx, r, p.Order, p.ID)
			if err != nil {
				return err
			}
			for _, d := range part {
				out.judge(d, kept[d.Hour.Time().UnixMilli()])
			}
		}
		return nil
	})
	return out, err
}

func (p *Proof) judge(d digestRow, h hour) {
	p.Hours++
	stands := d.Stood
	if d.Why == "" {
		stands = h.gives(d)
		p.Positions += h.n
	} else {
		p.Gone[d.Why] += d.Gone
		h.n = d.Gone
	}
	if !stands {
		p.Broken = append(p.Broken, Broken{d.Alias, d.Hour, d.N, h.n})
	}
}

type person struct{ ID, Order string }

// people says whom an alias means.
func (o Ops) people(ctx context.Context, r *db.Reader) (map[string]person, error) {
	list, err := db.All[person](ctx, r, `select v.id, v.monitoring_id from monitoring_victim v`)
	out := map[string]person{}
	for _, p := range list {
		out[o.alias(p.ID)] = p
	}
	return out, err
}

// byAlias cuts a list, which is in the order of aliases.
func byAlias(list []digestRow) iter.Seq[[]digestRow] {
	return func(yield func([]digestRow) bool) {
		for len(list) > 0 {
			n := 1
			for n < len(list) && list[n].Alias == list[0].Alias {
				n++
			}
			if !yield(list[:n]) {
				return
			}
			list = list[n:]
		}
	}
}
