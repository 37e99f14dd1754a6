package ui

import (
	"net/url"
	"strings"
)

// Address is a page's address with some query parameters replaced; pairs are name, value, and an empty value removes
// the parameter. It keeps filters while sorting, paging or changing the language.
func Address(at *url.URL, pairs ...string) string {
	if at == nil {
		at = &url.URL{}
	}
	q := at.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	u := url.URL{Path: at.Path, RawQuery: q.Encode()}
	if u.Path == "" && u.RawQuery == "" {
		return "?"
	}
	return u.String()
}

// SortOf reads the parameter that sort links write: "name" ascending, "-name" descending; fallback when there is none.
func SortOf(q url.Values, fallback string) (key string, desc bool) {
	key = q.Get("sort")
	if key == "" {
		key = fallback
	}
	return strings.CutPrefix(key, "-")
}

// sortLink is where a column's heading leads: its own order first, the other way round when it already sorts.
func (g Grid) sortLink(c Column) string {
	next := c.Sort
	if g.Sort == c.Sort && !g.Desc {
		next = "-" + c.Sort
	}
	return Address(g.At, "sort", next, "after", "")
}

// order is the aria-sort value of a column.
func (g Grid) order() string {
	if g.Desc {
		return "descending"
	}
	return "ascending"
}
