package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// node is the text of one w:t: where its bytes lie and what they say.
type node struct {
	start, end int
	text       string
}

// paragraph is the text of one w:p in the order of its nodes.
type paragraph struct{ nodes []node }

func (p paragraph) text() string {
	var b strings.Builder
	for _, n := range p.nodes {
		b.WriteString(n.text)
	}
	return b.String()
}

// paragraphsOf finds the texts of a part. Raw tokens keep the prefixes as written: Word and LibreOffice both write w.
func paragraphsOf(body []byte) ([]paragraph, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	var out []paragraph
	var open []int // paragraphs may stand within one another, as in a text box
	text, start := -1, 0
	var said strings.Builder
	for {
		before := int(d.InputOffset())
		tok, err := d.RawToken()
		if err == io.EOF { //nolint:errorlint // the decoder gives it plain
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			switch {
			case isW(el.Name, "p"):
				out = append(out, paragraph{})
				open = append(open, len(out)-1)
			case isW(el.Name, "t") && len(open) > 0:
				text, start = open[len(open)-1], int(d.InputOffset())
				said.Reset()
			}
		case xml.EndElement:
			switch {
			case isW(el.Name, "p") && len(open) > 0:
				open = open[:len(open)-1]
			case isW(el.Name, "t") && text >= 0:
				if before >= start && bytes.HasPrefix(body[before:], []byte("</")) { // not <w:t/>
					out[text].nodes = append(out[text].nodes, node{start, before, said.String()})
				}
				text = -1
			}
		case xml.CharData:
			if text >= 0 {
				said.Write(el)
			}
		}
	}
}

func isW(n xml.Name, local string) bool { return n.Space == "w" && n.Local == local }

