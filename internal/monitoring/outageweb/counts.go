package outageweb

import (
	"net/url"
	"strconv"
)

// counts say what became of a list: how many rows it had and how many of them were not in the register before.
type counts struct{ entered, rows int }

func (c counts) query() string {
	return url.Values{"entered": {strconv.Itoa(c.entered)}, "rows": {strconv.Itoa(c.rows)}}.Encode()
}

// countsOf reads them from the address to which the import leads; nil where there are none.
func countsOf(v url.Values) *counts {
	entered, err := strconv.Atoi(v.Get("entered"))
	rows, wrong := strconv.Atoi(v.Get("rows"))
	if err != nil || wrong != nil || entered < 0 || entered > rows {
		return nil
	}
	return &counts{entered: entered, rows: rows}
}

func (c counts) known() int { return c.rows - c.entered }
