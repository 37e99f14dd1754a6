package yamlrow

import "testing"

// What is wrong with a file is said with its line, and nothing that somebody wrote ends the program.
func TestProblemsHaveLines(t *testing.T) {
	type row struct {
		ID string `yaml:"id"`
		N  int    `yaml:"n"`
	}
	for _, c := range []struct {
		name, text string
		line       int
	}{
		{"not YAML", "a: 1\nb: [1, 2\n", 2},
		{"two documents", "a: 1\n---\nb: 2\n", 1},
		{"a list", "- a\n- b\n", 1},
		{"a misspelt field", "id: a\n\nnn: 2\n", 3},
		{"text for a number", "id: a\nn: many\n", 2},
		{"an anchor to itself", "id: &a\n  x: *a\n", 0},
	} {
		root, p := Root([]byte(c.text))
		if p == nil {
			p = Decode(root, &row{})
		}
		if p == nil || p.Text == "" || c.line > 0 && p.Line != c.line {
			t.Errorf("%s: %+v, want line %d", c.name, p, c.line)
		}
	}
	root, p := Root([]byte("# law\nid: a\nn: 3\n"))
	if p != nil || Line(root) != 2 {
		t.Fatalf("%+v, line %d", p, Line(root))
	}
	var got row
	if p := Decode(root, &got); p != nil || got != (row{"a", 3}) {
		t.Errorf("%+v %+v", got, p)
	}
}
