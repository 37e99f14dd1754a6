package victimweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// The forms of a record, by the names of their prefixes.
const (
	fOpen, fChange, fPhone, fConsent, fWithdraw, fPlace, fDevice, fBack, fCall = "open", "change", "phone", "consent", "withdraw", "place", "device", "back", "call"
)

// personView is a record: closed, or open with everything that may be done.
type personView struct {
	frame
	victimsvc.Whole
	forms  map[string]ui.Form
	failed string // of which form
	call   string // the call whose form failed
}

func (w *Web) personView(q *httpx.Req) (personView, error) {
	v := personView{forms: map[string]ui.Form{}}
	var err error
	if v.Whole, err = w.Victims.Person(q.Ctx(), q.PathValue("row")); err != nil {
		return v, err
	}
	for _, f := range []string{fOpen, fChange, fPhone, fConsent, fWithdraw, fPlace, fDevice, fBack, fCall} {
		v.forms[f] = blank(f + "-")
	}
	v.forms[fChange] = ui.Form{Prefix: fChange + "-", Values: url.Values{
		"name": {v.Name}, "lang": {v.Lang}, "hours_from": {v.Hours.From}, "hours_until": {v.Hours.To}, "phrase": {v.Phrase}, "words": {v.Words},
	}}
	v.forms[fConsent].Values.Set("lang", v.Lang)
	v.forms[fConsent].Values.Set("on", i18n.Date(q.Ctx(), w.Victims.Today()))
	var refs []string
	for _, c := range v.Consents {
		refs = append(refs, c.MadeBy, c.WithdrawnBy)
	}
	for _, p := range v.Places {
		refs = append(refs, p.DraftedBy, p.DecidedBy)
	}
	for _, o := range v.Openings {
		refs = append(refs, o.By)
	}
	for _, d := range v.Devices {
		refs = append(refs, d.GivenBy, d.EndedBy)
	}
	for _, m := range v.Told {
		refs = append(refs, m.DoneBy)
	}
	v.frame, err = w.frame(q.Ctx(), refs, []id.Client{v.Client})
	return v, err
}

func (w *Web) person(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.personView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(personPage(v)), nil
}

func (v personView) at(path string) string { return At + "/" + v.ID + path }

func (v personView) row() string { return strconv.Itoa(v.Row) }

// mayManage reports whether the reader may write beyond opening, calling and withdrawing.
func (v personView) mayManage(ctx context.Context) bool {
	return access.From(ctx).May(access.ManageVictims) && v.State != victim.Over
}

// stands reports whether a consent stands: only then is there more than a consent to be asked for.
func (v personView) stands() bool { return v.State == victim.Standing || v.State == victim.Renew }

func (v personView) items(ctx context.Context) []ui.Item {
	hours := ui.Say(ui.M("monitoring.victim.any_hour"))
	if v.Hours.From != "" {
		hours = ui.Say(ui.M("monitoring.victim.hours_of", "From", v.Hours.From, "To", v.Hours.To))
	}
	items := []ui.Item{
		{Label: ui.M("monitoring.victim.name"), Value: ui.Val(v.Name)},
		{Label: ui.M("monitoring.victim.consent"), Value: stateTag(v.State)},
		{Label: ui.M("monitoring.order"), Value: v.orderLink(ctx, v.Client, v.Order, v.Regime)},
		{Label: ui.M("monitoring.state"), Value: ui.Say(ui.M("monitoring.phase." + string(v.Phase)))},
		{Label: ui.M("monitoring.victim.lang"), Value: ui.Val(i18n.LanguageName(v.Lang))},
		{Label: ui.M("monitoring.victim.hours"), Value: hours},
	}
	if v.Phrase != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.victim.phrase"), Value: ui.Val(v.Phrase)})
	}
	if v.Words != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.victim.words"), Value: ui.Val(v.Words)})
	}
	return append(items, ui.Item{Label: ui.M("monitoring.victim.open_until"), Value: ui.Lines(ui.Moment(v.Until), v.unsure(victim.RuleOpen))})
}

