package document

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Noto Sans (OFL, fonts/OFL.txt) holds the Kyrgyz letters; fpdf puts the glyphs that a paper uses into its file.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	regular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	bold []byte
)

const (
	family       = "Noto"
	usual, small = 10.5, 7.5
	margin, foot = 20.0, 26.0
	qrSide       = 20.0
	leading      = 1.4
)

// PDF lays a paper out on A4 with its number and code on every page. The same paper and instant give the same bytes.
func PDF(p Paper, made time.Time) ([]byte, error) { return PDFs([]Paper{p}, made) }

// PDFs is PDF of several papers in one file, each beginning on a page of its own.
func PDFs(papers []Paper, made time.Time) ([]byte, error) {
	p := papers[0]
	d := fpdf.New("P", "mm", "A4", "")
	d.SetCatalogSort(true)
	d.SetCreationDate(made.UTC())
	d.SetModificationDate(made.UTC())
	d.SetTitle(p.Title, true)
	d.SetSubject(p.Number, true)
	d.SetProducer("Tuzjol", true)
	if p.Lang != "" {
		d.SetLang(p.Lang)
	}
	d.AddUTF8FontFromBytes(family, "", regular)
	d.AddUTF8FontFromBytes(family, "B", bold)
	d.SetMargins(margin, 16, margin)
	d.SetAutoPageBreak(true, foot+4)
	d.AliasNbPages("{n}")
	w := &writer{d: d, single: len(papers) == 1}
	d.SetFooterFunc(w.footer)
	for i, p := range papers {
		pic, err := QRImage(p.Code)
		if err != nil {
			return nil, err
		}
		d.RegisterImageOptionsReader(fmt.Sprint("qr", i), fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(pic))
		d.AddPage() // puts the foot under the paper before
		w.paper, w.index, w.first = p, i, d.PageNo()
		for _, b := range slices.Concat(p.Head, p.Blocks) {
			w.block(b, margin, w.width())
		}
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		return nil, fmt.Errorf("paper %s: %w", p.Number, err)
	}
	return out.Bytes(), nil
}

// printable puts signs that the font knows in the place of those that it does not.
var printable = strings.NewReplacer("→", "—", "←", "—", "↑", "", "↓", "", "\u202f", "\u00a0", "\u2009", " ", "✓", "+", "\t", "    ")

type writer struct {
	d      *fpdf.Fpdf
	single bool
	paper  Paper // the one being written
	index  int
	first  int // its first page

	pictures int
}

func (w *writer) width() float64 {
	page, _ := w.d.GetPageSize()
	return page - 2*margin
}

