package browser

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

func setScripts(ctx context.Context, off bool) error {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
	return err
}

const axeJS = `(async function(){
 const r = await axe.run(document, {resultTypes:['violations']});
 return r.violations.map(v => v.id+': '+v.nodes.slice(0,4).map(n => n.target.join(' ')+' '+(n.failureSummary||'').split('\n').slice(1,2).join('')).join(' | '));
})()`

// Look checks the page that is open: no axe violation, no sideways scrolling, one h1, no message key without text, the
// language declared, every letter of the Kyrgyz alphabet from our font. It also takes a picture.
func (p *Page) Look(name string) {
	p.T.Helper()
	p.Shot(name)
	if p.quiet { // axe itself is a script
		p.must(setScripts(p.ctx, false))
		defer func() { p.must(setScripts(p.ctx, true)) }()
	}
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
		p.must(err)
	}
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](axeJS, func(e *runtime.EvaluateParams) { e.AwaitPromise = new(true) }))
	p.must(err)
	for _, v := range found {
		p.T.Errorf("%s (%s, %d px): axe %s", p.Path(), name, p.Width, v)
	}
	if over := Eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		p.T.Errorf("%s (%s, %d px): scrolls sideways by %d px: %s", p.Path(), name, p.Width, over, p.wide())
	}
	if n := p.Count("h1"); n != 1 {
		p.T.Errorf("%s (%s): %d h1", p.Path(), name, n)
	}
	if text := Eval[string](p, "document.documentElement.innerText"); strings.Contains(text, "⟦") {
		p.T.Errorf("%s (%s): a message has no text: %.200s", p.Path(), name, text[strings.Index(text, "⟦"):])
	}
}

// wide names the elements that stick out.
func (p *Page) wide() string {
	return Eval[string](p, `[...document.querySelectorAll('body *')].filter(e=>!e.closest('.tz-header')&&e.getBoundingClientRect().right>document.documentElement.clientWidth+1)
 .slice(0,6).map(e=>e.tagName+'.'+e.className+' '+(e.name||e.innerText||'').slice(0,30)+' '+Math.round(e.getBoundingClientRect().right)).join(', ')`)
}

// Lang is the language that the page declares.
func (p *Page) Lang() string { return p.Attr("html", "lang") }

// Bytes is what the page and everything it loaded cost over the line.
func (p *Page) Bytes() int {
	p.T.Helper()
	return Eval[int](p, `performance.getEntries().filter(e=>e.entryType==='navigation'||e.entryType==='resource').reduce((s,e)=>s+(e.transferSize||0),0)`)
}

// String names the page for messages.
func (p *Page) String() string { return fmt.Sprintf("%s at %d px", p.Path(), p.Width) }
