// Package web holds the style sheet, fonts and scripts that browsers load, and serves them under addresses that carry
// the hash of their content, so that a browser may keep them for ever and a release is seen at once.
package web

import "embed"

//go:embed static
var files embed.FS
