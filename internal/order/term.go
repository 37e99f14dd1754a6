package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/order/term"
	"tuzjol/internal/rulebook"
)

// The arithmetic of a term stands in package term; these are its words as orders use them.
type (
	// Convention is how the law counts a term.
	Convention = term.Convention
	// TermInput is all that the end of an order depends on.
	TermInput = term.Input
	// TermResult is the term with its arithmetic.
	TermResult = term.Result
	// Line is one step of the arithmetic.
	Line = term.Line
	// Join is how the term of another order of the same person stands to this one.
	Join = term.Join
	// OtherTerm is the term of another order of the same person.
	OtherTerm = term.Other
	// Credit is time that the judgment counts towards the term.
	Credit = term.Credit
	// Suspension is time that does not count.
	Suspension = term.Suspension
	// Change is a later act on the length.
	Change = term.Change
	// Conversion is what remained of a term in a settlement colony.
	Conversion = term.Conversion
)

// The ways of joining terms.
const (
	Consecutive = term.Consecutive
	Concurrent  = term.Concurrent
	Absorbed    = term.Absorbed
)

// ConventionOf reads the convention that holds on a day.
func ConventionOf(rb *rulebook.Rulebook, on civil.Date) Convention { return term.ConventionOf(rb, on) }

// Reckon works out the term.
func Reckon(in TermInput, c Convention) TermResult { return term.Reckon(in, c) }
