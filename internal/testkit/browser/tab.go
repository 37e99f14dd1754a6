package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// On is the same tab in the hands of another test, of another size, before another service; nobody is signed in.
func (p *Page) On(t testing.TB, base string, width, height int) *Page {
	t.Helper()
	n := &Page{T: t, Base: base, ctx: p.ctx, Width: width, Height: height, shots: p.shots}
	n.must(setScripts(n.ctx, false))
	n.must(chromedp.Do(n.ctx, chromedp.Navigate("about:blank")))
	_, err := chromedp.Call(n.ctx, network.ClearBrowserCookies, cdp.Empty{})
	n.must(err)
	n.must(chromedp.Do(n.ctx, chromedp.EmulateViewport(int64(width), int64(height))))
	return n
}

// Cookie puts a cookie of the service into the browser.
func (p *Page) Cookie(name, value string) {
	p.T.Helper()
	_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.Base + "/", Path: "/"})
	p.must(err)
}

// Keys presses keys one after another, wherever the cursor stands.
func (p *Page) Keys(keys string) {
	p.T.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(keys)))
}

// Fonts counts the letters of each font in which an element's own text is drawn. A font of ours has the prefix "our ".
func (p *Page) Fonts(selector string) map[string]int {
	p.T.Helper()
	_, err := chromedp.Call(p.ctx, dom.Enable, dom.EnableParams{})
	p.must(err)
	_, err = chromedp.Call(p.ctx, css.Enable, cdp.Empty{})
	p.must(err)
	doc, err := chromedp.Call(p.ctx, dom.GetDocument, dom.GetDocumentParams{})
	p.must(err)
	node, err := chromedp.Call(p.ctx, dom.QuerySelector, dom.QuerySelectorParams{NodeID: doc.Root.NodeID, Selector: selector})
	p.must(err)
	if node.NodeID == 0 {
		p.must(fmt.Errorf("no element %s", selector))
	}
	fonts, err := chromedp.Call(p.ctx, css.GetPlatformFontsForNode, css.GetPlatformFontsForNodeParams{NodeID: node.NodeID})
	p.must(err)
	out := map[string]int{}
	for _, f := range fonts.Fonts {
		name := f.FamilyName
		if f.IsCustomFont {
			name = "our " + name
		}
		out[name] += int(f.GlyphCount)
	}
	return out
}
