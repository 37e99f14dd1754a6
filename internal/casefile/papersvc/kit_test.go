package papersvc_test

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t     *testing.T
	d     *db.DB
	s     *papersvc.Service
	mail  *mailsvc.Service
	blobs *blob.Store
	seal  *seal.Sealer
	book  *testkit.Book
	clock *testkit.Clock
	rec   *record
}

// record is the rest of the service as far as papers see it.
type record struct {
	ended bool
	files map[string]id.Client
	filed []person.Paper
	whose []id.Client
}

func (r *record) Fields(_ context.Context, _ *db.Reader, _ id.Client, lang, _, _ string) (map[string]string, error) {
	return map[string]string{
		"name": "Үсөнов Өмүрбек", "birth": "12.03.1981", "file": "72100-26-000111", "office": "Ош, " + lang, "officer": "Бекова А.", "day": "02.03.2026",
		"obligations": "1. Жашаган жерин өзгөртпөө.\n2. Каттоого келүү.", "court": "Ош шаардык соту", "judgment": "№ УД-1", "measure": "пробация",
		"term_start": "01.01.2026", "term_end": "01.01.2027",
	}, nil
}

func (r *record) Ended(context.Context, *db.Reader, id.Client) (bool, error) { return r.ended, nil }

func (r *record) ByFile(_ context.Context, _ *db.Reader, text string) ([]id.Client, error) {
	if c, ok := r.files[text]; ok {
		return []id.Client{c}, nil
	}
	return nil, nil
}

func (r *record) FilePaper(_ context.Context, tx *db.Tx, client id.Client, p person.Paper, _ blob.Ref) (fact.Fact, error) {
	r.filed, r.whose = append(r.filed, p), append(r.whose, client)
	f := fact.New("person.document_added", client, "kind", p.Kind, "document", p.Document)
	f.ID = tx.NewID()
	return f, nil
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := &testkit.Book{}
		d.SetRecorders(b)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		sealer := seal.New(ring)
		blobs, err := blob.New(sealer, t.TempDir())
		must(t, err)
		rec := &record{files: map[string]id.Client{}}
		mail := mailsvc.New(d, mailsvc.Deps{Seal: sealer, Rules: set, Zone: zone, ByFile: rec.ByFile})
		s := papersvc.New(d, papersvc.Deps{Seal: sealer, Rules: set, Zone: zone, Blobs: blobs, Mail: mail.Ops(), Shipped: kg.Template, Record: rec, Files: rec})
		test(&kit{t: t, d: d, s: s, mail: mail, blobs: blobs, seal: sealer, book: b, clock: clock, rec: rec})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// as gives the context of a member of staff of an office.
func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}},
		Offices: []id.Office{office}, Now: civil.At(testkit.Start),
	})
}

func (k *kit) officer() context.Context  { return k.as("o1", access.Officer, osh) }
func (k *kit) head() context.Context     { return k.as("h1", access.Head, osh) }
func (k *kit) stranger() context.Context { return k.as("o9", access.Officer, bishkek) }
func (k *kit) director() context.Context { return k.as("d1", access.Director, access.TopOffice) }

// client admits a client of Osh with whom o1 works.
func (k *kit) client(file string) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, osh), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	k.rec.files[file] = c
	return c
}

func summons(c id.Client, lang string) document.Draft {
	return document.Draft{Client: c, Kind: "summons", Lang: lang, Entry: "a1", Fields: map[string]string{
		"date": "05.03.2026", "time": "10:00", "place": "Ош, Ленин 1", "purpose": "регистрация",
	}}
}

// photo is a picture of a sheet with the code of a text in its corner; "" is a picture of nothing.
func photo(t *testing.T, text string) []byte {
	t.Helper()
	sheet := image.NewGray(image.Rect(0, 0, 900, 1200))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: 235}), image.Point{}, draw.Src)
	if text != "" {
		b, err := document.QRImage(text)
		must(t, err)
		qr, err := png.Decode(bytes.NewReader(b))
		must(t, err)
		draw.Draw(sheet, image.Rect(620, 930, 860, 1170), qr, image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, sheet, nil))
	return out.Bytes()
}

func (k *kit) zone() *time.Location {
	zone, err := time.LoadLocation("Asia/Bishkek")
	must(k.t, err)
	return zone
}

// part reads one file of a DOCX.
func part(t *testing.T, docx []byte, name string) ([]byte, bool) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	must(t, err)
	for _, f := range r.File {
		if f.Name == name {
			in, err := f.Open()
			must(t, err)
			b, err := io.ReadAll(in)
			must(t, err)
			return b, true
		}
	}
	return nil, false
}

// edit changes words of a template as somebody does in Word.
func edit(t *testing.T, docx []byte, old, with string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		b, _ := part(t, docx, f.Name)
		x, err := w.Create(f.Name)
		must(t, err)
		_, err = x.Write(bytes.ReplaceAll(b, []byte(old), []byte(with)))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}
