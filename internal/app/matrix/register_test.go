package matrix

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../../.."

// The register of security checks names tests that exist.
func TestTheRegisterNamesRealTests(t *testing.T) {
	register, err := os.ReadFile(filepath.Join(root, "docs/security/checks.md"))
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	err = filepath.WalkDir(filepath.Join(root, "internal"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		code.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Benchmark)[A-Za-z]+)`").FindAllStringSubmatch(string(register), -1)
	if len(named) < 60 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !strings.Contains(code.String(), "func "+m[1]+"(") {
			t.Errorf("the register names %s, which does not exist", m[1])
		}
	}
}

// Our own scripts keep nothing in the stores of the browser (S43).
func TestOurScriptsKeepNothing(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join(root, "web/static/*.js"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%v, %v", scripts, err)
	}
	for _, path := range scripts {
		if strings.HasPrefix(filepath.Base(path), "field") {
			continue // field work holds a day, sealed under a PIN and for some hours: TestJourneyField looks at what lies there
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, store := range []string{"localStorage", "sessionStorage", "indexedDB", "document.cookie", "serviceWorker", "caches.open"} {
			if strings.Contains(string(b), store) {
				t.Errorf("%s uses %s", filepath.Base(path), store)
			}
		}
	}
}
