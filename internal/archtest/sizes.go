package archtest

import (
	"fmt"
	"go/ast"
	"strings"
)

// The sizes of rooms.
const (
	maxFile     = 500
	maxFunction = 70
	maxPackage  = 1800
	maxKernel   = 1800
)

// Sizes checks that files, functions and packages stay small enough to be read whole. Generated files do not count,
// tests count by file only.
func Sizes(t Tree) []Violation {
	var out []Violation
	packages := map[string]int{}
	kernel := 0
	for _, f := range t.Files {
		if f.Generated {
			continue
		}
		if f.Lines > maxFile {
			out = append(out, Violation{"sizes", f.Path, fmt.Sprintf("%d lines; a file has at most %d: perhaps two rooms in one", f.Lines, maxFile)})
		}
		if f.Test {
			continue
		}
		packages[f.Dir] += f.Lines
		if strings.HasPrefix(f.Dir, "internal/kernel/") {
			kernel += f.Lines
		}
		out = append(out, functions(f)...)
	}
	for dir, n := range packages {
		if n > maxPackage && strings.HasPrefix(dir, "internal/") {
			out = append(out, Violation{"sizes", dir, fmt.Sprintf("%d lines; a package has at most %d", n, maxPackage)})
		}
	}
	if kernel > maxKernel {
		out = append(out, Violation{"sizes", "internal/kernel", fmt.Sprintf("%d lines; the kernel has at most %d", kernel, maxKernel)})
	}
	return out
}

func functions(f File) []Violation {
	var out []Violation
	for _, d := range f.AST.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		if n := f.Set.Position(fn.End()).Line - f.Set.Position(fn.Pos()).Line + 1; n > maxFunction {
			out = append(out, Violation{"sizes", f.Path, fmt.Sprintf("%s has %d lines; a function has at most %d", fn.Name.Name, n, maxFunction)})
		}
	}
	return out
}

// Clock checks that time is an argument: only app, platform, testkit, commands and tests read a clock.
func Clock(t Tree) []Violation {
	var out []Violation
	for _, f := range t.Files {
		if f.Test || f.Generated || allowedClock(f.Dir) {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Sleep") {
				out = append(out, Violation{"clock", f.Path, "time." + sel.Sel.Name + ": take the time as an argument"})
			}
			return true
		})
	}
	return out
}

func allowedClock(dir string) bool {
	for _, p := range []string{"internal/app", "internal/cli", "internal/platform", "internal/testkit", "internal/bench", "cmd"} {
		if dir == p || strings.HasPrefix(dir, p+"/") {
			return true
		}
	}
	return false
}
