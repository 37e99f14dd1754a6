package standard_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

// given is what a case says of the client, the table and the days.
type given struct {
	Today  string `yaml:"today"`
	Back   int    `yaml:"months_back"` // one when not written
	Month  string `yaml:"month"`       // yyyy-mm, the month that is looked at
	Level  string `yaml:"level"`
	Levels []struct {
		From  string `yaml:"from"`
		Level string `yaml:"level"`
	} `yaml:"levels"`
	From       string            `yaml:"from"`
	Until      string            `yaml:"until"`
	MinorUntil string            `yaml:"minor_until"`
	Suspended  []days            `yaml:"suspended"`
	Shares     map[string]string `yaml:"shares"` // shares that the Department has set, by reason
	HomeVisits string            `yaml:"home_visits"`
	EarlyWeeks int               `yaml:"early_weeks"`
	EarlyVisit string            `yaml:"early_visits"`
	Spans      []struct {
		Kind  string `yaml:"kind"`
		From  string `yaml:"from"`
		Until string `yaml:"until"`
		Phone bool   `yaml:"by_phone"`
	} `yaml:"spans"`
	Exemptions []struct {
		Reason    string   `yaml:"reason"`
		From      string   `yaml:"from"`
		Until     string   `yaml:"until"`
		State     string   `yaml:"state"`
		EndedOn   string   `yaml:"ended_on"`
		Visits    *int     `yaml:"visits"`
		Calls     int      `yaml:"calls"`
		Every     int      `yaml:"confirmed_every"`
		Confirmed []string `yaml:"confirmed"`
	} `yaml:"exemptions"`
	Appointments []struct {
		On      string `yaml:"on"`
		Kind    string `yaml:"kind"`
		Outcome string `yaml:"outcome"`
		Absence string `yaml:"absence"`
	} `yaml:"appointments"`
	Contacts []struct {
		On   string `yaml:"on"`
		Kind string `yaml:"kind"`
	} `yaml:"contacts"`
}

type days struct {
	From  string `yaml:"from"`
	Until string `yaml:"until"`
}

// then is what must come out; what is not written is not looked at.
type then struct {
	Needs   map[string]map[string]int `yaml:"needs"`
	Unset   []string                  `yaml:"not_set"`
	Lines   []string                  `yaml:"lines"`
	None    bool                      `yaml:"no_window"`
	Confirm *bool                     `yaml:"to_be_confirmed"`
	List    *struct {
		Short   int    `yaml:"short"`
		Late    int    `yaml:"late"`
		Owed    int    `yaml:"owed_by_service"`
		Due     string `yaml:"due"`
		Kind    string `yaml:"kind"`
		Code    string `yaml:"code"`
		Confirm string `yaml:"confirmation"`
		Ask     bool   `yaml:"asks_officer"`
	} `yaml:"list"`
}

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.MustDate(s)
}

// The standards as an officer reads them: each file is one case.
func TestScenarios(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	scenario.Each(t, os.DirFS("."), "testdata", func(t *testing.T, c scenario.Case) {
		var g given
		var want then
		c.Part(t, "given", &g)
		c.Part(t, "then", &want)
		rb := set.At(day(g.Today))
		tables, f := g.tables(t, rb), g.facts(rb)
		month, err := time.Parse("2006-01", g.Month)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := standard.Of(tables, f, month.Year(), month.Month(), day(g.Today))
		if ok == want.None {
			t.Fatalf("a window: %v", ok)
		}
		m.Count(standard.GroupsOf(rb), f.Events)
		want.compare(t, m)
		if l := want.List; l != nil {
			s := standard.Stand(tables, f, standard.GroupsOf(rb), rb.Calendar(), day(g.Today), max(g.Back, 1))
			if l.Kind != "" && (string(s.Kind) != l.Kind || s.Code != l.Code) {
				t.Errorf("offered on lists: %s %s, want %s %s", s.Kind, s.Code, l.Kind, l.Code)
			}
			if s.Short != l.Short || s.Late != l.Late || s.Owed != l.Owed || s.Due != day(l.Due) || s.Confirm != day(l.Confirm) || s.Ask != l.Ask {
				t.Errorf("on lists: %+v, want %+v", s, *l)
			}
		}
	})
}

// tables is the shipped table with what the case says that the Department has set.
func (g given) tables(t *testing.T, rb *rulebook.Rulebook) rulebook.StandardSet {
	t.Helper()
	table := rb.Standards[len(rb.Standards)-1]
	table.Rows, table.Exemptions = slices.Clone(table.Rows), slices.Clone(table.Exemptions)
	cell := func(s string) rulebook.Cell {
		n, set, ok := rulebook.ParseHundredths(s)
		if !ok {
			t.Fatalf("no number: %s", s)
		}
		return rulebook.Cell{Set: set, N: n, Status: rulebook.Sourced}
	}
	for i := range table.Exemptions {
		if s := g.Shares[table.Exemptions[i].Reason]; s != "" {
			table.Exemptions[i].Share = cell(s)
		}
	}
	for i := range table.Rows {
		row := &table.Rows[i]
		if g.EarlyWeeks > 0 {
			row.EarlyWeeks, row.Phases[rulebook.Early].Office = g.EarlyWeeks, cell(g.EarlyVisit)
		}
		for p := range row.Phases {
			if g.HomeVisits != "" {
				row.Phases[p].Home = cell(g.HomeVisits)
			}
		}
	}
	return rulebook.NewStandardSet(&table)
}

