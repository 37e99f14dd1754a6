package outageweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"tuzjol/internal/monitoring/outageweb"
	"tuzjol/internal/testkit/pagetest"
)

// imports sends a list as a browser does.
func imports(t *testing.T, site *pagetest.Site, list string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	f, err := form.CreateFormFile("file", "list.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.Write([]byte(list)); err != nil {
		t.Fatal(err)
	}
	if err = form.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, outageweb.Path+"/import", &body) //nolint:noctx // answered within the test
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return site.Do(r, "ru")
}

// importing: what is wrong in a list is told by row and column, and nothing of it is entered; a right list says how many rows were entered, the same list
// again that they are there already.
func importing(t *testing.T, site *pagetest.Site) {
	t.Helper()
	const head = "what,area,village,operator,from,until,note\n"
	area := string(osh)
	if code, body := imports(t, site, head+"power,"+area+",Базар-Коргон,,2026-13-45,,Извещение 7\nwater,"+area+",,,2026-01-02 09:00,,Извещение 8\n"); code != http.StatusUnprocessableEntity ||
		strings.Count(body, "Строка 2, столбец from") != 2 || !strings.Contains(body, "Из списка ничего не внесено") || !strings.Contains(body, "Строка 3, столбец what: Напишите network") {
		t.Errorf("a list with errors: %d %.900s", code, body)
	}
	right := head + "power," + area + ",Базар-Коргон,,2026-01-02 09:00,2026-01-02 12:00,Извещение 7\npower," + area + ",Ноокат,,2026-01-03 09:00,2026-01-03 12:00,Извещение 8\n"
	for _, want := range []struct{ list, has, hasNot string }{
		{right, "Внесены 2 строки списка", "повторно"},
		{right + "power," + area + ",Араван,,2026-01-04 09:00,2026-01-04 12:00,Извещение 9\n", "Внесена 1 строка списка", ""},
		{right, "2 строки уже есть в реестре", "Внесен"},
	} {
		code, to := imports(t, site, want.list)
		if code != http.StatusSeeOther {
			t.Fatalf("a right list: %d %.900s", code, to)
		}
		code, body := site.Get(to, "ru")
		if code != http.StatusOK || !strings.Contains(body, want.has) || want.hasNot != "" && strings.Contains(body, want.hasNot) || strings.Contains(body, "csv?entered") {
			t.Errorf("%s: %d %q %.2000s", to, code, want.has, body)
		}
	}
	if _, body := site.Get(outageweb.Path+"?entered=9&rows=3", "ru"); strings.Contains(body, "Внесено 9") {
		t.Error("numbers that cannot be are shown")
	}
}
