// Package config reads the settings of the service once, at start, from one table: name, environment variable, its _FILE
// form for secrets, default, check and meaning. Nothing else reads the environment.
package config

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config is what the service runs with.
type Config struct {
	Production bool   // refuses what only a trial may do
	Debug      bool   // more in the log; never in production
	Demo       bool   // invented people, entering as a persona
	Data       string // folder of the database, blobs and the service key
	Database   string // postgres://...; empty: SQLite in Data
	Addr       string // public listener
	Metrics    string // private listener of metrics and profiles; empty: none
	BaseURL    string // how browsers reach the service
	Portal     string // public listener of the clients' own pages; empty: none
	PortalURL  string // how clients reach their pages
	// PortalAudio is the folder with spoken forms of the clients' pages, <language>/<page>.mp3; empty: none.
	PortalAudio string

	MapFile   string // .pmtiles file of the operator under the maps; empty: the boundaries in the program
	MapCredit string // whom the map file is of, shown on every map

	DevicesHTTP string // listener of phones that speak OsmAnd; empty: none
	DevicesTCP  string // listeners of device protocols, "teltonika=0.0.0.0:5027,gt06=0.0.0.0:5023"; empty: none
	DevicesUDP  string

	TLSCert    string
	TLSKey     string
	Proxies    []netip.Prefix
	KeyFile    string // service key; empty: Data/service.key
	AuditDir   string // where signed checkpoints go, outside the database; empty: Data/checkpoints
	PartnerURL string // the Tunduk security server

	GatewayURL       string // where SMS and e-mail are posted; empty: files in Data/outbox
	GatewayToken     string
	GatewayReceipts  string // where it is asked what became of a message; empty: nobody is asked
	GatewayReference bool   // the gateway tells by our reference that it has a message already

	Rulebook  string // folder of the Department's own rulebook files; empty: the shipped ones alone
	Zone      *time.Location
	LogLevel  string
	LogFormat string
	Languages []string

	Idle     time.Duration // a session locks after this long without a request
	Absolute time.Duration // a session ends after this long
	StepUp   time.Duration // how long the second factor counts as fresh
	MaxFile  int64         // bytes of one uploaded file
	Readers  int           // database connections for reading

	AccountPerMinute int
	AddressPerMinute int
}

// Set is one setting as it was found; Value of a secret is never shown.
type Set struct {
	Option Option
	Value  string
	From   string // "default", "environment", "file"
}

// Shown is the value for people: secrets read as "(set)".
func (s Set) Shown() string {
	switch {
	case s.Option.Secret && s.Value != "":
		return "(set)"
	case s.Value == "":
		return "(empty)"
	}
	return s.Value
}

// Env is where settings come from; os.LookupEnv in the service.
type Env func(name string) (string, bool)

// Load reads every option. The error names all that is wrong, one line each with the remedy; the settings that were
// found are returned with it, for "config check".
func Load(env Env) (Config, []Set, error) {
	var c Config
	var sets []Set
	var all []error
	for _, o := range Options() {
		s, err := find(o, env)
		sets = append(sets, s)
		if err == nil {
			err = o.set(&c, s.Value)
		}
		if err != nil {
			all = append(all, fmt.Errorf("%s: %w", o.Env, err))
		}
	}
	all = append(all, unknown(env)...)
	all = append(all, c.check()...)
	return c, sets, errors.Join(all...)
}

func find(o Option, env Env) (Set, error) {
	value, direct := env(o.Env)
	path, filed := env(o.Env + "_FILE")
	switch {
	case direct && filed:
		return Set{Option: o}, fmt.Errorf("set either %s or %s_FILE, not both", o.Env, o.Env)
	case filed:
		if err := private(path); err != nil && o.Secret {
			return Set{Option: o, From: "file"}, err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return Set{Option: o, From: "file"}, fmt.Errorf("%s_FILE cannot be read: %w", o.Env, err)
		}
		return Set{Option: o, Value: strings.TrimSpace(string(b)), From: "file"}, nil
	case direct:
		return Set{Option: o, Value: value, From: "environment"}, nil
	}
	return Set{Option: o, Value: o.Default, From: "default"}, nil
}

// unknown finds misspelled names; it can only look when env is the process's own.
func unknown(env Env) []error {
	if _, marked := env("TUZJOL_"); marked {
		return nil
	}
	var out []error
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if _, mine := env(name); !mine || !strings.HasPrefix(name, "TUZJOL_") || outside[name] {
			continue
		}
		if !known(name) && !known(strings.TrimSuffix(name, "_FILE")) { // a setting may itself end in _FILE
			out = append(out, fmt.Errorf("%s: no such setting; see \"tuzjol config check\"", name))
		}
	}
	return out
}

// outside are variables of the build and the tests, not settings.
var outside = map[string]bool{
	"TUZJOL_REQUIRE": true, "TUZJOL_CASES": true, "TUZJOL_BROWSER": true, "TUZJOL_JOURNEYS": true, "TUZJOL_SHOTS": true, "TUZJOL_TEST_POSTGRES": true,
	"TUZJOL_WEB_SCRATCH": true,
}

func known(name string) bool {
	for _, o := range Options() {
		if o.Env == name {
			return true
		}
	}
	return false
}

// ServiceKey is the path of the service key.
func (c Config) ServiceKey() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return filepath.Join(c.Data, "service.key")
}

// TLS reports whether browsers reach the service over https, by itself or through a proxy.
func (c Config) TLS() bool { return c.TLSCert != "" || strings.HasPrefix(c.BaseURL, "https://") }

// Print writes every setting with its value, where it came from and what it means: the output of "config check".
func Print(w io.Writer, sets []Set) error {
	for _, s := range sets {
		if _, err := fmt.Fprintf(w, "%-26s %-28s %-12s %s\n", s.Option.Env, s.Shown(), s.From, s.Option.Doc); err != nil {
			return err
		}
	}
	return nil
}
