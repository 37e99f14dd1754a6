package victimweb

import (
	"strconv"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// done answers a form of the record: back to it when it was taken, else the record with what was typed and what is wrong.
func (w *Web) done(q *httpx.Req, form string, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(At + "/" + q.PathValue("row") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.personView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := ui.NewForm(q.Form(), err)
	f.Prefix = form + "-"
	v.forms[form], v.failed, v.call = f, form, q.PathValue("entry")
	return httpx.Invalid(personPage(v)), nil
}

func (w *Web) open(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fOpen, w.Victims.Open(q.Ctx(), q.PathValue("row"), q.Value("purpose"), q.Value("words")))
}

func (w *Web) change(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fChange, w.Victims.Change(q.Ctx(), q.PathValue("row"), version(q), entry(q)))
}

func (w *Web) addPhone(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fPhone, w.Victims.AddPhone(q.Ctx(), q.PathValue("row"), version(q), victim.Phone{
		Number: q.Value("number"), Kind: victim.Kind(q.Value("way")), Person: q.Value("person"),
	}))
}

func (w *Web) removePhone(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fPhone, w.Victims.RemovePhone(q.Ctx(), q.PathValue("row"), version(q), q.PathValue("entry")))
}

func (w *Web) consent(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	c := victim.Consent{
		Lang: q.Value("lang"), On: day(&p, q, "on"), Understood: q.Value("understood"), Signed: q.Value("signed"), Witness: q.Value("witness"),
		Words: q.Value("words"), Text: q.Value("text_" + q.Value("lang")),
	}
	return w.done(q, fConsent, join(p, w.Victims.Consent(q.Ctx(), q.PathValue("row"), version(q), c)))
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fWithdraw, w.Victims.Withdraw(q.Ctx(), q.PathValue("row"), version(q), q.Value("how"), q.Value("why")))
}

func (w *Web) propose(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	ends := q.Value("ends") == "yes"
	in := victim.Place{Kind: q.Value("kind"), Address: q.Value("address"), Basis: q.Value("basis")}
	if !ends {
		in.Radius, in.Buffer = metres(&p, q, "radius"), metres(&p, q, "buffer")
		if !in.Moving() {
			in.Lat, in.Lon = point(&p, q.Value("points"))
		} else {
			in.Address = ""
		}
	}
	err := w.Victims.Propose(q.Ctx(), q.PathValue("row"), version(q), q.Value("key"), in, ends)
	if f := fault.As(err); f != nil {
		for i := range f.Problems {
			if f.Problems[i].Field == "lat" {
				f.Problems[i].Field = "points"
			}
		}
	}
	return w.done(q, fPlace, join(p, err))
}

// point reads "latitude, longitude", as the map writes it and as people type it.
func point(p *fault.Problems, text string) (lat, lon monitoring.E7) {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	parts := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
	if len(parts) == 2 {
		a, errA := strconv.ParseFloat(parts[0], 64)
		b, errB := strconv.ParseFloat(parts[1], 64)
		if errA == nil && errB == nil && a >= -90 && a <= 90 && b >= -180 && b <= 180 {
			return monitoring.DegreesE7(a), monitoring.DegreesE7(b)
		}
	}
	p.Add("points", "monitoring.victim.point")
	return 0, 0
}

func (w *Web) give(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fDevice, w.Victims.Give(q.Ctx(), q.PathValue("row"), version(q), regime.DeviceKind(q.Value("kind")), q.Value("ident")))
}

func (w *Web) takeBack(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fBack, w.Victims.TakeBack(q.Ctx(), q.PathValue("row"), version(q), q.Value("reason")))
}

func (w *Web) called(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, fCall, w.Victims.Called(q.Ctx(), q.PathValue("row"), q.PathValue("entry"), version(q), q.Value("result"), q.Value("note")))
}
