package config

import (
	"fmt"
	"net"
	"slices"
	"strings"
)

// deviceOptions are the doors of electronic monitoring; all are closed unless somebody opens them.
func deviceOptions() []Option {
	return []Option{
		{
			Env: "TUZJOL_DEVICES_HTTP_ADDR", Default: "", Doc: "address and port at which phones of electronic monitoring speak (OsmAnd, Traccar Client); empty lets none in",
			set: address(func(c *Config) *string { return &c.DevicesHTTP }),
		},
		{
			Env: "TUZJOL_DEVICES_TCP", Default: "", Doc: "TCP doors of monitoring devices by comma, such as teltonika=0.0.0.0:5027,gt06=0.0.0.0:5023; also h02, nmea; empty opens none",
			set: devices(func(c *Config) *string { return &c.DevicesTCP }),
		},
		{
			Env: "TUZJOL_DEVICES_UDP", Default: "", Doc: "UDP doors of monitoring devices, in the same form; empty opens none",
			set: devices(func(c *Config) *string { return &c.DevicesUDP }),
		},
	}
}

// devices checks "protocol=address:port" pairs.
func devices(to func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		for pair := range strings.SplitSeq(v, ",") {
			if pair = strings.TrimSpace(pair); pair == "" {
				continue
			}
			p, addr, _ := strings.Cut(pair, "=")
			_, _, err := net.SplitHostPort(addr)
			if err != nil || !slices.Contains([]string{"teltonika", "gt06", "h02", "nmea"}, p) {
				return fmt.Errorf("write protocol=address:port such as teltonika=0.0.0.0:5027 (teltonika, gt06, h02, nmea), not %q", pair)
			}
		}
		*to(c) = v
		return nil
	}
}
