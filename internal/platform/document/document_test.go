package document_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/document"
)

var at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const p0, p1 = `<w:p><w:r><w:t xml:space="preserve">`, `</w:t></w:r></w:p>`

// docx makes a small file of Word around a body; more are further parts, name and text in turn.
func docx(t *testing.T, body string, more ...string) []byte {
	t.Helper()
	parts := []string{
		"[Content_Types].xml", `<Types xmlns="x"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`,
	}
	parts = append(parts, more...)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		must(t, err)
		_, err = f.Write([]byte(parts[i+1]))
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func merged(t *testing.T, body string, fields map[string]string) string {
	t.Helper()
	x, err := document.ReadTemplate("t.docx", docx(t, body))
	must(t, err)
	qr, err := document.QRImage("x")
	must(t, err)
	out, err := x.Merge(fields, qr, at)
	must(t, err)
	p, err := document.Content(out)
	must(t, err)
	text := ""
	for _, b := range p.Blocks {
		text += strings.TrimRight(b.Text(), "\n") + "\n"
	}
	return text
}

// Word splits what was typed over runs wherever it likes; values with signs of XML, tabs and lines stay what they are.
func TestMerge(t *testing.T) {
	split := `<w:p><w:r><w:t>Кому: {</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{ na</w:t></w:r><w:r><w:t>me }} и </w:t></w:r><w:r><w:t>{{name}}, всё</w:t></w:r></w:p>`
	got := merged(t, split, map[string]string{"name": "Ө & <Ү>\nң"})
	if want := "Кому: Ө & <Ү>\nң и Ө & <Ү>\nң, всё\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	row := `<w:tbl><w:tr><w:tc>` + p0 + `{{e.1}}` + p1 + `</w:tc><w:tc>` + p0 + `{{e.2}} {{day}}` + p1 + `</w:tc></w:tr></w:tbl>`
	got = merged(t, row, map[string]string{"e": "01.03\tявка\n02.03", "day": "Д"})
	if want := "01.03\tявка Д\n02.03\t Д\n"; got != want {
		t.Errorf("rows %q, want %q", got, want)
	}
	x, err := document.ReadTemplate("t.docx", docx(t, p0+"{{name}}"+p1))
	must(t, err)
	if _, err := x.Merge(nil, nil, at); err == nil {
		t.Error("a field without a value was left open")
	}
}

// What cannot be a template is refused with the reason; an unknown field with its place and what is allowed.
func TestTemplatesAreChecked(t *testing.T) {
	rels := func(attr string) string {
		return `<Relationships><Relationship Id="r" Type="t" ` + attr + `/></Relationships>`
	}
	cases := []struct {
		name, file string
		data       []byte
		want       string
	}{
		{"no file of Word", "t.pdf", []byte("%PDF-1.4"), "document.not_docx"},
		{"macros by name", "t.docm", docx(t, ""), "blob.fault.extension"},
		{"macros inside", "t.docx", docx(t, "", "word/vbaProject.bin", "x"), "blob.fault.macro"},
		{"macros by type", "t.docx", docx(t, "", "[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`), "blob.fault.macro"},
		{"a link", "t.docx", docx(t, "", "word/_rels/document.xml.rels", rels(`Target="http://x" TargetMode="External"`)), "document.external"},
		{"a link without its mode", "t.docx", docx(t, "", "word/_rels/document.xml.rels", rels(`Target="file:///c:/x"`)), "document.external"},
		{"an object", "t.docx", docx(t, "", "word/embeddings/x.bin", "x"), "document.embedded"},
		{"a chunk", "t.docx", docx(t, `<w:altChunk r:id="x"/>`), "document.embedded"},
		{"an instruction", "t.docx", docx(t, `<w:p><w:r><w:instrText>INCLUDETEXT "c:\\x"</w:instrText></w:r></w:p>`), "document.active"},
		{"split instruction", "t.docx", docx(t, `<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r></w:p>`), "document.active"},
		{"merge field of Word", "t.docx", docx(t, `<w:p><w:r><w:instrText> MERGEFIELD name </w:instrText></w:r></w:p>`), "document.mergefield"},
		{"entities", "t.docx", docx(t, "", "word/header1.xml", `<!DOCTYPE x [<!ENTITY a "b">]><w:hdr/>`), "document.broken"},
		{"bomb", "t.docx", docx(t, "", "word/x.xml", strings.Repeat(" ", 30<<20)), "blob.fault.archive"},
		{"good", "t.docx", docx(t, p0+"{{name}}"+p1), ""},
	}
	for _, c := range cases {
		_, err := document.ReadTemplate(c.file, c.data)
		got := ""
		if f := fault.As(err); f != nil && len(f.Problems) > 0 {
			got = f.Problems[0].Msg.Key
		}
		if got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.name, got, err, c.want)
		}
	}
	x, err := document.ReadTemplate("t.docx", docx(t, p0+"Уважаемый {{naem}}, {{day}}"+p1+p0+"рано {{ утром"+p1))
	must(t, err)
	warn, err := x.Check([]string{"name", "day"}, []string{"name"})
	f := fault.As(err)
	if f == nil || len(f.Problems) != 2 {
		t.Fatalf("%v", err)
	}
	a := f.Problems[0].Msg.Args
	if a["Field"] != "{{naem}}" || !strings.Contains(a["Near"].(string), "Уважаемый") || !strings.Contains(a["Allowed"].(string), "name, day") {
		t.Errorf("%v", a)
	}
	if len(warn) != 3 { // name, number, qr
		t.Errorf("warnings %v", warn)
	}
}

// A sheet of paper photographed: the code is small, turned, and lit from one side.
func TestQRIsReadFromAPhotograph(t *testing.T) {
	b, err := document.QRImage("TZ1 11202/26-0017 K7Q2M9AB")
	must(t, err)
	qr, err := png.Decode(bytes.NewReader(b))
	must(t, err)
	const w, h = 2400, 3200
	photo := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(170 + 70*x/w) //nolint:gosec // below 256
			photo.Set(x, y, color.RGBA{v, v, v - 10, 255})
		}
	}
	for y := range 280 { // turned by about 12 degrees
		for x := range 280 {
			dx, dy := float64(x)-140, float64(y)-140
			u, v := int(dx*0.978+dy*0.208+120), int(-dx*0.208+dy*0.978+120)
			if u >= 0 && v >= 0 && u < 240 && v < 240 {
				if r, _, _, _ := qr.At(u, v).RGBA(); r < 0x8000 {
					photo.Set(1950+x, 2750+y, color.RGBA{40, 40, 45, 255})
				}
			}
		}
	}
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, photo, &jpeg.Options{Quality: 70}))
	if got, ok := document.ReadQR(out.Bytes()); !ok || got != "TZ1 11202/26-0017 K7Q2M9AB" {
		t.Errorf("%q %v", got, ok)
	}
	var empty bytes.Buffer
	must(t, png.Encode(&empty, image.NewGray(image.Rect(0, 0, 300, 300))))
	if got, ok := document.ReadQR(empty.Bytes()); ok {
		t.Errorf("read %q from nothing", got)
	}
}

