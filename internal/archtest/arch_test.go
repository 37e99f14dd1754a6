package archtest

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// The house as it stands breaks none of its rules.
func TestHouse(t *testing.T) {
	tree, err := Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Files) < 50 {
		t.Fatalf("only %d files found", len(tree.Files))
	}
	for _, v := range All(tree) {
		t.Error(v)
	}
}

const sampleSchema = `-- +goose Up
-- person_name [record]: names
create table person_name (
  id {{key}} primary key,
  client_id {{key}} not null
){{strict}};
-- order_secret [record]: what stands in compartments
create table order_secret (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}}
){{strict}};
-- order_order [record]: orders
create table order_order (
  id {{key}} primary key,
  client_id {{key}} not null
){{strict}};
`

// Each rule fails when it is broken on purpose, and only then.
func TestBrokenOnPurpose(t *testing.T) {
	long := "package x\n" + strings.Repeat("// a line\n", 501)
	body := "package x\nfunc F() {\n" + strings.Repeat("\t_ = 1\n", 70) + "}\n"
	cases := []struct{ name, path, text, want string }{
		{"kernel imports platform", "internal/kernel/id/x.go", `package id; import _ "tuzjol/internal/platform/db"`, "the kernel imports the kernel only"},
		{"kernel reads files", "internal/kernel/id/x.go", `package id; import _ "os"`, "no input or output"},
		{"platform knows a capability", "internal/platform/db/x.go", `package db; import _ "tuzjol/internal/person"`, "knows no capability"},
		{"rules import a service", "internal/person/x.go", `package person; import _ "tuzjol/internal/person/personsvc"`, "no services"},
		{"rules import platform", "internal/person/x.go", `package person; import _ "tuzjol/internal/platform/db"`, "no platform"},
		{"rules use third-party code", "internal/person/x.go", `package person; import _ "github.com/x/y"`, "no third-party"},
		{"a later root", "internal/person/x.go", `package person; import _ "tuzjol/internal/order"`, "later in the order"},
		{"another service", "internal/order/ordersvc/x.go", `package ordersvc; import _ "tuzjol/internal/person/personsvc"`, "through an interface"},
		{"a service knows pages", "internal/order/ordersvc/x.go", `package ordersvc; import _ "tuzjol/internal/platform/ui"`, "knows no pages"},
		{"pages of another", "internal/order/orderweb/x.go", `package orderweb; import _ "tuzjol/internal/person/personweb"`, "nobody imports pages"},
		{"pages with SQL", "internal/order/orderweb/x.go", `package orderweb; import _ "database/sql"`, "pages ask services"},
		{"demo knows app", "internal/demo/x.go", `package demo; import _ "tuzjol/internal/app"`, "only the commands"},
		{"app knows the commands", "internal/app/x.go", `package app; import _ "tuzjol/internal/cli"`, "only cmd"},
		{"a long file", "internal/order/x.go", long, "perhaps two rooms"},
		{"a long function", "internal/order/x.go", body, "a function has at most"},
		{"a clock", "internal/order/x.go", "package order\nimport \"time\"\nvar T = time.Now()", "take the time as an argument"},
		{"another's table", "internal/order/ordersvc/x.go", "package ordersvc\nconst q = `select id from person_name n where {visible n.client_id}`", "a table of another capability"},
		{"no sight", "internal/order/ordersvc/x.go", "package ordersvc\nfunc f() string { return `select id from order_order` }", "without {visible}"},
		{"a compartment read by all", "internal/order/ordersvc/x.go", "package ordersvc\nfunc f() string { return `select s.id from order_secret s where {visible s.client_id}` }", "without {inside}"},
		{"a compartment joined", "internal/order/ordersvc/x.go", "package ordersvc\nfunc f() string { return `select o.id from order_order o join order_secret s on s.client_id = o.client_id where {visible o.client_id}` }", "without {inside}"},
		{"one of two inside", "internal/order/ordersvc/x.go", "package ordersvc\nfunc f() string { return `select s.id from order_secret s where {visible s.client_id} and {inside s.client_id s.compartment} union all select t.id from order_secret t where {visible t.client_id}` }", "without {inside}"},
		{"a compartment in a recursive query", "internal/order/ordersvc/x.go", "package ordersvc\nfunc f() string { return `with a as (select s.id from order_secret s) select id from a` }", "without {inside}"},
		{"a compartment changed by all", "internal/order/ordersvc/x.go", "package ordersvc\nfunc f() string { return `update order_secret set id = $1 where client_id = $2` }", "without {inside}"},
		{"pages with the system's sight", "internal/order/orderweb/x.go", "package orderweb\nfunc f(r interface{ System() int }) { r.System() }", "only services and app may"},
		{"a name in the address", "internal/order/orderweb/x.go", "package orderweb\nconst p = `/clients/{surname}`", "not on the list of identifiers"},
		{"literal text", "internal/order/orderweb/x.templ", "<p>Hello there</p>", "literal text"},
		{"a dead link", "docs/x.md", "See [the words](CONTEXT.md).", "docs/CONTEXT.md is not there"},
		{"a dead path", "docs/x.md", "It stands in `internal/order/ordersvc`.", "internal/order/ordersvc is not there"},
		{"inline script", "internal/order/orderweb/x.templ", `<a onclick="x()">`, "content security policy"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{"internal/schema/0001.sql": {Data: []byte(sampleSchema)}, c.path: {Data: []byte(c.text)}}
			tree, err := Load(fsys)
			if err != nil {
				t.Fatal(err)
			}
			got := All(tree)
			if len(got) != 1 || !strings.Contains(got[0].What, c.want) {
				t.Fatalf("violations: %v, want one that says %q", got, c.want)
			}
		})
	}
	clean := fstest.MapFS{
		"internal/schema/0001.sql":     {Data: []byte(sampleSchema)},
		"internal/order/ordersvc/x.go": {Data: []byte("package ordersvc\nimport _ \"tuzjol/internal/platform/db\"\nfunc f() string { return `select id from order_order o where {visible o.client_id}` }")},
	}
	tree, err := Load(clean)
	if err != nil {
		t.Fatal(err)
	}
	if got := All(tree); len(got) != 0 {
		t.Fatalf("a clean tree: %v", got)
	}
}
