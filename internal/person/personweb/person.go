package personweb

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// line is one version as the page shows it.
type line struct {
	person.Version
	part  string
	kind  string // field of a value, kind of a name
	what  msg.Message
	value string
	notes []msg.Message
}

// group is one part of the record: each thing held true with the versions before it.
type group struct {
	part  string
	kinds []string // what may be added
	title msg.Message
	lines []line
}

type personView struct {
	frame
	rec    person.Record
	groups []group
}

func (w *Web) person(q *httpx.Req) (httpx.Reply, error) {
	rec, err := w.Service.Record(q.Ctx(), clientOf(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	f, err := w.frame(q, "person", versions(rec))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(personPage(personView{f, rec, w.groups(q.Ctx(), rec)})), nil
}

func versions(r person.Record) []person.Version {
	var out []person.Version
	for _, x := range r.Values {
		out = append(out, x.Version)
	}
	for _, x := range r.Names {
		out = append(out, x.Version)
	}
	for _, x := range r.PINs {
		out = append(out, x.Version)
	}
	for _, x := range r.Addresses {
		out = append(out, x.Version)
	}
	for _, x := range r.Phones {
		out = append(out, x.Version)
	}
	for _, x := range r.Documents {
		out = append(out, x.Version)
	}
	return out
}

// groups arranges a record for reading: what is held true first, what was replaced below it.
func (w *Web) groups(ctx context.Context, r person.Record) []group {
	out := []group{
		{part: personsvc.PartName, kinds: []string{person.MainName, person.LatinName, person.AliasName}, title: ui.M("person.part.name"), lines: nameLines(r)},
		{
			part: personsvc.PartValue, kinds: []string{person.FieldBirth, person.FieldSex, person.FieldCitizenship, person.FieldLanguage},
			title: ui.M("person.part.value"), lines: w.valueLines(ctx, r),
		},
		{part: personsvc.PartPIN, title: ui.M("person.part.pin"), lines: pinLines(r)},
		{part: personsvc.PartDocument, title: ui.M("person.part.identity_document"), lines: documentLines(ctx, r)},
		{part: personsvc.PartAddress, title: ui.M("person.part.address"), lines: w.addressLines(ctx, r)},
		{part: personsvc.PartPhone, title: ui.M("person.part.phone"), lines: phoneLines(r)},
	}
	for i := range out {
		slices.SortStableFunc(out[i].lines, func(a, b line) int {
			if c := strings.Compare(a.what.Key, b.what.Key); c != 0 && out[i].part == personsvc.PartValue {
				return c
			}
			switch {
			case a.Current() != b.Current() && a.Current():
				return -1
			case a.Current() != b.Current():
				return 1
			}
			return strings.Compare(b.RecordedAt.String(), a.RecordedAt.String())
		})
	}
	return out
}

func nameLines(r person.Record) []line {
	var out []line
	for _, n := range r.Names {
		out = append(out, line{Version: n.Version, part: personsvc.PartName, kind: n.Kind, what: ui.M("person.name_kind." + n.Kind), value: n.Name.String()})
	}
	return out
}

func (w *Web) valueLines(ctx context.Context, r person.Record) []line {
	var out []line
	for _, v := range r.Values {
		text := v.Value
		switch v.Field {
		case person.FieldSex:
			text = i18n.T(ctx, "sex."+v.Value)
		case person.FieldLanguage:
			text = w.codeName(ctx, rulebook.ListLanguages, v.Value)
		case person.FieldBirth:
			text = i18n.Partial(ctx, person.Record{Values: []person.Value{v}}.Birth())
		}
		out = append(out, line{Version: v.Version, part: personsvc.PartValue, kind: v.Field, what: ui.M("person.field." + v.Field), value: text})
	}
	return out
}

func pinLines(r person.Record) []line {
	var out []line
	for _, p := range r.PINs {
		l := line{Version: p.Version, part: personsvc.PartPIN, what: ui.M("person.part.pin"), value: string(p.PIN)}
		if p.Current() {
			l.notes = p.PIN.Warnings(r.Now().Birth(), r.Now().Sex())
		}
		out = append(out, l)
	}
	return out
}

func documentLines(ctx context.Context, r person.Record) []line {
	var out []line
	for _, d := range r.Documents {
		text := d.Number
		for _, more := range []string{d.Issuer, i18n.Date(ctx, d.IdentityDocument.Valid.From), i18n.Date(ctx, d.IdentityDocument.Valid.To)} {
			if more != "" {
				text += " · " + more
			}
		}
		out = append(out, line{
			Version: d.Version, part: personsvc.PartDocument, what: ui.M("document." + string(d.Kind)), value: text,
			notes: person.DocumentWarnings(d.Kind, d.Number),
		})
	}
	return out
}

func (w *Web) addressLines(ctx context.Context, r person.Record) []line {
	districts := w.districtNames(ctx)
	var out []line
	for _, a := range r.Addresses {
		text := a.Text
		if name := districts[a.District]; name != "" {
			text = strings.TrimSuffix(name+", "+text, ", ")
		}
		out = append(out, line{Version: a.Version, part: personsvc.PartAddress, what: ui.M("person.address_kind." + string(a.Kind)), value: text})
	}
	return out
}

func (w *Web) districtNames(ctx context.Context) map[rulebook.SOATE]string {
	out := map[rulebook.SOATE]string{}
	if w.Districts == nil {
		return out
	}
	list, err := w.Districts(ctx)
	if err != nil {
		return out // the codes show themselves
	}
	for _, d := range list {
		out[d.Code] = d.Name
	}
	return out
}

func phoneLines(r person.Record) []line {
	var out []line
	for _, p := range r.Phones {
		l := line{Version: p.Version, part: personsvc.PartPhone, what: ui.M("person.part.phone"), value: p.Phone.Display()}
		if p.Shared {
			l.notes = append(l.notes, ui.M("person.phone_shared_note"))
		}
		if p.Whose != "" {
			l.notes = append(l.notes, ui.M("person.phone_whose_note", "Whose", p.Whose))
		}
		if p.SafeTimes != "" {
			l.notes = append(l.notes, ui.M("person.phone_safe_note", "Times", p.SafeTimes))
		}
		out = append(out, l)
	}
	return out
}
