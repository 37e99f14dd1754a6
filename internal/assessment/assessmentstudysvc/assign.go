package assessmentstudysvc

import (
	"context"
	"net/url"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Assign gives a study to an author who holds the qualification; the compartment opens to the author, and closes to the one before.
// Where the author is the only head of the office, it opens to the next level, because nobody signs their own report. Needs
// access.SignStudy and an open compartment. Faults: not_found, conflict when somebody assigned it meanwhile, invalid.
func (s *Service) Assign(ctx context.Context, on On, author id.Account) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.begin(ctx, tx, access.SignStudy, on, study.Assign)
		if err != nil {
			return step{}, err
		}
		return s.ops.assign(ctx, tx, x, author)
	})
}

func (o *Ops) assign(ctx context.Context, tx *db.Tx, x study.Study, author id.Account) (step, error) {
	authors, err := o.Staff.Authors(ctx, &tx.Reader, x.Office, o.today(tx))
	if err != nil {
		return step{}, err
	}
	switch {
	case author == "":
		return step{}, missing("author", "field.choose")
	case !slices.Contains(authors, author):
		return step{}, missing("author", "study.author_not_qualified")
	case author == x.Author:
		return step{}, fault.New(fault.Conflict, "study.author_same")
	}
	if err := o.letGo(ctx, tx, x, x.Author, access.PartAssessor); err != nil {
		return step{}, err
	}
	if err := o.openTo(ctx, tx, x, author, access.PartAssessor, "author"); err != nil {
		return step{}, err
	}
	if err := o.signerBeside(ctx, tx, x, author); err != nil {
		return step{}, err
	}
	set := db.Row{"author_id": author}
	if x.State == study.Accepted {
		set["state"] = string(study.Assigned)
	}
	if err := o.move(ctx, tx, x, set); err != nil {
		return step{}, err
	}
	if err := o.put(ctx, tx, x, study.KindAssign, url.Values{"author": {string(author)}}); err != nil {
		return step{}, err
	}
	if err := o.tell(ctx, tx, x, author, "study_assigned"); err != nil {
		return step{}, err
	}
	return done(access.SignStudy, "assessment.study_assigned", x), nil
}

// letGo ends one part that somebody has in a study; whoever has another part besides keeps that.
func (o *Ops) letGo(ctx context.Context, tx *db.Tx, x study.Study, who id.Account, part string) error {
	if who == "" {
		return nil
	}
	members, err := o.access.Members(ctx, &tx.Reader, x.Person, access.Compartment(x.Compartment))
	if err != nil {
		return err
	}
	if err := o.shut(ctx, tx, x, who); err != nil {
		return err
	}
	for _, m := range members {
		if m.Account == who && m.Part != part {
			if err := o.openTo(ctx, tx, x, m.Account, m.Part, m.Reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// signerBeside sees to it that somebody other than the author may sign.
func (o *Ops) signerBeside(ctx context.Context, tx *db.Tx, x study.Study, author id.Account) error {
	heads, err := o.Staff.Heads(ctx, tx, x.Office, author)
	if err != nil {
		return err
	}
	for _, h := range heads {
		if err := o.openTo(ctx, tx, x, h, access.PartReader, "head"); err != nil {
			return err
		}
	}
	return nil
}

// tell puts a notice before a member of the study. It stands with the person studied, so that it goes out of sight with the study.
func (o *Ops) tell(ctx context.Context, tx *db.Tx, x study.Study, to id.Account, kind string) error {
	return o.Staff.Tell(ctx, tx, to, access.Notice{Kind: kind, Client: x.Person, Subject: x.ID, Href: "/studies/" + x.ID})
}

// tellReaders tells everybody who may sign for the study.
func (o *Ops) tellReaders(ctx context.Context, tx *db.Tx, x study.Study, kind string) error {
	members, err := o.access.Members(ctx, &tx.Reader, x.Person, access.Compartment(x.Compartment))
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Part == access.PartReader && m.Account != x.Author {
			if err := o.tell(ctx, tx, x, m.Account, kind); err != nil {
				return err
			}
		}
	}
	return nil
}
