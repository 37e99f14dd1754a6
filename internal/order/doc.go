// Package order holds the rules of judgments, measures, terms, obligations and placing on the register. Everything here
// is pure: dates come in as arguments, law comes from the rulebook, and answers carry the reasons that a page shows.
package order
