package i18n

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// other is the plural form of every language, and the only form of a text without a count.
const other = "other"

var (
	forms    = []string{"zero", "one", "two", "few", "many", other}
	argument = regexp.MustCompile(`^\.([A-Za-z][A-Za-z0-9_]*)$`) // facts name their items in lower case
)

// message is one catalogue entry: its text by plural form.
type message map[string]text

// text is fixed pieces with arguments between them: pieces[0] args[0] pieces[1] ...
type text struct {
	pieces []string
	args   []string
}

// formNames is a message whose plural forms are their own names: asking for it with a number tells the form, so that
// the rules of CLDR stay those of the library.
func formNames() *goi18n.Message {
	return &goi18n.Message{ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: other}
}

// form is the plural form that a language uses for n.
func (c *Catalogue) form(lang string, n int) string {
	f, err := c.plurals[lang].Localize(&goi18n.LocalizeConfig{MessageID: "form", PluralCount: n})
	if err != nil {
		return other
	}
	return f
}

// parse reads one catalogue file. A table whose names are plural forms is a plural message; any other table is a
// part of the key.
func parse(data []byte) (map[string]message, error) {
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("toml: %w", err)
	}
	out := map[string]message{}
	return out, flatten("", tree, out)
}

func flatten(prefix string, tree map[string]any, out map[string]message) error {
	for name, value := range tree {
		key := prefix + name
		m := message{}
		switch v := value.(type) {
		case string:
			t, err := compile(v)
			if err != nil {
				return fmt.Errorf("key %q: %w", key, err)
			}
			m[other] = t
		case map[string]any:
			if !isPlural(v) {
				if err := flatten(key+".", v, out); err != nil {
					return err
				}
				continue
			}
			if err := m.fill(v); err != nil {
				return fmt.Errorf("key %q: %w", key, err)
			}
		default:
			return fmt.Errorf("key %q: text expected, found %T", key, value)
		}
		if _, ok := out[key]; ok {
			return fmt.Errorf("key %q stands twice", key)
		}
		out[key] = m
	}
	return nil
}

func isPlural(v map[string]any) bool {
	_, ok := v[other].(string)
	for name := range v {
		ok = ok && (slices.Contains(forms, name) || name == "description")
	}
	return ok
}

func (m message) fill(v map[string]any) error {
	for form, s := range v {
		if form == "description" {
			continue
		}
		raw, ok := s.(string)
		if !ok {
			return fmt.Errorf("form %q: text expected", form)
		}
		t, err := compile(raw)
		if err != nil {
			return fmt.Errorf("form %q: %w", form, err)
		}
		m[form] = t
	}
	return nil
}

// compile splits a text at its arguments; only {{.Name}} is allowed, so that a text can neither fail nor compute.
func compile(s string) (text, error) {
	var t text
	for {
		before, rest, found := strings.Cut(s, "{{")
		t.pieces = append(t.pieces, before)
		if !found {
			return t, nil
		}
		inner, after, closed := strings.Cut(rest, "}}")
		name := argument.FindStringSubmatch(strings.TrimSpace(inner))
		if !closed || name == nil {
			return text{}, fmt.Errorf("only {{.Name}} is allowed, found {{%s", inner)
		}
		t.args = append(t.args, name[1])
		s = after
	}
}

// render puts values in; the first absent argument is named in the second result.
func (t text) render(value func(name string) (string, bool)) (string, string) {
	if len(t.args) == 0 {
		return t.pieces[0], ""
	}
	var b strings.Builder
	absent := ""
	for i, piece := range t.pieces {
		b.WriteString(piece)
		if i == len(t.args) {
			break
		}
		v, ok := value(t.args[i])
		if !ok && absent == "" {
			absent = t.args[i]
		}
		b.WriteString(v)
	}
	return b.String(), absent
}
