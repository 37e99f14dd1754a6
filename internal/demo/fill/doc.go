// Package fill writes an invented world into an empty service as if it had been at work for years. Everything is written
// through the use cases that people use, each at its own instant and by the member of staff who would have done it, so
// that the record verifies like any other. It is refused outside the demonstration.
package fill
