// Package matrix holds the generated access tests of the whole service (checks S12 to S21 of the security register, see
// docs/security/checks.md): every route and every exported method of every service has a row that says which action it is
// and whether it is about a client; a missing row fails by name. Each row is run as every role against clients in every
// state of access, over the real application on both engines.
package matrix
