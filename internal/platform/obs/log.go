// Package obs is what operators see: a log and figures of the machine's work, neither of which holds personal data.
package obs

import (
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// NewLog makes the service's log. Attributes whose name speaks of a person or a secret are dropped, and digits in the
// shape of a personal number or phone are masked wherever they stand: the last net, not the rule.
func NewLog(w io.Writer, format string, level slog.Level) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// Level reads debug, info, warn or error; anything else is info.
func Level(name string) slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(name)) != nil {
		return slog.LevelInfo
	}
	return l
}

// forbidden are parts of attribute names whose values never reach the log.
var forbidden = []string{
	"password", "secret", "token", "cookie", "authorization", "otp", "totp", "pin", "phone", "surname",
	"given", "patronymic", "birth", "street", "query", "body", "form",
}

// long runs of digits: a PIN has 14, a phone 9 to 12; identifiers and instants have letters or signs between.
var digits = regexp.MustCompile(`\b\+?\d{9,16}\b`)

func redact(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey) {
		return a
	}
	name := strings.ToLower(a.Key)
	for _, f := range forbidden {
		if name == f || strings.HasPrefix(name, f+"_") || strings.HasSuffix(name, "_"+f) {
			return slog.String(a.Key, "(not logged)")
		}
	}
	switch v := a.Value.Any().(type) {
	case string:
		return slog.String(a.Key, mask(v))
	case error:
		return slog.String(a.Key, mask(v.Error()))
	}
	return a
}

// postgresDetail is where PostgreSQL repeats the values of a row in an error.
var postgresDetail = regexp.MustCompile(`(?s)(Key \([^)]*\)=)\([^)]*\)|(Failing row contains )\(.*\)`)

func mask(s string) string {
	s = postgresDetail.ReplaceAllString(s, "$1$2(...)")
	return digits.ReplaceAllString(s, "#########")
}