func (g given) facts(rb *rulebook.Rulebook) *standard.Facts {
	f := &standard.Facts{Case: rulebook.Case{Level: g.Level, Start: day(g.From), End: day(g.Until), MinorUntil: day(g.MinorUntil)}}
	for _, l := range g.Levels {
		f.Levels = append(f.Levels, standard.Since{From: day(l.From), Level: l.Level})
	}
	for _, s := range g.Suspended {
		f.Suspended = append(f.Suspended, civil.Period{From: day(s.From), To: day(s.Until)})
	}
	for _, s := range g.Spans {
		f.Spans = append(f.Spans, supervision.Span{Kind: supervision.SpanKind(s.Kind), From: day(s.From), Until: day(s.Until), Remote: s.Phone})
	}
	for _, x := range g.Exemptions {
		e := standard.Exemption{Reason: x.Reason, Days: civil.Period{From: day(x.From), To: day(x.Until)}, State: standard.Approved, EndedOn: day(x.EndedOn), Every: x.Every}
		if x.State != "" {
			e.State = standard.State(x.State)
		}
		if x.Visits != nil {
			e.Visits = rulebook.Cell{Set: true, N: 100 * *x.Visits, Status: rulebook.Sourced}
		}
		if x.Calls > 0 {
			e.Remote = standard.RemoteAgreed{Code: "phone_call", Times: x.Calls}
		}
		for _, d := range x.Confirmed {
			e.Confirmed = append(e.Confirmed, standard.Confirmation{Due: day(d), Received: day(d)})
		}
		f.Exemptions = append(f.Exemptions, e)
	}
	for _, a := range g.Appointments {
		x := supervision.Appointment{Kind: a.Kind, State: supervision.Scheduled, Outcome: a.Outcome, AbsenceReason: a.Absence}
		switch a.Outcome {
		case "":
		case "cancelled":
			x.State, x.Outcome = supervision.Cancelled, ""
		default:
			x.State = supervision.Closed
		}
		if e, ok := standard.OfAppointment(rb, x, day(a.On), day(g.Today)); ok {
			f.Events = append(f.Events, e)
		}
	}
	for _, c := range g.Contacts {
		if e, ok := standard.OfContact(rb, "", c.Kind, day(c.On)); ok {
			f.Events = append(f.Events, e)
		}
	}
	return f
}

func (w then) compare(t *testing.T, m standard.Month) {
	t.Helper()
	for kind, numbers := range w.Needs {
		n := m.Find(standard.Kind(kind))
		got := map[string]int{
			"due": n.Due, "done": n.Done, "planned": n.Planned, "waiting": n.Waiting, "excused": n.Excused, "service": n.Service, "missed": n.Missed,
			"short": n.Short, "late": n.Late, "owed_by_service": n.Owed,
		}
		for what, number := range numbers {
			have, known := got[what]
			if !known {
				t.Fatalf("no number is called %s", what)
			}
			if have != number {
				t.Errorf("%s, %s: %d, want %d (%+v)", kind, what, have, number, n)
			}
		}
	}
	for _, kind := range standard.Kinds() {
		if m.Find(kind).Unset != slices.Contains(w.Unset, string(kind)) && w.Unset != nil {
			t.Errorf("%s not set: %v", kind, m.Find(kind).Unset)
		}
	}
	if w.Confirm != nil && m.Totals().ToConfirm != *w.Confirm {
		t.Errorf("to be confirmed: %v", m.Totals().ToConfirm)
	}
	if w.Lines == nil {
		return
	}
	var got []string
	for _, l := range m.Lines {
		got = append(got, words(l))
	}
	if !slices.Equal(got, w.Lines) {
		t.Errorf("lines:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(w.Lines, "\n"))
	}
}

// words is a line as the cases write it.
func words(l standard.Line) string {
	out := fmt.Sprintf("%02d-%02d %s", l.From.Day(), l.Until.Day(), l.Code)
	if l.Level != "" {
		out += " " + l.Level + " " + l.Phase.Name()
	}
	for _, c := range []struct {
		name string
		cell rulebook.Cell
	}{{"office", l.Office}, {"home", l.Home}, {"remote", l.Remote}} {
		if c.cell.Set {
			out += " " + c.name + " " + c.cell.Text()
		}
	}
	if l.Span != "" {
		out += " " + string(l.Span)
	}
	if l.Lowered != "" {
		out += " lowered " + l.Lowered
	}
	if l.Undecided != "" {
		out += " undecided " + l.Undecided
	}
	return out
}
