// Package wearing tells the stories of electronic monitoring in the demonstration: a handful of clients under each of the regimes, with
// devices that have told where they were for two days and go on telling it.
package wearing

import (
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/simulate"
)

// Role is one of those who wear a device in the stories.
type Role struct {
	Story  demo.Story
	Regime regime.Kind
	Level  regime.Level
	Kind   regime.DeviceKind
	Ident  string
	Model  string
	Number string // of the decision
	Body   string
	Begun  int // days before the first day on which the term began
	Days   int // of the term from the first day on
	Words  string
	Wearer *simulate.Wearer
	Market simulate.Place // what is to be kept away from; of the market story
	Hers   simulate.Place // where the protected person lives; of the protection order
}

// Stranger is a device that nobody has entered into the inventory; it speaks all the same.
func Stranger(seed uint64) string { return simulate.Ident(seed, 900_002) }

// Fitted is when the devices of the stories were fitted: two days before the first day.
func Fitted(zone *time.Location) time.Time { return clock(zone, -2, 7, 0) }

// clock is a time of a day counted from the first one.
func clock(zone *time.Location, days, hour, minute int) time.Time {
	d := demo.Today().AddDays(days)
	return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, zone)
}

// Cast invents the wearers of a seed, the same ones at every start, with what happens to them.
func Cast(seed uint64, zone *time.Location) []Role {
	at := func(days, hour, minute int) time.Time { return clock(zone, days, hour, minute) }
	roles := []Role{
		{
			Story: demo.CurfewStory, Regime: regime.Supervision, Level: regime.ZonesOnly, Kind: regime.Bracelet, Model: "Teltonika GH5200", Number: "УД-411/26",
			Body: "Октябрьский районный суд г. Бишкек", Begun: 40, Days: 120,
		},
		{
			Story: demo.MarketStory, Regime: regime.Supervision, Level: regime.FullTrail, Kind: regime.Bracelet, Model: "Teltonika GH5200", Number: "УД-327/26",
			Body: "Октябрьский районный суд г. Бишкек", Begun: 25, Days: 150, Words: "Базарга бир нече жолу барган, сот тыюу салган жерге жакындоосу байкалышы керек.",
		},
		{
			Story: demo.StrapStory, Regime: regime.Observation, Level: regime.FullTrail, Kind: regime.Bracelet, Model: "Concox JM-VL03", Number: "3-118/26",
			Body: "Октябрьский районный суд г. Бишкек", Begun: 12, Days: 45, Words: "Бөгөт чарасы боюнча сот тыюу салган жерлер шаар ичинде.",
		},
		{
			Story: demo.SilentStory, Regime: regime.EarlyRelease, Level: regime.FullTrail, Kind: regime.Bracelet, Model: "Concox JM-VL03", Number: "4-52/26",
			Body: "Аламудунский районный суд", Begun: 30, Days: 90, Words: "Шарттуу бошотуунун шарты: шаардан чыкпоо.",
		},
		{
			Story: demo.ProtectStory, Regime: regime.ProtectionOrder, Level: regime.FullTrail, Kind: regime.Bracelet, Model: "Teltonika GH5200", Number: "ОО-77/26",
			Body: "Октябрьский районный суд г. Бишкек", Begun: 5, Days: 20, Words: "Коргоо ордери: жабырлануучуга жакындоого тыюу салынган.",
		},
		{
			Story: demo.PhoneStory, Regime: regime.Supervision, Level: regime.Presence, Kind: regime.PhoneApp, Model: "Android, Traccar Client", Number: "УД-509/26",
			Body: "Октябрьский районный суд г. Бишкек", Begun: 10, Days: 60,
		},
	}
	for n := range roles {
		r := &roles[n]
		r.Ident, r.Wearer = simulate.Ident(seed, 900_010+n), simulate.NewWearer(seed, 900_010+n, Bishkek, zone)
		switch r.Story {
		case demo.CurfewStory: // sat with friends until half past eleven on Sunday
			r.Wearer.Stories = []simulate.Story{{Kind: simulate.Visit, Place: r.Wearer.Home.Move(1400, 140), From: at(-2, 21, 20), Until: at(-2, 23, 25)}}
		case demo.MarketStory:
			r.Market = r.Wearer.Home.Move(1700, 60)
			r.Wearer.Stories = []simulate.Story{{Kind: simulate.Visit, Place: r.Market, From: at(-1, 19, 30), Until: at(-1, 19, 50)}}
			for k := range 40 { // and, from the first morning on, near it again and again
				from := at(0, 8, 59).Add(time.Duration(k) * 25 * time.Minute)
				r.Wearer.Stories = append(r.Wearer.Stories, simulate.Story{Kind: simulate.Visit, Place: r.Market.Move(210, 250), From: from, Until: from.Add(5 * time.Minute)})
			}
		case demo.StrapStory:
			r.Wearer.Stories = []simulate.Story{{Kind: simulate.Tamper, From: at(0, 7, 12), Until: at(0, 7, 14)}}
		case demo.ProtectStory: // was seen four hundred metres from her home on Monday evening
			r.Hers = r.Wearer.Home.Move(7000, 115)
			r.Wearer.Stories = []simulate.Story{{Kind: simulate.Visit, Place: r.Hers.Move(450, 290), From: at(-1, 18, 40), Until: at(-1, 18, 48)}}
		case demo.SilentStory:
			r.Wearer.Stories = []simulate.Story{{Kind: simulate.Empty, From: at(-1, 23, 0), Until: at(0, 5, 40)}, {Kind: simulate.Silent, From: at(0, 5, 40), Until: at(30, 0, 0)}}
		}
	}
	return roles
}

// Past is what a device has told between two instants, seldom while its wearer rested.
func Past(w *simulate.Wearer, from, until time.Time) []simulate.Sample {
	var out []simulate.Sample
	for at := from; at.Before(until); {
		s := w.Sample(at)
		if !s.Silent {
			out = append(out, s)
		}
		at = at.Add(s.Every(time.Minute, 3*time.Minute))
	}
	return out
}
