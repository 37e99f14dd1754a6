package command_test

import (
	"strings"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/command"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/rulebook"
	"tuzjol/jurisdiction/kg"
)

func book(t *testing.T) *rulebook.Rulebook {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set.At(civil.MustDate("2026-11-02"))
}

func limits(t *testing.T) command.Limits {
	return command.LimitsOf(book(t), civil.MustDate("2026-11-02"))
}

func TestWhatMayBeAsked(t *testing.T) {
	l := limits(t)
	reason := rulebook.Item{Code: "check"}
	for name, x := range map[string]struct {
		ask    command.Ask
		shakes command.Shakes
		want   string // field:key of the one problem
	}{
		"a place":               {ask: command.Ask{Kind: command.Locate, Reason: reason, Known: true}},
		"no such kind":          {ask: command.Ask{Kind: "listen", Reason: reason, Known: true}, want: "kind:field.choose"},
		"no reason":             {ask: command.Ask{Kind: command.Restart}, want: "reason:field.choose"},
		"an interval":           {ask: command.Ask{Kind: command.Interval, Arg: "60", Reason: reason, Known: true}},
		"an interval too short": {ask: command.Ask{Kind: command.Interval, Arg: "1", Reason: reason, Known: true}, want: "seconds:monitoring.command.interval_wrong"},
		"an interval in words":  {ask: command.Ask{Kind: command.Interval, Arg: "60;cpureset", Reason: reason, Known: true}, want: "seconds:monitoring.command.interval_wrong"},
		"a mode":                {ask: command.Ask{Kind: command.Mode, Arg: "saving", Reason: reason, Known: true}},
		"no such mode":          {ask: command.Ask{Kind: command.Mode, Arg: "talk", Reason: reason, Known: true}, want: "mode:field.choose"},
		"a shake":               {ask: command.Ask{Kind: command.Vibrate, Reason: reason, Known: true, Hour: 12}},
		"a shake at night":      {ask: command.Ask{Kind: command.Vibrate, Reason: reason, Known: true, Hour: 2}, want: "kind:monitoring.command.quiet"},
		"too many in an hour":   {ask: command.Ask{Kind: command.Vibrate, Reason: reason, Known: true, Hour: 12}, shakes: command.Shakes{Hour: l.PerHour, Day: l.PerHour}, want: "kind:monitoring.command.enough"},
		"too many in a day":     {ask: command.Ask{Kind: command.Vibrate, Reason: reason, Known: true, Hour: 12}, shakes: command.Shakes{Day: l.PerDay}, want: "kind:monitoring.command.enough"},
	} {
		p := l.Check(x.ask, x.shakes)
		got := ""
		for _, one := range p {
			got += one.Field + ":" + one.Msg.Key
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// Without a rulebook nothing is shaken at any hour.
func TestWithoutRulesNobodyIsShaken(t *testing.T) {
	l := command.LimitsOf(&rulebook.Rulebook{}, civil.MustDate("2026-11-02"))
	for hour := range 24 {
		if p := l.Check(command.Ask{Kind: command.Vibrate, Known: true, Hour: hour}, command.Shakes{}); len(p) == 0 {
			t.Errorf("shaken at %d", hour)
		}
	}
}

// The words of the rulebook fit their frames, and none of them listens, talks or calls.
func TestWordsOfTheRulebook(t *testing.T) {
	list := book(t).List(command.ListWords)
	if len(list.Items) == 0 {
		t.Fatal("no words")
	}
	for _, i := range list.Items {
		for protocol, words := range i.Attr {
			if _, err := protocols.Protocol(protocol).Command(1, strings.ReplaceAll(words, "{}", "3600")); err != nil {
				t.Errorf("%s for %s: %v", i.Code, protocol, err)
			}
			for _, bad := range []string{"monitor", "listen", "voice", "call", "audio", "mic", "sos", "spy", "factory", "relay"} {
				if strings.Contains(strings.ToLower(words), bad) {
					t.Errorf("%s for %s says %s", i.Code, protocol, words)
				}
			}
		}
	}
	if w, ok := command.Words(list, "gt06", command.Interval, "60"); !ok || !strings.Contains(w, "60") || strings.Contains(w, "{}") {
		t.Errorf("interval of gt06: %q %v", w, ok)
	}
	if w, ok := command.Words(list, "h02", command.Locate, ""); ok {
		t.Errorf("h02 has words: %q", w)
	}
	if w, ok := command.Words(list, "teltonika", command.Mode, "saving"); !ok || w == "" {
		t.Errorf("mode of teltonika: %q", w)
	}
}