func (v personView) phoneGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.phones"), HideCaption: true, Empty: ui.M("monitoring.victim.phones_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.victim.phone")}, {Label: ui.M("monitoring.victim.way")}, {Label: ui.M("monitoring.victim.person")},
	}}
	if v.mayManage(ctx) {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("monitoring.victim.remove"), HideLabel: true})
	}
	for _, p := range v.Phones {
		row := ui.Row{ID: "p-" + p.ID, Cells: []templ.Component{ui.Val(p.Number), ui.Say(ui.M("monitoring.victim.way." + string(p.Kind))), ui.Val(p.Person)}}
		if v.mayManage(ctx) {
			row.Cells = append(row.Cells, removeButton(v, p.ID))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v personView) consentGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.consents"), HideCaption: true, Empty: ui.M("monitoring.victim.consents_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.victim.given_on"), Narrow: true},
		{Label: ui.M("monitoring.victim.text")},
		{Label: ui.M("monitoring.victim.understood")},
		{Label: ui.M("monitoring.victim.signed")},
		{Label: ui.M("monitoring.victim.ended")},
	}}
	for _, c := range v.Consents {
		ended := ui.Tag(ui.Good, ui.M("monitoring.victim.state.standing"))
		switch {
		case !c.WithdrawnAt.IsZero():
			ended = ui.Lines(ui.Tag(ui.Bad, ui.M("monitoring.victim.state.withdrawn")), ui.Moment(c.WithdrawnAt), ui.Val(v.code(ctx, victim.ListWithdrawn, c.How)), ui.Val(v.who(c.WithdrawnBy)))
		case !c.ReplacedAt.IsZero():
			ended = ui.Lines(ui.Say(ui.M("monitoring.victim.renewed")), ui.Moment(c.ReplacedAt))
		}
		signed := []templ.Component{ui.Val(v.code(ctx, victim.ListSigned, c.Signed))}
		if c.Witness != "" {
			signed = append(signed, ui.Say(ui.M("monitoring.victim.witness_is", "Name", c.Witness)))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "c-" + c.ID, Off: !c.Stands(), Cells: []templ.Component{
			ui.Day(c.On), ui.LinkTo(textAt(c.Lang, c.Text), i18n.LanguageName(c.Lang)+", "+c.Text), ui.Val(v.code(ctx, victim.ListUnderstood, c.Understood)), ui.Lines(signed...), ended,
		}})
	}
	return g
}

func textAt(lang, version string) string {
	return "/monitoring/victim-text?" + url.Values{"in": {lang}, "version": {version}}.Encode()
}

func (f frame) placeName(ctx context.Context, kind string) string {
	if kind == victim.MovingPlace {
		return i18n.T(ctx, "monitoring.victim.moving")
	}
	return f.code(ctx, victim.ListPlaces, kind)
}

func placeState(p victim.Version) templ.Component {
	kind := map[string]ui.Kind{victim.PlaceWaiting: ui.Warn, victim.PlaceReturned: ui.Bad, victim.PlaceInForce: ui.Good}[p.State]
	if kind == "" {
		kind = ui.Neutral
	}
	return ui.Tag(kind, ui.M("monitoring.victim.place."+p.State))
}

