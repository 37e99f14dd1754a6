package wearing

import (
	"context"
	"fmt"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/simulate"
)

// Fitter prepares wearers through the same use cases as people do: an order is drafted and approved by somebody else, its sheet is signed,
// the device is entered into the inventory and fitted. For demonstrations, benches and tests only.
type Fitter struct {
	Orders  *monitoringsvc.Service
	Devices *devicesvc.Service
	Drafts  context.Context //nolint:containedctx // of the officer who drafts and fits
	Decides context.Context //nolint:containedctx // of the second person, who also keeps the inventory
}

// Worn is what is to be prepared.
type Worn struct {
	Client id.Client
	Office id.Office
	Regime regime.Kind
	Level  regime.Level
	Kind   regime.DeviceKind
	Ident  string
	Model  string
	Days   int    // of the term from today
	Begun  int    // days before today on which the term began
	Words  string // why no lighter level serves; empty takes plain words
	Number string // of the decision
	Body   string // who decided
	Goal   string
	Review int // days from today until the review; 0 takes the twenty-eighth or the last day
}

// Wear prepares one wearer and returns the order. Faults: those of the use cases.
func (f Fitter) Wear(w Worn) (order string, err error) {
	today := f.Orders.Today()
	t := regime.Terms{
		Act: "judgment", Authority: "court", ActNumber: w.Number, Body: w.Body, DecidedOn: today.AddDays(-w.Begun - 3), From: today.AddDays(-w.Begun), Until: today.AddDays(w.Days - 1),
		Level: w.Level, Purpose: "obligations", Goal: w.Goal, Words: w.Words,
	}
	switch w.Regime {
	case regime.Observation:
		t.Act, t.Purpose = "ruling", "pretrial"
	case regime.EarlyRelease:
		t.Act, t.Purpose = "release", "reintegration"
	case regime.ProtectionOrder:
		t.Act, t.Purpose = "protection", "victim"
	}
	if t.Words == "" {
		t.Words = "Дареги боюнча болушу жетишсиз: сот тыюу салган жерлерди белгилеген."
	}
	t.ReviewOn = reviewOn(today, w)
	if order, err = f.Orders.Draft(f.Drafts, monitoringsvc.Draft{Client: w.Client, Regime: w.Regime, Terms: t}); err != nil {
		return "", fmt.Errorf("draft: %w", err)
	}
	if err := f.Orders.Decide(f.Decides, monitoringsvc.Decide{Client: w.Client, Order: order, Version: 1, Approve: true}); err != nil {
		return "", fmt.Errorf("approve: %w", err)
	}
	if err := f.Orders.Note(f.Drafts, monitoringsvc.Act{Client: w.Client, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}}); err != nil {
		return "", fmt.Errorf("sheet: %w", err)
	}
	device, err := f.Devices.Add(f.Decides, devicesvc.Add{Ident: w.Ident, Kind: w.Kind, Model: w.Model, Serial: "S-" + w.Ident[max(0, len(w.Ident)-8):], Office: w.Office, Firmware: "03.27.10"})
	if err != nil {
		return "", fmt.Errorf("inventory: %w", err)
	}
	if err := f.Devices.Fit(f.Drafts, devicesvc.Fit{Client: w.Client, Order: order, Device: device}); err != nil {
		return "", fmt.Errorf("fit: %w", err)
	}
	return order, nil
}

func reviewOn(today civil.Date, w Worn) civil.Date {
	days := w.Review
	if days == 0 {
		days = min(28, w.Days-1)
	}
	return today.AddDays(days)
}

// Osh and Bishkek are where invented wearers live.
var (
	Osh     = simulate.Place{Lat: 40.5283, Lon: 72.7985}
	Bishkek = simulate.Place{Lat: 42.8563, Lon: 74.6110}
)
