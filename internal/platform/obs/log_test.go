package obs_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"tuzjol/internal/platform/obs"
)

func TestNothingPersonalReachesTheLog(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		log := obs.NewLog(&out, format, slog.LevelInfo)
		log.Info("12345678901234 came", "pin", "canary-one", "password", "canary-two", "reset_token", "canary-three",
			"error", errors.New(`duplicate: Key (pin)=(canary-four) already exists`), "note", "call +996700112233",
			"request", "0199a000-0000-7000-8000-123456789012", "route", "/clients/{id}")
		for _, canary := range []string{"canary", "12345678901234", "996700112233"} {
			if strings.Contains(out.String(), canary) {
				t.Errorf("%s log holds %q: %s", format, canary, out.String())
			}
		}
		if !strings.Contains(out.String(), "/clients/{id}") {
			t.Errorf("%s log lost the route", format)
		}
	}
}
