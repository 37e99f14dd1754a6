// Package document makes papers: numbered, frozen with their hash, in the languages of the service, as PDF, as DOCX from templates
// that the service edits in Word, and as pages to print.
package document

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Draft asks for a paper on a client. Fields are the merge fields by name; what a template asks for and Fields lack is a fault that
// names the field. Texts are written in Lang already.
type Draft struct {
	Client id.Client
	Kind   string // code of the list paper_kinds
	Lang   string
	Entry  string // the record that the paper states: a warning, a decision, a registration
	Fields map[string]string
}

// Issued is a paper that was given out: its number, its hash and where it lies.
type Issued struct {
	ID       string
	Number   string
	Kind     string
	IssuedAt civil.Instant
	SHA256   string
	Href     string // where the paper is opened and printed
}
