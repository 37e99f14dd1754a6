package ui_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tuzjol/internal/platform/i18n"
)

// Ensure that every part, in every language, is tied together as screen readers need it and as the content security
// policy allows.
func TestGallery(t *testing.T) {
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			doc, cat := gallery(t, lang)
			if missed := cat.Missed(); len(missed) > 0 {
				t.Errorf("texts or arguments absent: %v", missed)
			}
			if got := attr(all(doc, "html", "")[0], "lang"); got != lang {
				t.Errorf("html lang %q", got)
			}
			if n := len(all(doc, "h1", "")); n != 1 {
				t.Errorf("%d h1, want one", n)
			}
			if n := len(all(doc, "main", "")); n != 1 {
				t.Errorf("%d main, want one", n)
			}
			if title := words(all(doc, "title", "")[0]); strings.Contains(title, "Асанов") || title == "" {
				t.Errorf("title %q: it must be there and hold nobody's name", title)
			}
			checkIDs(t, doc)
			checkControls(t, doc)
			checkPolicy(t, doc)
		})
	}
}

// checkIDs: each id once, and each reference to one that exists.
func checkIDs(t *testing.T, doc *html.Node) {
	t.Helper()
	seen := map[string]bool{}
	each(doc, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			if seen[id] {
				t.Errorf("id %q is used twice", id)
			}
			seen[id] = true
		}
	})
	each(doc, func(n *html.Node) {
		for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "data-reveal"} {
			for id := range strings.FieldsSeq(attr(n, name)) {
				if !seen[id] {
					t.Errorf("<%s %s=%q> leads nowhere", n.Data, name, id)
				}
			}
		}
		if href := attr(n, "href"); strings.HasPrefix(href, "#") && !seen[href[1:]] {
			t.Errorf("link to %s leads nowhere", href)
		}
	})
}

// checkControls: every control has a label, every option set a legend, every writing form a key, every button words.
func checkControls(t *testing.T, doc *html.Node) {
	t.Helper()
	labelled := map[string]bool{}
	for _, l := range all(doc, "label", "for") {
		if words(l) != "" {
			labelled[attr(l, "for")] = true
		}
	}
	for _, kind := range []string{"input", "select", "textarea"} {
		for _, n := range all(doc, kind, "") {
			if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] {
				t.Errorf("%s %q has no label", kind, attr(n, "name"))
			}
			if attr(n, "type") == "radio" && !within(n, "fieldset") {
				t.Errorf("radio %q stands outside a fieldset", attr(n, "id"))
			}
		}
	}
	for _, f := range all(doc, "form", "") {
		keys := 0
		for _, n := range all(f, "input", "") {
			if attr(n, "name") == "_key" && attr(n, "value") != "" {
				keys++
			}
		}
		if post := attr(f, "method") == "post"; post && keys != 1 || !post && keys != 0 {
			t.Errorf("form %s %s carries %d keys", attr(f, "method"), attr(f, "action"), keys)
		}
	}
	for _, name := range []string{"button", "a", "th", "caption", "legend", "summary", "dt"} {
		for _, n := range all(doc, name, "") {
			if words(n) == "" {
				t.Errorf("a %s has no words (class %q)", name, attr(n, "class"))
			}
		}
	}
}

// checkPolicy: nothing that the content security policy would refuse, nothing from elsewhere, no htmx feature that needs eval.
func checkPolicy(t *testing.T, doc *html.Node) {
	t.Helper()
	each(doc, func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || strings.HasPrefix(a.Val, "javascript:") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if (a.Key == "src" || a.Key == "href" || a.Key == "action") && strings.Contains(a.Val, "//") {
				t.Errorf("<%s %s=%q> leaves the service", n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
			t.Errorf("inline <%s>", n.Data)
		}
	})
}
