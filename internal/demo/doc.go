// Package demo fills an empty service with invented people as if it had been at work for years: offices of every size,
// their staff, clients with judgments, contacts and appointments, and nine told stories. The same seed invents the same
// world on every machine. Everything is written through the use cases that people use, each at its own instant and by
// the member of staff who would have done it, so that the record verifies like any other. It is refused outside the
// demonstration.
package demo
