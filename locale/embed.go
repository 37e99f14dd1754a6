// Package locale holds the message catalogues: one file an area and language, all embedded. Text never stands in code
// or templates; it is reached by key through platform/i18n.
package locale

import "embed"

// FS holds every catalogue, named <area>.<language>.toml.
//
//go:embed *.toml
var FS embed.FS
