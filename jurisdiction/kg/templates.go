package kg

import (
	"embed"
	"io/fs"
	"strings"
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

// Templates lists the shipped templates as kind and language.
func Templates() [][2]string {
	files, err := fs.Glob(templates, "templates/*.docx")
	if err != nil {
		return nil
	}
	out := make([][2]string, 0, len(files))
	for _, f := range files {
		parts := strings.Split(strings.TrimPrefix(f, "templates/"), ".")
		out = append(out, [2]string{parts[0], parts[1]})
	}
	return out
}
