package papersvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
)

// sheets are day sheets. They name many clients and belong to no record: they are opened by whoever issued them, only as long as
// everybody on them is in sight, and their files are forgotten after the day. Number and hash stay.
const sheets = "casefile_sheet"

// KindDaySheet is the code of the day sheet in the list paper_kinds.
const KindDaySheet = "day_sheet"

// DaySheet is the day of an officer to be put on paper, in the language of the paper.
type DaySheet struct {
	Day     civil.Date
	Lang    string
	Fields  map[string]string
	Clients []id.Client // everybody whom the lines name
}

// Sheet is a day sheet that was given out.
type Sheet struct {
	ID         string
	Office     id.Office
	Account    id.Account
	Number     string
	Kind       string
	Lang       string
	Day        civil.Date
	PDF        blob.Ref
	SHA256     string
	DOCX       blob.Ref
	DocxSHA256 string
	IssuedAt   civil.Instant
	IssuedBy   string
	Forgotten  civil.Instant
	Version    int
}

const sheetCols = `c.id, c.office_id, c.account_id, c.number, c.kind, c.lang, c.day, c.pdf, c.pdf_sha256, c.docx, c.docx_sha256, c.issued_at, c.issued_by,
	c.forgotten_at, c.version`

// IssueDaySheet gives out the actor's own day: numbered in the register of the home office, frozen with its hash. Needs
// access.IssuePaper. Faults: forbidden, not_found for somebody out of sight on it, invalid for a day without a line.
func (s *Service) IssueDaySheet(ctx context.Context, in DaySheet) (string, error) {
	key := ""
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		key, err = s.ops.daySheet(ctx, tx, in)
		return err
	})
	return key, err
}

func (o *Ops) daySheet(ctx context.Context, tx *db.Tx, in DaySheet) (string, error) {
	rights := access.From(ctx)
	office := rights.Home()
	if err := o.covers(ctx, access.IssuePaper, office); err != nil {
		return "", err
	}
	for _, c := range in.Clients {
		if err := inSight(ctx, &tx.Reader, c); err != nil {
			return "", err
		}
	}
	kind, _ := paper.KindOf(o.rules(tx), KindDaySheet)
	fields := map[string]string{}
	for _, f := range kind.Fields() {
		fields[f] = strings.TrimSpace(in.Fields[f])
	}
	problems := kind.Check(fields)
	if err := problems.Err(); err != nil {
		return "", err
	}
	x := paper.Paper{ID: tx.NewID(), Office: office, Kind: KindDaySheet, Lang: paper.Lang(in.Lang), State: paper.Valid, IssuedAt: tx.Now, IssuedBy: tx.Actor.Ref(), Fields: fields}
	line, err := o.Mail.Draw(ctx, tx, paper.Mail{
		Office: office, Direction: paper.Out, Day: o.today(tx), Party: fields["officer"], State: paper.Entered,
		Subject: o.rules(tx).List(paper.ListKinds).Name(KindDaySheet, x.Lang) + ", " + day(in.Day),
	}, "")
	if err != nil {
		return "", err
	}
	x.Number = line.Number
	tpl, err := o.template(ctx, &tx.Reader, x.Kind, x.Lang)
	if err != nil {
		return "", err
	}
	made, err := o.make(tpl.Data, x, "")
	if err != nil {
		return "", err
	}
	if err := o.keepSheet(ctx, tx, x, tpl.label(), rights.Account, in, made); err != nil {
		return "", err
	}
	return x.ID, tx.Record(ctx, access.IssuePaper, "")
}

