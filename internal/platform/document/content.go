package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// errBroken says that stored bytes are no document.
var errBroken = errors.New("no document")

// Content reads a merged .docx as blocks, so that PDF and print say what the template says: head from its headers, blocks from its
// body, foot from its footers.
func Content(docx []byte) (Paper, error) {
	t := &Template{}
	if key := t.unpack(docx); key != "" {
		return Paper{}, errBroken
	}
	var out Paper
	for _, p := range t.files {
		if !p.text() {
			continue
		}
		r := &reader{d: xml.NewDecoder(bytes.NewReader(p.body))}
		blocks, err := r.blocks("")
		if err != nil {
			return out, err
		}
		switch p.kind() {
		case "header":
			out.Head = append(out.Head, blocks...)
		case "footer":
			for _, b := range blocks {
				for _, line := range strings.FieldsFunc(b.Text(), func(c rune) bool { return c == '\n' || c == '\t' }) {
					if line = strings.TrimSpace(line); line != "" {
						out.Foot = append(out.Foot, line)
					}
				}
			}
		default:
			out.Blocks = append(out.Blocks, blocks...)
		}
	}
	return out, nil
}

// reader walks through WordprocessingML.
type reader struct{ d *xml.Decoder }

// blocks reads paragraphs and tables until the element named until ends; "" reads all.
func (r *reader) blocks(until string) ([]Block, error) {
	var out []Block
	for {
		tok, err := r.d.RawToken()
		if err == io.EOF && until == "" { //nolint:errorlint // the decoder gives it plain
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			switch {
			case isW(el.Name, "p"):
				b, err := r.paragraph()
				if err != nil {
					return nil, err
				}
				out = append(out, b)
			case isW(el.Name, "tbl"):
				b, err := r.table()
				if err != nil {
					return nil, err
				}
				out = append(out, b)
			}
		case xml.EndElement:
			if isW(el.Name, until) {
				return out, nil
			}
		}
	}
}

func attr(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func on(el xml.StartElement) bool {
	v := attr(el, "val")
	return v != "0" && v != "false" && v != "none"
}

// paragraph reads one w:p whose start was read.
func (r *reader) paragraph() (Block, error) {
	var b Block
	var run Run
	text, size, title, props := false, 0.0, false, false
	for {
		tok, err := r.d.RawToken()
		if err != nil {
			return b, err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			if el.Name.Space != "w" {
				continue
			}
			switch el.Name.Local {
			case "r":
				run = Run{Bold: title}
			case "rPr", "pPr":
				props = true
			case "jc":
				b.Align = alignment(attr(el, "val"))
			case "pStyle":
				style := strings.ToLower(attr(el, "val"))
				title = strings.HasPrefix(style, "heading") || style == "title"
			case "b":
				run.Bold = on(el)
			case "sz":
				if n, err := strconv.Atoi(attr(el, "val")); err == nil {
					size = max(size, float64(n)/2)
				}
			case "br", "cr":
				run.Text += "\n"
			case "tab":
				if !props { // within w:tabs it says where a tab stands
					run.Text += "    "
				}
			case "t":
				text = true
			case "p": // of a text box: its words follow those of the paragraph that holds it
				inner, err := r.paragraph()
				if err != nil {
					return b, err
				}
				run.Text += inner.Text()
			}
		case xml.CharData:
			if text {
				run.Text += string(el)
			}
		case xml.EndElement:
			switch {
			case isW(el.Name, "t"):
				text = false
			case isW(el.Name, "rPr"), isW(el.Name, "pPr"):
				props = false
			case isW(el.Name, "r") && run.Text != "":
				b.Runs = append(b.Runs, run)
			case isW(el.Name, "p"):
				b.Size = size
				return b, nil
			}
		}
	}
}

func alignment(v string) Align {
	switch v {
	case "center":
		return Centre
	case "right", "end":
		return Right
	case "both":
		return Justify
	}
	return Left
}

// table reads one w:tbl whose start was read; tables within cells become lines of text.
func (r *reader) table() (Block, error) {
	b := Block{Rows: [][]Cell{}}
	borders := false
	for {
		tok, err := r.d.RawToken()
		if err != nil {
			return b, err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			switch {
			case isW(el.Name, "gridCol"):
				n, _ := strconv.Atoi(attr(el, "w")) //nolint:errcheck // 0 is shared out evenly
				b.Columns = append(b.Columns, n)
			case isW(el.Name, "tblStyle"):
				b.Lines = b.Lines || strings.Contains(strings.ToLower(attr(el, "val")), "grid")
			case isW(el.Name, "tblBorders"):
				borders = true
			case borders && (isW(el.Name, "insideH") || isW(el.Name, "top")):
				b.Lines = b.Lines || on(el) && attr(el, "val") != "nil"
			case isW(el.Name, "tr"):
				b.Rows = append(b.Rows, nil)
			case isW(el.Name, "tc") && len(b.Rows) > 0:
				in, err := r.blocks("tc")
				if err != nil {
					return b, err
				}
				n := len(b.Rows) - 1
				b.Rows[n] = append(b.Rows[n], cellOf(in))
			}
		case xml.EndElement:
			switch {
			case isW(el.Name, "tblBorders"):
				borders = false
			case isW(el.Name, "tbl"):
				return b, nil
			}
		}
	}
}

func cellOf(in []Block) Cell {
	out := make(Cell, len(in))
	for i, p := range in {
		out[i] = p
		if p.Table() {
			out[i] = Block{Runs: []Run{{Text: p.Text()}}}
		}
	}
	return out
}
