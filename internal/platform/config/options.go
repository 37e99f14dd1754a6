package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Option is one row of the table.
type Option struct {
	Env     string
	Default string
	Doc     string
	Secret  bool
	set     func(c *Config, value string) error
}

// Options is the table, in the order in which "config check" prints it.
func Options() []Option {
	return append([]Option{
		{
			Env: "TUZJOL_PRODUCTION", Default: "false", Doc: "true on a machine with real people: refuses every setting that only a trial may have",
			set: flag(func(c *Config) *bool { return &c.Production }),
		},
		{
			Env: "TUZJOL_DEBUG", Default: "false", Doc: "true writes more to the log; refused in production",
			set: flag(func(c *Config) *bool { return &c.Debug }),
		},
		{
			Env: "TUZJOL_DEMO", Default: "false", Doc: "true opens the demonstration with invented people; refused in production",
			set: flag(func(c *Config) *bool { return &c.Demo }),
		},
		{
			Env: "TUZJOL_DATA", Default: "./data", Doc: "folder of the database, documents and the service key",
			set: text(func(c *Config) *string { return &c.Data }),
		},
		{
			Env: "TUZJOL_DATABASE", Default: "", Doc: "postgres:// address; empty uses SQLite in the data folder", Secret: true,
			set: databaseURL,
		},
		{Env: "TUZJOL_ADDR", Default: "127.0.0.1:8080", Doc: "address and port of the service", set: address(func(c *Config) *string { return &c.Addr })},
		{
			Env: "TUZJOL_METRICS_ADDR", Default: "", Doc: "private address and port of metrics; empty serves none",
			set: address(func(c *Config) *string { return &c.Metrics }),
		},
		{
			Env: "TUZJOL_BASE_URL", Default: "http://127.0.0.1:8080", Doc: "how browsers reach the service; https:// in production",
			set: webURL(func(c *Config) *string { return &c.BaseURL }),
		},
		{Env: "TUZJOL_PORTAL_ADDR", Default: "", Doc: "address and port of the clients' own pages, a host of their own; empty serves none", set: address(func(c *Config) *string { return &c.Portal })},
		{Env: "TUZJOL_PORTAL_URL", Default: "", Doc: "how clients reach their pages; https:// in production", set: webURL(func(c *Config) *string { return &c.PortalURL })},
		{Env: "TUZJOL_PORTAL_AUDIO", Default: "", Doc: "folder with spoken forms of the clients' pages: <language>/<page>.mp3", set: text(func(c *Config) *string { return &c.PortalAudio })},
		{Env: "TUZJOL_TLS_CERT", Default: "", Doc: "certificate file, when no proxy in front does TLS", set: text(func(c *Config) *string { return &c.TLSCert })},
		{Env: "TUZJOL_TLS_KEY", Default: "", Doc: "key file of the certificate", set: text(func(c *Config) *string { return &c.TLSKey })},
		{Env: "TUZJOL_PROXIES", Default: "", Doc: "networks of the proxies whose X-Forwarded-For is believed, by comma", set: proxies},
		{Env: "TUZJOL_KEY_FILE", Default: "", Doc: "service key; empty uses service.key in the data folder", set: text(func(c *Config) *string { return &c.KeyFile })},
		{
			Env: "TUZJOL_CHECKPOINTS", Default: "", Doc: "folder for signed audit checkpoints, better on another machine",
			set: text(func(c *Config) *string { return &c.AuditDir }),
		},
		{
			Env: "TUZJOL_PARTNER_URL", Default: "", Doc: "address of the Tunduk security server; https:// in production",
			set: webURL(func(c *Config) *string { return &c.PartnerURL }),
		},
		{
			Env: "TUZJOL_RULEBOOK", Default: "", Doc: "folder of the Department's own rulebook files, read after the shipped ones; \"tuzjol rulebook check\" it first",
			set: text(func(c *Config) *string { return &c.Rulebook }),
		},
		{Env: "TUZJOL_ZONE", Default: "Asia/Bishkek", Doc: "zone of civil dates", set: zone},
		{Env: "TUZJOL_LOG_LEVEL", Default: "info", Doc: "debug, info, warn or error", set: oneOf(func(c *Config) *string { return &c.LogLevel }, "debug", "info", "warn", "error")},
		{Env: "TUZJOL_LOG_FORMAT", Default: "text", Doc: "text or json", set: oneOf(func(c *Config) *string { return &c.LogFormat }, "text", "json")},
		{Env: "TUZJOL_LANGUAGES", Default: "ky,ru,en", Doc: "languages of the service, the default one first", set: languages},
		{Env: "TUZJOL_IDLE", Default: "15m", Doc: "a session locks after this long without work", set: span(func(c *Config) *time.Duration { return &c.Idle }, time.Minute, 8*time.Hour)},
		{Env: "TUZJOL_ABSOLUTE", Default: "12h", Doc: "a session ends after this long", set: span(func(c *Config) *time.Duration { return &c.Absolute }, 10*time.Minute, 24*time.Hour)},
		{Env: "TUZJOL_STEP_UP", Default: "10m", Doc: "how long the second factor counts as fresh", set: span(func(c *Config) *time.Duration { return &c.StepUp }, time.Minute, time.Hour)},
		{Env: "TUZJOL_MAX_FILE_MB", Default: "20", Doc: "largest uploaded file", set: number(func(c *Config, n int) { c.MaxFile = int64(n) << 20 }, 1, 1024)},
		{Env: "TUZJOL_READERS", Default: "0", Doc: "database connections for reading; 0 means as many as suit the processors", set: number(func(c *Config, n int) { c.Readers = n }, 0, 200)},
		{
			Env: "TUZJOL_ACCOUNT_PER_MINUTE", Default: "600", Doc: "requests one account may make in a minute; 0 is no limit",
			set: number(func(c *Config, n int) { c.AccountPerMinute = n }, 0, 1_000_000),
		},
		{
			Env: "TUZJOL_ADDRESS_PER_MINUTE", Default: "300", Doc: "requests one address may make in a minute before signing in; 0 is no limit",
			set: number(func(c *Config, n int) { c.AddressPerMinute = n }, 0, 1_000_000),
		},
	}, slices.Concat(gatewayOptions(), deviceOptions(), mapOptions())...)
}

