package fill

import (
	"bytes"
	"context"
	"fmt"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/person/personsvc"
)

// paperKinds are what the file of an executed judgment must hold, in the order in which papers come.
var paperKinds = [...]string{"judgment_copy", "in_force_notice", "id_copy", "conditions_sheet", "questionnaire", "address_proof"} //nolint:gochecknoglobals // a table

// papers puts the papers into the file of a client of the personas' office: most files are complete, some lack a few.
// Elsewhere the files stay empty, so that a demonstration begins within seconds.
func (d *seeder) papers(ctx context.Context, s demo.Step, c *demo.Client, l *life) error {
	day := civil.At(demo.TimeOf(s.At)).In(d.w.Zone)
	n := len(paperKinds)
	if s.Draw%4 == 0 {
		n = 2 + int(s.Draw/4)%4
	}
	for i, kind := range paperKinds[:n] {
		_, err := d.People.UploadDocument(ctx, personsvc.UploadDocument{
			Client: l.client, Kind: kind, Title: c.Number, FileName: kind + ".pdf",
			Data: page(c.Number, i), Pages: 1 + i%3, Dated: day, Source: "paper",
		})
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

// page is a PDF of one sheet that only says that it is invented.
func page(number string, n int) []byte {
	var b bytes.Buffer
	var at []int
	object := func(text string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), text)
	}
	text := fmt.Sprintf("BT /F1 14 Tf 60 760 Td (Demonstration: an invented paper, sheet %d of file %x) Tj ET", n+1, number)
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
