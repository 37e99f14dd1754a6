// Package journey holds the tests that walk the service in a real browser as its people do: a clerk, an officer, a head,
// an auditor, in each language, at a desk and on a phone. They run with TUZJOL_BROWSER=1 (make browser).
package journey
