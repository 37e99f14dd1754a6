package httpx

import (
	"net"
	"net/netip"
)

// Limits bound how fast one account, or one address without an account, may ask. Zero means no limit.
type Limits struct {
	AccountPerMinute int
	AddressPerMinute int
	Proxies          []netip.Prefix // whose X-Forwarded-For is believed
}

func (l Limits) trusted(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range l.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func hostOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}
