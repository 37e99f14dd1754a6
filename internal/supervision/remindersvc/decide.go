package remindersvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
)

func limit(n int) string { return strconv.Itoa(n) }

// Decide says what a person makes of a message. Version is the one that was on the page.
type Decide struct {
	Message  string
	Version  int
	Decision notify.Decision
	Text     string // why
}

// Decide carries out a person's decision on a message that was not sent, or of which nobody knows, with a reason. Needs
// DecideMessage. Faults: not_found when its client is out of sight, conflict when it changed meanwhile, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		type row struct {
			Client  id.Client
			Expires civil.Instant
		}
		m, err := db.One[row](ctx, tx, `select c.client_id, c.expires_at from notify_message c where c.id = $1 and c.client_id is not null
			and {visible c.client_id}`, in.Message)
		if err != nil {
			return err
		}
		if err := s.ops.guard.Allow(ctx, tx, access.DecideMessage, m.Client); err != nil {
			return err
		}
		var problems fault.Problems
		switch {
		case !in.Decision.Known():
			problems.Add("decision", "field.choose")
		case in.Decision == notify.SendAgain && !m.Expires.IsZero() && !tx.Now.Before(m.Expires):
			problems.Add("decision", "reminder.too_late")
		}
		if in.Text == "" {
			problems.Add("text", "field.required")
		}
		person.CheckLine(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return err
		}
		if err := s.ops.Outbox.Decide(ctx, tx, in.Message, in.Version, in.Decision); err != nil {
			return err
		}
		const table = "supervision_message_decision"
		key := tx.NewID()
		reason, err := s.ops.Seal.SealText(ctx, tx, m.Client, table, "reason", key, in.Text)
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, table, db.Row{
			"id": key, "client_id": m.Client, "message_id": in.Message, "decision": in.Decision, "reason": reason, "recorded_at": tx.Now,
			"recorded_by": tx.Actor.Ref(),
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.DecideMessage, "", fact.New("supervision.message_decided", m.Client, "decision", string(in.Decision)))
	})
}

// Paper is a printed reminder for a client who cannot be reached otherwise.
type Paper struct {
	ID     string
	Client id.Client
	Words  string
	At     civil.Instant // the appointment
	Lang   string
}

// Slips lists the printed reminders that wait to be handed out for appointments from a day until a later one, of the clients whom
// the reader works with or of the reader's offices. Needs DecideMessage.
func (s *Service) Slips(ctx context.Context, from, until civil.Date) ([]Paper, error) {
	rights := access.From(ctx)
	if !rights.May(access.DecideMessage) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var out []Paper
	return out, s.db.Read(ctx, func(r *db.Reader) error {
		cond, b := Filter{State: string(notify.Waiting), Channel: notify.Slip}.where(rights, s.db.Now())
		lo, hi := b.Bind(from.StartIn(s.ops.Zone).String()), b.Bind(until.AddDays(1).StartIn(s.ops.Zone).String())
		args := b.Args()
		type row struct {
			ID, Lang string
			Client   id.Client
			Body     []byte
			At       civil.Instant
		}
		rows, err := db.All[row](ctx, r, `select c.id, c.lang, c.client_id, c.body, c.expires_at from notify_message c where `+cond+` and c.expires_at >= `+lo+
			` and c.expires_at < `+hi+` and {visible c.client_id} order by c.expires_at, c.id limit 500`, args...)
		for _, x := range rows {
			words, err := s.ops.Seal.OpenText(ctx, r, x.Client, "notify_message", "body", x.ID, x.Body)
			if err != nil {
				return err
			}
			db.Shown(ctx, x.Client)
			out = append(out, Paper{ID: x.ID, Client: x.Client, Words: words, At: x.At, Lang: x.Lang})
		}
		return err
	})
}

// Handed writes down that printed reminders were handed out, each of a client of the actor's. Needs DecideMessage. Fault: not_found.
func (s *Service) Handed(ctx context.Context, messages []string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.DecideMessage); err != nil {
			return err
		}
		var facts []fact.Fact
		for _, m := range messages {
			client, err := db.One[id.Client](ctx, tx, `select c.client_id from notify_message c where c.id = $1 and c.channel = 'slip' and {visible c.client_id}`, m)
			if err != nil {
				return err
			}
			if err := s.ops.guard.Allow(ctx, tx, access.DecideMessage, client); err != nil {
				return err
			}
			facts = append(facts, fact.New("supervision.slip_handed", client))
		}
		if err := s.ops.Outbox.Handed(ctx, tx, messages); err != nil {
			return err
		}
		return tx.Record(ctx, access.DecideMessage, "", facts...)
	})
}
