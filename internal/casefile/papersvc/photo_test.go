package papersvc_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/document"
)

// code reads the QR of an issued paper as a phone would: from the picture in its DOCX.
func (k *kit) code(c papersvc.Filed) string {
	k.t.Helper()
	_, docx, err := k.s.Open(k.officer(), c.Client, c.Paper, papersvc.AsDOCX)
	must(k.t, err)
	pic, ok := part(k.t, docx, "word/media/tuzjol-qr.png")
	if !ok {
		k.t.Fatal("the DOCX has no code")
	}
	text, ok := document.ReadQR(pic)
	if !ok {
		k.t.Fatal("the code of the DOCX is not read")
	}
	return text
}

// A photograph of the signed sheet files itself under the right client with the paper's day; what does not find its paper waits.
func TestAPhotographFilesItself(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.officer()
		out, err := k.s.Issue(ctx, summons(c, "ky"))
		must(t, err)
		code := k.code(papersvc.Filed{Client: c, Paper: out.ID})
		if strings.Contains(code, "Үсөнов") || !strings.Contains(code, out.Number) {
			t.Errorf("the code says %q", code)
		}
		k.clock.Advance(48 * 3600e9)
		got, err := k.s.FilePhoto(ctx, osh, papersvc.Photo{FileName: "IMG_1.jpg", Data: photo(t, code)})
		must(t, err)
		if got.Client != c || got.Paper != out.ID || got.Tray != "" {
			t.Fatalf("%+v", got)
		}
		if len(k.rec.filed) != 1 || k.rec.whose[0] != c || k.rec.filed[0].Dated != out.IssuedAt.In(k.zone()) || k.rec.filed[0].Kind != "other" {
			t.Errorf("filed %+v", k.rec.filed)
		}
		p, err := k.s.Paper(ctx, c, out.ID)
		must(t, err)
		if p.Document == "" || p.SignedAt.IsZero() {
			t.Errorf("%+v", p)
		}
		bad := strings.Replace(code, out.Number, "21000/26-0002", 1)
		for name, text := range map[string]string{"nothing": "", "another number": bad, "somebody's code": "https://example.org"} {
			got, err := k.s.FilePhoto(ctx, osh, papersvc.Photo{FileName: "x.jpg", Data: photo(t, text)})
			must(t, err)
			if got.Paper != "" || got.Tray == "" || got.Number != "" {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if _, err := k.s.FilePhoto(ctx, osh, papersvc.Photo{FileName: "x.pdf", Data: []byte("%PDF-1.4")}); fields(err) != "file" {
			t.Errorf("a PDF: %v", err)
		}
		if _, err := k.s.FilePhoto(ctx, bishkek, papersvc.Photo{FileName: "x.jpg", Data: photo(t, "")}); !fault.Is(err, fault.NotFound) {
			t.Errorf("into another office's tray: %v", err)
		}
	})
}

// A paper out of sight and one that does not exist give the same answer, by photograph and by number.
func TestAPhotographRevealsNothing(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("f1")
		out, err := k.s.Issue(k.officer(), summons(c, "ru"))
		must(t, err)
		code := k.code(papersvc.Filed{Client: c, Paper: out.ID})
		for name, ctx := range map[string]context.Context{"another office": k.stranger(), "another officer": k.as("o2", access.Officer, osh)} {
			office := access.From(ctx).Home()
			real, err := k.s.FilePhoto(ctx, office, papersvc.Photo{FileName: "x.jpg", Data: photo(t, code)})
			must(t, err)
			none, err := k.s.FilePhoto(ctx, office, papersvc.Photo{FileName: "x.jpg", Data: photo(t, "TZ1 21000/26-0999 AAAAAAAAAA")})
			must(t, err)
			real.Tray, none.Tray = "", ""
			if real != none {
				t.Errorf("%s: %+v and %+v", name, real, none)
			}
			tray, err := k.s.Tray(ctx, office)
			must(t, err)
			for _, number := range []string{out.Number, "21000/26-0999"} {
				if err := k.s.FileFromTray(ctx, papersvc.FileTray{ID: tray[0].ID, Version: 1, Number: number, File: "f1"}); fields(err) != "number" {
					t.Errorf("%s, by hand %s: %v", name, number, err)
				}
			}
		}
		if len(k.rec.filed) != 0 {
			t.Errorf("filed %+v", k.rec.filed)
		}
		tray, err := k.s.Tray(k.officer(), osh)
		must(t, err)
		if _, _, err := k.s.OpenTray(k.stranger(), tray[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the tray of another office: %v", err)
		}
	})
}

