package regime_test

import (
	"slices"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/rulebook"
	"tuzjol/jurisdiction/kg"
)

var today = civil.MustDate("2026-03-03")

func book(t *testing.T) *rulebook.Rulebook {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set.At(today)
}

func good() regime.Terms {
	return regime.Terms{
		Act: "judgment", ActNumber: "1", Authority: "court", Body: "Суд", DecidedOn: today.AddDays(-1), From: today, Until: today.AddDays(60), Level: regime.FullTrail,
		Purpose: "obligations", ReviewOn: today.AddDays(30), Words: "Иначе не проверить",
	}
}

// Each thing that is wrong with an order is said at its field; nothing else is.
func TestTerms(t *testing.T) {
	rb := book(t)
	for name, x := range map[string]struct {
		kind   regime.Kind
		change func(*regime.Terms)
		first  bool
		want   []string
	}{
		"good":                {regime.Supervision, func(*regime.Terms) {}, true, nil},
		"nothing":             {"", func(x *regime.Terms) { *x = regime.Terms{} }, true, []string{"regime", "act", "number", "authority", "body", "decided_on", "from", "until", "review_on", "level", "purpose"}},
		"another body":        {regime.Supervision, func(x *regime.Terms) { x.Authority = "police" }, true, []string{"authority"}},
		"before the decision": {regime.Supervision, func(x *regime.Terms) { x.From = today.AddDays(-2) }, true, []string{"from"}},
		"decided tomorrow":    {regime.Supervision, func(x *regime.Terms) { x.DecidedOn, x.From = today.AddDays(1), today.AddDays(1) }, true, []string{"decided_on"}},
		"over already": {regime.Supervision, func(x *regime.Terms) {
			x.DecidedOn, x.From, x.Until = today.AddDays(-9), today.AddDays(-9), today.AddDays(-1)
		}, true, []string{"until"}},
		"93 days of protection":       {regime.ProtectionOrder, func(x *regime.Terms) { x.Until = today.AddDays(92) }, true, nil},
		"94 days of protection":       {regime.ProtectionOrder, func(x *regime.Terms) { x.Until = today.AddDays(93) }, true, []string{"until"}},
		"94 days of supervision":      {regime.Supervision, func(x *regime.Terms) { x.Until = today.AddDays(93) }, true, nil},
		"looked at again too late":    {regime.Supervision, func(x *regime.Terms) { x.ReviewOn = today.AddDays(31) }, true, []string{"review_on"}},
		"looked at again yesterday":   {regime.Supervision, func(x *regime.Terms) { x.ReviewOn = today.AddDays(-1) }, true, []string{"review_on"}},
		"a trail without words":       {regime.Supervision, func(x *regime.Terms) { x.Words = " " }, true, []string{"words"}},
		"presence without words":      {regime.Supervision, func(x *regime.Terms) { x.Level, x.Words = regime.Presence, "" }, true, nil},
		"a variation without reason":  {regime.Supervision, func(*regime.Terms) {}, false, []string{"reason"}},
		"a variation with its reason": {regime.Supervision, func(x *regime.Terms) { x.Reason = "level_down" }, false, nil},
	} {
		terms := good()
		x.change(&terms)
		var got []string
		for _, p := range terms.Check(x.kind, x.first, rb, today) {
			got = append(got, p.Field)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: problems of %v, want %v", name, got, x.want)
		}
	}
}

