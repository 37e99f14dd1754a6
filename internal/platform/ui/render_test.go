package ui_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/locale"
)

// speaking returns a context that speaks a language, and the catalogue that notes what it lacks.
func speaking(t *testing.T, lang string) (context.Context, *i18n.Catalogue) {
	t.Helper()
	cat, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	return i18n.WithCatalogue(context.Background(), cat, lang, time.FixedZone("KG", 6*3600)), cat
}

func render(t *testing.T, ctx context.Context, c templ.Component) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// show renders one part in Russian without a frame.
func show(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	ctx, _ := speaking(t, i18n.Russian)
	return render(t, ctx, c)
}

// each visits every element.
func each(n *html.Node, fn func(*html.Node)) {
	if n.Type == html.ElementNode {
		fn(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, fn)
	}
}

// all returns the elements of a name, with an attribute when one is named.
func all(n *html.Node, name, attr string) []*html.Node {
	var out []*html.Node
	each(n, func(e *html.Node) {
		if e.Data == name && (attr == "" || has(e, attr)) {
			out = append(out, e)
		}
	})
	return out
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// words is the text of an element with single blanks.
func words(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func within(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return true
		}
	}
	return false
}

func gallery(t *testing.T, lang string) (*html.Node, *i18n.Catalogue) {
	t.Helper()
	ctx, cat := speaking(t, lang)
	ctx = ui.WithFrame(ctx, ui.GalleryFrame(func(name string) string { return "/static/0/" + name }))
	return render(t, ctx, ui.Gallery()), cat
}
