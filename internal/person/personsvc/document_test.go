package personsvc_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
)

// photo is a JPEG that carries an EXIF segment with a place.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
	exif := append([]byte("Exif\x00\x00"), "MM\x00*\x00\x00\x00\x08\x00\x00GPS 42.87N"...)
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return slices.Concat(b.Bytes()[:2], segment, b.Bytes()[2:])
}

// A photograph goes into the file sealed and without the place where it was taken; an executable under another name, an
// unknown kind and a giant are refused with the field named.
func TestUpload(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		ctx := k.as("clerk", access.Records, osh)
		in := personsvc.UploadDocument{Client: c, Kind: "id_copy", FileName: "паспорт.jpg", Data: photo(k.t), Source: "phone"}
		doc, err := k.s.UploadDocument(ctx, in)
		must(k.t, err)
		got, err := k.s.OpenDocument(ctx, c, doc)
		must(k.t, err)
		if bytes.Contains(got.Data, []byte("GPS")) || got.MediaType != "image/jpeg" || got.Name != "паспорт.jpg" {
			k.t.Errorf("%s %s, place kept: %v", got.Name, got.MediaType, bytes.Contains(got.Data, []byte("GPS")))
		}
		exe := in
		exe.FileName, exe.Data, exe.Kind = "приговор.pdf", []byte("MZ\x90\x00this program"), ""
		_, err = k.s.UploadDocument(ctx, exe)
		k.want(err, fault.Invalid)
		if f := fault.As(err); len(f.Problems) != 2 || f.Problems[0].Field != "file" || f.Problems[1].Field != "kind" {
			k.t.Errorf("all problems at once: %v", err)
		}
		big := in
		big.Data = bytes.Repeat([]byte{0xff}, 21<<20)
		_, err = k.s.UploadDocument(ctx, big)
		k.want(err, fault.TooLarge)
		_, err = k.s.UploadDocument(k.as("o1", access.Officer, osh), in)
		k.want(err, fault.Forbidden)
		_, err = k.s.UploadDocument(k.as("o1", access.Records, bishkek), in)
		k.want(err, fault.NotFound)
		_, err = k.s.OpenDocument(k.as("o1", access.Records, bishkek), c, doc)
		k.want(err, fault.NotFound)
		if n := k.count(`select count(*) from person_document c where {visible c.client_id}`); n != 1 {
			k.t.Errorf("%d documents", n)
		}
	})
}

// The kind of a paper is corrected with a reason and the former kind stays.
func TestCorrectDocument(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		ctx := k.as("clerk", access.Records, osh)
		doc, err := k.s.UploadDocument(ctx, personsvc.UploadDocument{Client: c, Kind: "id_copy", FileName: "a.jpg", Data: photo(k.t)})
		must(k.t, err)
		list, err := k.s.Documents(ctx, c)
		must(k.t, err)
		fix := personsvc.CorrectDocument{Client: c, Document: doc, Row: list[0].Row, Kind: "address_proof", Why: personsvc.Why{Reason: "typing"}}
		must(k.t, k.s.CorrectDocument(ctx, fix))
		k.want(k.s.CorrectDocument(ctx, fix), fault.Conflict)
		fix.Row, fix.Kind = list[0].Row, "nonsense"
		list, err = k.s.Documents(ctx, c)
		must(k.t, err)
		if len(list) != 2 || list[0].Kind != "id_copy" || list[0].Reason != "typing" || list[1].Kind != "address_proof" || !list[1].Current() {
			k.t.Errorf("versions: %+v", list)
		}
		fix.Row = list[1].Row
		k.want(k.s.CorrectDocument(ctx, fix), fault.Invalid)
		if _, err := k.s.OpenDocument(ctx, c, doc); err != nil {
			k.t.Error(err)
		}
	})
}

