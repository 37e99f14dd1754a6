package assessmentload

import (
	"errors"
	"io"
	"io/fs"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"tuzjol/internal/assessment"
)

// maxFile bounds an instrument file; the largest shipped one is a tenth of it.
const maxFile = 2 << 20

// spec reads a file apart; nil when it cannot be read at all.
func (r *reading) spec(folder fs.FS, name string) *assessment.Spec {
	data, err := readFile(folder, name)
	if err != nil {
		r.add(0, "", "", "file", "Error", err.Error())
		return nil
	}
	var doc *ast.File
	err = calmly(func() (err error) {
		doc, err = parser.ParseBytes(data, 0)
		return err
	})
	if err != nil {
		r.add(errorLine(err), "", "", "syntax", "Error", short(err))
		return nil
	}
	if len(doc.Docs) != 1 {
		r.add(1, "", "", "syntax", "Error", "one document expected")
		return nil
	}
	root, ok := doc.Docs[0].Body.(*ast.MappingNode)
	if !ok {
		r.add(1, "", "", "syntax", "Error", "a mapping expected")
		return nil
	}
	return r.sections(root)
}

func readFile(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = errors.New("larger than 2 MB")
	}
	return data, err
}

// sections decodes the lists row by row, so that a finding names its row, and the rest as the head.
func (r *reading) sections(root *ast.MappingNode) *assessment.Spec {
	var s assessment.Spec
	lists := map[string]func(string, ast.Node){
		"scales": rows(r, &s.Scales, func(x assessment.Scale) string { return x.ID }), "domains": rows(r, &s.Domains, func(x assessment.Domain) string { return x.ID }),
		"items": rows(r, &s.Items, func(x assessment.Item) string { return x.ID }), "tables": rows(r, &s.Tables, func(x assessment.Table) string { return x.ID }),
		"values": rows(r, &s.Values, func(x assessment.Value) string { return x.ID }), "features": rows(r, &s.Features, func(x assessment.Feature) string { return x.ID }),
		"checks": rows(r, &s.Checks, func(x assessment.Check) string { return x.ID }), "outputs": rows(r, &s.Outputs, func(x assessment.Output) string { return x.ID }),
		"overrides": rows(r, &s.Overrides, func(x assessment.Override) string { return x.ID }), "reassess": rows(r, &s.Reassess, func(x assessment.Trigger) string { return x.ID }),
	}
	head := *root
	head.Values = nil
	for _, v := range root.Values {
		key := v.Key.String()
		list, ok := lists[key]
		if !ok {
			head.Values = append(head.Values, v)
			continue
		}
		r.lines[key+"/"] = line(v.Key)
		seq, ok := v.Value.(*ast.SequenceNode)
		if !ok {
			r.add(line(v.Key), "", key, "section", "Section", key)
			continue
		}
		for _, n := range seq.Values {
			list(key, n)
		}
	}
	var out assessment.Spec
	if err := calmly(func() error { return yaml.NodeToValue(&head, &out, yaml.Strict()) }); err != nil {
		r.add(max(1, errorLine(err)), "", "", "syntax", "Error", short(err))
		return nil
	}
	out.Scales, out.Domains, out.Items, out.Tables, out.Values = s.Scales, s.Domains, s.Items, s.Tables, s.Values
	out.Features, out.Checks, out.Outputs, out.Overrides, out.Reassess = s.Features, s.Checks, s.Outputs, s.Overrides, s.Reassess
	return &out
}

// rows decodes one row strictly: an unknown field is a finding, for it is most often a misspelt one.
func rows[T any](r *reading, into *[]T, id func(T) string) func(string, ast.Node) {
	return func(section string, n ast.Node) {
		var row T
		if err := calmly(func() error { return yaml.NodeToValue(n, &row, yaml.Strict()) }); err != nil {
			at := errorLine(err)
			if at == 0 {
				at = line(n)
			}
			r.add(at, "", section, "syntax", "Error", short(err))
			return
		}
		if key := section + "/" + id(row); r.lines[key] == 0 {
			r.lines[key] = line(n)
		}
		*into = append(*into, row)
	}
}

// calmly runs the YAML library, which panics on some broken files, and gives its panic as an error.
func calmly(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("not readable as YAML")
		}
	}()
	return do()
}

func line(n ast.Node) int {
	if n == nil || reflect.ValueOf(n).IsNil() || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return line(m.Values[0].Key)
	}
	return n.GetToken().Position.Line
}

// errorLine takes the line out of an error of the YAML library; 0 when it names none.
func errorLine(err error) int {
	if e, ok := err.(yaml.Error); ok && e.GetToken() != nil && e.GetToken().Position != nil { //nolint:errorlint // not wrapped
		return e.GetToken().Position.Line
	}
	return 0
}

// short is the first line of an error of the YAML library, without the source it quotes.
func short(err error) string {
	if e, ok := err.(yaml.Error); ok { //nolint:errorlint // not wrapped
		return e.GetMessage()
	}
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}