func (o *Ops) keepSheet(ctx context.Context, tx *db.Tx, x paper.Paper, template string, account id.Account, in DaySheet, made files) error {
	pdf, err := o.keep(ctx, tx, officeScope(x.Office), blob.PDF, x.ID+".pdf", made.pdf)
	if err != nil {
		return err
	}
	docx, err := o.keep(ctx, tx, officeScope(x.Office), blob.DOCX, x.ID+".docx", made.docx)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, sheets, db.Row{
		"id": x.ID, "office_id": x.Office, "account_id": account, "number": x.Number, "kind": x.Kind, "lang": x.Lang, "day": in.Day, "template": template,
		"pdf": pdf, "pdf_sha256": hash(made.pdf), "docx": docx, "docx_sha256": hash(made.docx), "issued_at": x.IssuedAt, "issued_by": x.IssuedBy, "version": 1,
	}); err != nil {
		return err
	}
	clients := slices.Clone(in.Clients)
	slices.Sort(clients)
	for _, c := range slices.Compact(clients) {
		if err := tx.Insert(ctx, "casefile_sheet_client", db.Row{"id": tx.NewID(), "sheet_id": x.ID, "client_id": c}); err != nil {
			return err
		}
	}
	return nil
}

// DaySheets lists the sheets that the actor gave out for a day, the latest first. Needs access.IssuePaper. Fault: forbidden.
func (s *Service) DaySheets(ctx context.Context, on civil.Date) ([]Sheet, error) {
	if err := s.ops.guard.Permit(ctx, access.IssuePaper); err != nil {
		return nil, err
	}
	var out []Sheet
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[Sheet](ctx, r, `select `+sheetCols+` from casefile_sheet c where c.account_id = $1 and c.day = $2 order by c.issued_at desc, c.id desc limit 50`,
			access.From(ctx).Account, on)
		return err
	})
	return out, err
}

// OpenDaySheet gives the frozen bytes of an own sheet in one of the forms. Needs access.IssuePaper. Fault: not_found; so also when
// somebody on it has gone out of sight, and after its day.
func (s *Service) OpenDaySheet(ctx context.Context, key, form string) (Sheet, []byte, error) {
	var out Sheet
	var data []byte
	if err := s.ops.guard.Permit(ctx, access.IssuePaper); err != nil {
		return out, nil, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.One[Sheet](ctx, r, `select `+sheetCols+` from casefile_sheet c where c.id = $1 and c.account_id = $2`, key, access.From(ctx).Account)
		if err != nil {
			return err
		}
		named, err := db.All[id.Client](ctx, r.System(), `select c.client_id from casefile_sheet_client c where c.sheet_id = $1 order by 1`, key)
		if err != nil {
			return err
		}
		seen, err := db.All[id.Client](ctx, r, `select c.client_id from casefile_sheet_client c where c.sheet_id = $1 and {visible c.client_id} order by 1`, key)
		if err != nil {
			return err
		}
		ref := out.PDF
		if form == AsDOCX {
			ref = out.DOCX
		}
		if len(seen) != len(named) || ref == "" {
			return fault.MissingRecord()
		}
		for _, c := range seen {
			db.Shown(ctx, c)
		}
		data, err = s.ops.load(ctx, r, ref)
		return err
	})
	return out, data, err
}

// ForgetDaySheets destroys the files of sheets whose day is over and returns how many; number and hash stay. It runs as a
// job with the system's rights. Fault: forbidden.
func (s *Service) ForgetDaySheets(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		old, err := db.All[Sheet](ctx, tx.System(), `select `+sheetCols+` from casefile_sheet c where c.day < $1 and c.forgotten_at is null order by c.day, c.id limit 500`,
			s.ops.today(tx))
		if err != nil || len(old) == 0 {
			return err
		}
		for _, x := range old {
			for _, ref := range []blob.Ref{x.PDF, x.DOCX} {
				if err := s.ops.Blobs.Forget(ctx, tx, ref); err != nil {
					return err
				}
			}
			if err := tx.UpdateVersion(ctx, sheets, x.ID, x.Version, db.Row{"pdf": nil, "docx": nil, "forgotten_at": tx.Now}); err != nil {
				return err
			}
		}
		n = len(old)
		return tx.Record(ctx, access.IssuePaper, "")
	})
	return n, err
}