func (w *writer) footer() {
	d, p := w.d, w.paper
	_, height := d.GetPageSize()
	top := height - foot
	page, _ := d.GetPageSize()
	d.SetDrawColor(150, 150, 150)
	d.Line(margin, top, page-margin, top)
	d.ImageOptions(fmt.Sprint("qr", w.index), page-margin-qrSide, top+2, qrSide, qrSide, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	d.SetXY(margin, top+2)
	d.SetFont(family, "B", 9)
	d.CellFormat(w.width()-qrSide-2, 4.5, p.Number, "", 1, "L", false, 0, "")
	d.SetFont(family, "", small)
	for _, text := range p.Foot {
		for _, line := range w.lines(printable.Replace(text), w.width()-qrSide-6) {
			d.SetX(margin)
			d.CellFormat(w.width()-qrSide-6, 3.6, line, "", 1, "L", false, 0, "")
		}
	}
	d.SetX(margin)
	count := fmt.Sprint(d.PageNo() - w.first + 1)
	if w.single {
		count += " / {n}"
	}
	d.CellFormat(w.width()-qrSide-2, 3.6, count, "", 1, "L", false, 0, "")
	if p.Mark != "" {
		d.SetXY(margin, 6)
		d.SetFont(family, "B", 12)
		d.CellFormat(w.width(), 7, p.Mark, "1", 0, "C", false, 0, "")
	}
}

func points(size float64) float64 {
	if size == 0 {
		return usual
	}
	return size
}

// lineOf is the height of a line in millimetres.
func lineOf(size float64) float64 { return points(size) * leading * 25.4 / 72 }

func (b Block) bold() bool {
	for _, r := range b.Runs {
		if !r.Bold && strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return len(b.Runs) > 0
}

func (w *writer) font(isBold bool, size float64) {
	style := ""
	if isBold {
		style = "B"
	}
	w.d.SetFont(family, style, points(size))
}

func (w *writer) block(b Block, x, width float64) {
	if b.Table() {
		w.table(b, x, width)
		w.d.Ln(2)
		return
	}
	if b.Picture != nil {
		w.picture(b.Picture, x)
		return
	}
	h := lineOf(b.Size)
	w.d.SetX(x)
	text := printable.Replace(b.Text())
	if strings.TrimSpace(text) == "" {
		w.d.Ln(h * 0.6)
		return
	}
	if whole := b.bold(); whole || !b.mixed() || b.Align == Centre || b.Align == Right {
		w.font(whole, b.Size)
		align := string(b.Align)
		if b.Align == Left || b.Align == Justify { // words of Kyrgyz are long: stretched lines read badly
			align = "L"
		}
		w.d.MultiCell(width, h, text, "", align, false)
	} else {
		for _, r := range b.Runs {
			w.font(r.Bold, b.Size)
			w.d.Write(h, printable.Replace(r.Text))
		}
		w.d.Ln(h)
	}
	w.d.Ln(h * 0.25)
}

func (w *writer) picture(p *Picture, x float64) {
	name := fmt.Sprintf("picture%d", w.pictures)
	w.pictures++
	w.d.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(p.PNG))
	_, high := w.d.GetPageSize()
	if w.d.GetY()+p.High > high-foot-4 {
		w.d.AddPage()
	}
	w.d.ImageOptions(name, x, w.d.GetY(), p.Wide, p.High, true, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	w.d.Ln(2)
}

func (b Block) mixed() bool {
	for _, r := range b.Runs {
		if r.Bold != b.Runs[0].Bold {
			return true
		}
	}
	return false
}

func (w *writer) table(b Block, x, width float64) {
	sum := 0
	for _, c := range b.Columns {
		sum += c
	}
	for _, row := range b.Rows {
		widths := make([]float64, len(row))
		high := 0.0
		for i, c := range row {
			widths[i] = width / float64(len(row))
			if len(row) == len(b.Columns) && sum > 0 {
				widths[i] = width * float64(b.Columns[i]) / float64(sum)
			}
			high = max(high, w.cellHeight(c, widths[i]))
		}
		_, page := w.d.GetPageSize()
		if w.d.GetY()+high > page-foot-4 && high < page-foot-24 {
			w.d.AddPage()
		}
		w.row(b, row, widths, x, high)
	}
}

const pad = 1.2

func (w *writer) cellHeight(c Cell, width float64) float64 {
	out := 2 * pad
	for _, p := range c {
		w.font(p.bold(), p.Size)
		out += float64(max(1, len(w.lines(printable.Replace(p.Text()), width-2*pad)))) * lineOf(p.Size)
	}
	return max(out, lineOf(0)+2*pad)
}

// lines breaks a text as MultiCell does.
func (w *writer) lines(text string, width float64) []string {
	var out []string
	for _, part := range strings.Split(text, "\n") {
		got := w.d.SplitText(part, width)
		if len(got) == 0 {
			got = []string{""}
		}
		out = append(out, got...)
	}
	return out
}

func (w *writer) row(b Block, row []Cell, widths []float64, x, high float64) {
	top := w.d.GetY()
	for i, c := range row {
		if b.Lines {
			w.d.SetDrawColor(120, 120, 120)
			w.d.Rect(x, top, widths[i], high, "D")
		}
		y := top + pad
		for _, p := range c {
			w.font(p.bold(), p.Size)
			for _, line := range w.lines(printable.Replace(p.Text()), widths[i]-2*pad) {
				w.d.SetXY(x+pad, y)
				w.d.CellFormat(widths[i]-2*pad, lineOf(p.Size), line, "", 0, cellAlign(p.Align), false, 0, "")
				y += lineOf(p.Size)
			}
		}
		x += widths[i]
	}
	w.d.SetXY(margin, top+high)
}

func cellAlign(a Align) string {
	if a == Left || a == Justify {
		return "L"
	}
	return string(a)
}
