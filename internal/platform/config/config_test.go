package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/platform/config"
)

func env(pairs ...string) config.Env {
	m := map[string]string{"TUZJOL_": ""}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := m[name]; return v, ok }
}

func TestDefaults(t *testing.T) {
	c, sets, err := config.Load(env())
	if err != nil {
		t.Fatal(err)
	}
	if c.Idle != 15*time.Minute || c.Absolute != 12*time.Hour || c.StepUp != 10*time.Minute || c.MaxFile != 20<<20 ||
		c.Zone.String() != "Asia/Bishkek" || c.Languages[0] != "ky" || c.TLS() {
		t.Errorf("defaults are %+v", c)
	}
	if len(sets) != len(config.Options()) {
		t.Error("config check would not show every option")
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, _, err := config.Load(env("TUZJOL_IDLE", "soon", "TUZJOL_ADDR", "x", "TUZJOL_DEMO", "perhaps"))
	for _, name := range []string{"TUZJOL_IDLE", "TUZJOL_ADDR", "TUZJOL_DEMO"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in %v", name, err)
		}
	}
}

func TestProductionRefusesATrial(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "service.key")
	if err := os.WriteFile(key, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	good := []string{"TUZJOL_PRODUCTION", "true", "TUZJOL_BASE_URL", "https://tuzjol.example", "TUZJOL_DATA", t.TempDir()}
	if _, _, err := config.Load(env(good...)); err != nil {
		t.Fatalf("a good production setting: %v", err)
	}
	cases := map[string][]string{
		"debugging":      {"TUZJOL_DEBUG", "true"},
		"demonstration":  {"TUZJOL_DEMO", "true"},
		"https":          {"TUZJOL_BASE_URL", "http://tuzjol.example"},
		"PARTNER":        {"TUZJOL_PARTNER_URL", "http://tunduk.example"},
		"chmod 600":      {"TUZJOL_KEY_FILE", key},
		"password":       {"TUZJOL_DATABASE", "postgres://tuzjol:tuzjol@db/tuzjol"},
		"METRICS":        {"TUZJOL_METRICS_ADDR", "127.0.0.1:8080"},
		"both or neithe": {"TUZJOL_TLS_CERT", "cert.pem"},
	}
	for what, change := range cases {
		_, _, err := config.Load(env(append(append([]string(nil), good...), change...)...))
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestSecretsComeFromFilesAndAreNotShown(t *testing.T) {
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte("postgres://u:long-canary@db/t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, sets, err := config.Load(env("TUZJOL_DATABASE_FILE", file))
	if err != nil || c.Database != "postgres://u:long-canary@db/t" {
		t.Fatalf("%q, %v", c.Database, err)
	}
	for _, s := range sets {
		if strings.Contains(s.Shown(), "canary") {
			t.Errorf("%s shows a secret", s.Option.Env)
		}
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := config.Load(env("TUZJOL_DATABASE_FILE", file)); err == nil {
		t.Error("a secret that everyone may read was taken")
	}
	if _, _, err := config.Load(env("TUZJOL_DATABASE_FILE", file, "TUZJOL_DATABASE", "postgres://x:y@z/w")); err == nil {
		t.Error("two sources of one secret were taken")
	}
}
