package i18n_test

import (
	"context"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/i18n"
	"tuzjol/locale"
)

// Ensure the catalogues of the product load together: no key in two areas, no text that cannot be rendered.
func TestProductCatalogues(t *testing.T) {
	c, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	ctx := i18n.WithCatalogue(context.Background(), c, i18n.Kyrgyz, time.UTC)
	if got := i18n.Month(ctx, time.May); got != "май" {
		t.Errorf("month: %s", got)
	}
	if got := i18n.Size(i18n.With(ctx, i18n.Russian), 2_500_000); got != "2,5 МБ" {
		t.Errorf("size: %s", got)
	}
	if got := i18n.Term(i18n.With(ctx, i18n.Russian), civil.MustTerm("P1Y6M")); got != "1 год 6 месяцев" {
		t.Errorf("term: %s", got)
	}
	for text, want := range map[string]string{"1987": "1987", "05.1987": "05.1987", "1987-05-14": "14.05.1987", "": ""} {
		if got := i18n.Partial(ctx, civil.MustPartial(text)); got != want {
			t.Errorf("partial %q: %s, want %s", text, got, want)
		}
	}
	if got := c.Missed(); len(got) > 0 {
		t.Errorf("missing: %v", got)
	}
}
