package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// DOCX writes a paper that comes from no template: its blocks in order, with tables and pictures, so that it can be worked on in Word. The
// same paper and instant give the same bytes.
func DOCX(p Paper, made time.Time) ([]byte, error) {
	w := &wordWriter{}
	for _, b := range p.Head {
		w.block(b)
	}
	for _, b := range p.Blocks {
		w.block(b)
	}
	for _, line := range append([]string{p.Number}, p.Foot...) {
		w.block(Block{Size: small, Runs: []Run{{Text: line}}})
	}
	const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	files := [][2]string{
		{"[Content_Types].xml", xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", xml.Header + `<w:document ` + ns + `><w:body>` + w.body.String() + `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`},
		{"word/_rels/document.xml.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + w.rels.String() + `</Relationships>`},
	}
	for i, pic := range w.pictures {
		files = append(files, [2]string{fmt.Sprintf("word/media/picture%d.png", i+1), string(pic)})
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		e, err := z.CreateHeader(&zip.FileHeader{Name: f[0], Method: zip.Deflate, Modified: made.UTC()})
		if err != nil {
			return nil, err
		}
		if _, err := e.Write([]byte(f[1])); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

type wordWriter struct {
	body, rels strings.Builder
	pictures   [][]byte
}

func (w *wordWriter) block(b Block) {
	switch {
	case b.Table():
		w.table(b)
	case b.Picture != nil:
		w.picture(b.Picture)
	default:
		w.paragraph(b)
	}
}

func (w *wordWriter) paragraph(b Block) {
	align := map[Align]string{Left: "left", Centre: "center", Right: "right", Justify: "both"}[b.Align]
	w.body.WriteString(`<w:p><w:pPr><w:spacing w:after="80"/><w:jc w:val="` + align + `"/></w:pPr>`)
	for _, r := range b.Runs {
		bold := ""
		if r.Bold {
			bold = "<w:b/>"
		}
		fmt.Fprintf(&w.body, `<w:r><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Sans"/>%s<w:sz w:val="%d"/></w:rPr>`, bold, int(points(b.Size)*2))
		for i, line := range strings.Split(r.Text, "\n") {
			if i > 0 {
				w.body.WriteString("<w:br/>")
			}
			w.body.WriteString(`<w:t xml:space="preserve">` + escape(line) + `</w:t>`)
		}
		w.body.WriteString("</w:r>")
	}
	w.body.WriteString("</w:p>")
}

// tableWide is the width of the text on the page, in twentieths of a point.
const tableWide = 9638

func (w *wordWriter) table(b Block) {
	total := 0
	for _, c := range b.Columns {
		total += c
	}
	w.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>`)
	if b.Lines {
		w.body.WriteString(`<w:tblBorders>`)
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			w.body.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:color="808080"/>`)
		}
		w.body.WriteString(`</w:tblBorders>`)
	}
	w.body.WriteString(`</w:tblPr><w:tblGrid>`)
	for _, c := range b.Columns {
		fmt.Fprintf(&w.body, `<w:gridCol w:w="%d"/>`, tableWide*c/max(total, 1))
	}
	w.body.WriteString(`</w:tblGrid>`)
	for _, row := range b.Rows {
		w.body.WriteString(`<w:tr>`)
		for _, cell := range row {
			w.body.WriteString(`<w:tc><w:tcPr/>`)
			for _, p := range cell {
				w.paragraph(p)
			}
			if len(cell) == 0 {
				w.body.WriteString(`<w:p/>`)
			}
			w.body.WriteString(`</w:tc>`)
		}
		w.body.WriteString(`</w:tr>`)
	}
	w.body.WriteString(`</w:tbl><w:p/>`)
}

func (w *wordWriter) picture(p *Picture) {
	w.pictures = append(w.pictures, p.PNG)
	n := len(w.pictures)
	fmt.Fprintf(&w.rels, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/picture%d.png"/>`, n, n)
	cx, cy := int(p.Wide*36000), int(p.High*36000)
	fmt.Fprintf(&w.body, `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="picture%d" descr="%s"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="picture%d"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		cx, cy, n, n, strings.ReplaceAll(escape(p.Says), `"`, "&quot;"), n, n, n, cx, cy)
}
