package orderintakeweb

import (
	"context"
	"net/url"
	"strconv"

	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// extraMeasures is how many measures besides the main one the form takes.
const extraMeasures = 2

// read makes an incoming judgment of the form; nothing is judged here.
func read(q *httpx.Req) order.Incoming {
	in := order.Incoming{
		Source: q.Value("source"), Office: q.Value("office"), Court: q.Value("court"), Number: q.Value("number"),
		DecidedOn: q.Value("decided_on"), InForceOn: q.Value("in_force_on"), Kind: q.Value("kind"),
		TermYears: q.Value("term_years"), TermMonths: q.Value("term_months"), TermDays: q.Value("term_days"),
		TermFrom: q.Value("term_from"), TermTo: q.Value("term_to"), CreditKind: q.Value("credit_kind"), CreditDays: q.Value("credit_days"),
		Article: q.Value("article"), Pages: q.Value("pages"), Document: q.Value("document"), ReceivedOn: q.Value("received_on"),
		Another: q.Value("another") == "yes",
		Person: order.IncomingPerson{
			Unknown: q.Value("unknown") == "yes",
			Surname: q.Value("person.surname"), Given: q.Value("person.given"), Patronymic: q.Value("person.patronymic"),
			SurnameLatin: q.Value("person.surname_latin"), GivenLatin: q.Value("person.given_latin"),
			PatronymicLatin: q.Value("person.patronymic_latin"), PIN: q.Value("person.pin"), Birth: q.Value("person.birth"),
			Sex: q.Value("person.sex"), Language: q.Value("person.language"), Address: q.Value("person.address"),
			District: q.Value("person.district"), Phone: q.Value("person.phone"),
		},
	}
	if other := q.Value("court_other"); other != "" {
		in.Court = other
	}
	for i := range extraMeasures + 1 {
		if code := q.Value(measureField(i)); code != "" {
			in.Measures = append(in.Measures, order.IncomingMeasure{Code: code})
		}
	}
	hours(&in, q.Value("hours"))
	for _, code := range q.Form()["obligations"] {
		o := order.IncomingObligation{Code: code}
		if code == "other" {
			o.Text = q.Value("obligation_text")
		}
		in.Obligations = append(in.Obligations, o)
	}
	return in
}

// hours belong to community service, else to the main measure, where the rules refuse or take them.
func hours(in *order.Incoming, text string) {
	if len(in.Measures) == 0 {
		return
	}
	for i, m := range in.Measures {
		if m.Code == "community_service" {
			in.Measures[i].Hours = text
			return
		}
	}
	in.Measures[0].Hours = text
}

func measureField(i int) string {
	if i == 0 {
		return "measures"
	}
	return "measures_" + strconv.Itoa(i+1)
}

// fill is the form of a stored judgment.
func (w *Web) fill(ctx context.Context, j orderintakesvc.Judgment) url.Values {
	c := j.Convict
	v := url.Values{
		"office": {string(j.Office)}, "number": {j.Number}, "decided_on": {i18n.Date(ctx, j.DecidedOn)}, "kind": {j.Kind},
		"article": {j.Article}, "document": {j.Document}, "received_on": {i18n.Date(ctx, j.ReceivedOn)},
		"person.surname": {c.Name.Surname}, "person.given": {c.Name.Given}, "person.patronymic": {c.Name.Patronymic},
		"person.surname_latin": {c.Latin.Surname}, "person.given_latin": {c.Latin.Given}, "person.patronymic_latin": {c.Latin.Patronymic},
		"person.pin": {string(c.PIN)}, "person.birth": {i18n.Partial(ctx, c.Birth)}, "person.sex": {string(c.Sex)}, "person.language": {c.Language},
		"person.address": {c.Address}, "person.district": {string(c.District)}, "person.phone": {string(c.Phone)},
		"term_years": {count(j.Term.Years)}, "term_months": {count(j.Term.Months)}, "term_days": {count(j.Term.Days)},
		"pages": {count(j.Pages)}, "hours": {count(j.Hours())}, "credit_kind": {j.Credit.Kind}, "credit_days": {count(j.Credit.Days)},
	}
	v.Set("court_other", j.Court)
	known := order.CourtName(w.Courts, j.Court, courtLang)
	for _, o := range w.courts(ctx) {
		if o.Value == known {
			v.Set("court", known)
			v.Del("court_other")
		}
	}
	for field, d := range map[string]string{"in_force_on": day(ctx, j.InForceOn), "term_from": day(ctx, j.StatedFrom), "term_to": day(ctx, j.StatedTo)} {
		v.Set(field, d)
	}
	for i, m := range j.Measures {
		v.Set(measureField(i), m.Code)
	}
	for _, o := range j.Obligations {
		v.Add("obligations", o.Code)
		if o.Text != "" {
			v.Set("obligation_text", o.Text)
		}
	}
	if j.Another {
		v.Set("another", "yes")
	}
	if c.Name.IsZero() && c.Latin.IsZero() {
		v.Set("unknown", "yes")
	}
	return v
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// formView is the form of a judgment, new or stored.
type formView struct {
	w         *Web
	form      ui.Form
	districts []ui.Option
	action    string
	back      string
	twin      string // the judgment that is already here
	running   bool   // a case taken over has a few more fields
	offered   []ui.Option
}

func (w *Web) formView(q *httpx.Req, action, back string) (formView, error) {
	v := formView{w: w, action: action, back: back}
	var err error
	v.districts, err = w.districts(q.Ctx())
	return v, err
}

func sexes() []ui.Option {
	return []ui.Option{{Value: "f", Label: ui.M("sex.f")}, {Value: "m", Label: ui.M("sex.m")}}
}

func yes(key string) []ui.Option { return []ui.Option{{Value: "yes", Label: ui.M(key)}} }
