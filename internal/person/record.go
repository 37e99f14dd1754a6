package person

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Version is what every row of a person's record has: since when the service holds it to be true, who wrote it, and why
// and by whom it was replaced. The reason stands on the version that stopped being held true.
type Version struct {
	Row        string
	RecordedAt civil.Instant
	RecordedBy string // account, job or command
	ReplacedAt civil.Instant
	ReplacedBy string
	Reason     string // code of the list correction_reasons
	ReasonText string
	Source     string
	Valid      civil.Period
}

// Current reports whether the service holds the row to be true.
func (v Version) Current() bool { return v.ReplacedAt.IsZero() }

// HeldAt reports whether the service held the row to be true at an instant, whatever has been found out since.
func (v Version) HeldAt(at civil.Instant) bool {
	return !v.RecordedAt.After(at) && (v.ReplacedAt.IsZero() || v.ReplacedAt.After(at))
}

// Fields of plain values.
const (
	FieldBirth       = "birth"
	FieldSex         = "sex"
	FieldCitizenship = "citizenship"
	FieldLanguage    = "language"
)

// Kinds of names.
const (
	MainName  = "main"
	LatinName = "latin"
	AliasName = "alias"
)

// The rows of a record.
type (
	// Value is a version of one plain value.
	Value struct {
		Version
		Field, Value string
	}
	// Named is a version of a name.
	Named struct {
		Version
		Kind string
		Name Name
	}
	// Numbered is a version of a personal number.
	Numbered struct {
		Version
		PIN PIN
	}
	// Addressed is a version of an address.
	Addressed struct {
		Version
		Address
	}
	// Reachable is a version of a phone.
	Reachable struct {
		Version
		PhoneLine
	}
	// Documented is a version of an identity document.
	Documented struct {
		Version
		IdentityDocument
	}
)

// Record is everything the service knows, and has known, of who a person is. Rows stand in order of recording.
type Record struct {
	Client       id.Client
	Source       string
	SourceNumber string
	Since        civil.Instant
	Values       []Value
	Names        []Named
	PINs         []Numbered
	Addresses    []Addressed
	Phones       []Reachable
	Documents    []Documented
}

// At is the record as it was held to be true at an instant.
func (r Record) At(at civil.Instant) Record {
	return r.keep(func(v Version) bool { return v.HeldAt(at) })
}

// Now is the record without replaced rows.
func (r Record) Now() Record { return r.keep(Version.Current) }

func (r Record) keep(held func(Version) bool) Record {
	r.Values = kept(r.Values, func(x Value) bool { return held(x.Version) })
	r.Names = kept(r.Names, func(x Named) bool { return held(x.Version) })
	r.PINs = kept(r.PINs, func(x Numbered) bool { return held(x.Version) })
	r.Addresses = kept(r.Addresses, func(x Addressed) bool { return held(x.Version) })
	r.Phones = kept(r.Phones, func(x Reachable) bool { return held(x.Version) })
	r.Documents = kept(r.Documents, func(x Documented) bool { return held(x.Version) })
	return r
}

func kept[T any](in []T, keep func(T) bool) []T {
	var out []T
	for _, x := range in {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

// ValuesOf gives the values of a field in order of recording.
func (r Record) ValuesOf(field string) []Value {
	return kept(r.Values, func(v Value) bool { return v.Field == field })
}

// Value is the last value of a field; empty when none is known. Ask it of Now() or At().
func (r Record) Value(field string) string {
	v := r.ValuesOf(field)
	if len(v) == 0 {
		return ""
	}
	return v[len(v)-1].Value
}

// Birth is the birth date as far as it is known.
func (r Record) Birth() civil.Partial {
	p, err := civil.ParsePartial(r.Value(FieldBirth))
	if err != nil {
		return civil.Partial{}
	}
	return p
}

// Sex is the sex on record.
func (r Record) Sex() Sex { return Sex(r.Value(FieldSex)) }

// Languages are the codes of the languages, the best understood first.
func (r Record) Languages() []string {
	var out []string
	for _, v := range r.ValuesOf(FieldLanguage) {
		out = append(out, v.Value)
	}
	return out
}

// Name is the last name of a kind; the zero Name when none is known.
func (r Record) Name(kind string) Name {
	for _, n := range slices.Backward(r.Names) {
		if n.Kind == kind {
			return n.Name
		}
	}
	return Name{}
}

// PIN is the last number; empty when none is known.
func (r Record) PIN() PIN {
	if len(r.PINs) == 0 {
		return ""
	}
	return r.PINs[len(r.PINs)-1].PIN
}

// Display is what lists write for the person.
func (r Record) Display() string { return Shown(r.Name(MainName), r.SourceNumber) }
