package journey

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
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/testkit/browser"
	"tuzjol/jurisdiction/kg"
)

// Papers: a summons given out in Kyrgyz and in Russian, its PDF opened, the photograph of the signed sheet files itself, a template
// changed in Word is used, and one with an unknown field is refused.
func TestJourneyPapers(t *testing.T) {
	everywhere(t, true, func(w *walk) { w.papered() })
}

func (w *walk) papered() {
	w.T.Helper()
	c := w.client(w.T, demo.WaitingStory)
	w.as(demo.OfficerPersona)
	w.see(href(c, "papers"), "papers-none")
	w.shows("casefile.paper.new", "casefile.paper.none")
	w.summoned(c, "ky", "КЕЛҮҮГӨ ЧАКЫРУУ")
	paper := w.summoned(c, "ru", "ПРИГЛАШЕНИЕ НА ЯВКУ")
	w.photographed(c, paper)
	w.see("/papers/blanks", "blanks")
	w.see("/mail", "mail")
	w.Has("-0002")
	w.changes(c)
}

// summoned gives a summons out and returns its identifier.
func (w *walk) summoned(c id.Client, lang, title string) string {
	w.T.Helper()
	w.Go(href(c, "papers", "new") + "?kind=summons&paper_lang=" + lang)
	w.look("paper-form-" + lang)
	form := `form[action="` + href(c, "papers") + `"]`
	w.FillIn(form, "purpose", "каттоо")
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary a") < 3 {
		w.T.Fatal("an empty summons is given out")
	}
	w.look("paper-refused-" + lang)
	if got := browser.Eval[string](w.Page, `document.querySelector("[name=purpose]").value`); got != "каттоо" {
		w.T.Errorf("what was typed is lost: %q", got)
	}
	w.FillIn(form, "date", w.day(7))
	w.FillIn(form, "time", "10:00")
	w.FillIn(form, "place", "2-кабинет")
	w.Press(form + " button[type=submit]")
	w.look("paper-" + lang)
	w.shows("casefile.paper.print", "casefile.paper.docx")
	head := browser.Await[string](w.Page, `fetch(location.pathname + "/file/pdf").then(r => r.text()).then(t => t.slice(0, 5))`)
	if head != "%PDF-" {
		w.T.Errorf("the file begins with %q", head)
	}
	key := w.Path()[strings.LastIndex(w.Path(), "/")+1:]
	key, _, _ = strings.Cut(key, "?")
	if text := string(w.member(c, key, "word/document.xml")); !strings.Contains(text, title) || !strings.Contains(text, "2-кабинет") {
		w.T.Errorf("the paper says %.300s", text)
	}
	return key
}

// member reads one part of a paper's DOCX.
func (w *walk) member(c id.Client, paper, name string) []byte {
	w.T.Helper()
	ctx := actor.WithRequest(w.app.System(context.Background(), "test"), actor.Request{Route: "test", Purpose: "supervision"})
	_, docx, err := pick[*papersvc.Service](w.app.Services()).Open(ctx, c, paper, papersvc.AsDOCX)
	if err != nil {
		w.T.Fatal(err)
	}
	return unzip(w.T, docx)[name]
}

func unzip(t testing.TB, docx []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// photographed sends a picture of the sheet, which finds its paper, and one without a code, which waits in the tray.
func (w *walk) photographed(c id.Client, paper string) {
	w.T.Helper()
	qr, err := png.Decode(bytes.NewReader(w.member(c, paper, "word/media/tuzjol-qr.png")))
	if err != nil {
		w.T.Fatal(err)
	}
	w.Go("/papers/photos")
	w.Upload("file", w.sheet("signed.jpg", qr))
	w.SubmitForm("file")
	w.look("photos-filed")
	w.shows("casefile.paper.photos.done")
	w.Press(`a[href="` + href(c, "papers", paper) + `"]`)
	w.shows("casefile.paper.state.signed")
	w.Press(`a[href*="/documents/"]`)
	w.Has("№ ")
	w.Go("/papers/photos")
	w.Upload("file", w.sheet("dark.jpg", image.NewGray(image.Rect(0, 0, 10, 10))))
	w.SubmitForm("file")
	w.shows("casefile.paper.photos.to_tray", "casefile.paper.tray.lead")
	w.look("photos-tray")
}

// sheet is a photographed page with a picture in its corner.
func (w *walk) sheet(name string, code image.Image) string {
	w.T.Helper()
	page := image.NewGray(image.Rect(0, 0, 1200, 1600))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.Gray{Y: 230}), image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(900, 1300, 1140, 1540), code, image.Point{}, draw.Src)
	var b bytes.Buffer
	path := filepath.Join(w.T.TempDir(), name)
	if err := jpeg.Encode(&b, page, nil); err != nil {
		w.T.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		w.T.Fatal(err)
	}
	return path
}

// changes uploads a template with an unknown field, then a good one, puts it in force and gives a paper out by it.
func (w *walk) changes(c id.Client) {
	w.T.Helper()
	w.as(demo.DirectorPersona)
	w.see("/papers/templates", "templates")
	w.template("bad.docx", "{{purpose}}", "{{naem}}")
	w.look("template-refused")
	w.Has("{{naem}}")
	w.template("good.docx", "ПРИГЛАШЕНИЕ НА ЯВКУ", "ПОВЕСТКА О ЯВКЕ")
	w.look("template-kept")
	w.Press(`form[action^="/papers/templates/"] button[type=submit]`)
	w.shows("casefile.paper.templates.off")
	w.as(demo.OfficerPersona)
	w.summoned(c, "ru", "ПОВЕСТКА О ЯВКЕ")
}

func (w *walk) template(name, old, with string) {
	w.T.Helper()
	docx, ok := kg.Template("summons", "ru")
	if !ok {
		w.T.Fatal("no template")
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for part, body := range unzip(w.T, docx) {
		f, err := z.Create(part)
		if err == nil {
			_, err = f.Write(bytes.ReplaceAll(body, []byte(old), []byte(with)))
		}
		if err != nil {
			w.T.Fatal(err)
		}
	}
	path := filepath.Join(w.T.TempDir(), name)
	if err := z.Close(); err != nil {
		w.T.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		w.T.Fatal(err)
	}
	w.Go("/papers/templates")
	w.Fill("kind", "summons")
	w.FillIn(`form[enctype]`, "lang", "ru")
	w.Upload("file", path)
	w.SubmitForm("file")
}