// A paper in the wrong file leaves it without a trace and keeps its own times in the right one.
func TestMoveDocument(t *testing.T) {
	each(t, func(k *kit) {
		wrong, right := k.create(osh, uson), k.create(osh, person.New{Name: person.ParseName("Эмилов Тимур")})
		ctx := k.as("clerk", access.Records, osh)
		received := k.d.Now().Add(-72 * time.Hour)
		doc, err := k.s.UploadDocument(ctx, personsvc.UploadDocument{Client: wrong, Kind: "id_copy", Title: "Эмилов", FileName: "Эмилов.jpg", Data: photo(k.t), ReceivedAt: received})
		must(k.t, err)
		move := personsvc.MoveDocument{Client: wrong, Document: doc, To: right, Why: personsvc.Why{Reason: "wrong_client"}}
		k.want(k.s.MoveDocument(k.as("o1", access.Officer, osh), move), fault.Forbidden)
		bad := move
		bad.To = wrong
		k.want(k.s.MoveDocument(ctx, bad), fault.Invalid)
		must(k.t, k.s.MoveDocument(ctx, move))

		list, err := k.s.Documents(ctx, wrong)
		must(k.t, err)
		if len(list) != 0 || len(k.book.Timeline(wrong)) != 0 {
			k.t.Errorf("left behind: %v, facts %v", list, k.book.Timeline(wrong))
		}
		_, err = k.s.OpenDocument(ctx, wrong, doc)
		k.want(err, fault.NotFound)
		list, err = k.s.Documents(ctx, right)
		must(k.t, err)
		if len(list) != 1 || list[0].ReceivedAt != received || list[0].FileName != "Эмилов.jpg" || list[0].UploadedBy != "clerk" {
			k.t.Fatalf("in the right file: %+v", list)
		}
		if f := k.book.Timeline(right); len(f) != 1 || f[0].Occurred != received {
			k.t.Errorf("timeline of the right client: %v", f)
		}
		for _, e := range k.book.Entries() {
			if len(e.Clients()) > 1 {
				k.t.Errorf("one entry names two persons: %v", e.Clients())
			}
			for _, f := range e.Facts {
				for _, v := range f.Data {
					if f.Client == right && strings.Contains(v, string(wrong)) || f.Client == wrong && strings.Contains(v, string(right)) {
						k.t.Errorf("fact %s carries the other person", f.Type)
					}
				}
			}
		}
		got, err := k.s.OpenDocument(ctx, right, list[0].Document)
		must(k.t, err)
		if len(got.Data) == 0 {
			k.t.Error("the moved paper is empty")
		}
		if n := k.count(`select count(*) from person_document c where c.client_id = $1 and c.moved = true and {visible c.client_id}`, wrong); n != 1 {
			k.t.Error("the auditor lost the row")
		}
		k.want(k.s.MoveDocument(ctx, move), fault.NotFound)
	})
}

// The picture of a signed paper that asks for a right of its own is not in the list and cannot be opened or corrected without it.
func TestADocumentKeepsTheRightOfItsPaper(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		clerk, head := k.as("clerk", access.Records, osh), k.as("head", access.Head, osh)
		doc, err := k.s.UploadDocument(clerk, personsvc.UploadDocument{Client: c, Kind: "other", FileName: "a.jpg", Data: photo(k.t)})
		must(k.t, err)
		list, err := k.s.Documents(head, c)
		must(k.t, err)
		row := list[0].Row
		must(k.t, k.d.Write(db.WithSight(clerk, db.Everyone{}), func(tx *db.Tx) error {
			if err := tx.Update(clerk, "person_document", row, db.Row{"reads": access.ReadAssessment}); err != nil {
				return err
			}
			return tx.Record(clerk, access.UploadDocument, "")
		}))
		if list, err = k.s.Documents(head, c); err != nil || len(list) != 1 || list[0].Reads != access.ReadAssessment {
			k.t.Errorf("the head sees %v, %v", list, err)
		}
		if list, err = k.s.Documents(clerk, c); err != nil || len(list) != 0 {
			k.t.Errorf("the clerk sees %v, %v", list, err)
		}
		_, err = k.s.OpenDocument(head, c, doc)
		must(k.t, err)
		_, err = k.s.OpenDocument(clerk, c, doc)
		k.want(err, fault.NotFound)
		k.want(k.s.CorrectDocument(clerk, personsvc.CorrectDocument{Client: c, Document: doc, Row: row, Kind: "id_copy", Why: personsvc.Why{Reason: "typing"}}), fault.NotFound)
	})
}
