package assessmentload

import (
	"os"
	"testing"
	"testing/fstest"
)

// Ensure that no file, however broken, is more than a list of findings.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"rating.yaml", "points.yaml"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("id: x\nkind: model\nitems: [{id: a, kind: number}]\nfeatures: [{id: f, of: b}]\nvalues: [{id: v, model: {table: t, column: c}}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ins, found := read(fstest.MapFS{"x.yaml": {Data: data}}, "x.yaml")
		if ins == nil && len(found) == 0 {
			t.Error("neither an instrument nor a finding")
		}
		if ins != nil {
			ins.Score(map[string]string{ins.Items[0].ID: "1"})
		}
	})
}
