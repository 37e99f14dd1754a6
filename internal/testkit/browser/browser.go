// Package browser drives a real browser in tests through a few verbs, so that journeys read like what a person does and
// the driver may be changed. It looks at every page for accessibility, overflow and errors.
package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tuzjol/internal/testkit"
)

//go:embed testdata/axe.min.js
var axe string

// Page is one tab.
type Page struct {
	T      testing.TB
	Base   string // address of the service
	ctx    context.Context
	shots  string
	quiet  bool // scripts are off
	Width  int
	Height int
}

// Open starts a browser tab of a size; it closes with the test. Without a browser the test is skipped, or fails when
// TUZJOL_REQUIRE names chromium.
func Open(t testing.TB, base string, width, height int) *Page {
	t.Helper()
	path := find()
	if path == "" {
		testkit.SkipOrFail(t, "chromium", "no Chromium on this machine; install the package chromium")
	}
	dir, err := os.MkdirTemp("", "tuzjol-browser-*") //nolint:usetesting // the dying browser may still write: the clean-up waits for it
	if err != nil {
		t.Fatal(err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(dir),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.WSURLReadTimeout(60*time.Second))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	ctx, expire := context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		expire()
		stop()
		stopAlloc()
		// the browser may still write while it dies
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	p := &Page{T: t, Base: base, ctx: ctx, Width: width, Height: height, shots: os.Getenv("TUZJOL_SHOTS")}
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), int64(height))))
	return p
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}

func (p *Page) must(err error) {
	p.T.Helper()
	if err != nil {
		p.Shot("failed")
		p.T.Fatalf("at %s: %v", p.here(), err)
	}
}

func (p *Page) here() string {
	s, err := chromedp.Run(p.ctx, chromedp.Location())
	if err != nil {
		return "?"
	}
	return s
}

// Go opens an address of the service.
func (p *Page) Go(path string) {
	p.T.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.Navigate(p.Base+path)))
}

// Status opens an address and returns the answer's status.
func (p *Page) Status(path string) int {
	p.T.Helper()
	r, err := chromedp.RunResponse(p.ctx, chromedp.Navigate(p.Base+path))
	p.must(err)
	return int(r.Status)
}

// Path is the path of the page that is open, with its query.
func (p *Page) Path() string { return strings.TrimPrefix(p.here(), p.Base) }

// Eval runs JavaScript in the page and returns its value.
func Eval[T any](p *Page, js string) T {
	p.T.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js))
	p.must(err)
	return v
}

const fillJS = `(function(name, value){
 const all = [...document.querySelectorAll('[name="'+CSS.escape(name)+'"]')].filter(e => e.type !== 'hidden');
 if (!all.length) return 'no field '+name;
 const e = all[0];
 if (e.type === 'radio' || e.type === 'checkbox') {
  const hit = all.find(x => x.value === value) ; if (!hit) return 'no option '+value+' of '+name+': '+all.map(x=>x.value).join(',');
  if (!hit.checked) hit.click(); return '';
 }
 if (e.tagName === 'SELECT') {
  if (![...e.options].some(o => o.value === value)) return 'no option '+value+' of '+name+': '+[...e.options].map(o=>o.value).join(',');
 }
 e.value = value; e.dispatchEvent(new Event('input',{bubbles:true})); e.dispatchEvent(new Event('change',{bubbles:true})); return '';
})(%s,%s)`

// Fill gives a field its value, by the field's name: text, choice from a list, radio or checkbox.
func (p *Page) Fill(name, value string) {
	p.T.Helper()
	if problem := Eval[string](p, fmt.Sprintf(fillJS, quote(name), quote(value))); problem != "" {
		p.must(errors.New(problem))
	}
}

