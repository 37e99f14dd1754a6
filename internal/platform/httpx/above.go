package httpx

import (
	"net/http"
	"net/url"
	"path"
)

// above is the page that holds the form whose address is asked for: a refused form stays at the address it was sent to,
// and whoever reloads it, bookmarks it or chooses another language there must not meet a page that is missing. It is ""
// for an address to which nothing is sent.
func (r *Router) above(req *http.Request) string {
	if !safe(req.Method) {
		return ""
	}
	if _, pattern := r.posts.Handler(req); pattern == "" {
		return ""
	}
	for at := path.Dir(req.URL.Path); at != "/" && at != "."; at = path.Dir(at) {
		page := &url.URL{Path: at, RawQuery: req.URL.RawQuery}
		if _, pattern := r.mux.Handler(&http.Request{Method: http.MethodGet, Host: req.Host, URL: page}); pattern != "" && pattern != "/" {
			return Local(page.String(), "")
		}
	}
	return ""
}
