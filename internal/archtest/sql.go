package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/platform/db"
)

// Shared are the tables of another prefix that a package may name, each with its reason.
var Shared = map[string]map[string]string{
	"internal/plan/plansvc":     {"access_client": "the list filters by office"},
	"internal/plan/planrowsvc":  {"access_client": "a client without a plan yet must not look unknown"},
	"internal/org/orgcasesvc":   {"access_client": "the list of clients without an officer"},
	"internal/portal/portalsvc": {"access_client": "a client without access must not look unknown; who was taken out of the register is not let in"},
	"internal/portal/requestsvc": {
		"access_client": "a client without requests must not look unknown", "access_list": "an officer's list holds own clients and those covered",
	},
	"internal/portal/checkinsvc": {
		"access_client": "a client without check-ins must not look unknown", "access_list": "an officer's list holds own clients and those covered",
	},
	"internal/casefile/casefilesvc": {
		"audit_fact": "the timeline reads the facts", "access_client": "the list of clients to rebuild",
		"access_list": "clients on a list of the reader are counted one by one",
	},
	"internal/assessment/assessmentcaresvc": {
		"access_list":   "the worklist of flags holds own clients and those covered for others",
		"access_client": "questions for heads are asked of one office",
	},
	"internal/assessment/opportunitysvc": {
		"access_client": "opportunities of an office",
		"access_list":   "opportunities of the clients whom an officer works or covers",
	},
	"internal/monitoring/desksvc": {
		"access_list": "officers see the alerts of own clients and those covered",
	},
	"internal/supervision/enforcementsvc": {"access_client": "the list filters by office, and a client without a case must not look unknown"},
	"internal/supervision/standardsvc":    {"access_client": "a client without exemptions yet must not look unknown"},
	"internal/supervision/remindersvc": {
		"notify_message": "messages are listed by the clients whom the reader works with",
		"access_client":  "messages of an office, and a client without any must not look unknown",
		"access_list":    "an officer's list holds own clients and those covered for others",
	},
	"internal/supervision/seriessvc": {"access_client": "a client without a series yet must not look unknown"},
	"internal/supervision/lifesvc": {
		"access_list": "events of the clients whom an officer works or covers", "access_client": "the list filters by office",
	},
	"internal/supervision/crisissvc": {"access_list": "dangers of the clients whom an officer works or covers"},
	"internal/supervision/supervisionsvc": {
		"access_client": "a client without contacts yet must not look unknown",
		"access_list":   "an officer's day holds the clients covered for others",
	},
	"internal/monitoring/victimsvc": {
		"notify_message": "what became of a message to a protected person; such messages belong to no client",
		"access_list":    "a reach of own clients holds those alone",
	},
	"internal/supervision/visitsvc":       {"access_client": "a client without visits yet must not look unknown"},
	"internal/supervision/visitsamplesvc": {"access_client": "a sample is drawn of one office"},
}

// Unseen are the person-bearing tables that may be read without {visible}, by package, each with its reason. The key
// "*" allows a whole package.
var Unseen = map[string]map[string]string{
	"internal/access/accesssvc": {"*": "decides what is visible"},
	"internal/audit/auditsvc":   {"*": "the auditor's record covers everybody; it holds no content in clear"},
}

