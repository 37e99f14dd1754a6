package mailsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Filter narrows the register; it stands in addresses and holds no personal data.
type Filter struct {
	Office    id.Office
	Direction paper.Direction // "" both
	Year      int             // 0 this year
	Owed      bool            // only lines whose answer is due
}

type row struct {
	ID            string
	Office        id.Office
	Direction     paper.Direction
	Seq           int
	Number        string
	Client        id.Client
	Day           civil.Date
	Party, Theirs []byte
	Subject       []byte
	Paper         string
	Kind          string
	State         string
	Due, Answered civil.Date
	Answer, Proof string
	Proved        civil.Date
	EnteredAt     civil.Instant
	EnteredBy     string
	Version       int
}

const cols = `c.id, c.office_id, c.direction, c.seq, c.number, c.client_id, c.day, c.party, c.their_number, c.subject, c.paper_id,
	coalesce((select p.kind from casefile_paper p where p.id = c.paper_id), (select b.kind from casefile_blank b where b.id = c.blank_id)), c.state,
	c.due, c.answered, c.answer_id, c.proof, c.proved, c.entered_at, c.entered_by, c.version`

func (o *Ops) open(ctx context.Context, r *db.Reader, rows []row) ([]paper.Mail, error) {
	out := make([]paper.Mail, len(rows))
	boxes := make([]seal.Box, 0, 3*len(rows))
	for i, x := range rows {
		out[i] = paper.Mail{
			ID: x.ID, Office: x.Office, Direction: x.Direction, Seq: x.Seq, Number: x.Number, Client: x.Client, Day: x.Day, Paper: x.Paper, Kind: x.Kind,
			State: x.State, Due: x.Due, Answered: x.Answered, Answer: x.Answer, Proof: x.Proof, Proved: x.Proved, EnteredAt: x.EnteredAt,
			EnteredBy: x.EnteredBy, Version: x.Version,
		}
		s := scope(x.Office, x.Client)
		boxes = append(boxes, seal.Box{Scope: s, Table: table, Column: "party", Row: x.ID, Sealed: x.Party},
			seal.Box{Scope: s, Table: table, Column: "their_number", Row: x.ID, Sealed: x.Theirs}, seal.Box{Scope: s, Table: table, Column: "subject", Row: x.ID, Sealed: x.Subject})
	}
	err := o.Seal.OpenAll(ctx, r, boxes)
	for i := range out {
		out[i].Party, out[i].TheirNumber, out[i].Subject = string(boxes[3*i].Plain), string(boxes[3*i+1].Plain), string(boxes[3*i+2].Plain)
	}
	return out, err
}

// maxLines bounds what one page shows of a register.
const maxLines = 1000

// List reads a register, the latest number first. Unfiltered it also has the numbers whose content is not the reader's to know. Needs
// access.ReadMail on the office. Faults: forbidden, not_found.
func (s *Service) List(ctx context.Context, f Filter) ([]paper.Mail, error) {
	if err := s.ops.office(ctx, access.ReadMail, f.Office); err != nil {
		return nil, err
	}
	if f.Year == 0 {
		f.Year = s.Today().Year()
	}
	var out []paper.Mail
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := " c.office_id = " + b.Bind(string(f.Office)) + " and c.year = " + b.Bind(f.Year)
		if f.Direction != "" {
			cond += " and c.direction = " + b.Bind(string(f.Direction))
		}
		if f.Owed {
			cond += " and c.due is not null and c.answered is null"
		}
		rows, err := db.All[row](ctx, r, `select `+cols+` from casefile_mail c where`+cond+` and (c.client_id is null or {visible c.client_id}) order by c.day desc, c.seq desc, c.id desc limit `+b.Bind(maxLines), b.Args()...)
		if err != nil {
			return err
		}
		if out, err = s.ops.open(ctx, r, rows); err != nil {
			return err
		}
		for _, m := range out {
			if m.Client != "" {
				db.Shown(ctx, m.Client)
			}
		}
		if !f.Owed {
			out, err = gaps(ctx, r, f, out)
		}
		return err
	})
	return out, err
}

// gaps adds the numbers that the reader does not see, without anything else of them.
func gaps(ctx context.Context, r *db.Reader, f Filter, seen []paper.Mail) ([]paper.Mail, error) {
	type number struct {
		Direction paper.Direction
		Seq       int
		Number    string
	}
	all, err := db.All[number](ctx, r.System(), `select direction, seq, number from casefile_mail where office_id = $1 and year = $2 order by seq desc limit $3`,
		f.Office, f.Year, 2*maxLines)
	have := map[string]bool{}
	for _, m := range seen {
		have[string(m.Direction)+m.Number] = true
	}
	for _, n := range all {
		if !have[string(n.Direction)+n.Number] && (f.Direction == "" || f.Direction == n.Direction) {
			seen = append(seen, paper.Mail{Office: f.Office, Direction: n.Direction, Seq: n.Seq, Number: n.Number, Gap: true})
		}
	}
	slices.SortStableFunc(seen, func(a, b paper.Mail) int {
		if a.Direction != b.Direction {
			return map[bool]int{true: -1, false: 1}[a.Direction == paper.In]
		}
		return b.Seq - a.Seq
	})
	return seen, err
}

func (o *Ops) line(ctx context.Context, r *db.Reader, key string) (paper.Mail, error) {
	x, err := db.One[row](ctx, r, `select `+cols+` from casefile_mail c where c.id = $1 and (c.client_id is null or {visible c.client_id})`, key)
	if err != nil {
		return paper.Mail{}, err
	}
	out, err := o.open(ctx, r, []row{x})
	if err != nil {
		return paper.Mail{}, err
	}
	return out[0], nil
}

// byNumber finds the line of the other direction that a new one answers.
func (o *Ops) byNumber(ctx context.Context, r *db.Reader, office id.Office, text string, direction paper.Direction) (paper.Mail, error) {
	number, _ := paper.ParseNumber(text)
	key, err := db.One[string](ctx, r, `select c.id from casefile_mail c where c.office_id = $1 and c.number = $2 and c.direction <> $3 and (c.client_id is null or {visible c.client_id})`, office, number, string(direction))
	if err != nil {
		return paper.Mail{}, err
	}
	return o.line(ctx, r, key)
}

// Line reads one line. Needs access.ReadMail. Fault: not_found when it is unknown, of another office, or on somebody out of sight.
func (s *Service) Line(ctx context.Context, key string) (paper.Mail, error) {
	var out paper.Mail
	if err := s.ops.guard.Permit(ctx, access.ReadMail); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out, err = s.ops.line(ctx, r, key); err != nil {
			return err
		}
		if out.Client != "" {
			db.Shown(ctx, out.Client)
		}
		return s.ops.office(ctx, access.ReadMail, out.Office)
	})
	return out, err
}

// Overdue counts the answers of an office that were due before a day, as far as the reader sees them.
func (o *Ops) Overdue(ctx context.Context, r *db.Reader, office id.Office, day civil.Date) (int, error) {
	return db.One[int](ctx, r, `select count(*) from casefile_mail c where c.office_id = $1 and c.due < $2 and c.answered is null and (c.client_id is null or {visible c.client_id})`, office, day)
}
