package outage

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/rulebook"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		address, village string
		want             bool
	}{
		{"с. Кара-Дөбө, ул. Ленина 4", "Кара-Добо", true},
		{"Кара Дөбө айылы", "село Кара-Дөбө", true},
		{"г. Ош, ул. Кара-Дөбө-Баши 3", "Добо Кара", false},
		{"Карадөбө", "Кара-Дөбө", false},
		{"", "Кара-Дөбө", false},
		{"с. Ленинское", "с.", false},
	} {
		if got := Names(c.address, c.village); got != c.want {
			t.Errorf("%q in %q: %v", c.village, c.address, got)
		}
	}
}

func TestCovers(t *testing.T) {
	h := Home{Area: "41706226832010", Address: "с. Кара-Суу", Operator: "a"}
	for _, c := range []struct {
		area, village, operator string
		want                    bool
	}{
		{"41706226000000", "", "", true},
		{"41706226832010", "Кара-Суу", "a", true},
		{"41706226832010", "Кара-Суу", "b", false},
		{"41706226832010", "Ак-Суу", "", false},
		{"41711000000000", "Кара-Суу", "", false},
		{"", "", "a", true},
		{"", "", "b", false},
		{"", "", "", false},
	} {
		if got := Covers(c.area, c.village, c.operator, h); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if Covers(h.Area, "", "a", Home{Area: h.Area}) {
		t.Error("an unknown operator is taken for granted")
	}
}

func TestOperatorOf(t *testing.T) {
	list := rulebook.List{Items: []rulebook.Item{{Code: "a", Attr: map[string]string{"codes": "55 99 755"}}, {Code: "b", Attr: map[string]string{"codes": "77 75"}}}}
	for sim, want := range map[string]string{"+996 555 123456": "a", "0777123456": "b", "996755123456": "a", "755 12 34 56": "a", "0750123456": "b", "89996010": "", "": "", "+7 555 1234567": ""} {
		if got := OperatorOf(list, sim); got != want {
			t.Errorf("%q: %q, want %q", sim, got, want)
		}
	}
}

func TestReadList(t *testing.T) {
	zone := time.FixedZone("", 6*3600)
	got, err := ReadList(strings.NewReader("\ufeffwhat;area;village;from;until;note\npower;41706226832010;Кара-Суу;2026-03-14 09:30;14.03.2026 17:00;РЭС\nnetwork;1;;soon;;\n"), zone)
	if err != nil || len(got) != 2 {
		t.Fatalf("%v %v", got, err)
	}
	if x := got[0]; len(x.Problems) != 0 || x.Village != "Кара-Суу" || x.Line != 2 || !x.From.Equal(time.Date(2026, 3, 14, 3, 30, 0, 0, time.UTC)) || x.To.Sub(x.From) != 450*time.Minute {
		t.Errorf("%+v", x)
	}
	if x := got[1]; len(x.Problems) != 1 || x.Problems[0].Field != "from" {
		t.Errorf("%+v", x)
	}
	for _, bad := range []string{"", "what,area\n", "what,area,from,note\n\"a,b\n"} {
		if _, err := ReadList(strings.NewReader(bad), zone); err == nil {
			t.Errorf("%q is a list", bad)
		}
	}
}