// From the tray a picture is filed by its number; the picture of the tray is gone from there.
func TestTheTrayIsFiledByHand(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.officer()
		out, err := k.s.Issue(ctx, summons(c, "ru"))
		must(t, err)
		_, err = k.s.FilePhoto(ctx, osh, papersvc.Photo{FileName: "x.jpg", Data: photo(t, "")})
		must(t, err)
		tray, err := k.s.Tray(ctx, osh)
		must(t, err)
		_, data, err := k.s.OpenTray(ctx, tray[0].ID)
		must(t, err)
		if !bytes.HasPrefix(data, []byte("\xff\xd8")) {
			t.Error("no picture")
		}
		if err := k.s.FileFromTray(ctx, papersvc.FileTray{ID: tray[0].ID, Version: 1, Number: "17"}); fields(err) != "number" {
			t.Errorf("no number: %v", err)
		}
		must(t, k.s.FileFromTray(ctx, papersvc.FileTray{ID: tray[0].ID, Version: 1, Number: " 21000 / 26 — 1 "}))
		if len(k.rec.filed) != 1 || k.rec.whose[0] != c {
			t.Errorf("%+v", k.rec.filed)
		}
		if p, err := k.s.Paper(ctx, c, out.ID); err != nil || p.Document == "" {
			t.Errorf("%+v %v", p, err)
		}
		if _, _, err := k.s.OpenTray(ctx, tray[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("still in the tray: %v", err)
		}
		_, err = k.s.FilePhoto(ctx, osh, papersvc.Photo{FileName: "y.jpg", Data: photo(t, "x")})
		must(t, err)
		tray, err = k.s.Tray(ctx, osh)
		must(t, err)
		must(t, k.s.FileFromTray(ctx, papersvc.FileTray{ID: tray[0].ID, Version: 1, Drop: "чужой лист"}))
		if tray, _ = k.s.Tray(ctx, osh); len(tray) != 0 {
			t.Errorf("%+v", tray)
		}
	})
}

