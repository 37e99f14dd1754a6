package enforcementsvc

import (
	"context"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/rulebook"
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
	lang := "ky"
	if rests.history.Speaks == "ru" {
		lang = "ru"
	}
	rb := o.rules(tx)
	fields := map[string]string{
		"number": c.Number(), "date": o.today(tx).String(), "action": rb.List(enforcement.ListActions).Name(string(c.Action), lang),
		"obligation": join(rb.List(rulebook.ListObligations).Name(rests.Duty.Code, lang), rests.Duty.Text),
		"speaks":     rests.history.Speaks, "basis": "", "account": "", "reason": "", "explained": "",
	}
	for _, l := range rests.Lines {
		if e, ok := rests.history.ExplanationFor(l.Entry); ok {
			fields["explained"] = e.On.String()
		}
		fields["basis"] = join(fields["basis"], l.On.String()+" "+outcomeName(rb, l, lang)+";")
	}
	steps, err := o.steps(ctx, &tx.Reader, c.Client, c.ID)
	for _, x := range steps {
		switch {
		case !x.Current():
		case x.Kind == enforcement.Hearing:
			fields["account"] = join(rb.List(enforcement.ListHearing).Name(x.Code, lang)+".", x.Text)
		case x.Kind == enforcement.Propose:
			fields["reason"] = x.Text
		}
	}
	if err != nil {
		return s, err
	}
	made, err := o.Papers.Issue(ctx, tx, document.Draft{Client: c.Client, Kind: string(c.Action), Lang: lang, Entry: c.ID, Fields: fields})
	s.Ref, s.Document = made.Number, made.Href
	return s, err
}

func outcomeName(rb *rulebook.Rulebook, l enforcement.Line, lang string) string {
	if l.Kind == enforcement.OfObligation {
		return l.Text
	}
	return rb.List(rulebook.ListOutcomes).Name(l.Code, lang)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
