package badinput

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"tuzjol/internal/testkit/world"
)

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A file of 300 MB is refused with its limit; the other fields keep what was typed.
func TestAHugeUpload(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "officer")
		form := v.form("kind", "other", "title", "Мүнөздөмө жумушунан", "pages", "3", "source", "scan")
		const size = 300 << 20
		a := v.upload("/clients/"+string(w.Client(world.Own).ID)+"/documents", "file", "scan.pdf",
			io.MultiReader(strings.NewReader("%PDF-1.7\n"), io.LimitReader(zeros{}, size)), size+9, form)
		if a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d, want 413", a.status)
		}
		if said := a.problems()["file"]; !strings.HasPrefix(said, a.label("file")+": ") || !strings.Contains(said, "20") {
			t.Errorf("the summary says %q of the file", said)
		}
		form.Del("kind")
		form.Del("source")
		v.kept(a, form)
	})
}

// A program that calls itself a PDF is known by its content.
func TestAProgramCalledPDF(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "officer")
		path := "/clients/" + string(w.Client(world.Own).ID) + "/documents"
		for name, content := range map[string]string{
			"program.pdf": "MZ\x90\x00\x03\x00\x00\x00" + strings.Repeat("\x00", 400), "linux.pdf": "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 400),
			"script.pdf": "#!/bin/sh\nrm -rf /\n", "page.jpg": "<html><script>alert(1)</script></html>",
		} {
			form := v.form("kind", "other", "title", "Маалымат кагаз", "source", "file")
			a := v.upload(path, "file", name, strings.NewReader(content), int64(len(content)), form)
			form.Del("kind")
			form.Del("source")
			v.names(a, form, "file")
			if strings.Contains(v.get(path).body, "Маалымат кагаз") {
				t.Errorf("%s was taken", name)
			}
		}
	})
}