// Choose takes the first real option of a list or the first radio, and returns its value.
func (p *Page) Choose(name string) string {
	p.T.Helper()
	v := Eval[string](p, fmt.Sprintf(`(function(n){const e=document.querySelector('[name="'+CSS.escape(n)+'"]'); if(!e) return '';
 if(e.tagName==='SELECT'){const o=[...e.options].find(o=>o.value); return o?o.value:''} return e.value})(%s)`, quote(name)))
	if v == "" {
		p.must(fmt.Errorf("no option of %s", name))
	}
	p.Fill(name, v)
	return v
}

// Upload puts a file into a file field.
func (p *Page) Upload(name, path string) {
	p.T.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.SetUploadFiles(chromedp.CSS(`input[type=file][name="`+name+`"]`), []string{path})))
}

// Press clicks an element and waits for the page that it leads to.
func (p *Page) Press(css string) {
	p.T.Helper()
	js := fmt.Sprintf(`(function(s){const e=document.querySelector(s); if(!e) return false; window.onbeforeunload=null; window.confirm=()=>true; %s; return true})(%s)`, p.click(), quote(css))
	found := false
	ctx, stop := context.WithTimeout(p.ctx, time.Minute)
	defer stop()
	_, err := chromedp.RunResponse(ctx, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		var err error
		found, err = chromedp.Evaluate[bool](js)(ctx, t)
		if err == nil && !found {
			err = fmt.Errorf("no element %s", css)
		}
		return chromedp.Void{}, err
	})
	p.must(err)
}

// click presses an element after the answer to the driver is on its way; timers do not run without scripts.
func (p *Page) click() string {
	if p.quiet {
		return "e.click()"
	}
	return "setTimeout(()=>e.click(),0)"
}

// Submit sends the form whose action is this path.
func (p *Page) Submit(action string) {
	p.T.Helper()
	p.Press(`form[action="` + action + `"] button[type=submit]`)
}

// SubmitForm sends the form that holds a field of this name.
func (p *Page) SubmitForm(field string) {
	p.T.Helper()
	p.Press(`form:has([name="` + field + `"]) button[type=submit]`)
}

// Text is the visible text of the first element that matches; empty when there is none.
func (p *Page) Text(css string) string {
	p.T.Helper()
	return Eval[string](p, fmt.Sprintf(`(function(s){const e=document.querySelector(s); return e?e.innerText.trim():''})(%s)`, quote(css)))
}

// Attr is an attribute of the first element that matches.
func (p *Page) Attr(css, name string) string {
	p.T.Helper()
	return Eval[string](p, fmt.Sprintf(`(function(s,n){const e=document.querySelector(s); return e?(e.getAttribute(n)||''):''})(%s,%s)`, quote(css), quote(name)))
}

// Count counts the elements that match.
func (p *Page) Count(css string) int {
	p.T.Helper()
	return Eval[int](p, fmt.Sprintf(`document.querySelectorAll(%s).length`, quote(css)))
}

// Has fails the test unless the page shows a text.
func (p *Page) Has(text string) {
	p.T.Helper()
	if body := p.Text("body"); !strings.Contains(body, text) {
		p.Shot("missing")
		p.T.Fatalf("%s does not show %q:\n%.700s", p.Path(), text, body)
	}
}

// HasNot fails the test when the page or its source holds a text.
func (p *Page) HasNot(text string) {
	p.T.Helper()
	if strings.Contains(Eval[string](p, "document.documentElement.outerHTML"), text) {
		p.T.Fatalf("%s shows %q", p.Path(), text)
	}
}

// Scripts switches JavaScript off or on.
func (p *Page) Scripts(on bool) {
	p.T.Helper()
	p.must(setScripts(p.ctx, !on))
	p.quiet = !on
}

// Shot saves a picture when TUZJOL_SHOTS names a folder.
func (p *Page) Shot(name string) {
	if p.shots == "" {
		return
	}
	b, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return
	}
	_ = os.MkdirAll(p.shots, 0o750)
	file := strings.NewReplacer("/", "-", " ", "_").Replace(fmt.Sprintf("%s-%s-%d.png", p.T.Name(), name, p.Width))
	_ = os.WriteFile(filepath.Join(p.shots, file), b, 0o600)
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}
