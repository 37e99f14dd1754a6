package assessmentload

import (
	"errors"
	"io"
	"io/fs"

	"github.com/goccy/go-yaml/ast"

	"tuzjol/internal/assessment"
	"tuzjol/internal/platform/yamlrow"
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
	root, wrong := yamlrow.Root(data)
	if wrong != nil {
		r.add(wrong.Line, "", "", "syntax", "Error", wrong.Text)
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
		"flags": rows(r, &s.Flags, func(x assessment.Flag) string { return x.ID }),
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
		r.lines[key+"/"] = yamlrow.Line(v.Key)
		seq, ok := v.Value.(*ast.SequenceNode)
		if !ok {
			r.add(yamlrow.Line(v.Key), "", key, "section", "Section", key)
			continue
		}
		for _, n := range seq.Values {
			list(key, n)
		}
	}
	var out assessment.Spec
	if wrong := yamlrow.Decode(&head, &out); wrong != nil {
		r.add(max(1, wrong.Line), "", "", "syntax", "Error", wrong.Text)
		return nil
	}
	out.Scales, out.Domains, out.Items, out.Tables, out.Values = s.Scales, s.Domains, s.Items, s.Tables, s.Values
	out.Features, out.Checks, out.Outputs, out.Overrides, out.Reassess, out.Flags = s.Features, s.Checks, s.Outputs, s.Overrides, s.Reassess, s.Flags
	return &out
}

// rows decodes one row strictly: an unknown field is a finding, for it is most often a misspelt one.
func rows[T any](r *reading, into *[]T, id func(T) string) func(string, ast.Node) {
	return func(section string, n ast.Node) {
		var row T
		if wrong := yamlrow.Decode(n, &row); wrong != nil {
			r.add(wrong.Line, "", section, "syntax", "Error", wrong.Text)
			return
		}
		if key := section + "/" + id(row); r.lines[key] == 0 {
			r.lines[key] = yamlrow.Line(n)
		}
		*into = append(*into, row)
	}
}
