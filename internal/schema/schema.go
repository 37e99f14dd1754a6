// Package schema holds the migrations of both engines as one ordered series with type macros.
package schema

import "embed"

// FS is the series NNNN_<capability>_<what>.sql.
//
//go:embed *.sql
var FS embed.FS
