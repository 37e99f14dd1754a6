package i18n

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/go-playground/locales"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
)

type ctxKey struct{}

// speaker is what the context carries: the catalogue, the reader's language and the service's time zone.
type speaker struct {
	cat  *Catalogue
	lang string
	zone *time.Location
}

// WithCatalogue puts the catalogue, the reader's language and the time zone of the service in the context. An unknown
// language becomes Kyrgyz; no zone becomes UTC.
func WithCatalogue(ctx context.Context, cat *Catalogue, lang string, zone *time.Location) context.Context {
	if !Supported(lang) {
		lang = Kyrgyz
	}
	if zone == nil {
		zone = time.UTC
	}
	return context.WithValue(ctx, ctxKey{}, &speaker{cat: cat, lang: lang, zone: zone})
}

// With changes the language of a context, for example to print a sheet in the client's language.
func With(ctx context.Context, lang string) context.Context {
	s := from(ctx)
	return WithCatalogue(ctx, s.cat, lang, s.zone)
}

func from(ctx context.Context) *speaker {
	if s, ok := ctx.Value(ctxKey{}).(*speaker); ok {
		return s
	}
	return &speaker{lang: Kyrgyz, zone: time.UTC}
}

func (s *speaker) data() locales.Translator {
	if s.cat == nil {
		return data(s.lang)
	}
	return s.cat.data[s.lang]
}

// Lang is the language of the context, as the lang attribute of a page writes it.
func Lang(ctx context.Context) string { return from(ctx).lang }

// Zone is the time zone of the service.
func Zone(ctx context.Context) *time.Location { return from(ctx).zone }

// Has reports whether the context's language has a key; for optional texts such as hints.
func Has(ctx context.Context, key string) bool {
	s := from(ctx)
	return s.cat != nil && s.cat.Has(s.lang, key)
}

// T is the text of a key; args are name, value pairs. Values are shown in the reader's language: dates, instants,
// numbers, nested messages. An absent key shows as ⟦key⟧ and is logged.
func T(ctx context.Context, key string, args ...any) string {
	s := from(ctx)
	t, ok := s.find(key, other)
	if !ok {
		return s.miss(key)
	}
	return s.render(ctx, key, t, func(name string) (any, bool) { return pair(args, name) })
}

// N is the text of a key in the plural form for n; the text may show n as {{.Count}}.
func N(ctx context.Context, key string, n int, args ...any) string {
	return Msg(ctx, msg.Plural(key, n, args...))
}

// Msg is the text of a message made by a rule.
func Msg(ctx context.Context, m msg.Message) string {
	s := from(ctx)
	form := other
	if m.Count != nil && s.cat != nil {
		form = s.cat.form(s.lang, *m.Count)
	}
	t, ok := s.find(m.Key, form)
	if !ok {
		return s.miss(m.Key)
	}
	return s.render(ctx, m.Key, t, func(name string) (any, bool) { v, ok := m.Args[name]; return v, ok })
}

func (s *speaker) find(key, form string) (text, bool) {
	if s.cat == nil {
		return text{}, false
	}
	m, ok := s.cat.messages[s.lang][key]
	if !ok {
		return text{}, false
	}
	if t, ok := m[form]; ok {
		return t, true
	}
	t, ok := m[other]
	return t, ok
}

func (s *speaker) miss(key string) string {
	if s.cat == nil {
		return wrap(key)
	}
	return s.cat.miss(s.lang, key)
}

func (s *speaker) render(ctx context.Context, key string, t text, arg func(string) (any, bool)) string {
	out, absent := t.render(func(name string) (string, bool) {
		v, ok := arg(name)
		if !ok {
			return wrap(name), false
		}
		return show(ctx, v), true
	})
	if absent != "" {
		s.cat.note(s.lang, key+" "+absent)
	}
	return out
}

func pair(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// show writes one argument in the reader's language.
func show(ctx context.Context, v any) string {
	switch x := v.(type) {
	case string:
		return x
	case int:
		return Number(ctx, x)
	case int64:
		return Number(ctx, x)
	case civil.Date:
		return Date(ctx, x)
	case civil.Partial:
		return Partial(ctx, x)
	case civil.Term:
		return Term(ctx, x)
	case civil.Instant:
		return Instant(ctx, x)
	case msg.Message:
		return Msg(ctx, x)
	case interface{ In(lang string) string }: // a text of the rulebook, in several languages
		return x.In(Lang(ctx))
	case float64:
		return Decimal(ctx, x, decimals(x))
	case bool:
		if x {
			return T(ctx, "common.yes")
		}
		return T(ctx, "common.no")
	case fmt.Stringer:
		return x.String()
	}
	return fmt.Sprint(v)
}

func decimals(x float64) int {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	for i := range s {
		if s[i] == '.' {
			return len(s) - i - 1
		}
	}
	return 0
}