func (v personView) placeGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.places"), HideCaption: true, Empty: ui.M("monitoring.victim.places_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.victim.place")},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.victim.radius"), Narrow: true},
		{Label: ui.M("monitoring.victim.holds")},
		{Label: ui.M("monitoring.victim.basis")},
	}}
	for _, p := range v.Places {
		name := []templ.Component{ui.Val(v.placeName(ctx, p.Place.Kind))}
		if p.Place.Address != "" {
			name = append(name, ui.Val(p.Place.Address), ui.Val(coordinates(p.Place)))
		}
		state := []templ.Component{placeState(p)}
		if p.Ends {
			state = append(state, ui.Say(ui.M("monitoring.victim.place.ends")))
		}
		if p.Returned != "" {
			state = append(state, ui.Val(p.Returned))
		}
		holds := []templ.Component{ui.Say(ui.M("monitoring.victim.drafted_by", "Name", v.who(p.DraftedBy)))}
		if p.DecidedBy != "" {
			holds = append(holds, ui.Say(ui.M("monitoring.victim.decided_by", "Name", v.who(p.DecidedBy))))
		}
		if !p.From.IsZero() {
			holds = append(holds, ui.Moment(p.From))
		}
		if !p.Until.IsZero() {
			holds = append(holds, ui.Say(ui.M("monitoring.victim.until", "At", i18n.Instant(ctx, p.Until))))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "z-" + p.ID, Off: p.State != victim.PlaceInForce && p.State != victim.PlaceWaiting, Cells: []templ.Component{
			ui.Lines(name...), ui.Lines(state...), ui.Say(ui.M("monitoring.victim.metres_of", "Radius", int(p.Place.Radius), "Buffer", int(p.Place.Buffer))), ui.Lines(holds...), ui.Val(p.Place.Basis),
		}})
	}
	return g
}

func coordinates(p victim.Place) string {
	return strconv.FormatFloat(p.Lat.Degrees(), 'f', 5, 64) + ", " + strconv.FormatFloat(p.Lon.Degrees(), 'f', 5, 64)
}

// drawn are her places on the map.
func (v personView) drawn(ctx context.Context) *mapui.Collection {
	var list []mapui.Feature
	for _, p := range v.Places {
		if p.Place.Moving() || p.State != victim.PlaceInForce && p.State != victim.PlaceWaiting || p.Ends {
			continue
		}
		at := mapui.Place{p.Place.Lon.Degrees(), p.Place.Lat.Degrees()}
		name := v.placeName(ctx, p.Place.Kind)
		list = append(list, mapui.Point(at, mapui.Properties{Kind: "victim_fixed", Radius: p.Place.Radius, Label: name}))
		if p.Place.Buffer > 0 {
			list = append(list, mapui.Point(at, mapui.Properties{Kind: "victim_fixed", Part: "buffer", Radius: p.Place.Radius + p.Place.Buffer, Label: name}))
		}
	}
	return mapui.Collect(list...)
}

// placeKinds offers what may be drawn; the zone round her device is one of them.
func (v personView) placeKinds(ctx context.Context) []ui.Option {
	return append(v.options(ctx, victim.ListPlaces), ui.Option{Value: victim.MovingPlace, Label: ui.M("monitoring.victim.moving"), Hint: ui.M("monitoring.victim.moving_hint")})
}

// changeable are the places in force, whose next version may be proposed.
func (v personView) changeable(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, p := range v.Places {
		if p.State == victim.PlaceInForce {
			out = append(out, ui.Option{Value: p.Key, Text: v.placeName(ctx, p.Place.Kind) + ", " + p.Place.Address})
		}
	}
	return out
}

// device is the one in use.
func (v personView) device() *victim.Device {
	for i := range v.Devices {
		if v.Devices[i].Until.IsZero() {
			return &v.Devices[i]
		}
	}
	return nil
}

func (v personView) deviceGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.device"), HideCaption: true, Empty: ui.M("monitoring.victim.device_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.device")},
		{Label: ui.M("monitoring.kind")},
		{Label: ui.M("monitoring.victim.given"), Narrow: true},
		{Label: ui.M("monitoring.victim.heard")},
		{Label: ui.M("monitoring.victim.ended")},
	}}
	for _, d := range v.Devices {
		heard := []templ.Component{ui.Say(ui.M("monitoring.victim.never_heard"))}
		if !d.Seen.IsZero() {
			heard = []templ.Component{ui.Moment(d.Seen)}
		}
		if d.Battery >= 0 {
			heard = append(heard, ui.Say(ui.M("monitoring.victim.battery", "Percent", d.Battery)))
		}
		ended := ui.Tag(ui.Good, ui.M("monitoring.worn_now"))
		if !d.Until.IsZero() {
			ended = ui.Lines(ui.Moment(d.Until), ui.Val(v.why(ctx, d.Reason)), ui.Val(v.who(d.EndedBy)))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "d-" + d.ID, Off: !d.Until.IsZero(), Cells: []templ.Component{
			ui.Val(d.Ident), ui.Say(ui.M("monitoring.kind." + d.Kind)), ui.Lines(ui.Moment(d.From), ui.Val(v.who(d.GivenBy))), ui.Lines(heard...), ended,
		}})
	}
	return g
}

