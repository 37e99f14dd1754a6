// Package paper holds the rules of papers that an office gives out and receives: which kinds there are and what each needs, how
// they are numbered, what their code says. It is pure.
package paper

import (
	"fmt"
	"slices"
	"strings"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// The code lists of papers.
const (
	ListKinds  = "paper_kinds"
	ListFields = "paper_fields"
	ListVoid   = "paper_void_reasons"
	ListProofs = "mail_proofs"
)

// Languages are those in which templates are shipped, the state language first.
func Languages() []string { return []string{"ky", "ru"} }

// Lang is the language in which a paper is made for somebody who understands lang: the state language where there is no template.
func Lang(lang string) string {
	if slices.Contains(Languages(), lang) {
		return lang
	}
	return Languages()[0]
}

// Kind is a kind of paper with its merge fields; the rulebook's list paper_kinds gives it.
type Kind struct {
	Code        string
	Record      []string // fields that the record fills
	Typed       []string // fields that the officer writes
	Required    []string
	FileAs      string       // kind of document in the file under which the signed sheet stands
	Form        bool         // offered on the client's page; others are issued by what they belong to
	Ended       bool         // only after the supervision has ended
	Appointment bool         // about an appointment
	Subject     string       // the page whose entry it states: plan, visit, assessment; "" for none
	Reads       actor.Action // what reading it asks for beside the record itself; "" for nothing
	Replaces    bool         // a new one of the same entry takes the place of the earlier ones, which become void
	Sheet       bool         // about a day of an officer, on no client
}

// Offered reports whether a page of the client gives the kind out; others are issued by the use case that they belong to.
func (k Kind) Offered() bool { return k.Form || k.Subject != "" }

// KindOf reads a kind from the rulebook.
func KindOf(rb *rulebook.Rulebook, code string) (Kind, bool) {
	i, ok := rb.List(ListKinds).Item(code)
	if !ok {
		return Kind{}, false
	}
	words := func(name string) []string { return strings.Fields(i.Attr[name]) }
	return Kind{
		Code: code, Record: words("record"), Typed: words("typed"), Required: words("required"), FileAs: i.Attr["file_as"],
		Form: i.Is("form"), Ended: i.Is("ended"), Appointment: i.Is("appointment"),
		Subject: i.Attr["subject"], Reads: actor.Action(i.Attr["reads"]), Sheet: i.Is("sheet"), Replaces: i.Is("replaces"),
	}, true
}

// Fields lists all merge fields of the kind.
func (k Kind) Fields() []string { return slices.Concat(k.Record, k.Typed) }

// maxField bounds what one field may say; a chronology of years fits.
const maxField = 20_000

// Check says which required fields are empty and which say too much; a problem stands at the field's name.
func (k Kind) Check(fields map[string]string) fault.Problems {
	var p fault.Problems
	for _, f := range k.Fields() {
		v := strings.TrimSpace(fields[f])
		if v == "" && slices.Contains(k.Required, f) {
			p.Add(f, "field.required")
		}
		if len([]rune(v)) > maxField {
			p.Add(f, "field.too_long", "Max", maxField)
		}
	}
	return p
}

// State is what a paper is worth.
type State string

// The states. A void paper stays in the register with its reason.
const (
	Valid State = "issued"
	Void  State = "void"
)

// Paper is a paper given out on a client.
type Paper struct {
	ID                 string
	Client             id.Client
	Office             id.Office
	Number             string
	Kind               string
	Lang               string
	Entry              string
	Template           string // "shipped" or the version's number; "blank" for a sheet filled by hand
	Fields             map[string]string
	SHA256, DocxSHA256 string
	State              State
	Printed            int
	IssuedAt           civil.Instant
	IssuedBy           string
	VoidedAt           civil.Instant
	VoidedBy           string
	Reason, ReasonText string
	Document           string // the signed sheet in the file
	SignedAt           civil.Instant
	ShownAt            civil.Instant // when it was put before the client on the client's own pages
	ShownBy            string
	ConfirmedAt        civil.Instant // when the client said there "I have read it"
	Version            int
}

// Number is how a register of an office counts: place of the office, year, place in the year.
func Number(place string, year, seq int) string {
	return fmt.Sprintf("%s/%02d-%04d", place, year%100, seq)
}

// ParseNumber reads a typed number: blanks and long dashes are forgiven.
func ParseNumber(text string) (string, bool) {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "–", "-", "—", "-", "№", "", `\`, "/").Replace(strings.ToLower(text))
	place, rest, ok := strings.Cut(s, "/")
	year, seq, ok2 := strings.Cut(rest, "-")
	if !ok || !ok2 || place == "" || len(year) != 2 || len(seq) < 1 || len(seq) > 7 || strings.Trim(year+seq, "0123456789") != "" {
		return "", false
	}
	for len(seq) < 4 {
		seq = "0" + seq
	}
	return place + "/" + year + "-" + strings.TrimPrefix(seq, strings.Repeat("0", max(0, leading(seq, len(seq)-4)))), true
}

// leading counts the zeros at the beginning, at most n.
func leading(s string, n int) int {
	out := 0
	for out < n && s[out] == '0' {
		out++
	}
	return out
}

const codePrefix = "TZ1"

// Code is what the QR of a paper says: its number and a check value that only the service can make. No personal data.
func Code(number, check string) string { return codePrefix + " " + number + " " + check }

// ParseCode reads a QR; ok is false for a code of somebody else.
func ParseCode(text string) (number, check string, ok bool) {
	f := strings.Fields(text)
	if len(f) != 3 || f[0] != codePrefix || len(f[2]) < 8 {
		return "", "", false
	}
	number, ok = ParseNumber(f[1])
	return number, f[2], ok
}

// MaxBlanks is how many blanks are printed at once.
const MaxBlanks = 50

// Line is where a hand writes on a blank.
const Line = "______________________________"
