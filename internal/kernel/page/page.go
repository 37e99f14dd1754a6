// Package page holds keyset paging: a cursor is the sort key and identifier of the last row seen, never an offset.
package page

import (
	"encoding/base64"
	"encoding/json"
)

// DefaultSize is the rows of one page; MaxSize bounds what a caller may ask.
const (
	DefaultSize = 50
	MaxSize     = 500
)

// Cursor points after the last row of a page.
type Cursor struct {
	Key string `json:"k"`
	ID  string `json:"i"`
}

// Request asks for a page: how many rows, after which cursor, in which order.
type Request struct {
	Size  int
	After Cursor
	Sort  string
	Desc  bool
}

// Limit returns the size within bounds.
func (r Request) Limit() int {
	switch {
	case r.Size <= 0:
		return DefaultSize
	case r.Size > MaxSize:
		return MaxSize
	}
	return r.Size
}

// Encode gives the cursor as URL text; empty for none. Sort keys of people are folded names, so callers that page over
// people must put only the identifier in the URL and look the key up (no personal data in URLs).
func (c Cursor) Encode() string {
	if c.ID == "" {
		return ""
	}
	b, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// Decode reads URL text; unreadable text gives the first page.
func Decode(s string) Cursor {
	var c Cursor
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(b, &c) != nil {
		return Cursor{}
	}
	return c
}
