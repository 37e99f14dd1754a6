package victimsvc

import (
	"context"
	"encoding/json"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
)

// Propose asks for a place to be protected. Key names a place whose next version this is; empty = a new one. Ends proposes that the place
// of Key is no longer protected. Nothing holds before a second person has approved it. Needs ManageVictims. Faults: not_found, forbidden,
// conflict without consent or while another version waits, invalid.
func (s *Service) Propose(ctx context.Context, person string, version int, key string, in victim.Place, ends bool) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, person, version)
		if err != nil {
			return err
		}
		if err := s.ops.mayAct(ctx, tx, x); err != nil {
			return err
		}
		all, err := s.ops.Places(ctx, &tx.Reader, person)
		if err != nil {
			return err
		}
		number, last, err := follows(all, key, in, ends)
		if err != nil {
			return err
		}
		if ends {
			in = last
		} else {
			limits, err := evaluator.Limits(s.ops.rules(tx), s.ops.today(tx))
			if err != nil {
				return err
			}
			if err := in.Check(s.ops.rules(tx), limits, s.ops.today(tx)).Err(); err != nil {
				return err
			}
		}
		if key == "" {
			key = tx.NewID()
		}
		return s.ops.putPlace(ctx, tx, x, key, number, in, ends)
	})
}

// follows says which number a version has among those of its place, and what the place was before.
func follows(all []victim.Version, key string, in victim.Place, ends bool) (int, victim.Place, error) {
	number, last, found := 1, victim.Place{}, false
	for _, v := range all {
		if key == "" && in.Moving() && v.Place.Moving() && (v.State == victim.PlaceInForce || v.State == victim.PlaceWaiting) {
			return 0, last, fault.New(fault.Conflict, "monitoring.victim.moving_twice")
		}
		if key == "" || v.Key != key {
			continue
		}
		if v.State == victim.PlaceWaiting {
			return 0, last, fault.New(fault.Conflict, "monitoring.waits_already")
		}
		number = max(number, v.Number+1)
		if v.State == victim.PlaceInForce {
			last, found = v.Place, true
		}
	}
	if key != "" && !found {
		return 0, last, fault.MissingRecord()
	}
	if key == "" && ends {
		return 0, last, fault.MissingRecord()
	}
	return number, last, nil
}

// mayAct refuses what needs a consent that stands and an order that is not over.
func (o *Ops) mayAct(ctx context.Context, tx *db.Tx, x held) error {
	if x.Over(tx.Now) {
		return fault.New(fault.Conflict, "monitoring.ended_already")
	}
	ok, err := o.Standing(ctx, &tx.Reader, x)
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "monitoring.victim.no_consent")
	}
	return err
}

func (o *Ops) putPlace(ctx context.Context, tx *db.Tx, x held, key string, number int, in victim.Place, ends bool) error {
	data, err := json.Marshal(in)
	if err != nil {
		return err
	}
	row := db.Row{
		"id": tx.NewID(), "victim_id": x.ID, "place_key": key, "number": number, "state": victim.PlaceWaiting, "ends": ends, "drafted_at": tx.Now,
		"drafted_by": tx.Actor.Ref(), "version": 1,
	}
	made, _ := row["id"].(string)
	if err := o.Sealed(ctx, tx, x.ID, places, made, row, map[string]string{"place": string(data)}); err != nil {
		return err
	}
	if err := tx.Insert(ctx, places, row); err != nil {
		return err
	}
	return o.touch(ctx, tx, x, db.Row{})
}

// Proposal is one version that waits, as the second person sees it: what it covers of the wearer's life, and the place itself only for
// whoever has opened the record.
type Proposal struct {
	victim.Version
	Order    string
	Client   id.Client
	Regime   regime.Kind
	Findings []everyday.Finding
	Square   float64 // square metres
	Mine     bool    // drafted by the reader: somebody else decides
	Shown    bool    // the place may be shown to the reader
}

// Proposals lists the versions that wait for the second person within the actor's sight. Neither name nor address is given: the place
// itself is filled only for a reader who has opened the record. Needs ApproveZones. Faults: forbidden.
func (s *Service) Proposals(ctx context.Context) ([]Proposal, error) {
	if err := s.ops.guard.Permit(ctx, access.ApproveZones); err != nil {
		return nil, err
	}
	var out []Proposal
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[placeRow](ctx, r, `select `+placeColumns+` from monitoring_victim_place p join monitoring_victim v on v.id = p.victim_id
			join monitoring_order c on c.id = v.monitoring_id where p.state = 'waiting' and {visible c.client_id} order by p.drafted_at, p.id limit `+limit(Limit))
		if err != nil {
			return err
		}
		list, err := s.ops.OpenPlaces(ctx, r, rows)
		for _, v := range list {
			p, err := s.ops.proposal(ctx, r, v)
			if err != nil {
				return err
			}
			db.ShownInside(ctx, p.Client, string(access.Victim))
			out = append(out, p)
		}
		return err
	})
	return out, err
}

