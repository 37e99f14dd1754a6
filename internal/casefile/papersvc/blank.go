package papersvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
)

const blanks = "casefile_blank"

// Blank is a numbered sheet without a client: printed for the hours without power.
type Blank struct {
	ID        string
	Office    id.Office
	Kind      string
	Lang      string
	Number    string
	Set       string
	State     string // out, used, spoiled
	PrintedAt civil.Instant
	PrintedBy string
	ClosedAt  civil.Instant
	ClosedBy  string
	Note      string
	Version   int
}

const blankCols = `id, office_id, kind, lang, number, set_id, state, printed_at, printed_by, closed_at, closed_by, note, version`

// Reserve asks for blanks.
type Reserve struct {
	Office id.Office
	Kind   string
	Lang   string
	Count  int
}

// ReserveBlanks takes numbers of the office's register for blanks and returns the set's identifier. Needs access.IssuePaper on the
// office. Faults: forbidden, not_found, invalid.
func (s *Service) ReserveBlanks(ctx context.Context, in Reserve) (string, error) {
	set := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.covers(ctx, access.IssuePaper, in.Office); err != nil {
			return err
		}
		var p fault.Problems
		if _, ok := paper.KindOf(o.rules(tx), in.Kind); !ok {
			p.Add("kind", "field.choose")
		}
		if paper.Lang(in.Lang) != in.Lang {
			p.Add("lang", "field.choose")
		}
		if in.Count < 1 || in.Count > paper.MaxBlanks {
			p.Add("count", "field.range", "Min", 1, "Max", paper.MaxBlanks)
		}
		if err := p.Err(); err != nil {
			return err
		}
		set = tx.NewID()
		for range in.Count {
			key := tx.NewID()
			m, err := o.Mail.Draw(ctx, tx, paper.Mail{Office: in.Office, Direction: paper.Out, Day: o.today(tx), State: paper.Reserved}, key)
			if err != nil {
				return err
			}
			if err := tx.Insert(ctx, blanks, db.Row{
				"id": key, "office_id": in.Office, "kind": in.Kind, "lang": in.Lang, "number": m.Number, "set_id": set, "state": "out", "printed_at": tx.Now,
				"printed_by": tx.Actor.Ref(), "version": 1,
			}); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.IssuePaper, "")
	})
	return set, err
}

// Blanks lists the blanks of an office, those still out first. Needs access.IssuePaper on the office. Faults: forbidden, not_found.
func (s *Service) Blanks(ctx context.Context, office id.Office) ([]Blank, error) {
	if err := s.ops.covers(ctx, access.IssuePaper, office); err != nil {
		return nil, err
	}
	var out []Blank
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[Blank](ctx, r, `select `+blankCols+` from casefile_blank where office_id = $1
			order by case when state = 'out' then 0 else 1 end, printed_at desc, number limit 300`, office)
		return err
	})
	return out, err
}

// BlankSheets is the PDF of a set: one file, each blank with its number and code. Only those still out are in it. Needs access.IssuePaper on the office. Fault: not_found.
func (s *Service) BlankSheets(ctx context.Context, set string) ([]byte, error) {
	var out []byte
	if err := s.ops.guard.Permit(ctx, access.IssuePaper); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		list, err := db.All[Blank](ctx, r, `select `+blankCols+` from casefile_blank where set_id = $1 and state = 'out' order by number`, set)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.MissingRecord()
		}
		if err := s.ops.covers(ctx, access.IssuePaper, list[0].Office); err != nil {
			return err
		}
		t, err := s.ops.template(ctx, r, list[0].Kind, list[0].Lang)
		if err != nil {
			return err
		}
		kind, _ := paper.KindOf(s.Rulebook(), list[0].Kind)
		fields := map[string]string{}
		for _, f := range kind.Fields() {
			fields[f] = paper.Line
		}
		var sheets []document.Paper
		for _, b := range list {
			x := paper.Paper{Office: b.Office, Number: b.Number, Kind: b.Kind, Lang: b.Lang, IssuedAt: b.PrintedAt, Fields: fields}
			docx, err := s.ops.merge(t.Data, x)
			if err != nil {
				return err
			}
			p, err := s.ops.content(docx, x, "")
			if err != nil {
				return err
			}
			sheets = append(sheets, p)
		}
		out, err = document.PDFs(sheets, list[0].PrintedAt.Time())
		return err
	})
	return out, err
}

