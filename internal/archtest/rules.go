// Package archtest holds the rules of the house as functions over the source: who may import whom, where SQL may reach,
// how large rooms may be. The test runs them on the tree; other tests break each rule on purpose.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Violation is one broken rule.
type Violation struct {
	Rule, Where, What string
}

// String is "where: what (rule)".
func (v Violation) String() string { return fmt.Sprintf("%s: %s (%s)", v.Where, v.What, v.Rule) }

// File is one parsed Go file of the project.
type File struct {
	Path      string // from the module's root
	Dir       string
	Lines     int
	Generated bool
	Test      bool
	AST       *ast.File
	Set       *token.FileSet
	Text      string
}

// Tree is the parsed project.
type Tree struct {
	Files []File
	FS    fs.FS
}

// Load parses every Go file below root; it parses in this process, so that no stale result is cached.
func Load(root fs.FS) (Tree, error) {
	t := Tree{FS: root}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); p != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		text, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, text, parser.ParseComments)
		if err != nil {
			return err
		}
		t.Files = append(t.Files, File{
			Path: p, Dir: path.Dir(p), Lines: strings.Count(string(text), "\n"), Generated: ast.IsGenerated(f),
			Test: strings.HasSuffix(p, "_test.go"), AST: f, Set: set, Text: string(text),
		})
		return nil
	})
	return t, err
}

// Imports lists the packages of ours that a file imports, without the module's name.
func (f File) Imports() (ours, foreign []string) {
	for _, im := range f.AST.Imports {
		p := strings.Trim(im.Path.Value, `"`)
		switch {
		case strings.HasPrefix(p, "tuzjol/"):
			ours = append(ours, strings.TrimPrefix(p, "tuzjol/"))
		default:
			foreign = append(foreign, p)
		}
	}
	return ours, foreign
}

// All runs every rule.
func All(t Tree) []Violation {
	var out []Violation
	for _, rule := range []func(Tree) []Violation{Imports, Sizes, Clock, Tables, Sight, Inside, SystemSight, Routes, Templates, Links} {
		out = append(out, rule(t)...)
	}
	slices.SortFunc(out, func(a, b Violation) int { return strings.Compare(a.Where+a.What, b.Where+b.What) })
	return out
}