// Blanks reserve numbers; each is tied to a client when filed, or accounted for.
func TestBlanks(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.officer()
		if _, err := k.s.ReserveBlanks(ctx, papersvc.Reserve{Office: osh, Kind: "x", Lang: "en", Count: 500}); fields(err) != "kind lang count" {
			t.Errorf("%v", err)
		}
		set, err := k.s.ReserveBlanks(ctx, papersvc.Reserve{Office: osh, Kind: "explanation", Lang: "ky", Count: 3})
		must(t, err)
		pdf, err := k.s.BlankSheets(ctx, set)
		must(t, err)
		if !bytes.HasPrefix(pdf, []byte("%PDF")) || bytes.Count(pdf, []byte("/Type /Page\n")) < 3 {
			t.Error("not three sheets")
		}
		if _, err := k.s.BlankSheets(k.stranger(), set); !fault.Is(err, fault.NotFound) {
			t.Errorf("another office prints: %v", err)
		}
		next, err := k.s.Issue(ctx, summons(c, "ru"))
		must(t, err)
		if next.Number != "21000/26-0004" {
			t.Errorf("reserved numbers are given again: %s", next.Number)
		}
		_, err = k.s.FilePhoto(ctx, osh, papersvc.Photo{FileName: "x.jpg", Data: photo(t, "")})
		must(t, err)
		tray, err := k.s.Tray(ctx, osh)
		must(t, err)
		in := papersvc.FileTray{ID: tray[0].ID, Version: 1, Number: "21000/26-0002"}
		if err := k.s.FileFromTray(ctx, in); fields(err) != "file" {
			t.Errorf("whose: %v", err)
		}
		in.File = "f1"
		must(t, k.s.FileFromTray(ctx, in))
		list, err := k.s.Papers(ctx, c)
		must(t, err)
		if len(list) != 2 || list[1].Number != "21000/26-0002" && list[0].Number != "21000/26-0002" {
			t.Errorf("%+v", list)
		}
		if len(k.rec.filed) != 1 || k.rec.filed[0].Kind != "conditions_sheet" {
			t.Errorf("%+v", k.rec.filed)
		}
		blanks, err := k.s.Blanks(ctx, osh)
		must(t, err)
		out := blanks[0]
		if err := k.s.SpoilBlank(ctx, papersvc.Spoil{ID: out.ID, Version: 1}); fields(err) != "note" {
			t.Errorf("spoil without words: %v", err)
		}
		must(t, k.s.SpoilBlank(ctx, papersvc.Spoil{ID: out.ID, Version: 1, Note: "суу төгүлдү"}))
		lines, err := k.mail.List(ctx, mailsvc.Filter{Office: osh})
		must(t, err)
		states := map[string]int{}
		for _, m := range lines {
			states[m.State]++
			if m.Number == "21000/26-0002" && (m.Client != c || m.Kind != "explanation") {
				t.Errorf("%+v", m)
			}
		}
		if states[paper.Reserved] != 1 || states[paper.Spoiled] != 1 || states[paper.Entered] != 2 {
			t.Errorf("states %v", states)
		}
	})
}

// A template changed in Word is used once it is put in force; an unknown field is refused by name and place.
func TestTemplateVersions(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.director()
		shipped, err := k.s.TemplateFile(ctx, "summons", "ru", "")
		must(t, err)
		bad := edit(t, shipped.Data, "{{purpose}}", "{{naem}}")
		_, _, err = k.s.UploadTemplate(ctx, papersvc.Upload{Kind: "summons", Lang: "ru", FileName: "s.docx", Data: bad})
		f := fault.As(err)
		if f == nil || len(f.Problems) != 1 || f.Problems[0].Msg.Key != "document.unknown_field" || f.Problems[0].Msg.Args["Field"] != "{{naem}}" {
			t.Fatalf("%v", err)
		}
		good := edit(t, edit(t, shipped.Data, "ПРИГЛАШЕНИЕ НА ЯВКУ", "ПОВЕСТКА"), "{{time}}", "—")
		v, warn, err := k.s.UploadTemplate(ctx, papersvc.Upload{Kind: "summons", Lang: "ru", FileName: "s.docx", Data: good})
		must(t, err)
		if v.Number != 1 || len(warn) != 1 || warn[0].Args["Field"] != "{{time}}" {
			t.Errorf("%+v %v", v, warn)
		}
		title := func() string {
			out, err := k.s.Issue(k.officer(), summons(c, "ru"))
			must(t, err)
			p, docx, err := k.s.Open(k.officer(), c, out.ID, papersvc.AsDOCX)
			must(t, err)
			content, err := document.Content(docx)
			must(t, err)
			return p.Template + " " + strings.TrimSpace(content.Blocks[0].Text())
		}
		if got := title(); got != "shipped ПРИГЛАШЕНИЕ НА ЯВКУ" {
			t.Errorf("before: %s", got)
		}
		must(t, k.s.TurnTemplate(ctx, papersvc.Turn{ID: v.ID, Version: 1, On: true}))
		if got := title(); got != "1 ПОВЕСТКА" {
			t.Errorf("in force: %s", got)
		}
		if err := k.s.TurnTemplate(ctx, papersvc.Turn{ID: v.ID, Version: 2, On: true}); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		must(t, k.s.TurnTemplate(ctx, papersvc.Turn{ID: v.ID, Version: 2, On: false}))
		if got := title(); got != "shipped ПРИГЛАШЕНИЕ НА ЯВКУ" {
			t.Errorf("after: %s", got)
		}
	})
}
