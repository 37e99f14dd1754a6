package casefileweb

import (
	"cmp"
	"context"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// lists says in which rulebook list the codes of a fact's data stand, by area and name, or by the type of the
// fact and name where the same name means different lists.
var lists = map[string]string{
	"supervision.kind": rulebook.ListContactKinds, "supervision.outcome": rulebook.ListOutcomes, "supervision.ground": rulebook.ListEndGrounds,
	"person.kind": rulebook.ListFileDocuments, "order.measure": rulebook.ListMeasures, "order.ground": rulebook.ListEndGrounds,
	"order.code": rulebook.ListObligations, "order.language": rulebook.ListLanguages, "order.outcome": rulebook.ListAttemptOutcomes,
	"order.source":    rulebook.ListJudgmentSources,
	"casefile.kind":   paper.ListKinds,
	"assessment.from": rulebook.ListLevels, "assessment.to": rulebook.ListLevels, "assessment.level": rulebook.ListLevels,
	"assessment.cause": rulebook.ListAssessmentCauses, "assessment.reason": rulebook.ListLevelReasons, "assessment.drop": rulebook.ListDropReasons,
	"supervision.exemption": rulebook.ListExemptions, "supervision.early_end_answered.result": rulebook.ListEarlyEndResults,
	"supervision.action": rulebook.ListEnforcementActions, "supervision.obligation": rulebook.ListObligations,
	// a code that means another thing in each fact is known by the type of the fact
	"supervision.enforcement_attempted.code": rulebook.ListEnforcementAttempt, "supervision.enforcement_heard.code": rulebook.ListEnforcementHearing,
	"supervision.enforcement_delivered.code": rulebook.ListEnforcementDelivery, "supervision.enforcement_answered.code": rulebook.ListEnforcementCourt,
	"supervision.enforcement_withdrawn.code": rulebook.ListEnforcementWithdraw,
	"assessment.opportunity":                 rulebook.ListOpportunities, "assessment.not_now": rulebook.ListNotNow, "assessment.reopen": "study_reopen_reasons",
}

// known is what the names of staff and offices are looked up in, once for all events of a page.
type known struct {
	staff   map[string]string
	offices map[id.Office]string
}

// events turns facts into lines of the timeline.
func (w *Web) events(ctx context.Context, list []casefile.Event) ([]ui.Event, error) {
	var refs []string
	for _, e := range list {
		for _, v := range e.All() {
			if id.Valid(v) {
				refs = append(refs, v)
			}
		}
	}
	var k known
	var err error
	if w.Names != nil && len(refs) > 0 {
		if k.staff, err = w.Names(ctx, refs); err != nil {
			return nil, err
		}
	}
	if k.offices, err = w.Service.OfficeNames(ctx, i18n.Lang(ctx)); err != nil {
		return nil, err
	}
	out := make([]ui.Event, len(list))
	for i, e := range list {
		out[i] = w.event(ctx, e, k)
	}
	return out, nil
}

// AsOf is the part of the page "what did we know" about orders and allocation.
func (w *Web) AsOf(ctx context.Context, client id.Client, at civil.Instant) (templ.Component, error) {
	list, err := w.Service.Known(ctx, client, at)
	if err != nil {
		return nil, err
	}
	events, err := w.events(ctx, list)
	return knownPart(events), err
}

func (w *Web) event(ctx context.Context, e casefile.Event, k known) ui.Event {
	kind := ui.Neutral
	switch e.Area() {
	case "order":
		kind = ui.Info
	case "supervision":
		kind = ui.Good
	case "access":
		kind = ui.Warn
	}
	out := ui.Event{
		ID: "f-" + e.ID, Occurred: e.Occurred, Who: e.Display, Title: ui.M("fact."+e.Type, w.eventArgs(ctx, e, k)...),
		Kind: ui.Label{Kind: kind, Words: ui.M("casefile.area." + e.Area())},
	}
	if e.Source == "system" { // the source says it: the name of a task says nothing to a reader
		out.Who = ""
	}
	if e.Inside != "" { // the reader is inside, and must see at a glance that others are not
		out.Kind = ui.Label{Kind: ui.Bad, Words: ui.M("casefile.event.inside")}
	}
	if e.Late() {
		out.Recorded = e.Recorded
	}
	if e.Source != "" {
		out.Source = ui.M(sourceKey(e))
	}
	return out
}

// sourceKey says how the record came about: of a paper, how the paper was made.
func sourceKey(e casefile.Event) string {
	if strings.HasPrefix(e.Type, "person.document") {
		return "person.paper_source." + e.Source
	}
	return "casefile.source." + e.Source
}

// eventArgs turns the data of a fact into the arguments of its message: dates in the reader's form, codes as labels,
// identifiers as names.
func (w *Web) eventArgs(ctx context.Context, e casefile.Event, k known) []any {
	var args []any
	for name, v := range e.All() {
		args = append(args, name, w.eventValue(ctx, e, name, v, k))
	}
	return args
}

func (w *Web) eventValue(ctx context.Context, e casefile.Event, name, v string, k known) string {
	area := e.Area()
	if d, err := civil.ParseDate(v); err == nil && !d.IsZero() {
		return i18n.Date(ctx, d)
	}
	if office := k.offices[id.Office(v)]; office != "" {
		return office
	}
	if staff := k.staff[v]; staff != "" {
		return staff
	}
	if w.Word != nil {
		if word := w.Word(ctx, area+"."+name, v); word != "" {
			return word
		}
	}
	if list := cmp.Or(lists[e.Type+"."+name], lists[area+"."+name]); list != "" {
		if label := w.name(ctx, list, v); label != "" {
			return label
		}
	}
	for _, l := range w.Rules.At(w.Service.Today()).Lists {
		if it, ok := l.Item(v); ok {
			return it.Label.In(i18n.Lang(ctx))
		}
	}
	return v
}
