package demo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/jurisdiction/kg"
)

func options(t testing.TB, seed uint64, clients int) Options {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	offices, err := kg.Offices()
	if err != nil {
		t.Fatal(err)
	}
	courts, err := kg.Courts()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Seed: seed, Clients: clients, Offices: offices, Courts: courts, Zone: zone, Calendar: rules.At(today).Calendar()}
}

func same() cmp.Options {
	return cmp.Options{
		cmp.AllowUnexported(World{}), cmp.Comparer(func(a, b civil.Date) bool { return a == b }),
		cmp.Comparer(func(a, b civil.Partial) bool { return a == b }), cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	}
}

// The same seed is the same world; another seed is another.
func TestWorldIsDeterministic(t *testing.T) {
	a, b := Make(options(t, 7, 300)), Make(options(t, 7, 300))
	if diff := cmp.Diff(a, b, same()); diff != "" {
		t.Fatal(diff)
	}
	if c := Make(options(t, 8, 300)); cmp.Equal(a.Clients, c.Clients, same()) {
		t.Fatal("another seed gave the same clients")
	}
}

// The world has the shape of the service: its size, its offices, its work.
func TestWorldHasItsShape(t *testing.T) {
	const n = 2500
	w := Make(options(t, 1, n))
	if len(w.Clients) != n {
		t.Fatalf("%d clients, want %d", len(w.Clients), n)
	}
	if len(w.Staff) < 120 || len(w.Staff) > 160 {
		t.Errorf("%d staff", len(w.Staff))
	}
	kinds := map[StepKind]int{}
	for i, s := range w.Steps {
		kinds[s.Kind]++
		if i > 0 && s.At < w.Steps[i-1].At {
			t.Fatal("the steps are not in order of time")
		}
		if s.At >= Start(w.Zone).Unix() {
			t.Fatalf("a step of kind %d lies in the future", s.Kind)
		}
	}
	if each := float64(kinds[StepContact]) / n; each < 18 || each > 22 {
		t.Errorf("%.1f contacts a client", each)
	}
	stages, minors, women := map[Stage]int{}, 0, 0
	for _, c := range w.Clients {
		stages[c.Stage]++
		if c.Minor {
			minors++
		}
		if c.Sex == "f" {
			women++
		}
	}
	for stage := Received; stage <= TakenOverKnown; stage++ {
		if stages[stage] == 0 {
			t.Errorf("nobody is at stage %d", stage)
		}
	}
	if minors == 0 || women < n/12 {
		t.Errorf("%d minors, %d women", minors, women)
	}
}

// A large world keeps the number of contacts and stays in order; what came from paper lies before its compare.
func TestLargeWorldIsCarriedOver(t *testing.T) {
	const n = Told + 2000
	w := Make(options(t, 1, n))
	contacts, brought := 0, map[int32]int64{}
	for i, s := range w.Steps {
		if i > 0 && s.At < w.Steps[i-1].At || s.At >= Start(w.Zone).Unix() {
			t.Fatalf("step %d of kind %d is out of order or in the future", i, s.Kind)
		}
		switch s.Kind {
		case StepContact:
			contacts++
		case StepJournal:
			contacts += int(s.Draw % 8)
		case StepCarry:
			brought[s.Client] = s.At
		case StepCompare, StepPlan, StepEnd:
			if at, ok := brought[s.Client]; !ok && s.Client >= Told && w.Clients[s.Client].Story == "" || ok && at > s.At {
				t.Fatalf("client %d: step %d before the case was brought", s.Client, s.Kind)
			}
		}
	}
	if each := float64(contacts) / n; each < 18 || each > 22 {
		t.Errorf("%.1f contacts a client", each)
	}
	if len(brought) < 1500 {
		t.Errorf("only %d cases came from paper", len(brought))
	}
}

// Every district has somebody who works there; some have one person only, and some people work in two.
func TestEveryOfficeHasItsPeople(t *testing.T) {
	o := options(t, 1, 500)
	w := Make(o)
	at := map[string]int{}
	two := 0
	for _, s := range w.Staff {
		for _, p := range s.Posts {
			if p.Role == access.Officer || p.Role == access.Head {
				at[string(p.Office)]++
			}
		}
		if len(s.Posts) > 1 {
			two++
		}
	}
	single := 0
	for _, office := range o.Offices {
		if office.Kind != rulebook.DistrictOffice {
			continue
		}
		switch at[office.Code] {
		case 0:
			t.Errorf("nobody works in %s", office.Code)
		case 1:
			single++
		}
	}
	if single == 0 || two == 0 {
		t.Errorf("%d offices of one person, %d people in two offices", single, two)
	}
}

// The clock stands while the past is written, and the demonstration begins on a Tuesday at 08:55.
func TestClock(t *testing.T) {
	zone := options(t, 1, 20).Zone
	start := Start(zone)
	if start.Weekday() != time.Tuesday || start.Format("15:04") != "08:55" {
		t.Fatalf("starts at %s", start)
	}
	c := NewClock(zone)
	c.Set(start.Add(-time.Hour))
	if !c.Now().Equal(start.Add(-time.Hour)) {
		t.Error("the clock did not stand")
	}
	c.Run(start, func() time.Duration { return 90 * time.Second })
	if got := c.Now(); got.Format("15:04:05") != "08:56:30" {
		t.Errorf("the clock runs at %s", got)
	}
}

// The mark survives, and a folder without one is told apart.
func TestMark(t *testing.T) {
	dir := t.TempDir()
	if _, ok, err := ReadMark(dir); ok || err != nil {
		t.Fatalf("empty folder: %v, %v", ok, err)
	}
	in := Mark{Seed: 3, Clients: 20, Done: true}
	if err := WriteMark(dir, in); err != nil {
		t.Fatal(err)
	}
	out, ok, err := ReadMark(dir)
	if err != nil || !ok || out.Seed != 3 || !out.Done {
		t.Fatalf("%+v %v %v", out, ok, err)
	}
	if err := WriteAccounts(dir, []Account{{Persona: OfficerPersona, Login: "a"}}); err != nil {
		t.Fatal(err)
	}
	if list, err := ReadAccounts(dir); err != nil || len(list) != 1 || list[0].Persona != OfficerPersona {
		t.Fatalf("%+v %v", list, err)
	}
}

// A world of the country's size has the country's staff.
func TestNationHasItsStaff(t *testing.T) {
	w := Make(options(t, 1, nation))
	if len(w.Staff) < 240 || len(w.Staff) > 275 {
		t.Errorf("%d staff, the service has about 258", len(w.Staff))
	}
}
