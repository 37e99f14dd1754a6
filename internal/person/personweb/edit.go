package personweb

import (
	"context"
	"net/url"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// editView is the form of one part; with a row it corrects that version.
type editView struct {
	frame
	form            ui.Form
	part, kind, row string
	old             string // the value to be corrected, as it is held true now
	stale           bool   // somebody changed it while this form was open
	districts       []ui.Option
}

func (v editView) correcting() bool { return v.row != "" }

func (w *Web) edit(q *httpx.Req) (httpx.Reply, error) {
	p := q.Query()
	v, err := w.editView(q, p.Get("part"), p.Get("kind"), p.Get("row"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(editPage(v)), nil
}

// editView reads the present value, so that the form begins with it.
func (w *Web) editView(q *httpx.Req, part, kind, row string) (editView, error) {
	rec, err := w.Service.Record(q.Ctx(), clientOf(q))
	if err != nil {
		return editView{}, err
	}
	v := editView{part: part, kind: kind, row: row}
	if v.frame, err = w.frame(q, "person", nil); err != nil {
		return v, err
	}
	if _, ok := titles[part]; !ok {
		return v, fault.MissingRecord()
	}
	if part == personsvc.PartAddress && w.Districts != nil {
		list, err := w.Districts(q.Ctx())
		if err != nil {
			return v, err
		}
		for _, d := range list {
			v.districts = append(v.districts, ui.Option{Value: string(d.Code), Text: d.Name})
		}
	}
	v.form.Values = url.Values{}
	if row == "" {
		return v, nil
	}
	for _, g := range w.groups(q.Ctx(), rec) {
		for _, l := range g.lines {
			if l.Row == row && l.part == part {
				v.old, v.kind = l.value, l.kind
				v.form.Values = values(rec, part, row)
				return v, nil
			}
		}
	}
	return v, fault.MissingRecord()
}

var titles = map[string]bool{
	personsvc.PartName: true, personsvc.PartValue: true, personsvc.PartPIN: true, personsvc.PartAddress: true,
	personsvc.PartPhone: true, personsvc.PartDocument: true,
}

// values fills the form with one version.
func values(r person.Record, part, row string) url.Values {
	out := url.Values{}
	set := func(pairs ...string) {
		for i := 0; i+1 < len(pairs); i += 2 {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	switch part {
	case personsvc.PartName:
		for _, n := range r.Names {
			if n.Row == row {
				set("surname", n.Name.Surname, "given", n.Name.Given, "patronymic", n.Name.Patronymic, "order", string(n.Name.Order))
			}
		}
	case personsvc.PartValue:
		for _, x := range r.Values {
			if x.Row == row {
				set(x.Field, display(x))
			}
		}
	case personsvc.PartPIN:
		for _, p := range r.PINs {
			if p.Row == row {
				set("pin", string(p.PIN))
			}
		}
	case personsvc.PartAddress:
		for _, a := range r.Addresses {
			if a.Row == row {
				set("kind", string(a.Kind), "district", string(a.District), "address", a.Text)
			}
		}
	case personsvc.PartPhone:
		for _, p := range r.Phones {
			if p.Row == row {
				set("phone", p.Phone.Display(), "whose", p.Whose, "safe_times", p.SafeTimes)
				if p.Shared {
					out.Set("shared", "yes")
				}
			}
		}
	case personsvc.PartDocument:
		for _, d := range r.Documents {
			if d.Row == row {
				set("kind", string(d.Kind), "number", d.Number, "issuer", d.Issuer, "valid_from", d.IdentityDocument.Valid.From.String(), "valid_to", d.IdentityDocument.Valid.To.String())
			}
		}
	}
	return out
}

// display writes a birth date as forms take it.
func display(v person.Value) string {
	if v.Field == person.FieldBirth {
		return i18n.Partial(context.Background(), person.Record{Values: []person.Value{v}}.Birth())
	}
	return v.Value
}

func (w *Web) save(q *httpx.Req) (httpx.Reply, error) {
	part, kind, row := q.Value("part"), q.Value("field_kind"), q.Value("row")
	err := w.store(q, part, kind, row)
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/person?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	stale := fault.Is(err, fault.Conflict)
	if stale && row != "" {
		row = w.successor(q, part, kind, row)
	}
	v, e := w.editView(q, part, kind, row)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.stale = ui.NewForm(q.Form(), err), stale
	return httpx.Invalid(editPage(v)), nil
}

// successor is the version held true now in place of one that somebody replaced while the form was open.
func (w *Web) successor(q *httpx.Req, part, kind, row string) string {
	rec, err := w.Service.Record(q.Ctx(), clientOf(q))
	if err != nil {
		return row
	}
	for _, g := range w.groups(q.Ctx(), rec.Now()) {
		for _, l := range g.lines {
			if l.part == part && l.kind == kind {
				return l.Row
			}
		}
	}
	return row
}

// store calls the use case of the part.
func (w *Web) store(q *httpx.Req, part, kind, row string) error {
	ctx, s := q.Ctx(), w.Service
	edit := personsvc.Edit{Client: clientOf(q), Row: row, Source: "office", Why: personsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")}}
	switch part {
	case personsvc.PartName:
		return s.SaveName(ctx, personsvc.SaveName{Edit: edit, Kind: kind, Name: person.Name{
			Surname: q.Value("surname"), Given: q.Value("given"),
			Patronymic: q.Value("patronymic"), Order: person.Order(q.Value("order")),
		}})
	case personsvc.PartValue:
		return s.SaveValue(ctx, personsvc.SaveValue{Edit: edit, Field: kind, Value: strings.TrimSpace(q.Value(kind))})
	case personsvc.PartPIN:
		return s.SavePIN(ctx, personsvc.SavePIN{Edit: edit, PIN: q.Value("pin")})
	case personsvc.PartAddress:
		return s.SaveAddress(ctx, personsvc.SaveAddress{Edit: edit, Address: person.Address{
			Kind:     person.AddressKind(q.Value("kind")),
			District: rulebook.SOATE(q.Value("district")), Text: q.Value("address"),
		}})
	case personsvc.PartPhone:
		return s.SavePhone(ctx, personsvc.SavePhone{
			Edit: edit, Phone: q.Value("phone"), Shared: q.Value("shared") != "", Whose: q.Value("whose"),
			SafeTimes: q.Value("safe_times"),
		})
	case personsvc.PartDocument:
		var problems fault.Problems
		valid := civil.Period{From: dayOf(&problems, "valid_from", q.Value("valid_from")), To: dayOf(&problems, "valid_to", q.Value("valid_to"))}
		if err := problems.Err(); err != nil {
			return err
		}
		return s.SaveIdentityDocument(ctx, personsvc.SaveIdentityDocument{Edit: edit, Document: person.IdentityDocument{
			Kind: person.DocumentKind(q.Value("kind")), Number: q.Value("number"), Issuer: q.Value("issuer"), Valid: valid,
		}})
	}
	return fault.MissingRecord()
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	part, kind, row := q.Value("part"), q.Value("field_kind"), q.Value("row")
	err := w.Service.Withdraw(q.Ctx(), personsvc.Withdraw{
		Client: clientOf(q), Part: part, Row: row,
		Why: personsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
	})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/person?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.editView(q, part, kind, row)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(v.form.Values, err)
	v.form.Values.Set("reason", q.Value("reason"))
	v.form.Values.Set("reason_text", q.Value("reason_text"))
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(editPage(v)), nil
}
