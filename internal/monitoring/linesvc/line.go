// Package linesvc keeps the ways to the bodies that must act on an alert, such as the duty part of the police of a district, and what all
// rooms of the duty desk share: the offices in reach and the scope under which words are sealed that belong to nobody's record.
package linesvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
)

// Line is a way to a body that must act, such as the duty part of the police of a district.
type Line struct {
	ID         string
	Office     id.Office
	Way        notify.Channel
	Lang       string
	Address    string
	RecordedAt civil.Instant
	RecordedBy string
}

type lineRow struct {
	ID         string
	Office     id.Office
	Way        notify.Channel
	Lang       string
	Address    []byte
	RecordedAt civil.Instant
	RecordedBy string
}

const table = "monitoring_line"

// Scope seals words of the desk that belong to nobody's record.
const Scope seal.Scope = "desk"

// Covered is the condition that a row's office lies in the actor's reach.
func Covered(rights access.Rights, b *db.Binder) string {
	if rights.System || rights.National {
		return "1=1"
	}
	in := []string{"''"} // an office that is none, so that the list is never empty
	for _, o := range rights.Offices {
		in = append(in, b.Bind(string(o)))
	}
	return "c.office_id in (" + strings.Join(in, ",") + ")"
}

// Service is what pages call; each method is one transaction.
type Service struct {
	db    *db.DB
	seal  *seal.Sealer
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, s *seal.Sealer) *Service { return &Service{db: d, seal: s} }

// Of gives the lines of an office, for the desk's own steps within a transaction.
func Of(ctx context.Context, r *db.Reader, s *seal.Sealer, office id.Office) ([]Line, error) {
	return read(ctx, r, s, `c.office_id = $1`, string(office))
}

func read(ctx context.Context, r *db.Reader, s *seal.Sealer, cond string, args ...any) ([]Line, error) {
	rows, err := db.All[lineRow](ctx, r, `select c.id, c.office_id, c.way, c.lang, c.address, c.recorded_at, c.recorded_by from monitoring_line c
		where c.ended_at is null and `+cond+` order by c.office_id, c.recorded_at, c.id`, args...)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: Scope, Table: table, Column: "address", Row: x.ID, Sealed: x.Address}
	}
	if err := s.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	out := make([]Line, len(rows))
	for i, x := range rows {
		out[i] = Line{x.ID, x.Office, x.Way, x.Lang, string(boxes[i].Plain), x.RecordedAt, x.RecordedBy}
	}
	return out, nil
}

// List lists the lines to the police of the offices in reach. Needs ReadAlerts.
func (s *Service) List(ctx context.Context) ([]Line, error) {
	if err := s.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return nil, err
	}
	var out []Line
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		b := &db.Binder{}
		cond := Covered(access.From(ctx), b)
		out, err = read(ctx, r, s.seal, cond, b.Args()...)
		return err
	})
	return out, err
}

// Add keeps a line to the police for an office. Needs ApproveMonitoring in that office. Faults: forbidden, invalid.
func (s *Service) Add(ctx context.Context, l Line) error {
	if err := s.guard.Permit(ctx, access.ApproveMonitoring); err != nil {
		return err
	}
	var p fault.Problems
	l.Address = strings.TrimSpace(l.Address)
	if !access.From(ctx).Covers(l.Office) || l.Office == "" {
		p.Add("office", "monitoring.desk.office_needed")
	}
	if l.Way != notify.SMS && l.Way != notify.Email {
		p.Add("way", "monitoring.desk.line_way")
	}
	if l.Way == notify.SMS && !telephone(l.Address) || l.Way == notify.Email && !strings.Contains(l.Address, "@") || l.Address == "" {
		p.Add("address", "monitoring.desk.line_address")
	}
	if !i18n.Supported(l.Lang) {
		p.Add("lang", "monitoring.desk.line_lang")
	}
	if err := p.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		row := tx.NewID()
		address, err := s.seal.SealScope(ctx, tx, Scope, table, "address", row, []byte(l.Address))
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, table, db.Row{
			"id": row, "office_id": l.Office, "body": "police", "way": string(l.Way), "lang": l.Lang, "address": address, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ApproveMonitoring, "", fact.New("monitoring.line_added", "", "office", string(l.Office)))
	})
}

// End ends a line. Needs ApproveMonitoring in its office. Faults: not_found, forbidden.
func (s *Service) End(ctx context.Context, line string) error {
	if err := s.guard.Permit(ctx, access.ApproveMonitoring); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b := &db.Binder{}
		at, err := db.One[id.Office](ctx, tx, `select c.office_id from monitoring_line c where c.id = `+b.Bind(line)+` and c.ended_at is null and `+
			Covered(access.From(ctx), b), b.Args()...)
		if err != nil {
			return err
		}
		if err := tx.Update(ctx, table, line, db.Row{"ended_at": tx.Now, "ended_by": tx.Actor.Ref()}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ApproveMonitoring, "", fact.New("monitoring.line_ended", "", "office", string(at)))
	})
}

// telephone reports whether a text is a number that can be dialled from abroad as well: + and digits.
func telephone(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, r == ' ', r == '-':
		default:
			return false
		}
	}
	return strings.HasPrefix(s, "+") && digits >= 9 && digits <= 15
}
