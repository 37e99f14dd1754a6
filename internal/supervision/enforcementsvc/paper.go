package enforcementsvc

import (
	"context"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/supervision/enforcement"
)

// paper issues the warning or submission. Where nobody issues papers the sheet of the case is the paper, under the case's number.
func (o *Ops) paper(ctx context.Context, tx *db.Tx, c enforcement.Case, s enforcement.Step) (enforcement.Step, error) {
	s.Code, s.Ref = string(c.Action), c.Number()
	if o.Papers == nil {
		return s, nil
	}
	rests, err := o.standing(ctx, &tx.Reader, c, tx.Now)
	if err != nil {
		return s, err
	}
	sheet := Sheet{
		Draft:  document.Draft{Client: c.Client, Kind: string(c.Action), Lang: "ky", Entry: c.ID},
		Number: c.Number(), Speaks: rests.history.Speaks, Duty: rests.Duty, Rests: rests.Lines,
	}
	if sheet.Speaks == "ru" {
		sheet.Lang = "ru"
	}
	for _, l := range rests.Lines {
		if e, ok := rests.history.ExplanationFor(l.Entry); ok {
			sheet.Explained = e
		}
	}
	if sheet.File, err = o.chronology(ctx, &tx.Reader, c, tx.Now); err != nil {
		return s, err
	}
	steps, err := o.steps(ctx, &tx.Reader, c.Client, c.ID)
	for _, x := range steps {
		switch {
		case !x.Current():
		case x.Kind == enforcement.Hearing:
			sheet.Heard = x
		case x.Kind == enforcement.Propose:
			sheet.Reason = x.Text
		}
	}
	if err != nil {
		return s, err
	}
	made, err := o.Papers.Issue(ctx, tx, sheet)
	s.Ref, s.Document = made.Number, made.Href
	return s, err
}
