package kg

import (
	"embed"
	"io/fs"
)

// The shipped templates of papers, one a kind and language; tools/papertemplates writes them.
//
//go:generate go run tuzjol/tools/papertemplates templates
//go:embed templates/*.docx
var templates embed.FS

// Template gives the shipped template of a kind of paper in a language; ok is false when there is none.
func Template(kind, lang string) (docx []byte, ok bool) {
	b, err := fs.ReadFile(templates, "templates/"+kind+"."+lang+".docx")
	return b, err == nil
}
