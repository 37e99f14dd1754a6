// Package yamlrow reads the YAML files in which law, instruments and lists are kept: row by row, strictly, with the line
// of everything that is wrong, because those who write the files are lawyers and researchers.
package yamlrow

import (
	"errors"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Problem is why a file or a row cannot be read.
type Problem struct {
	Line  int    // from 1; 0 when nothing says which
	Text  string // in the library's English words, without the source that it quotes
	Shape bool   // it is YAML, but not one document that is a mapping
}

// Root parses a file of one document that is a mapping.
func Root(data []byte) (*ast.MappingNode, *Problem) {
	var doc *ast.File
	if err := calmly(func() (err error) {
		doc, err = parser.ParseBytes(data, 0)
		return err
	}); err != nil {
		return nil, problem(err)
	}
	if len(doc.Docs) != 1 {
		return nil, &Problem{1, "one document expected", true}
	}
	root, ok := doc.Docs[0].Body.(*ast.MappingNode)
	if !ok {
		return nil, &Problem{1, "a mapping expected", true}
	}
	return root, nil
}

// Decode reads a node into a value strictly: an unknown field is a problem, for it is most often a misspelt one. A problem
// without a line of its own has that of the node.
func Decode(n ast.Node, into any) *Problem {
	err := calmly(func() error { return yaml.NodeToValue(n, into, yaml.Strict()) })
	if err == nil {
		return nil
	}
	p := problem(err)
	if p.Line == 0 {
		p.Line = Line(n)
	}
	return p
}

// Line is the line on which a node begins; 0 when it is not known.
func Line(n ast.Node) int {
	if n == nil || reflect.ValueOf(n).IsNil() || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return Line(m.Values[0].Key)
	}
	return n.GetToken().Position.Line
}

func problem(err error) *Problem {
	e, ok := err.(yaml.Error) //nolint:errorlint // the library does not wrap it
	if !ok {
		text, _, _ := strings.Cut(err.Error(), "\n")
		return &Problem{Text: text}
	}
	p := &Problem{Text: e.GetMessage()}
	if e.GetToken() != nil && e.GetToken().Position != nil {
		p.Line = e.GetToken().Position.Line
	}
	return p
}

// calmly runs the YAML library, which panics on some broken files, and gives its panic as an error: a slip in a file must
// be a finding with a row, not the end of the program.
func calmly(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("not readable as YAML")
		}
	}()
	return do()
}