// mapOptions say what lies under the maps.
func mapOptions() []Option {
	return []Option{
		{Env: "TUZJOL_MAP_FILE", Default: "", Doc: ".pmtiles file with the country's map, shown under zones and tracks; empty shows simplified boundaries", set: text(func(c *Config) *string { return &c.MapFile })},
		{Env: "TUZJOL_MAP_CREDIT", Default: "Protomaps © OpenStreetMap", Doc: "whom the map file is of; shown on every map", set: text(func(c *Config) *string { return &c.MapCredit })},
	}
}

func text(to func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error { *to(c) = v; return nil }
}

func flag(to func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		b, err := strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("write true or false, not %q", v)
		}
		*to(c) = b
		return nil
	}
}

func number(to func(*Config, int), low, high int) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < low || n > high {
			return fmt.Errorf("write a number from %d to %d, not %q", low, high, v)
		}
		to(c, n)
		return nil
	}
}

func span(to func(*Config) *time.Duration, low, high time.Duration) func(*Config, string) error {
	return func(c *Config, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < low || d > high {
			return fmt.Errorf("write a time from %s to %s, such as 15m, not %q", low, high, v)
		}
		*to(c) = d
		return nil
	}
}

func oneOf(to func(*Config) *string, values ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if !slices.Contains(values, v) {
			return fmt.Errorf("write one of %s, not %q", strings.Join(values, ", "), v)
		}
		*to(c) = v
		return nil
	}
}

func address(to func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v != "" {
			if _, _, err := net.SplitHostPort(v); err != nil {
				return fmt.Errorf("write address:port such as 127.0.0.1:8080, not %q", v)
			}
		}
		*to(c) = v
		return nil
	}
}

func webURL(to func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v != "" {
			u, err := url.Parse(v)
			if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
				return fmt.Errorf("write an address that begins with http:// or https://, not %q", v)
			}
		}
		*to(c) = strings.TrimSuffix(v, "/")
		return nil
	}
}

func databaseURL(c *Config, v string) error {
	if v != "" && !strings.HasPrefix(v, "postgres://") && !strings.HasPrefix(v, "postgresql://") {
		return fmt.Errorf("write a postgres:// address, or leave it empty for SQLite")
	}
	c.Database = v
	return nil
}

func zone(c *Config, v string) error {
	z, err := time.LoadLocation(v)
	if err != nil || v == "" || v == "Local" {
		return fmt.Errorf("write the name of a zone such as Asia/Bishkek, not %q", v)
	}
	c.Zone = z
	return nil
}

func languages(c *Config, v string) error {
	for _, l := range strings.Split(v, ",") {
		l = strings.TrimSpace(l)
		if !slices.Contains([]string{"ky", "ru", "en"}, l) {
			return fmt.Errorf("choose from ky, ru, en, not %q", l)
		}
		c.Languages = append(c.Languages, l)
	}
	return nil
}

func proxies(c *Config, v string) error {
	for _, p := range strings.Split(v, ",") {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return fmt.Errorf("write networks such as 10.1.0.0/24, not %q", p)
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return nil
}