func (o *Ops) proposal(ctx context.Context, r *db.Reader, v victim.Version) (Proposal, error) {
	x, err := o.Held(ctx, r, v.Victim)
	if err != nil {
		return Proposal{}, err
	}
	rights := access.From(ctx)
	out := Proposal{Version: v, Order: x.Order, Client: x.Client, Regime: x.Regime, Mine: v.DraftedBy == string(rights.Account)}
	if out.Findings, err = o.life(ctx, r, x, v); err != nil {
		return out, err
	}
	for _, f := range out.Findings {
		if f.Code == everyday.ZoneSize {
			out.Square = f.SquareMetres
		}
	}
	if rights.May(access.ReadVictims) {
		until, err := db.One[civil.Instant](ctx, r, `select max(d.until_at) from monitoring_victim_read d where d.victim_id = $1 and d.read_by = $2`, x.ID, string(rights.Account))
		if err != nil {
			return out, err
		}
		out.Shown = rights.Now.Before(until)
	}
	if !out.Shown {
		out.Place = victim.Place{Kind: v.Place.Kind, Radius: v.Place.Radius, Buffer: v.Place.Buffer}
		out.Victim = ""
	}
	return out, nil
}

// life checks what a version would take of the wearer's everyday life.
func (o *Ops) life(ctx context.Context, r *db.Reader, x held, v victim.Version) ([]everyday.Finding, error) {
	if v.Ends {
		return nil, nil
	}
	on := v.DraftedAt.In(o.Zone)
	limits, err := everyday.FromRulebook(o.Rules.At(on), on)
	if err != nil {
		return nil, err
	}
	var own []everyday.Place
	if o.Life != nil {
		if own, err = o.Life(ctx, r.System(), x.Client); err != nil {
			return nil, err
		}
	}
	return victim.Everyday(v.Place, v.ID, own, limits), nil
}

// Decide is the second person's answer to a version that waits. Place is the version, Row the one that was on the page.
type Decide struct {
	Place   string
	Row     int
	Approve bool
	Words   string // why it is sent back, or approved in spite of a warning
}

// Decide approves a version, which then holds at once, or sends it back with words. A zone that covers the wearer's own home cannot be
// approved; one that takes much of everyday life needs a reason. Needs ApproveZones; whoever drafted may not decide. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.write(ctx, access.ApproveZones, func(tx *db.Tx) error { return s.ops.decide(ctx, tx, in) })
}

func (o *Ops) decide(ctx context.Context, tx *db.Tx, in Decide) error {
	if access.From(ctx).Reach(access.ApproveZones) == access.None {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	rows, err := db.All[placeRow](ctx, tx, `select `+placeColumns+` from monitoring_victim_place p join monitoring_victim v on v.id = p.victim_id
		join monitoring_order c on c.id = v.monitoring_id where p.id = $1 and {visible c.client_id}`, in.Place)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fault.MissingRecord()
	}
	list, err := o.OpenPlaces(ctx, &tx.Reader, rows)
	if err != nil {
		return err
	}
	v := list[0]
	x, err := o.manage(ctx, tx, access.ApproveZones, v.Victim, -1)
	if err != nil {
		return err
	}
	switch {
	case v.State != victim.PlaceWaiting:
		return fault.New(fault.Conflict, "monitoring.nothing_waits")
	case v.Row != in.Row:
		return fault.Stale()
	case v.DraftedBy == tx.Actor.Ref():
		return fault.New(fault.Conflict, "monitoring.own_draft")
	}
	if !in.Approve {
		return o.sendBack(ctx, tx, v, in.Words)
	}
	return o.approve(ctx, tx, x, v, in.Words)
}

func (o *Ops) sendBack(ctx context.Context, tx *db.Tx, v victim.Version, words string) error {
	if strings.TrimSpace(words) == "" {
		var p fault.Problems
		p.Add("words", "monitoring.return_words")
		return p.Err()
	}
	row := db.Row{"state": victim.PlaceReturned, "decided_at": tx.Now, "decided_by": tx.Actor.Ref()}
	if err := o.Sealed(ctx, tx, v.Victim, places, v.ID, row, map[string]string{"returned": words}); err != nil {
		return err
	}
	return tx.UpdateVersion(ctx, places, v.ID, v.Row, row)
}

func (o *Ops) approve(ctx context.Context, tx *db.Tx, x held, v victim.Version, words string) error {
	if err := o.mayAct(ctx, tx, x); err != nil {
		return err
	}
	findings, err := o.life(ctx, &tx.Reader, x, v)
	if err != nil {
		return err
	}
	if !everyday.Approvable(findings) {
		return fault.New(fault.Conflict, "monitoring.victim.covers_home")
	}
	if victim.Warned(findings) && strings.TrimSpace(words) == "" {
		var p fault.Problems
		p.Add("words", "monitoring.victim.warned_words")
		return p.Err()
	}
	before, err := db.All[string](ctx, tx, `select p.id from monitoring_victim_place p where p.place_key = $1 and p.state = 'in_force'`, v.Key)
	if err != nil {
		return err
	}
	old, row := victim.PlaceReplaced, db.Row{"state": victim.PlaceInForce, "from_at": tx.Now, "decided_at": tx.Now, "decided_by": tx.Actor.Ref()}
	if v.Ends {
		old, row["state"], row["from_at"] = victim.PlaceEnded, victim.PlaceEnded, nil
	}
	for _, b := range before {
		if err := tx.Update(ctx, places, b, db.Row{"state": old, "until_at": tx.Now}); err != nil {
			return err
		}
	}
	if err := o.Sealed(ctx, tx, v.Victim, places, v.ID, row, map[string]string{"reason": words}); err != nil {
		return err
	}
	if err := tx.UpdateVersion(ctx, places, v.ID, v.Row, row); err != nil {
		return err
	}
	if err := o.changed(ctx, tx, x.Order); err != nil {
		return err
	}
	_, err = o.tell(ctx, tx, x, victim.Changed)
	return err
}