// why is the reason why a device is no longer in use; two of them are no choice of a person.
func (v personView) why(ctx context.Context, reason string) string {
	if reason == "withdrawn" || reason == "ended" {
		return i18n.T(ctx, "monitoring.victim.device_end."+reason)
	}
	return v.code(ctx, victim.ListDeviceEnds, reason)
}

func (v personView) openingGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.log"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("common.when"), Narrow: true}, {Label: ui.M("monitoring.victim.who")}, {Label: ui.M("common.reason")}, {Label: ui.M("monitoring.victim.log_words")},
	}}
	for i, o := range v.Openings {
		words := o.Words
		if words == o.Purpose {
			words = ""
		}
		g.Rows = append(g.Rows, ui.Row{ID: "o-" + strconv.Itoa(i), Cells: []templ.Component{
			ui.Moment(o.At), ui.Val(v.who(o.By)), ui.Val(v.code(ctx, victim.ListReasons, o.Purpose)), ui.Val(words),
		}})
	}
	return g
}

func (v personView) toldGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.told"), HideCaption: true, Empty: ui.M("monitoring.victim.told_none"), Columns: []ui.Column{
		{Label: ui.M("common.when"), Narrow: true},
		{Label: ui.M("monitoring.victim.message")},
		{Label: ui.M("monitoring.victim.way")},
		{Label: ui.M("monitoring.victim.said")},
		{Label: ui.M("monitoring.victim.result")},
	}}
	phones := map[string]victim.Phone{}
	for _, p := range v.Phones {
		phones[p.ID] = p
	}
	for _, m := range v.Told {
		way := []templ.Component{ui.Say(ui.M("monitoring.victim.way." + string(m.Way)))}
		if p, ok := phones[m.Phone]; ok {
			way = append(way, ui.Val(p.Number), ui.Val(p.Person))
		}
		row := ui.Row{ID: "m-" + m.ID, Cells: []templ.Component{
			ui.Moment(m.At), ui.Say(ui.M("monitoring.victim.message." + string(m.Kind))), ui.Lines(way...), ui.Val(m.Words), v.result(ctx, m),
		}}
		if m.Result == "" && m.Key == "" {
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v personView) result(ctx context.Context, m victim.Told) templ.Component {
	switch {
	case m.Result != "":
		out := []templ.Component{ui.Say(ui.M("monitoring.victim.result." + m.Result))}
		if m.Note != "" {
			out = append(out, ui.Val(m.Note))
		}
		if !m.DoneAt.IsZero() {
			out = append(out, ui.Moment(m.DoneAt), ui.Val(v.who(m.DoneBy)))
		}
		return ui.Lines(out...)
	case m.State != "":
		return ui.Say(ui.M("notify.state." + m.State))
	}
	return ui.Say(ui.M("monitoring.victim.to_call", "At", i18n.Instant(ctx, m.Due)))
}

// calls are those that wait for somebody to call.
func (v personView) calls() []victim.Told {
	var out []victim.Told
	for _, m := range v.Told {
		if m.Result == "" && m.Key == "" {
			out = append(out, m)
		}
	}
	return out
}

// renewUnsure reports whether the time for renewal still has to be confirmed.
func (v personView) renewUnsure() bool {
	today := v.w.Victims.Today()
	rule, ok := v.w.Victims.Rulebook().Lookup(victim.RuleRenew, today)
	return ok && rule.Status.ToConfirm()
}
