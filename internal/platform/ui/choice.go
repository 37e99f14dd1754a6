package ui

import (
	"github.com/a-h/templ"

	"tuzjol/internal/kernel/msg"
)

// Choice is a field whose value comes from a list.
type Choice struct {
	Field
	Options []Option
	Empty   msg.Message // first, empty option of a Select; none when its key is empty
	Inline  bool        // short options side by side
}

// Option is one value of a Choice. Label is a message; Text is data shown instead, such as the name of an office.
type Option struct {
	Value  string
	Label  msg.Message
	Text   string
	Hint   msg.Message
	Reveal templ.Component // further questions, shown while the option is chosen
}

// optionID is the id of an option's control: the first has the field's own id, so that the error summary reaches it.
func (f Form) optionID(name string, i int) string {
	if i == 0 {
		return f.ID(name)
	}
	return f.ID(name) + "-" + itoa(i+1)
}

// optionAttributes tie an option to its hint, its further questions and, without a legend, the field's error.
func (f Form) optionAttributes(c Choice, i int) templ.Attributes {
	a := templ.Attributes{}
	if said(c.Options[i].Hint) {
		a["aria-describedby"] = f.optionID(c.Name, i) + "-item-hint"
	} else if d := f.describedBy(c.Field); d != "" && !said(c.Label) {
		a["aria-describedby"] = d
	}
	if c.Options[i].Reveal != nil {
		a["data-reveal"] = f.optionID(c.Name, i) + "-more"
	}
	return a
}
