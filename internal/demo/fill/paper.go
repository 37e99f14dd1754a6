package fill

import (
	"context"
	"fmt"

	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/said"
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
			Data: said.Page(c.Number, i), Pages: 1 + i%3, Dated: day, Source: "paper",
		})
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}
