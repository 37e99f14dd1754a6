package rulebookweb

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
	"tuzjol/jurisdiction/kg"
	"tuzjol/locale"
)

type bench struct {
	handler http.Handler
	words   *i18n.Catalogue
	rules   *rulebook.Set
}

func today() civil.Date { return civil.MustDate("2026-06-02") }

func setup(t *testing.T, lang string) bench {
	t.Helper()
	rules, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("KG", 6*3600)
	router := httpx.New(httpx.Options{
		Secret: bytes.Repeat([]byte("k"), 32),
		Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
			return i18n.WithCatalogue(ctx, words, lang, zone), httpx.Session{Account: "anna"}, nil
		},
		Frame: func(ctx context.Context, q *httpx.Req) (context.Context, error) {
			return ui.WithFrame(ctx, ui.Frame{At: q.R.URL, SignedIn: true}), nil
		},
		RenderFault: func(context.Context, httpx.FaultView) httpx.Component { return ui.None() },
	})
	router.Add(New(Deps{
		Rules: rules, Today: today, Now: func() civil.Instant { return today().StartIn(zone) },
	}).Routes()...)
	return bench{router.Handler(), words, rules}
}

func (b bench) get(t *testing.T, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// text is the visible text of a page's main part.
func text(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
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
	walk(doc)
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPagesSpeakEveryLanguage(t *testing.T) {
	for _, lang := range i18n.Languages() {
		b := setup(t, lang)
		for _, path := range []string{
			"/rulebook", "/rulebook?status=confirm", "/rulebook/lists/end_grounds", "/rulebook/calendar", "/rulebook/texts/uz",
			"/rulebook/instructions", "/rulebook/instructions?role=head&area=heads",
		} {
			code, page := b.get(t, path)
			if code != http.StatusOK {
				t.Errorf("%s %s: %d", lang, path, code)
			}
			if strings.Contains(page, "⟦") {
				t.Errorf("%s %s lacks words: %v", lang, path, b.words.Missed())
			}
		}
	}
}

func TestRulesAreFiltered(t *testing.T) {
	b := setup(t, i18n.English)
	all, _ := b.page(t, "/rulebook")
	if !strings.Contains(all, "10 working days") || !strings.Contains(all, "Another country’s rule") {
		t.Error("the registration deadline stands without its unit or status")
	}
	confirm, _ := b.page(t, "/rulebook?status=confirm")
	if strings.Contains(confirm, "pretrial.study_days") || !strings.Contains(confirm, "register.days_after_judgment") {
		t.Error("the filter of what is to be confirmed lets a sourced rule through, or an unsourced one not")
	}
	area, _ := b.page(t, "/rulebook?area=term&status=S")
	if !strings.Contains(area, "supervision.term_months") || strings.Contains(area, "rna.levels") {
		t.Error("filters do not work together")
	}
	found, _ := b.page(t, "/rulebook?q=LATVIA")
	if !strings.Contains(found, "register.days_after_judgment") || strings.Contains(found, "rna.levels") {
		t.Error("the search does not find by source")
	}
	none, _ := b.page(t, "/rulebook?q=nothing-like-it")
	if strings.Contains(none, "register.") {
		t.Error("a search without result shows rows")
	}
}

func (b bench) page(t *testing.T, path string) (visible, raw string) {
	t.Helper()
	code, raw := b.get(t, path)
	if code != http.StatusOK {
		t.Fatalf("%s: %d", path, code)
	}
	return text(t, raw), raw
}

func TestHandbookByRole(t *testing.T) {
	b := setup(t, i18n.English)
	head, raw := b.page(t, "/rulebook/instructions?role=regional")
	if !strings.Contains(head, "Second pair of eyes") || strings.Contains(head, "Log an attempt") {
		t.Error("the handbook of a role holds steps of others, or lacks its own")
	}
	if !strings.Contains(raw, `id="approval-second_pair"`) {
		t.Error("a step has no anchor")
	}
}

func TestWhatIsNotThere(t *testing.T) {
	b := setup(t, i18n.English)
	for _, path := range []string{"/rulebook?version=1999", "/rulebook/lists/none", "/rulebook/texts/xx"} {
		if code, _ := b.get(t, path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestDraftSheetSaysSo(t *testing.T) {
	b := setup(t, i18n.English)
	uz, raw := b.page(t, "/rulebook/texts/uz")
	if !strings.Contains(uz, "draft, not checked by a lawyer") || !strings.Contains(raw, `lang="uz"`) {
		t.Error("the Uzbek sheet is not marked as a draft in its language")
	}
	if strings.Contains(uz, "{name}") {
		t.Error("a place was not turned into a line")
	}
}

func TestStepHelpStandsBesideAStep(t *testing.T) {
	b := setup(t, i18n.Kyrgyz)
	ctx := i18n.WithCatalogue(context.Background(), b.words, i18n.Kyrgyz, time.UTC)
	var out bytes.Buffer
	if err := rulebookui.StepHelp(b.rules.At(today()), "register.call", today()).Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	got := text(t, out.String())
	for _, want := range []string{"Кардарды чакыруу", "10 жумуш күнү", "Тактоону талап кылат"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said: %s", want, got)
		}
	}
	out.Reset()
	if err := rulebookui.StepHelp(b.rules.At(today()), "no.such", today()).Render(ctx, &out); err != nil || out.Len() > 0 {
		t.Errorf("an unknown step shows %q, %v", out.String(), err)
	}
}
