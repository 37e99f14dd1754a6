package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// form is the stored shape of an entry. encoding/json writes struct fields in this order and map keys sorted, so equal
// entries give equal bytes. Fields are only ever added at the end with omitempty: old entries keep their hash because
// verification hashes the stored bytes, never a new encoding of them.
type form struct {
	Form     int          `json:"v"`
	ID       string       `json:"id"`
	Kind     Kind         `json:"kind"`
	At       string       `json:"at"`
	Actor    string       `json:"actor"`
	Display  string       `json:"display,omitempty"`
	Via      string       `json:"via,omitempty"`
	Roles    []string     `json:"roles,omitempty"`
	Request  string       `json:"request,omitempty"`
	Route    string       `json:"route,omitempty"`
	Address  string       `json:"address,omitempty"`
	Purpose  string       `json:"purpose,omitempty"`
	Action   string       `json:"action"`
	Reason   string       `json:"reason,omitempty"`
	Sealed   []byte       `json:"sealed,omitempty"`
	Scope    string       `json:"scope,omitempty"`
	Result   string       `json:"result,omitempty"`
	Subjects []id.Client  `json:"subjects,omitempty"`
	Changes  []changeForm `json:"changes,omitempty"`
	Facts    []factForm   `json:"facts,omitempty"`

	Inside map[id.Client]string `json:"inside,omitempty"`
}

type changeForm struct {
	Table  string         `json:"table"`
	Row    string         `json:"row"`
	Op     string         `json:"op"`
	Client id.Client      `json:"client,omitempty"`
	Digest []byte         `json:"digest"`
	Names  []string       `json:"names,omitempty"`
	Before map[string]any `json:"before,omitempty"`
	After  map[string]any `json:"after,omitempty"`
	Values []byte         `json:"values,omitempty"`
}

type factForm struct {
	ID       string            `json:"id"`
	Type     string            `json:"type"`
	Version  int               `json:"version"`
	Client   id.Client         `json:"client,omitempty"`
	Occurred string            `json:"occurred"`
	Source   string            `json:"source,omitempty"`
	Data     map[string]string `json:"data,omitempty"`
	Inside   string            `json:"inside,omitempty"`
}

// Encode gives the one stored form of an entry; equal entries give equal bytes.
func Encode(e Entry) ([]byte, error) {
	f := form{
		Form: 1, ID: string(e.ID), Kind: e.Kind, At: e.At.String(), Actor: e.Actor, Display: e.Display, Via: e.Via, Roles: e.Roles,
		Request: e.Request, Route: e.Route, Address: e.Address, Purpose: e.Purpose, Action: e.Action,
		Reason: e.Reason.Plain, Sealed: e.Reason.Sealed, Scope: e.Reason.Scope, Result: e.Result,
		Subjects: e.Subjects, Inside: e.Inside,
	}
	for _, c := range e.Changes {
		f.Changes = append(f.Changes, changeForm{
			Table: c.Table, Row: c.Row, Op: c.Op, Client: c.Client, Digest: c.Digest[:], Names: c.Names,
			Before: encodeValues(c.Before), After: encodeValues(c.After), Values: c.Values,
		})
	}
	for _, x := range e.Facts {
		f.Facts = append(f.Facts, factForm{x.ID, x.Type, x.Version, x.Client, x.Occurred.String(), x.Source, x.Data, x.Compartment})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("encode audit entry: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Decode reads a stored form.
func Decode(b []byte) (Entry, error) {
	var f form
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&f); err != nil {
		return Entry{}, fmt.Errorf("decode audit entry: %w", err)
	}
	at, err := instant(f.At)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{
		ID: id.Entry(f.ID), Kind: f.Kind, At: at, Actor: f.Actor, Display: f.Display, Via: f.Via, Roles: f.Roles, Request: f.Request,
		Route: f.Route, Address: f.Address, Purpose: f.Purpose, Action: f.Action, Result: f.Result, Subjects: f.Subjects,
		Inside: f.Inside, Reason: Sealable{Plain: f.Reason, Sealed: f.Sealed, Scope: f.Scope},
	}
	for _, c := range f.Changes {
		if len(c.Digest) != len(Digest{}) {
			return Entry{}, fmt.Errorf("decode audit entry: digest of %d bytes", len(c.Digest))
		}
		e.Changes = append(e.Changes, Change{
			Table: c.Table, Row: c.Row, Op: c.Op, Client: c.Client, Digest: Digest(c.Digest), Names: c.Names,
			Before: c.Before, After: c.After, Values: c.Values,
		})
	}
	for _, x := range f.Facts {
		when, err := instant(x.Occurred)
		if err != nil {
			return Entry{}, err
		}
		e.Facts = append(e.Facts, Fact{x.ID, x.Type, x.Version, x.Client, when, x.Source, x.Data, x.Inside})
	}
	return e, nil
}

// EncodeValues gives the one form of a row's changed values, for sealing.
func EncodeValues(before, after map[string]any) ([]byte, error) {
	b, err := json.Marshal(struct {
		Before map[string]any `json:"before,omitempty"`
		After  map[string]any `json:"after,omitempty"`
	}{encodeValues(before), encodeValues(after)})
	if err != nil {
		return nil, fmt.Errorf("encode changed values: %w", err)
	}
	return b, nil
}

// encodeValues marks bytes, which are always ciphertext, so that a reader can tell them from text.
func encodeValues(in map[string]any) map[string]any {
	if len(in) == 0 {
		return nil
	}
	out := make(map[string]any, len(in))
	for k, v := range in {
		if b, ok := v.([]byte); ok {
			v = map[string]any{"sealed": base64.StdEncoding.EncodeToString(b)}
		}
		out[k] = v
	}
	return out
}

// ChangedNames lists the columns of a change in order.
func ChangedNames(before, after map[string]any) []string {
	seen := make(map[string]bool, len(before)+len(after))
	var names []string
	for _, m := range [...]map[string]any{before, after} {
		for k := range m {
			if !seen[k] {
				seen[k] = true
				names = append(names, k)
			}
		}
	}
	slices.Sort(names)
	return names
}

func instant(s string) (civil.Instant, error) {
	if s == "" {
		return civil.Instant{}, nil
	}
	t, err := civil.ParseInstant(s)
	if err != nil {
		return t, fmt.Errorf("decode audit entry: %w", err)
	}
	return t, nil
}
