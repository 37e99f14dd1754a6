package ui

import (
	"net/url"
	"slices"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
)

// Form is what was typed and what is wrong with it. For an empty form leave both out; to offer the present values, put
// them in Values. Prefix keeps the ids of several forms on one page apart.
type Form struct {
	Values   url.Values
	Problems []fault.Problem
	Prefix   string
}

// NewForm makes a form of what was sent and the fault it met; err may be nil or no fault.
func NewForm(values url.Values, err error) Form {
	f := Form{Values: values}
	if bad := fault.As(err); bad != nil {
		f.Problems = bad.Problems
		if len(f.Problems) == 0 {
			f.Problems = []fault.Problem{{Msg: bad.Msg}}
		}
	}
	return f
}

// Value is what a field shows.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Has reports whether a value of a field was chosen.
func (f Form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Problem lists what is wrong with a field.
func (f Form) Problem(name string) []msg.Message {
	var out []msg.Message
	for _, p := range f.Problems {
		if p.Field == name && name != "" {
			out = append(out, p.Msg)
		}
	}
	return out
}

// ID is the id of a field's control; the error summary links to it.
func (f Form) ID(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '-'
	}, f.Prefix+name)
}

// Field describes one field of a form.
type Field struct {
	Name         string
	Label        msg.Message
	Hint         msg.Message
	Optional     bool        // shown beside the label
	Source       msg.Message // where a value that nobody typed came from
	HideLabel    bool        // for a filter or search whose meaning is plain to the eye
	Type         string      // of the input: text (when empty), tel, email, password, search
	Mode         string      // inputmode: numeric for digits
	Autocomplete string      // "off" when empty: shared computers must not offer other people's data
	Width        int         // characters: 2, 3, 4, 5, 10, 20 or 30; 0 is the full width
	Rows         int         // of a text area; 4 when 0
	Max          int         // characters at most; said in the hint
	Lang         string      // of what is typed, when it is not the page's
	Accept       string      // of a file
	Multiple     bool        // of a file
	Search       bool        // "/" puts the cursor here
}

// describedBy lists the ids that explain a control.
func (f Form) describedBy(fd Field) string {
	var ids []string
	if fd.hasHint() {
		ids = append(ids, f.ID(fd.Name)+"-hint")
	}
	if len(f.Problem(fd.Name)) > 0 {
		ids = append(ids, f.ID(fd.Name)+"-error")
	}
	return strings.Join(ids, " ")
}

func (fd Field) hasHint() bool { return fd.Hint.Key != "" || fd.Max > 0 }

func (f Form) group(fd Field) string {
	if len(f.Problem(fd.Name)) > 0 {
		return "govuk-form-group govuk-form-group--error"
	}
	return "govuk-form-group"
}

// control is the class of a control: block, its error form, its width.
func (f Form) control(block string, fd Field) string {
	class := "govuk-" + block
	if len(f.Problem(fd.Name)) > 0 {
		class += " govuk-" + block + "--error"
	}
	switch fd.Width {
	case 2, 3, 4, 5, 10, 20, 30:
		class += " govuk-input--width-" + itoa(fd.Width)
	}
	return class
}

func (fd Field) kind() string { return orElse(fd.Type, "text") }

func (fd Field) autocomplete() string { return orElse(fd.Autocomplete, "off") }

func (fd Field) rows() string {
	if fd.Rows > 0 {
		return itoa(fd.Rows)
	}
	return "4"
}