// The end of the term ends the order whether or not anybody writes it down.
func TestPhase(t *testing.T) {
	at := func(h int) civil.Instant { return civil.At(time.Date(2026, 3, 3, h, 0, 0, 0, time.UTC)) }
	for _, x := range []struct {
		state regime.State
		hour  int
		want  regime.Phase
	}{
		{regime.Drafted, 12, regime.PhaseDrafted},
		{regime.Returned, 12, regime.PhaseReturned},
		{regime.Approved, 9, regime.PhaseWaiting},
		{regime.Approved, 10, regime.PhaseRunning},
		{regime.Approved, 19, regime.PhaseRunning},
		{regime.Approved, 20, regime.PhaseEnded},
		{regime.Suspended, 12, regime.PhaseSuspended},
		{regime.Suspended, 20, regime.PhaseEnded},
		{regime.Ended, 12, regime.PhaseEnded},
	} {
		o := regime.Order{State: x.state, Begins: at(10), Ends: at(20)}
		if got := o.Phase(at(x.hour)); got != x.want {
			t.Errorf("%s at %d: %s, want %s", x.state, x.hour, got, x.want)
		}
		if x.want == regime.PhaseEnded && len(o.Steps(at(x.hour))) > 0 {
			t.Errorf("%s at %d: steps after the end", x.state, x.hour)
		}
	}
}

// Both ends of a term and of a pause, to the instant.
func TestWindow(t *testing.T) {
	at := func(m int) time.Time { return time.Date(2026, 3, 3, 0, m, 0, 0, time.UTC) }
	w := regime.Window{Begins: at(10), Ends: at(50), Pauses: []regime.Pause{{From: at(20), Until: at(30)}, {From: at(45)}}}
	for m, want := range map[int]bool{9: false, 10: true, 19: true, 20: false, 29: false, 30: true, 44: true, 45: false, 49: false, 50: false} {
		if got := w.Collects(at(m)); got != want {
			t.Errorf("minute %d: %v", m, got)
		}
	}
}

// A device is fitted under an order in force, with the sheet signed, and a home unit only where the adults there agree.
func TestFit(t *testing.T) {
	now := civil.At(time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC))
	o := regime.Order{State: regime.Approved, Begins: now.Add(-time.Hour), Ends: now.Add(time.Hour), SheetOn: today}
	d := regime.Device{Kind: regime.Bracelet, State: regime.InStore}
	for name, x := range map[string]struct {
		change func(*regime.Order, *regime.Device)
		worn   []regime.DeviceKind
		want   []string
	}{
		"good":             {func(*regime.Order, *regime.Device) {}, []regime.DeviceKind{regime.HomeUnit}, nil},
		"a draft":          {func(o *regime.Order, _ *regime.Device) { o.State = regime.Drafted }, nil, []string{"monitoring.fit.order"}},
		"suspended":        {func(o *regime.Order, _ *regime.Device) { o.State = regime.Suspended }, nil, []string{"monitoring.fit.order"}},
		"no sheet":         {func(o *regime.Order, _ *regime.Device) { o.SheetOn = civil.Date{} }, nil, []string{"monitoring.fit.sheet"}},
		"home, nobody ask": {func(_ *regime.Order, d *regime.Device) { d.Kind = regime.HomeUnit }, nil, []string{"monitoring.fit.occupants"}},
		"home, one refuse": {func(o *regime.Order, d *regime.Device) { o.Agreed, o.Refused, d.Kind = true, true, regime.HomeUnit }, nil, []string{"monitoring.fit.occupants"}},
		"home, all agree":  {func(o *regime.Order, d *regime.Device) { o.Agreed, d.Kind = true, regime.HomeUnit }, nil, nil},
		"damaged":          {func(_ *regime.Order, d *regime.Device) { d.State = regime.Damaged }, nil, []string{"monitoring.fit.state"}},
		"of a victim":      {func(_ *regime.Order, d *regime.Device) { d.Kind = regime.VictimUnit }, nil, []string{"monitoring.fit.victim"}},
		"a second one":     {func(*regime.Order, *regime.Device) {}, []regime.DeviceKind{regime.Bracelet}, []string{"monitoring.fit.second"}},
	} {
		order, device := o, d
		x.change(&order, &device)
		var got []string
		for _, p := range regime.CheckFit(order, device, x.worn, now) {
			got = append(got, p.Msg.Key)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}
