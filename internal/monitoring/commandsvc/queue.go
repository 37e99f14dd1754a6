package commandsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/command"
	"tuzjol/internal/platform/db"
)

// Queue is what a person asks of a device.
type Queue struct {
	Device string
	Kind   command.Kind
	Arg    string
	Reason string
}

// Queue puts a command into the queue of a device. Needs CommandDevice, on the wearer of a device that is worn. Faults: not_found,
// forbidden, invalid.
func (s *Service) Queue(ctx context.Context, in Queue) error {
	ident := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.CommandDevice); err != nil {
			return err
		}
		d, err := s.find(ctx, &tx.Reader, in.Device)
		if err != nil {
			return err
		}
		if err := s.may(ctx, tx, d); err != nil {
			return err
		}
		l, err := s.check(ctx, tx, d, in)
		if err != nil {
			return err
		}
		number, err := db.One[int64](ctx, tx.System(), `select coalesce(max(c.number), 0) + 1 from monitoring_command c`)
		if err != nil {
			return err
		}
		ident = d.Ident
		key := tx.NewID()
		if err := tx.Insert(ctx, table, db.Row{
			"id": key, "client_id": db.Null(d.Client), "number": number, "device_id": d.ID, "ident": d.Ident, "kind": in.Kind, "arg": db.Null(in.Arg),
			"reason": in.Reason, "state": command.Queued, "queued_at": tx.Now, "queued_by": tx.Actor.Ref(), "until_at": tx.Now.Add(l.For(in.Kind)), "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.CommandDevice, "", s.facts(d.Client, "monitoring.command_queued", key, in.Kind)...)
	})
	if err != nil {
		return err
	}
	if err := s.refresh(ctx); err != nil {
		return err
	}
	if s.Queued != nil {
		s.Queued(ident)
	}
	return nil
}

// facts are what the record of a wearer holds of a command; a device in store has none.
func (s *Service) facts(client id.Client, kind, key string, what command.Kind) []fact.Fact {
	if client == "" {
		return nil
	}
	return []fact.Fact{fact.New(kind, client, "command", key, "kind", string(what))}
}

func (s *Service) check(ctx context.Context, tx *db.Tx, d device, in Queue) (command.Limits, error) {
	today := tx.Now.In(s.Zone)
	book := s.Rules.At(today)
	l := command.LimitsOf(book, today)
	reason, known := book.List(command.ListReasons).Item(in.Reason)
	shakes, err := s.shakes(ctx, tx, d.ID)
	if err != nil {
		return l, err
	}
	p := l.Check(command.Ask{
		Kind: in.Kind, Arg: in.Arg, Reason: reason, Known: known, Held: d.Held > 0, Hour: tx.Now.Time().In(s.Zone).Hour(),
	}, shakes)
	waits, err := db.One[int](ctx, tx.System(), `select count(*) from monitoring_command c where c.device_id = $1 and c.kind = $2 and c.state = 'queued'`, d.ID, in.Kind)
	if err != nil {
		return l, err
	}
	if waits > 0 {
		p.Add("kind", "monitoring.command.waits_already")
	}
	return l, p.Err()
}

// shakes counts how often a device was shaken, or is going to be.
func (s *Service) shakes(ctx context.Context, tx *db.Tx, device string) (out command.Shakes, err error) {
	list, err := db.All[civil.Instant](ctx, tx.System(), `select coalesce(c.sent_at, c.queued_at) from monitoring_command c where c.device_id = $1 and c.kind = 'vibrate'
		and c.state in ('queued','sent','answered','failed') and c.queued_at > $2`, device, tx.Now.Add(-25*time.Hour))
	for _, at := range list {
		if at.After(tx.Now.Add(-24 * time.Hour)) {
			out.Day++
		}
		if at.After(tx.Now.Add(-time.Hour)) {
			out.Hour++
		}
	}
	return out, err
}

// Withdraw takes back a command that was not sent yet.
type Withdraw struct {
	Device, Command string
	Version         int
}

// Withdraw takes back a command that was not sent yet. Needs CommandDevice as for Queue. Faults: not_found, forbidden, conflict.
func (s *Service) Withdraw(ctx context.Context, in Withdraw) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.CommandDevice); err != nil {
			return err
		}
		d, err := s.find(ctx, &tx.Reader, in.Device)
		if err != nil {
			return err
		}
		if err := s.may(ctx, tx, d); err != nil {
			return err
		}
		x, err := db.One[row](ctx, tx, `select `+columns+` from monitoring_command c where c.id = $1 and c.device_id = $2 and (c.client_id is null or {visible c.client_id})`,
			in.Command, in.Device)
		if err != nil {
			return err
		}
		if x.Version != in.Version {
			return fault.Stale()
		}
		if x.State != command.Queued {
			return fault.New(fault.Conflict, "monitoring.command.gone")
		}
		if err := tx.UpdateVersion(ctx, table, x.ID, x.Version, db.Row{"state": command.Withdrawn, "done_at": tx.Now, "done_by": tx.Actor.Ref()}); err != nil {
			return err
		}
		return tx.Record(ctx, access.CommandDevice, "", s.facts(x.Client, "monitoring.command_withdrawn", x.ID, x.Kind)...)
	})
}

// Of lists the latest commands of a device, without those from the time of a wearer out of sight. Needs ReadDevices. Faults: forbidden,
// not_found.
func (s *Service) Of(ctx context.Context, key string) ([]command.Command, error) {
	if err := s.guard.Permit(ctx, access.ReadDevices); err != nil {
		return nil, err
	}
	var out []command.Command
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if _, err := s.find(ctx, r, key); err != nil {
			return err
		}
		rows, err := db.All[row](ctx, r, `select `+columns+` from monitoring_command c where c.device_id = $1 and (c.client_id is null or {visible c.client_id})
			order by c.queued_at desc, c.id desc limit 50`, key)
		for _, x := range rows {
			c, err := s.open(ctx, r, x)
			if err != nil {
				return err
			}
			db.Shown(ctx, x.Client)
			out = append(out, c)
		}
		return err
	})
	return out, err
}
