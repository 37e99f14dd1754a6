package journey

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/testkit/browser"
)

// The keyboard: the first stop of Tab leads past the header, "/" puts the cursor in the search field.
func TestKeyboard(t *testing.T) {
	once(t, "ky", desk, func(w *walk) {
		w.as(demo.OfficerPersona)
		w.Go("/day")
		w.Keys("\t")
		if got := browser.Eval[string](w.Page, `document.activeElement.className`); !strings.Contains(got, "skip-link") {
			w.T.Errorf("the first stop is %q", got)
		}
		w.Keys("\r")
		w.Keys("\t")
		if !browser.Eval[bool](w.Page, `document.querySelector("main").contains(document.activeElement)`) {
			w.T.Error("the skip link does not lead into the page")
		}
		w.Go("/day")
		w.Keys("/")
		if got := browser.Eval[string](w.Page, `document.activeElement.name || ""`); got != "q" {
			w.T.Errorf(`"/" leads to %q`, got)
		}
		w.Keys("Айнура")
		if got := browser.Eval[string](w.Page, `document.activeElement.value`); !strings.HasSuffix(got, "Айнура") {
			w.T.Errorf("the field holds %q", got)
		}
	})
}

// The letters of Kyrgyz come from our font, as bold and as plain text.
func TestKyrgyzLetters(t *testing.T) {
	once(t, "ky", desk, func(w *walk) {
		w.as(demo.OfficerPersona)
		w.Go("/day")
		for _, css := range []string{"#probe", "#probe-bold"} {
			browser.Eval[bool](w.Page, `(()=>{const p=document.createElement(`+"`"+`p`+"`"+`);p.id=`+"`"+css[1:]+"`"+`;p.textContent='үөңҮӨҢ Көзөмөл';
 if(p.id==='probe-bold')p.className='tz-strong';document.querySelector('main').append(p);return true})()`)
			browser.Await[bool](w.Page, `document.fonts.ready.then(() => true)`)
			fonts := w.Fonts(css)
			for name, n := range fonts {
				if !strings.HasPrefix(name, "our ") {
					w.T.Errorf("%d letters of %s are drawn in %s", n, css, name)
				}
			}
			if len(fonts) == 0 {
				w.T.Error("nothing is drawn")
			}
		}
	})
}

// A double click on a button has one effect, with scripts and without.
func TestDoubleClick(t *testing.T) {
	once(t, "ky", desk, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.as(demo.OfficerPersona)
		form := `form[action="` + href(c, "contacts") + `"]`
		for _, scripts := range []bool{true, false} {
			w.Go(href(c, "contacts"))
			before := w.Count("main .tz-timeline > li, main .tz-timeline li")
			text := "Эки жолу басылды " + w.Path()[:3]
			w.FillIn(form, "kind", "note")
			w.FillIn(form, "text", text)
			w.Scripts(scripts)
			w.twoClicks(form)
			w.Scripts(true)
			w.Go(href(c, "contacts"))
			if after := w.Count("main .tz-timeline > li, main .tz-timeline li"); after != before+1 {
				w.T.Errorf("scripts %v: two clicks made %d entries", scripts, after-before)
			}
		}
	})
}

// twoClicks sends the form's bytes twice at once, as two clicks without the page's own guard would.
func (w *walk) twoClicks(form string) {
	w.T.Helper()
	got := browser.Await[string](w.Page, `(async () => { const f = document.querySelector('`+form+`');
 const send = () => fetch(f.action, {method: 'POST', body: new URLSearchParams(new FormData(f)), redirect: 'manual'}).then(r => r.type + r.status);
 return (await Promise.all([send(), send()])).join() })()`)
	if got != "opaqueredirect0,opaqueredirect0" {
		w.T.Errorf("the two answers are %s", got)
	}
}

// Whoever typed while the session ended signs in again and finds what was typed.
func TestNothingTypedIsLost(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		a := w.account(w.T, demo.OfficerPersona)
		w.as(demo.OfficerPersona)
		w.Go(href(c, "contacts"))
		form := `form[action="` + href(c, "contacts") + `"]`
		w.FillIn(form, "kind", "phone_call")
		w.FillIn(form, "text", "Узун сөз: кардар үй-бүлөсү тууралуу айтты.")
		w.forward(20 * time.Minute)
		w.send(form)
		w.shows("signin.resume_title")
		w.look("locked")
		w.Fill("password", a.Password)
		w.Fill("code", totp(w.T, a.TOTPSecret, w.clock.Now()))
		w.Submit("/signin/resume")
		if got := browser.Eval[string](w.Page, `document.querySelector('`+form+` [name=text]').value`); got != "Узун сөз: кардар үй-бүлөсү тууралуу айтты." {
			w.T.Errorf("what was typed is lost: %q", got)
		}
		w.look("restored")
		w.send(form)
		w.Has("Узун сөз: кардар үй-бүлөсү тууралуу айтты.")
	})
}

// The record without scripts.
func TestJourney7WithoutScripts(t *testing.T) {
	once(t, "en", phone, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.as(demo.OfficerPersona)
		w.Scripts(false)
		w.contact(c)
		w.note(c)
		w.meeting(c)
		w.upload(c)
		w.onTimeline(c)
	})
}
