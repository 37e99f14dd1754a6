package document

import "strings"

// Align is where the lines of a paragraph stand.
type Align string

// The alignments.
const (
	Left    Align = ""
	Centre  Align = "C"
	Right   Align = "R"
	Justify Align = "J"
)

// Run is a stretch of text in one weight. Line breaks are "\n".
type Run struct {
	Text string
	Bold bool
}

// Block is a paragraph or a table of a paper.
type Block struct {
	Runs    []Run
	Align   Align
	Size    float64 // points; 0 is the usual size
	Columns []int   // of a table: relative widths
	Rows    [][]Cell
	Lines   bool // a table with its lines drawn
	Picture *Picture
}

// Cell is one field of a table.
type Cell []Block

// Table reports whether the block is a table.
func (b Block) Table() bool { return b.Rows != nil }

// Text is what the block says, its runs or cells joined.
func (b Block) Text() string {
	out := ""
	for _, r := range b.Runs {
		out += r.Text
	}
	for _, row := range b.Rows {
		for i, c := range row {
			if i > 0 {
				out += "\t"
			}
			for j, p := range c {
				if j > 0 {
					out += "\n"
				}
				out += p.Text()
			}
		}
		out += "\n"
	}
	return out
}

// Paper is the content of a paper, ready for its pages.
type Paper struct {
	Title  string // of the file's properties: the kind, never a name
	Lang   string
	Head   []Block // on the first page, above
	Blocks []Block
	Foot   []string // small, beside the code on every page
	Number string
	Code   string // what the QR says
	Mark   string // copy, void, blank: in bold on every page
}

// Plain is what blocks say, a line each, for reading on a page; the cells of a row stand side by side.
func Plain(blocks []Block) string {
	var out []string
	for _, b := range blocks {
		if !b.Table() {
			if t := strings.TrimSpace(b.Text()); t != "" && !strings.Contains(t, "____") { // a line for a hand is none on a page
				out = append(out, t)
			}
			continue
		}
		for _, row := range b.Rows {
			var cells []string
			for _, c := range row {
				if t := strings.TrimSpace(Plain(c)); t != "" {
					cells = append(cells, strings.ReplaceAll(t, "\n", " "))
				}
			}
			if len(cells) > 0 {
				out = append(out, strings.Join(cells, ": "))
			}
		}
	}
	return strings.Join(out, "\n")
}

// Picture is a PNG in a paper, as wide as it is to be printed; what it shows is also said in words.
type Picture struct {
	PNG        []byte
	Wide, High float64 // millimetres
	Says       string
}
