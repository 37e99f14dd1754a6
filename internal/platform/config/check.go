package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
)

// check refuses settings that do not fit together, and in production whatever only a trial may have (check S56).
func (c Config) check() []error {
	var out []error
	refuse := func(bad bool, remedy string) {
		if bad {
			out = append(out, errors.New(remedy))
		}
	}
	refuse((c.TLSCert == "") != (c.TLSKey == ""), "TUZJOL_TLS_CERT and TUZJOL_TLS_KEY: set both or neither")
	refuse(c.Absolute > 0 && c.Idle > c.Absolute, "TUZJOL_IDLE: longer than TUZJOL_ABSOLUTE")
	refuse(c.Metrics != "" && c.Metrics == c.Addr, "TUZJOL_METRICS_ADDR: metrics must not stand on the public listener")
	refuse(c.Portal != "" && c.Portal == c.Addr, "TUZJOL_PORTAL_ADDR: the clients' pages must not stand on the listener of the staff")
	for _, file := range []string{c.ServiceKey(), c.TLSKey} {
		if err := private(file); file != "" && err != nil && !errors.Is(err, fs.ErrNotExist) {
			out = append(out, err)
		}
	}
	if !c.Production {
		return out
	}
	refuse(c.Debug || c.LogLevel == "debug", "TUZJOL_DEBUG and TUZJOL_LOG_LEVEL: no debugging in production")
	refuse(c.Demo, "TUZJOL_DEMO: no demonstration in production")
	refuse(!c.TLS(), "TUZJOL_BASE_URL: https:// in production")
	refuse(c.Portal != "" && !strings.HasPrefix(c.PortalURL, "https://"), "TUZJOL_PORTAL_URL: https:// in production")
	refuse(strings.HasPrefix(c.PartnerURL, "http://"), "TUZJOL_PARTNER_URL: https:// in production")
	refuse(strings.HasPrefix(c.GatewayURL, "http://"), "TUZJOL_GATEWAY_URL: https:// in production")
	refuse(defaultPassword(c.Database), "TUZJOL_DATABASE: the password is missing or a well-known one; choose another")
	return out
}

// private refuses a file that other users of the machine may read or change.
func private(path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o027 != 0 {
		return fmt.Errorf("%s has mode %04o: others may read or change it; run chmod 600 on it", path, info.Mode().Perm())
	}
	return nil
}

func defaultPassword(database string) bool {
	u, err := url.Parse(database)
	if database == "" || err != nil {
		return false
	}
	host := u.Query().Get("host")
	if u.Host == "" && (host == "" || strings.HasPrefix(host, "/")) {
		return false // a socket of the same machine: the operating system knows who asks
	}
	password, set := u.User.Password()
	switch strings.ToLower(password) {
	case "postgres", "password", "tuzjol", "admin", "secret", "changeme", "123456", u.User.Username():
		return true
	}
	return !set || password == ""
}
