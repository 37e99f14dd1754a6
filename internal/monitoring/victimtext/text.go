// Package victimtext holds the information text for a protected person and the words of messages to her: data of the jurisdiction.
package victimtext

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// Message is a kind of message to a protected person.
type Message string

// The kinds. Danger alone is told at any hour.
const (
	Danger    Message = "danger"    // the wearer is near, or the protection broke
	Reduced   Message = "reduced"   // an outage, a silent device: the technology protects less for now
	Restored  Message = "restored"  // it protects as before
	Suspended Message = "suspended" // the order rests
	Resumed   Message = "resumed"
	Ended     Message = "ended"
	DeviceOff Message = "device_off" // the device was taken off the wearer
	DeviceOn  Message = "device_on"
	Changed   Message = "changed" // the order's terms or one of her places changed
	Renew     Message = "renew"   // the information text has a new version
)

// Messages lists the kinds in the order of screens.
func Messages() []Message {
	return []Message{Danger, Reduced, Restored, Suspended, Resumed, Ended, DeviceOff, DeviceOn, Changed, Renew}
}

// AtAnyHour reports whether a message goes out outside her hours.
func (m Message) AtAnyHour() bool { return m == Danger || m == Reduced }

// Text is one version of the information text in one language: what the technology can and cannot do, her rights, and the words of
// messages. It is data of the jurisdiction.
type Text struct {
	Lang     string
	Version  string
	From     civil.Date // the first day of the version
	Status   string     // "S" sourced, "?" to be confirmed
	Title    string
	Lead     string
	Can      []string
	Cannot   []string
	Rights   []string
	Neutral  string            // a message that anybody may read; {phone} stands for the number to call
	Urgent   string            // the same for a danger
	Say      map[string]string // by the kind of message: what is said to her on the telephone
	Question []string          // by which it is made sure that she understood
}

// Texts are all versions in all languages.
type Texts []Text

// InForce is the text of a language on a day.
func (t Texts) InForce(lang string, on civil.Date) (Text, bool) {
	best, ok := Text{}, false
	for _, x := range t {
		if x.Lang == lang && !x.From.After(on) && (!ok || best.From.Before(x.From)) {
			best, ok = x, true
		}
	}
	return best, ok
}

// Version is one version of a language, for a consent that was given to it.
func (t Texts) Version(lang, version string) (Text, bool) {
	i := slices.IndexFunc(t, func(x Text) bool { return x.Lang == lang && x.Version == version })
	if i < 0 {
		return Text{}, false
	}
	return t[i], true
}

// Languages lists the languages that have a text on a day, in the order of the files.
func (t Texts) Languages(on civil.Date) []string {
	var out []string
	for _, x := range t {
		if !slices.Contains(out, x.Lang) && !x.From.After(on) {
			out = append(out, x.Lang)
		}
	}
	return out
}

// Since is the day from which the text in force of a language holds, for the clock of a renewal.
func (t Texts) Since(lang string, on civil.Date) civil.Date {
	x, _ := t.InForce(lang, on)
	return x.From
}

// Check says what is wrong with the files: every language that has a text says every kind of message.
func (t Texts) Check() fault.Problems {
	var p fault.Problems
	for _, x := range t {
		name := x.Lang + " " + x.Version
		if x.Title == "" || x.Lead == "" || len(x.Can) == 0 || len(x.Cannot) == 0 || len(x.Rights) == 0 || len(x.Question) == 0 || x.From.IsZero() || x.Version == "" {
			p.Add(name, "field.required")
		}
		if !strings.Contains(x.Neutral, "{phone}") || !strings.Contains(x.Urgent, "{phone}") {
			p.Add(name, "field.required")
		}
		for _, k := range Messages() {
			if x.Say[string(k)] == "" {
				p.Add(name, "field.required")
			}
		}
	}
	return p
}

// SMSText is what a message says in writing: words that tell a stranger nothing. call is the number to call back.
func (t Text) SMSText(m Message, phrase, call string) string {
	text := t.Neutral
	if m.AtAnyHour() {
		text = t.Urgent
	}
	if m == Danger && strings.TrimSpace(phrase) != "" {
		return phrase
	}
	return strings.ReplaceAll(text, "{phone}", call)
}
