package audit

import (
	"encoding/hex"
	"encoding/json"

	"tuzjol/internal/kernel/civil"
)

// FirstID is the smallest identifier that could have been made at an instant.
func FirstID(at civil.Instant) string {
	ms := at.Time().UnixMilli()
	b := [6]byte{byte(ms >> 40), byte(ms >> 32), byte(ms >> 24), byte(ms >> 16), byte(ms >> 8), byte(ms)}
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:]
}

// Values gives the changed values of a change for a page: plain ones as text, sealed ones marked.
func Values(in map[string]any) map[string]Value {
	out := make(map[string]Value, len(in))
	for k, v := range in {
		out[k] = valueOf(v)
	}
	return out
}

// Value is one value of a change; Sealed says that it is there but not to be read.
type Value struct {
	Text   string
	Sealed bool
}

func valueOf(v any) Value {
	switch x := v.(type) {
	case nil:
		return Value{}
	case string:
		return Value{Text: x}
	case map[string]any:
		return Value{Sealed: true}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return Value{}
	}
	return Value{Text: string(b)}
}