// The letters of Kyrgyz are glyphs of the file: its map from glyphs to characters names them.
func TestPDFHoldsKyrgyzGlyphs(t *testing.T) {
	p := document.Paper{
		Title: "x", Lang: "ky", Number: "11202/26-0001", Code: "TZ1 11202/26-0001 AAAA", Mark: "КӨЧҮРМӨ",
		Blocks: []document.Block{
			{Runs: []document.Run{{Text: "Өмүрүңүз "}, {Text: "ҢҮӨ", Bold: true}}},
			{Columns: []int{1, 2}, Lines: true, Rows: [][]document.Cell{{{{Runs: []document.Run{{Text: "Күнү"}}}}, {{Runs: []document.Run{{Text: strings.Repeat("узун сөз ", 60)}}}}}}},
		},
	}
	a, err := document.PDF(p, at)
	must(t, err)
	b, err := document.PDF(p, at)
	must(t, err)
	if !bytes.Equal(a, b) {
		t.Error("the same paper gave other bytes")
	}
	if !bytes.Contains(a, []byte("/FontFile2")) {
		t.Error("no embedded font")
	}
	maps := ""
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`).FindAllSubmatch(a, -1) {
		maps += string(m[1])
		if z, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
			if s, err := io.ReadAll(z); err == nil {
				maps += string(s)
			}
		}
	}
	for _, r := range "өүңҢҮӨК" { // text is written as two bytes a character
		if !strings.Contains(maps, string([]byte{byte(r >> 8), byte(r)})) { //nolint:gosec // the plane of Cyrillic
			t.Errorf("%c is not in the text", r)
		}
	}
	if dir := os.Getenv("TUZJOL_LOOK"); dir != "" {
		must(t, os.WriteFile(dir+"/kyrgyz.pdf", a, 0o600))
	}
}
