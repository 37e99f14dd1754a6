package mapui_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
	"tuzjol/locale"
)

func draw(t *testing.T, ctx context.Context, p mapui.Props) string {
	t.Helper()
	cat, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := mapui.Map(p).Render(i18n.WithCatalogue(ctx, cat, "en", time.UTC), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Ensure that a map passes the content policy, hides itself without a script, and cannot be broken out of by the words in its data.
func TestMap(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	page := draw(t, context.Background(), mapui.Props{
		ID: "m", Label: ui.M("map.corner"),
		Features: mapui.Collect(mapui.Point(mapui.Place{74.5, 42.8}, mapui.Properties{Kind: "home", Radius: 50, Label: evil})),
		Edit:     &mapui.Edit{Points: "points", Radius: "radius", Form: "form"},
	})
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for n := range doc.Descendants() {
		if n.Data == "script" && (n.FirstChild != nil || len(n.Attr) == 0) || n.Data == "style" {
			t.Errorf("inline %s", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has %s", n.Data, a.Key)
			}
			if n.Data == "div" {
				seen[a.Key] = a.Val
			}
		}
	}
	for key, want := range map[string]string{"data-points": "points", "data-radius": "radius", "hidden": ""} {
		if got, ok := seen[key]; !ok || got != want {
			t.Errorf("%s = %q", key, got)
		}
	}
	if !strings.Contains(seen["data-features"], `"coordinates":[74.5,42.8]`) {
		t.Errorf("data %q", seen["data-features"])
	}
	if _, ok := seen["data-width"]; ok {
		t.Error("a field that the form has not is named")
	}
	if _, ok := seen["data-tiles"]; ok {
		t.Error("a map file is named that nobody set up")
	}
}

// Ensure that the operator's map file is used where it is set up, with its attribution.
func TestGround(t *testing.T) {
	page := draw(t, mapui.WithGround(context.Background(), mapui.Ground{Tiles: "/map/x", Attribution: "© all"}), mapui.Props{ID: "m", Label: ui.M("map.corner")})
	if !strings.Contains(page, `data-tiles="/map/x"`) || !strings.Contains(page, "© all") || strings.Contains(page, "data-features") {
		t.Error(page)
	}
}
