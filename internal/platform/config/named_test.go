package config_test

import (
	"os"
	"strings"
	"testing"

	"tuzjol/internal/platform/config"
)

// Ensure that every setting of the program may be set in the environment of the process, also one whose own name ends in _FILE.
func TestEverySettingIsKnown(t *testing.T) {
	for _, o := range config.Options() {
		t.Setenv(o.Env, "x")
	}
	t.Setenv("TUZJOL_MAP", "x")
	_, _, err := config.Load(os.LookupEnv)
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if strings.Contains(line, "no such setting") != strings.HasPrefix(line, "TUZJOL_MAP:") {
			t.Error(line)
		}
	}
	if !strings.Contains(err.Error(), "TUZJOL_MAP: no such setting") {
		t.Error("a name that is none is taken")
	}
}
