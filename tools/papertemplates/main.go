// Command papertemplates writes the shipped templates of papers: it lays out what ky.txt and ru.txt say as .docx files that Word and
// LibreOffice open. Run it as "go run ./tools/papertemplates jurisdiction/kg/templates"; the same texts give the same bytes.
package main

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

//go:embed ky.txt
var ky string

//go:embed ru.txt
var ru string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: papertemplates FOLDER")
		os.Exit(2)
	}
	for lang, text := range map[string]string{"ky": ky, "ru": ru} {
		for kind, lines := range kinds(text) {
			b, err := build(lang, lines)
			if err == nil {
				err = os.WriteFile(filepath.Join(os.Args[1], kind+"."+lang+".docx"), b, 0o600)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
}

// kinds splits a text into its papers: "=== kind" begins one. The one called "frame" gives the header and, after a line "---", the
// footer of all.
func kinds(text string) map[string][]string {
	parts := strings.Split(text, "=== ")
	frame := strings.Split(strings.TrimSpace(parts[1]), "\n")[1:]
	out := map[string][]string{}
	for _, p := range parts[2:] {
		lines := strings.Split(strings.TrimSpace(p), "\n")
		out[lines[0]] = append(append(append([]string{}, frame...), "---"), lines[1:]...)
	}
	return out
}

const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

func build(lang string, lines []string) ([]byte, error) {
	parts := strings.SplitN(strings.Join(lines, "\n"), "\n---\n", 3)
	section := `<w:sectPr><w:headerReference w:type="first" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="first" r:id="rId2"/>` +
		`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1300" w:header="600" w:footer="500" w:gutter="0"/><w:titlePg/></w:sectPr>`
	head := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	rel := "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wml := "application/vnd.openxmlformats-officedocument.wordprocessingml."
	files := []struct{ name, body string }{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + wml + `document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="` + wml + `styles+xml"/><Override PartName="/word/header1.xml" ContentType="` + wml + `header+xml"/>` +
			`<Override PartName="/word/footer1.xml" ContentType="` + wml + `footer+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/header" Target="header1.xml"/>` +
			`<Relationship Id="rId2" Type="` + rel + `/footer" Target="footer1.xml"/><Relationship Id="rId3" Type="` + rel + `/styles" Target="styles.xml"/></Relationships>`},
		{"word/document.xml", head + `<w:document ` + ns + `><w:body>` + body(parts[2]) + section + `</w:body></w:document>`},
		{"word/header1.xml", head + `<w:hdr ` + ns + `>` + body(parts[0]) + `</w:hdr>`},
		{"word/footer1.xml", head + `<w:ftr ` + ns + `>` + body(parts[1]) + `</w:ftr>`},
		{"word/styles.xml", head + `<w:styles ` + ns + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Sans" w:eastAsia="Noto Sans"/><w:sz w:val="21"/><w:lang w:val="` +
			lang + `-KG"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
			`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`},
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		x, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = x.Write([]byte(f.body))
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// body lays lines out: "# " a centred title, "## " a heading, "> " to the right, "^ " centred, "' " small, "= a | b" a row of a table
// with lines, "| a | b" a row without; anything else is a paragraph.
func body(text string) string {
	var b strings.Builder
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		switch {
		case strings.HasPrefix(l, "= "), strings.HasPrefix(l, "| "):
			from := i
			for i+1 < len(lines) && strings.HasPrefix(lines[i+1], l[:2]) {
				i++
			}
			b.WriteString(table(lines[from:i+1], l[0] == '='))
		case strings.Contains(l, "____"): // room for a hand
			b.WriteString(par("", "", 0, false) + par(l, "", 0, false))
		case strings.HasPrefix(l, "# "):
			b.WriteString(par(l[2:], "center", 26, true))
		case strings.HasPrefix(l, "## "):
			b.WriteString(par(l[3:], "", 0, true))
		case strings.HasPrefix(l, "> "):
			b.WriteString(par(l[2:], "right", 0, false))
		case strings.HasPrefix(l, "^ "):
			b.WriteString(par(l[2:], "center", 0, true))
		case strings.HasPrefix(l, "' "):
			b.WriteString(par(l[2:], "", 15, false))
		default:
			b.WriteString(par(l, "", 0, false))
		}
	}
	return b.String()
}

func par(text, align string, size int, bold bool) string {
	p, r := "", ""
	if align != "" {
		p = `<w:pPr><w:jc w:val="` + align + `"/></w:pPr>`
	}
	if bold {
		r += "<w:b/>"
	}
	if size > 0 {
		r += fmt.Sprintf(`<w:sz w:val="%d"/>`, size)
	}
	if r != "" {
		r = "<w:rPr>" + r + "</w:rPr>"
	}
	if text == "" {
		return "<w:p>" + p + "</w:p>"
	}
	var esc bytes.Buffer
	xml.EscapeText(&esc, []byte(text)) //nolint:errcheck,gosec // a buffer never fails
	return "<w:p>" + p + "<w:r>" + r + `<w:t xml:space="preserve">` + esc.String() + "</w:t></w:r></w:p>"
}

// table shares the width out: a row of two fields is a label and its value, of three a date, a kind and words.
func table(rows []string, lines bool) string {
	shares := map[int][]int{1: {9600}, 2: {3400, 6200}, 3: {1900, 2600, 5100}, 4: {2400, 2400, 2400, 2400}}
	if !lines {
		shares[2] = []int{7700, 1900}
	}
	n := len(strings.Split(rows[0][2:], "|"))
	borders := ""
	if lines {
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			borders += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="808080"/>`
		}
		borders = "<w:tblBorders>" + borders + "</w:tblBorders>"
	}
	out := `<w:tbl><w:tblPr><w:tblW w:w="9600" w:type="dxa"/>` + borders + `<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`
	for _, s := range shares[n] {
		out += fmt.Sprintf(`<w:gridCol w:w="%d"/>`, s)
	}
	out += "</w:tblGrid>"
	for _, r := range rows {
		out += "<w:tr>"
		for i, cell := range strings.Split(r[2:], "|") {
			size := 0
			if strings.HasPrefix(strings.TrimSpace(cell), "' ") {
				cell, size = strings.TrimSpace(cell)[2:], 15
			}
			out += fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, shares[n][i])
			for _, line := range strings.Split(cell, `\n`) {
				out += par(strings.TrimSpace(line), "", size, lines && i == 0 && n == 2)
			}
			out += "</w:tc>"
		}
		out += "</w:tr>"
	}
	return out + "</w:tbl>" + par("", "", 0, false)
}
