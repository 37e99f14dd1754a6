package browser

import (
	"errors"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
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

// Beside is the same tab before another host, of another size; cookies stay, so that two people may take turns. Whoever goes on calls
// Front first.
func (p *Page) Beside(base string, width, height int) *Page {
	return &Page{T: p.T, Base: base, ctx: p.ctx, Width: width, Height: height, shots: p.shots, quiet: p.quiet}
}

// Front gives the tab the size of this page again, after somebody Beside it had the tab.
func (p *Page) Front() {
	p.T.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(int64(p.Width), int64(p.Height))))
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

// FillIn gives a field within a part of the page its value, where several forms have fields of the same name.
func (p *Page) FillIn(part, name, value string) {
	p.T.Helper()
	js := fmt.Sprintf(`(function(part,name,value){
 const top = document.querySelector(part); if (!top) return 'no part '+part;
 const all = [...top.querySelectorAll('[name="'+CSS.escape(name)+'"]')].filter(e => e.type !== 'hidden');
 if (!all.length) return 'no field '+name+' in '+part;
 let e = all[0];
 if (e.type === 'radio' || e.type === 'checkbox') {
  e = all.find(x => x.value === value); if (!e) return 'no option '+value+' of '+name+': '+all.map(x=>x.value).join(',');
  if (!e.checked) e.click(); return '';
 }
 if (e.tagName === 'SELECT' && ![...e.options].some(o => o.value === value)) return 'no option '+value+' of '+name+': '+[...e.options].map(o=>o.value).join(',');
 e.value = value; e.dispatchEvent(new Event('input',{bubbles:true})); e.dispatchEvent(new Event('change',{bubbles:true})); return '';
})(%s,%s,%s)`, quote(part), quote(name), quote(value))
	if problem := Eval[string](p, js); problem != "" {
		p.must(errors.New(problem))
	}
}

// Await runs JavaScript that makes a promise and returns what it comes to.
func Await[T any](p *Page, js string) T {
	p.T.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js, func(e *runtime.EvaluateParams) { e.AwaitPromise = new(true) }))
	p.must(err)
	return v
}