var (
	sqlStart  = regexp.MustCompile(`(?is)^\s*(select|insert|update|delete|with)\b`)
	tableName = regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+([a-z][a-z0-9]*_[a-z0-9_]+)`)
)

// literals gives the string literals of a file that hold SQL, pieces joined by + taken together.
func literals(f File) []struct {
	Text string
	Line int
} {
	var out []struct {
		Text string
		Line int
	}
	seen := map[token.Pos]bool{}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || seen[e.Pos()] {
			return true
		}
		text, ok := joined(e, seen)
		if ok && sqlStart.MatchString(text) && tableName.MatchString(text) {
			out = append(out, struct {
				Text string
				Line int
			}{text, f.Set.Position(e.Pos()).Line})
		}
		return true
	})
	return out
}

// joined gives the text of a string literal or of a sum with literals; other operands read as a blank.
func joined(e ast.Expr, seen map[token.Pos]bool) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		if x.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(x.Value)
		seen[x.Pos()] = true
		return s, err == nil
	case *ast.BinaryExpr:
		if x.Op != token.ADD {
			return "", false
		}
		a, oka := joined(x.X, seen)
		b, okb := joined(x.Y, seen)
		if !oka && !okb {
			return "", false
		}
		if !oka {
			a = " "
		}
		if !okb {
			b = " "
		}
		return a + b, true
	}
	return "", false
}

// Tables checks that SQL names tables of its own capability only, and that every table it names exists.
func Tables(t Tree) []Violation {
	tables := schemaOf(t)
	var out []Violation
	for _, f := range t.Files {
		place := locate(f.Dir)
		if f.Test || place.cap == "" {
			continue
		}
		for _, l := range literals(f) {
			for _, m := range tableName.FindAllStringSubmatch(l.Text, -1) {
				name := strings.ToLower(m[1])
				if _, ok := tables[name]; !ok {
					continue
				}
				if strings.HasPrefix(name, place.cap+"_") || Shared[f.Dir][name] != "" {
					continue
				}
				out = append(out, Violation{"tables", fmt.Sprintf("%s:%d", f.Path, l.Line), "names " + name + ", a table of another capability"})
			}
		}
	}
	return out
}

// Sight checks that every query over a person-bearing table says {visible ...} or runs with the system's sight, which
// SystemSight lists.
func Sight(t Tree) []Violation {
	tables := schemaOf(t)
	var out []Violation
	for _, f := range t.Files {
		if f.Test || locate(f.Dir).cap == "" || Unseen[f.Dir]["*"] != "" {
			continue
		}
		for _, l := range literals(f) {
			if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(l.Text)), "select") || strings.Contains(l.Text, "{visible ") {
				continue
			}
			for _, m := range tableName.FindAllStringSubmatch(l.Text, -1) {
				name := strings.ToLower(m[1])
				table, ok := tables[name]
				if !ok || !table.PersonBearing() || Unseen[f.Dir][name] != "" || systemQuery(f, l.Line) {
					continue
				}
				out = append(out, Violation{"sight", fmt.Sprintf("%s:%d", f.Path, l.Line), "reads " + name + " without {visible}"})
			}
		}
	}
	return out
}

var named = regexp.MustCompile(`(?i)\b(?:from|join|update)\s+([a-z][a-z0-9]*_[a-z0-9_]+)(?:\s+(?:as\s+)?([a-z][a-z0-9_]*))?`)

// keywords may stand where an alias would.
var keywords = []string{"where", "on", "set", "join", "left", "inner", "cross", "order", "group", "limit", "union", "using", "having", "full", "right"}

// Inside checks that every query over a table with a compartment column, be it read, joined, changed or deleted from, says
// {inside ...} of that table by its name there, or runs with the system's sight. A table of the same client and assessment that is
// joined to a guarded one says it again: the guard of one does not reach the other.
func Inside(t Tree) []Violation {
	tables := schemaOf(t)
	var out []Violation
	for _, f := range t.Files {
		if f.Test || locate(f.Dir).cap == "" || Unseen[f.Dir]["*"] != "" {
			continue
		}
		for _, l := range literals(f) {
			text := strings.ToLower(l.Text)
			if strings.HasPrefix(strings.TrimSpace(text), "insert") {
				continue
			}
			for _, m := range named.FindAllStringSubmatch(text, -1) {
				table, alias := m[1], m[2]
				if alias == "" || slices.Contains(keywords, alias) {
					alias = table
				}
				if slices.Contains(tables[table].Columns, "compartment") && !strings.Contains(text, "{inside "+alias+".") && !systemQuery(f, l.Line) {
					out = append(out, Violation{"inside", fmt.Sprintf("%s:%d", f.Path, l.Line), "names " + table + " as " + alias + " without {inside}"})
				}
			}
		}
	}
	return out
}

// systemQuery reports whether the query on this line is sent through System(), or its function says so by the marker
// "// sight: <reason>" in its comment.
func systemQuery(f File, line int) bool {
	for _, d := range f.AST.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from, to := f.Set.Position(fn.Pos()).Line, f.Set.Position(fn.End()).Line
		if line < from || line > to {
			continue
		}
		if fn.Doc != nil && strings.Contains(fn.Doc.Text(), "sight: ") {
			return true
		}
		body := f.Text[f.Set.Position(fn.Pos()).Offset:f.Set.Position(fn.End()).Offset]
		return strings.Contains(body, ".System()")
	}
	// a query in a package-level constant is judged where it is used
	return true
}

func schemaOf(t Tree) map[string]db.Table {
	sub, err := subSchema(t.FS)
	if err != nil {
		return nil
	}
	tables, err := db.ParseSchema(sub)
	if err != nil {
		return nil
	}
	return tables
}

// SystemSight lists who may look with the system's sight; a new caller is added here with its reason, in review.
func SystemSight(t Tree) []Violation {
	var out []Violation
	for _, f := range t.Files {
		place := locate(f.Dir)
		if f.Test || place.kind != "web" && place.kind != "root" && place.kind != "ui" {
			continue
		}
		if strings.Contains(f.Text, ".System()") || strings.Contains(f.Text, "db.Everyone") {
			out = append(out, Violation{"sight", f.Path, "looks with the system's sight; only services and app may"})
		}
	}
	return out
}

// pathNames are the parts that may stand in an address: identifiers and codes, never personal data.
var pathNames = []string{
	"id", "entry", "row", "appointment", "document", "contact", "note", "order", "account", "office", "post", "transfer",
	"conflict", "absence", "review", "match", "judgment", "attempt", "version", "standard", "chance", "step", "session", "token", "rest", "name", "hash", "lang",
	"persona", "what", "glass", "notice", "change", "reopen", "field", "blob", "file", "obligation", "proposal", "list", "tour", "sheet", "line", "code",
	"decision", "device", "zone", "alert", "shift", "crisis", "event", "visit", "photo", "paper", "request", "checkin",
	"assessment", "case", "domain", "item", "exemption", "flag", "goal", "plan", "study", "instrument", "draft", "table", "compartment", "member", "opportunity",
}

var pathPart = regexp.MustCompile(`\{(\w+)(?:\.\.\.)?\}`)

// Routes checks that addresses carry identifiers only.
func Routes(t Tree) []Violation {
	var out []Violation
	for _, f := range t.Files {
		if f.Test || locate(f.Dir).kind != "web" {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			if err != nil || !strings.HasPrefix(s, "/") {
				return true
			}
			for _, m := range pathPart.FindAllStringSubmatch(s, -1) {
				if !slices.Contains(pathNames, m[1]) {
					out = append(out, Violation{"routes", f.Path, "address part {" + m[1] + "} in " + s + " is not on the list of identifiers"})
				}
			}
			return true
		})
	}
	return out
}
