package victim

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/victimtext"
	"tuzjol/internal/rulebook"
)

// Consent is one consent of a protected person to the information text of one version. At most one stands.
type Consent struct {
	ID          string
	Text        string // version of the information text that was read to her
	Lang        string
	On          civil.Date
	Understood  string // code
	Signed      string // code
	Witness     string
	Words       string
	MadeAt      civil.Instant
	MadeBy      string
	ReplacedAt  civil.Instant // by a renewal
	WithdrawnAt civil.Instant
	WithdrawnBy string
	How         string // code of the way in which she withdrew
	Why         string // in her words, if she gave any; she need not
}

// Stands reports whether the consent holds.
func (c Consent) Stands() bool { return c.ID != "" && c.ReplacedAt.IsZero() && c.WithdrawnAt.IsZero() }

// Check says everything that is wrong with a consent that is to be written down: it is given to the text in force, in a language in
// which there is one, and it is known how she understood it.
func (c Consent) Check(texts Texts, rb *rulebook.Rulebook, today civil.Date) fault.Problems {
	var p fault.Problems
	switch t, ok := texts.InForce(c.Lang, today); {
	case !ok:
		p.Add("lang", "field.choose")
	case c.Text != t.Version:
		p.Add("text", "monitoring.victim.text_old", "Version", t.Version)
	}
	switch {
	case c.On.IsZero():
		p.Add("on", "field.required")
	case c.On.After(today):
		p.Add("on", "date.future")
	}
	if !rb.List(ListUnderstood).Holds(c.Understood, today) {
		p.Add("understood", "field.choose")
	}
	if !rb.List(ListSigned).Holds(c.Signed, today) {
		p.Add("signed", "field.choose")
	}
	item, _ := rb.List(ListSigned).Item(c.Signed)
	if item.Is("witness") && strings.TrimSpace(c.Witness) == "" {
		p.Add("witness", "monitoring.victim.witness_needed")
	}
	long(&p, "witness", c.Witness, 200)
	long(&p, "words", c.Words, MaxText)
	return p
}

// StateOf is how the consent of a person stands on a day. latest is the last one that was written down.
func StateOf(latest Consent, over bool, texts Texts, today civil.Date) State {
	switch {
	case over:
		return Over
	case latest.ID == "":
		return NoConsent
	case !latest.Stands():
		return Withdrawn
	}
	if t, ok := texts.InForce(latest.Lang, today); ok && t.Version != latest.Text {
		return Renew
	}
	return Standing
}

// Text is one version of the information text in one language.
type Text = victimtext.Text

// Texts are all versions in all languages.
type Texts = victimtext.Texts