// Spoil accounts for a blank that was not used.
type Spoil struct {
	ID      string
	Version int
	Note    string // what became of it
}

// SpoilBlank says what became of a blank that was not used; its number stays in the register. Needs access.IssuePaper on the office.
// Faults: forbidden, not_found, conflict, invalid.
func (s *Service) SpoilBlank(ctx context.Context, in Spoil) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.IssuePaper); err != nil {
			return err
		}
		b, err := db.One[Blank](ctx, tx, `select `+blankCols+` from casefile_blank where id = $1`, in.ID)
		if err != nil {
			return err
		}
		if err := o.covers(ctx, access.IssuePaper, b.Office); err != nil {
			return err
		}
		if b.State != "out" {
			return fault.Stale()
		}
		var p fault.Problems
		if strings.TrimSpace(in.Note) == "" {
			p.Add("note", "field.required")
		}
		if len([]rune(in.Note)) > 200 {
			p.Add("note", "field.too_long", "Max", 200)
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := o.closeBlank(ctx, tx, b, in.Version, "spoiled", in.Note); err != nil {
			return err
		}
		if err := o.Mail.Close(ctx, tx, b.Number, b.Office, paper.Spoiled, "", ""); err != nil {
			return err
		}
		return tx.Record(ctx, access.IssuePaper, "")
	})
}

func (o *Ops) closeBlank(ctx context.Context, tx *db.Tx, b Blank, version int, state, note string) error {
	return tx.UpdateVersion(ctx, blanks, b.ID, version, db.Row{"state": state, "note": db.Null(note), "closed_at": tx.Now, "closed_by": tx.Actor.Ref()})
}

// blank finds a blank that is still out at one of the actor's offices.
func (o *Ops) blank(ctx context.Context, tx *db.Tx, number string) (Blank, bool, error) {
	list, err := db.All[Blank](ctx, tx, `select `+blankCols+` from casefile_blank where number = $1 and state = 'out' order by id`, number)
	for _, b := range list {
		if o.covers(ctx, access.UploadDocument, b.Office) == nil {
			return b, true, err
		}
	}
	return Blank{}, false, err
}

// useBlank ties a blank to the client whose file is named; from then on it is a paper like any other, without a file of ours.
func (o *Ops) useBlank(ctx context.Context, tx *db.Tx, b Blank, file string) (paper.Paper, error) {
	var p fault.Problems
	if o.Record == nil || strings.TrimSpace(file) == "" {
		p.Add("file", "casefile.paper.blank_whose")
		return paper.Paper{}, p.Err()
	}
	found, err := o.Record.ByFile(ctx, &tx.Reader, file)
	if err != nil {
		return paper.Paper{}, err
	}
	if len(found) == 1 {
		err = o.guard.Allow(ctx, tx, access.UploadDocument, found[0])
	}
	if len(found) != 1 || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		p.Add("file", "casefile.mail.no_file")
		return paper.Paper{}, p.Err()
	}
	if err != nil {
		return paper.Paper{}, err
	}
	x := paper.Paper{
		ID: tx.NewID(), Client: found[0], Office: b.Office, Number: b.Number, Kind: b.Kind, Lang: b.Lang, Template: "blank", State: paper.Valid, Printed: 1,
		IssuedAt: b.PrintedAt, IssuedBy: b.PrintedBy, Version: 1,
	}
	f := fact.New("casefile.paper_issued", x.Client, "kind", x.Kind, "number", x.Number, "paper", x.ID)
	f.ID = tx.NewID()
	if err := o.insert(ctx, tx, x, files{}, f.ID); err != nil {
		return x, err
	}
	if err := o.closeBlank(ctx, tx, b, b.Version, "used", ""); err != nil {
		return x, err
	}
	if err := o.Mail.Close(ctx, tx, b.Number, b.Office, paper.Entered, x.Client, x.ID); err != nil {
		return x, err
	}
	return x, tx.Record(ctx, access.IssuePaper, "", f)
}
