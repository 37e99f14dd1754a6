// Package i18n speaks Kyrgyz, Russian and English: messages by key with plural forms, dates, numbers, and the choice of
// language. All text that a person reads is made here, on the server, because browsers lack Kyrgyz locale data.
package i18n

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/go-playground/locales"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages of the service. Kyrgyz, the state language, is the default; Russian is the official language.
const (
	Kyrgyz  = "ky"
	Russian = "ru"
	English = "en"
)

// Languages lists the codes in the order in which pages offer them.
func Languages() []string { return []string{Kyrgyz, Russian, English} }

// Supported reports whether the service speaks a language.
func Supported(lang string) bool { return slices.Contains(Languages(), lang) }

// LanguageName is the name of a language in itself, as the language switch shows it.
func LanguageName(lang string) string {
	switch lang {
	case Kyrgyz:
		return "Кыргызча"
	case Russian:
		return "Русский"
	case English:
		return "English"
	}
	return lang
}

// Catalogue holds all messages in all languages. It does not change after Load, and many goroutines may use it.
type Catalogue struct {
	// Log receives what is missing; nil means the default logger. Set it before use.
	Log *slog.Logger

	messages map[string]map[string]message // language, key
	areas    map[string]string             // key to the area that defines it
	plurals  map[string]*goi18n.Localizer
	data     map[string]locales.Translator
	matcher  language.Matcher

	mu     sync.Mutex
	missed map[string]bool
}

// Load reads every <area>.<language>.toml at the root of fsys. It refuses a file of an unknown language, a key that two
// areas define, and a text with anything but plain {{.Name}} arguments. Faults name the file and the key.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{
		messages: map[string]map[string]message{},
		areas:    map[string]string{},
		plurals:  map[string]*goi18n.Localizer{},
		data:     map[string]locales.Translator{},
		missed:   map[string]bool{},
	}
	for _, lang := range Languages() {
		c.messages[lang] = map[string]message{}
		c.data[lang] = data(lang)
	}
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	for _, name := range names {
		if err := c.loadFile(fsys, name); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
	}
	return c, c.prepare()
}

func (c *Catalogue) loadFile(fsys fs.FS, name string) error {
	area, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".toml"), ".")
	if !ok || !Supported(lang) {
		return fmt.Errorf("name it <area>.<language>.toml with a language of %v", Languages())
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	found, err := parse(data)
	if err != nil {
		return err
	}
	for key, m := range found {
		if other, ok := c.areas[key]; ok && other != area {
			return fmt.Errorf("key %q is already in area %q", key, other)
		}
		c.areas[key] = area
		c.messages[lang][key] = m
	}
	return nil
}

// prepare makes what chooses a plural form and a language.
func (c *Catalogue) prepare() error {
	tags := make([]language.Tag, 0, len(Languages()))
	bundle := goi18n.NewBundle(language.MustParse(Kyrgyz))
	for _, lang := range Languages() {
		tag, err := language.Parse(lang)
		if err != nil {
			return fmt.Errorf("language %s: %w", lang, err)
		}
		tags = append(tags, tag)
		if err := bundle.AddMessages(tag, formNames()); err != nil {
			return fmt.Errorf("plural forms of %s: %w", lang, err)
		}
		c.plurals[lang] = goi18n.NewLocalizer(bundle, lang)
	}
	c.matcher = language.NewMatcher(tags)
	return nil
}

// Match chooses a language for an Accept-Language header; Kyrgyz when the header asks for none that the service speaks.
func (c *Catalogue) Match(header string) string {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return Kyrgyz
	}
	_, i, confidence := c.matcher.Match(wanted...)
	if confidence < language.Low {
		return Kyrgyz
	}
	return Languages()[i]
}

// Has reports whether a language has a key.
func (c *Catalogue) Has(lang, key string) bool {
	_, ok := c.messages[lang][key]
	return ok
}

// Missed lists "language key" for every text that was asked for and absent, and "language key Argument" for every
// argument that was not given; tests require it to be empty.
func (c *Catalogue) Missed() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]string, 0, len(c.missed))
	for k := range c.missed {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// miss notes an absent key and returns what the page shows instead.
func (c *Catalogue) miss(lang, key string) string {
	c.note(lang, key)
	return wrap(key)
}

// note keeps what was missed and logs it the first time.
func (c *Catalogue) note(lang, what string) {
	c.mu.Lock()
	first := !c.missed[lang+" "+what]
	c.missed[lang+" "+what] = true
	c.mu.Unlock()
	if first {
		log := c.Log
		if log == nil {
			log = slog.Default()
		}
		log.Warn("text missing", "lang", lang, "key", what)
	}
}

func wrap(key string) string { return "⟦" + key + "⟧" }
