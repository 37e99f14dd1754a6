package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/blob"
)

// The fields that every template may use beside those of its kind: they come from the issue itself.
const (
	FieldNumber = "number"
	FieldQR     = "qr"
)

// maxPart bounds one unpacked part; a letter of a hundred pages has a tenth of it.
const maxPart = 16 << 20

// Use is one place of a template at which a field stands.
type Use struct {
	Field string
	Part  string // document, header, footer
	Near  string // the words around, so that the place is found in Word
}

// Template is a .docx that the service edits in Word. A field is written {{name}} as plain text; Word may split it over several
// runs, that is no matter. {{name.1}}, {{name.2}} within a row of a table repeat the row for each line of the field, with its
// parts between tabs in the cells.
type Template struct {
	files []*part
	Uses  []Use
	torn  []Use // braces without a pair
}

type part struct {
	name string
	body []byte
}

var field = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// ReadTemplate opens a template. Faults: invalid at the field "file" for what is no DOCX, a bomb, macros, links to other files,
// embedded objects or active instructions of Word; the problem says which.
func ReadTemplate(name string, data []byte) (*Template, error) {
	f, err := blob.Accept("file", name, data, blob.DefaultLimits())
	if err != nil {
		return nil, err
	}
	var problems fault.Problems
	if f.Kind != blob.DOCX {
		problems.Add("file", "document.not_docx")
		return nil, problems.Err()
	}
	t := &Template{}
	if key := t.unpack(f.Data); key != "" {
		problems.Add("file", key)
		return nil, problems.Err()
	}
	for _, p := range t.files {
		if key := refusal(p); key != "" {
			problems.Add("file", key, "Part", path.Base(p.name))
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	for _, p := range t.files {
		if !p.text() {
			continue
		}
		paragraphs, err := paragraphsOf(p.body)
		if err != nil {
			problems.Add("file", "document.broken", "Part", path.Base(p.name))
			return nil, problems.Err()
		}
		t.note(p, paragraphs)
	}
	return t, nil
}

func (t *Template) unpack(data []byte) string {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "blob.fault.broken"
	}
	total := 0
	for _, f := range r.File {
		if f.FileInfo().IsDir() {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return "blob.fault.broken"
		}
		body, err := io.ReadAll(io.LimitReader(in, maxPart+1))
		in.Close() //nolint:errcheck,gosec // read only
		if total += len(body); err != nil || len(body) > maxPart || total > 4*maxPart {
			return "blob.fault.archive" // whatever sizes the archive states, this is what it unpacks to
		}
		t.files = append(t.files, &part{strings.ReplaceAll(f.Name, `\`, "/"), body})
	}
	return ""
}

var active = regexp.MustCompile(`(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|MACROBUTTON|IMPORT|DATABASE)\b`)

// refusal is the message of why a part makes a template unacceptable.
func refusal(p *part) string {
	name := strings.ToLower(p.name)
	switch {
	case strings.Contains(name, "vbaproject"), strings.Contains(name, "vbadata"), strings.Contains(name, "/activex/"):
		return "blob.fault.macro"
	case strings.Contains(name, "/embeddings/"), strings.Contains(name, "afchunk"):
		return "document.embedded"
	case name == "[content_types].xml" && bytes.Contains(bytes.ToLower(p.body), []byte("macroenabled")):
		return "blob.fault.macro"
	case strings.HasSuffix(name, ".rels"):
		return external(p.body)
	case !strings.HasSuffix(name, ".xml"):
		return ""
	case bytes.Contains(p.body, []byte("<!DOCTYPE")), bytes.Contains(p.body, []byte("<!ENTITY")):
		return "document.broken"
	case bytes.Contains(p.body, []byte("altChunk")):
		return "document.embedded"
	}
	return instructions(p.body)
}

func external(body []byte) string {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		tok, err := d.RawToken()
		if err == io.EOF { //nolint:errorlint // the decoder gives it plain
			return ""
		}
		if err != nil {
			return "document.broken"
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range el.Attr {
			if strings.EqualFold(a.Name.Local, "TargetMode") && !strings.EqualFold(a.Value, "Internal") {
				return "document.external"
			}
			if strings.EqualFold(a.Name.Local, "Target") && strings.Contains(a.Value, "://") {
				return "document.external"
			}
		}
	}
}

// instructions looks into Word's own fields: page numbers may stay, what fetches or runs may not; a MERGEFIELD would never be filled.
func instructions(body []byte) string {
	text := ""
	for _, m := range instr.FindAllSubmatch(body, -1) {
		text += string(m[1]) + string(m[2])
	}
	switch {
	case active.MatchString(text):
		return "document.active"
	case strings.Contains(text, "MERGEFIELD"):
		return "document.mergefield"
	}
	return ""
}

var instr = regexp.MustCompile(`<w:instrText[^>]*>([^<]*)</w:instrText>|w:instr="([^"]*)"`)

// text reports whether a part holds words of the page.
func (p *part) text() bool {
	base := path.Base(p.name)
	return path.Dir(p.name) == "word" && strings.HasSuffix(base, ".xml") &&
		(base == "document.xml" || strings.HasPrefix(base, "header") || strings.HasPrefix(base, "footer"))
}

func (p *part) kind() string {
	return strings.TrimRight(strings.TrimSuffix(path.Base(p.name), ".xml"), "0123456789")
}

func (t *Template) note(p *part, paragraphs []paragraph) {
	for _, x := range paragraphs {
		s := x.text()
		for _, m := range field.FindAllStringSubmatch(s, -1) {
			t.Uses = append(t.Uses, Use{Field: m[1], Part: p.kind(), Near: near(s, m[0])})
		}
		if rest := field.ReplaceAllString(s, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			t.torn = append(t.torn, Use{Part: p.kind(), Near: near(rest, "{{")})
		}
	}
}

func near(s, what string) string {
	at := max(0, strings.Index(s, what))
	before, after := []rune(s[:at]), []rune(s[at:])
	return strings.TrimSpace(string(before[max(0, len(before)-30):]) + string(after[:min(len(after), 60)]))
}

// Check compares the fields of the template with those of its kind: allowed lists them, required those that the paper cannot do
// without. An unknown or torn one refuses, with its place and what is allowed; a missing one warns.
func (t *Template) Check(allowed, required []string) (warnings []msg.Message, err error) {
	var problems fault.Problems
	all := append(slices.Clone(allowed), FieldNumber, FieldQR)
	seen := map[string]bool{}
	for _, u := range t.Uses {
		name := base(u.Field)
		seen[name] = true
		if !slices.Contains(all, name) {
			problems.Add("file", "document.unknown_field", "Field", "{{"+u.Field+"}}", "Near", u.Near, "Part", u.Part, "Allowed", strings.Join(all, ", "))
		}
	}
	for _, u := range t.torn {
		problems.Add("file", "document.torn_field", "Near", u.Near, "Part", u.Part)
	}
	for _, r := range append(slices.Clone(required), FieldNumber, FieldQR) {
		if !seen[r] {
			warnings = append(warnings, msg.New("document.missing_field", "Field", "{{"+r+"}}"))
		}
	}
	return warnings, problems.Err()
}

// base is the name of a field without the number of its column.
func base(name string) string {
	n, _, _ := strings.Cut(name, ".")
	return n
}
