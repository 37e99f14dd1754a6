package commandsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/monitoring/command"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Take gives the frames that a device is to be told now, over the protocol in which it was just heard, and writes down that they are sent
// before they are: nothing is told twice. What the protocol has no words for fails with that reason. For the ingest; a fault of the
// database leaves the commands where they are.
func (s *Service) Take(ctx context.Context, p protocols.Protocol, ident string) ([][]byte, error) {
	var out [][]byte
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		if err := system(ctx); err != nil {
			return err
		}
		today := tx.Now.In(s.Zone)
		book := s.Rules.At(today)
		l, list := command.LimitsOf(book, today), book.List(command.ListWords)
		rows, err := db.All[row](ctx, tx.System(), `select `+columns+` from monitoring_command c where c.ident = $1 and c.state = 'queued' and c.until_at > $2
			order by c.number limit 10`, ident, tx.Now)
		if err != nil {
			return err
		}
		var facts []fact.Fact
		for _, x := range rows {
			if x.Kind == command.Vibrate && l.Quiet(tx.Now.Time().In(s.Zone).Hour()) {
				continue // it runs out by itself; nobody is woken by it
			}
			set, frame := told(p, x, list)
			set["protocol"] = string(p)
			if frame != nil {
				set["sent_at"] = tx.Now
				out = append(out, frame)
			} else {
				set["done_at"] = tx.Now
			}
			if err := tx.UpdateVersion(ctx, table, x.ID, x.Version, set); err != nil {
				return err
			}
			kind := "monitoring.command_sent"
			if frame == nil {
				kind = "monitoring.command_failed"
			}
			facts = append(facts, bySystem(s.facts(x.Client, kind, x.ID, x.Kind))...)
		}
		if len(rows) == 0 {
			return nil
		}
		return tx.Record(ctx, access.CommandDevice, "", facts...)
	})
	if err != nil {
		return nil, err
	}
	return out, s.refresh(ctx)
}

// told is what becomes of a command over a protocol, and its frame where there is one.
func told(p protocols.Protocol, x row, list rulebook.List) (db.Row, []byte) {
	if !slices.Contains(protocols.Commands, p) {
		return db.Row{"state": command.Failed, "failure": command.Protocol}, nil
	}
	words, ok := command.Words(list, string(p), x.Kind, x.Arg)
	if !ok {
		return db.Row{"state": command.Failed, "failure": command.NoWords}, nil
	}
	frame, err := p.Command(uint32(x.Number), words) //nolint:gosec // the mark comes back as it went out
	if err != nil {
		return db.Row{"state": command.Failed, "failure": command.NoWords}, nil
	}
	return db.Row{"state": command.Sent}, frame
}

func bySystem(list []fact.Fact) []fact.Fact {
	for i := range list {
		list[i] = list[i].From("system")
	}
	return list
}

// Answered writes down what a device answered: to the command whose mark it brings back, else to the oldest that was sent and waits. An
// answer that belongs to none is none of ours. The words of a device that was asked where it is are not kept: its place is among the
// positions, or nowhere. For the ingest.
func (s *Service) Answered(ctx context.Context, ident string, mark uint32, words string) error {
	if err := system(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := db.All[row](ctx, tx.System(), `select `+columns+` from monitoring_command c where c.ident = $1 and c.state = 'sent' order by c.number`, ident)
		if err != nil || len(rows) == 0 {
			return err
		}
		x := rows[0]
		for _, y := range rows {
			if mark != 0 && uint32(y.Number) == mark { //nolint:gosec // as it went out
				x = y
			}
		}
		set := db.Row{"state": command.Answered, "done_at": tx.Now}
		if x.Kind.Tells() {
			kept := []byte(words)
			if x.Client != "" {
				if kept, err = s.Seal.SealText(ctx, tx, x.Client, table, "answer", x.ID, words); err != nil {
					return err
				}
			}
			set["answer"] = kept
		}
		if err := tx.UpdateVersion(ctx, table, x.ID, x.Version, set); err != nil {
			return err
		}
		return tx.Record(ctx, access.CommandDevice, "", bySystem(s.facts(x.Client, "monitoring.command_answered", x.ID, x.Kind))...)
	})
}

// Sweep lets commands run out whose device was not heard in time, and fails those that were not answered in time. For the scheduled task;
// twice does nothing more.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if err := system(ctx); err != nil {
		return 0, err
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l := command.LimitsOf(s.Rules.At(tx.Now.In(s.Zone)), tx.Now.In(s.Zone))
		rows, err := db.All[row](ctx, tx.System(), `select `+columns+` from monitoring_command c where c.state = 'queued' and c.until_at <= $1
			or c.state = 'sent' and c.sent_at <= $2 and c.protocol in ('teltonika', 'gt06') order by c.number limit 500`, tx.Now, tx.Now.Add(-l.Answer))
		if n = len(rows); err != nil || n == 0 {
			return err
		}
		var facts []fact.Fact
		for _, x := range rows {
			set, kind := db.Row{"state": command.Expired, "done_at": tx.Now}, "monitoring.command_expired"
			if x.State == command.Sent {
				set["state"], set["failure"], kind = command.Failed, command.NoAnswer, "monitoring.command_failed"
			}
			if err := tx.UpdateVersion(ctx, table, x.ID, x.Version, set); err != nil {
				return err
			}
			facts = append(facts, bySystem(s.facts(x.Client, kind, x.ID, x.Kind))...)
		}
		return tx.Record(ctx, access.CommandDevice, "", facts...)
	})
	if err != nil {
		return 0, err
	}
	return n, s.refresh(ctx)
}