// Merge fills the fields and gives a .docx. Every field that the template uses must be in fields; an absent one is an error,
// because a paper with a hole in it is none. qr is the picture for {{qr}}.
func (t *Template) Merge(fields map[string]string, qr []byte, made time.Time) ([]byte, error) {
	files := make([]*part, len(t.files))
	for i, p := range t.files {
		files[i] = p
		if !p.text() {
			continue
		}
		body, err := fill(p.body, fields)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		files[i] = &part{p.name, body}
	}
	files = withPicture(files, qr)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range files {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: made.UTC()})
		if err == nil {
			_, err = f.Write(p.body)
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

func fill(body []byte, fields map[string]string) ([]byte, error) {
	body, err := repeatRows(body, fields)
	if err != nil {
		return nil, err
	}
	return replace(body, func(name string) (string, error) {
		if name == FieldQR {
			return picture, nil
		}
		v, ok := fields[name]
		if !ok {
			return "", fmt.Errorf("field {{%s}} has no value", name)
		}
		return escape(v), nil
	})
}

// replace puts the value of each field into the node in which it begins, as XML within that node's w:t.
func replace(body []byte, value func(string) (string, error)) ([]byte, error) {
	paragraphs, err := paragraphsOf(body)
	if err != nil {
		return nil, err
	}
	type edit struct {
		node
		with string
	}
	var edits []edit
	for _, p := range paragraphs {
		s := p.text()
		found := field.FindAllStringSubmatchIndex(s, -1)
		if len(found) == 0 {
			continue
		}
		at := 0
		for _, n := range p.nodes {
			var b strings.Builder
			end := at + len(n.text)
			for i := at; i < end; {
				m := covering(found, i)
				if m == nil {
					next := end
					for _, f := range found {
						if f[0] > i {
							next = min(next, f[0])
						}
					}
					b.WriteString(escape(s[i:next]))
					i = next
					continue
				}
				if m[0] == i {
					v, err := value(s[m[2]:m[3]])
					if err != nil {
						return nil, err
					}
					b.WriteString(v)
				}
				i = min(end, m[1])
			}
			edits, at = append(edits, edit{n, b.String()}), end
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(body[at:e.start])
		out.WriteString(e.with)
		at = e.end
	}
	out.Write(body[at:])
	return out.Bytes(), nil
}

func covering(found [][]int, i int) []int {
	for _, f := range found {
		if i >= f[0] && i < f[1] {
			return f
		}
	}
	return nil
}

// escape makes a value fit into a w:t; its lines become line breaks of Word.
func escape(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		var b bytes.Buffer
		xml.EscapeText(&b, []byte(l)) //nolint:errcheck,gosec // a buffer never fails
		lines[i] = strings.ReplaceAll(b.String(), "&#x9;", `</w:t><w:tab/><w:t xml:space="preserve">`)
	}
	return strings.Join(lines, `</w:t><w:br/><w:t xml:space="preserve">`)
}

// repeatRows writes a table row that holds {{name.1}} once for each line of the field.
func repeatRows(body []byte, fields map[string]string) ([]byte, error) {
	rows, err := rowsOf(body)
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Backward(rows) {
		raw := body[r[0]:r[1]]
		name, err := repeated(raw)
		if err != nil {
			return nil, err
		}
		if name == "" {
			continue
		}
		var out bytes.Buffer
		for _, line := range strings.Split(fields[name], "\n") {
			cells := strings.Split(line, "\t")
			row, err := replace(raw, func(f string) (string, error) {
				n, err := strconv.Atoi(strings.TrimPrefix(f, name+"."))
				if err != nil {
					return "{{" + escape(f) + "}}", nil
				}
				if n < 1 || n > len(cells) {
					return "", nil
				}
				return escape(cells[n-1]), nil
			})
			if err != nil {
				return nil, err
			}
			out.Write(row)
		}
		body = slices.Concat(body[:r[0]], out.Bytes(), body[r[1]:])
	}
	return body, nil
}

func repeated(row []byte) (string, error) {
	paragraphs, err := paragraphsOf(row)
	if err != nil {
		return "", err
	}
	for _, p := range paragraphs {
		for _, m := range field.FindAllStringSubmatch(p.text(), -1) {
			if name, _, ok := strings.Cut(m[1], "."); ok {
				return name, nil
			}
		}
	}
	return "", nil
}

// rowsOf finds the innermost table rows.
func rowsOf(body []byte) ([][2]int, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	var out [][2]int
	start := -1
	for {
		before := int(d.InputOffset())
		tok, err := d.RawToken()
		if err == io.EOF { //nolint:errorlint // the decoder gives it plain
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			if isW(el.Name, "tr") {
				start = before
			}
		case xml.EndElement:
			if isW(el.Name, "tr") && start >= 0 {
				out = append(out, [2]int{start, int(d.InputOffset())})
				start = -1
			}
		}
	}
}

const (
	pictureID  = "rIdTuzjolQR"
	pictureRef = `<Relationship Id="` + pictureID + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/tuzjol-qr.png"/>`
	emptyRels  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`
	side       = "720000" // 2 cm
	picture    = `</w:t><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="` + side + `" cy="` + side +
		`"/><wp:docPr id="9001" name="QR"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">` +
		`<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="9001" name="QR"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>` +
		`<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="` + pictureID + `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="` +
		side + `" cy="` + side + `"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing><w:t xml:space="preserve">`
)

// withPicture adds the picture, its relations and its type to the package, where a part shows it.
func withPicture(files []*part, qr []byte) []*part {
	var need []string
	for _, p := range files {
		if p.text() && bytes.Contains(p.body, []byte(pictureID)) {
			need = append(need, "word/_rels/"+path.Base(p.name)+".rels")
		}
	}
	if len(need) == 0 {
		return files
	}
	out := make([]*part, 0, len(files)+2)
	for _, p := range files {
		switch {
		case slices.Contains(need, p.name):
			p = &part{p.name, bytes.Replace(p.body, []byte("</Relationships>"), []byte(pictureRef+"</Relationships>"), 1)}
			need = slices.DeleteFunc(need, func(n string) bool { return n == p.name })
		case p.name == "[Content_Types].xml" && !bytes.Contains(bytes.ToLower(p.body), []byte(`extension="png"`)):
			p = &part{p.name, bytes.Replace(p.body, []byte("</Types>"), []byte(`<Default Extension="png" ContentType="image/png"/></Types>`), 1)}
		}
		out = append(out, p)
	}
	for _, n := range need {
		out = append(out, &part{n, []byte(strings.Replace(emptyRels, "</Relationships>", pictureRef+"</Relationships>", 1))})
	}
	return append(out, &part{"word/media/tuzjol-qr.png", qr})
}
