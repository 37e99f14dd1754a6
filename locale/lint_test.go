package locale

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// entry is one message in one language: its texts by plural form.
type entry struct {
	area  string
	forms map[string]string
}

// catalogue reads all files: language, key, entry.
func catalogue(t *testing.T) map[string]map[string]entry {
	t.Helper()
	all := map[string]map[string]entry{"ky": {}, "ru": {}, "en": {}}
	files, err := FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		parts := strings.Split(f.Name(), ".")
		if len(parts) != 3 || all[parts[1]] == nil {
			t.Errorf("%s: name it <area>.<ky|ru|en>.toml", f.Name())
			continue
		}
		data, err := FS.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := toml.Unmarshal(data, &tree); err != nil {
			t.Errorf("%s: %v", f.Name(), err)
			continue
		}
		spread(t, f.Name(), "", tree, all[parts[1]])
	}
	return all
}

func spread(t *testing.T, file, prefix string, tree map[string]any, out map[string]entry) {
	for name, value := range tree {
		key := prefix + name
		e := entry{area: strings.Split(file, ".")[0], forms: map[string]string{}}
		switch v := value.(type) {
		case string:
			e.forms["other"] = v
		case map[string]any:
			if _, plural := v["other"].(string); !plural {
				spread(t, file, key+".", v, out)
				continue
			}
			e.forms["plural"] = ""
			for form, s := range v {
				e.forms[form] = fmt.Sprint(s)
			}
		}
		if old, ok := out[key]; ok {
			t.Errorf("%s: key %q stands also in %s", file, key, old.area)
		}
		out[key] = e
	}
}

// Ensure every key stands in every language with the plural forms of that language and the same arguments.
func TestEveryLanguage(t *testing.T) {
	all := catalogue(t)
	want := map[string]string{"ky": "one other", "en": "one other", "ru": "few many one other"}
	for key := range union(all) {
		args := map[string]string{}
		plural := map[string]bool{}
		for lang, messages := range all {
			m, ok := messages[key]
			if !ok {
				t.Errorf("%s: no text for %q", lang, key)
				continue
			}
			_, plural[lang] = m.forms["plural"]
			if got := formsOf(m); plural[lang] && got != want[lang] {
				t.Errorf("%s: %q has the forms %s, needs %s", lang, key, got, want[lang])
			}
			for form, s := range m.forms {
				if strings.TrimSpace(s) == "" && form != "plural" {
					t.Errorf("%s: %q is empty", lang, key)
				}
			}
			args[lang] = arguments(m)
		}
		if args["ky"] != args["ru"] || args["ru"] != args["en"] {
			t.Errorf("%q takes different arguments: ky %s, ru %s, en %s", key, args["ky"], args["ru"], args["en"])
		}
		if plural["ky"] != plural["ru"] || plural["ru"] != plural["en"] {
			t.Errorf("%q is plural in some languages only", key)
		}
	}
}

func union(all map[string]map[string]entry) map[string]bool {
	keys := map[string]bool{}
	for _, messages := range all {
		for key := range messages {
			keys[key] = true
		}
	}
	return keys
}

func formsOf(e entry) string {
	var out []string
	for form := range e.forms {
		if form != "plural" && form != "description" {
			out = append(out, form)
		}
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

var placeholder = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// arguments lists what a message needs, over all its forms.
func arguments(e entry) string {
	seen := map[string]bool{}
	for _, s := range e.forms {
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			seen[m[1]] = true
		}
	}
	var out []string
	for name := range seen {
		out = append(out, name)
	}
	sort.Strings(out)
	return strings.Join(out, ",")
}

// Ensure Kyrgyz text is written with Kyrgyz letters, not with look-alikes, and Russian without them.
func TestLetters(t *testing.T) {
	mixed := regexp.MustCompile(`[a-zA-Z][а-яёңөүА-ЯЁҢӨҮ]|[а-яёңөүА-ЯЁҢӨҮ][a-zA-Z]`)
	for lang, messages := range catalogue(t) {
		for key, e := range messages {
			for _, s := range e.forms {
				s = placeholder.ReplaceAllString(s, " ")
				if m := mixed.FindString(s); m != "" {
					t.Errorf("%s: %q mixes scripts at %q", lang, key, m)
				}
				if lang == "ru" && strings.ContainsAny(s, "ңөүҢӨҮ") && !slices.Contains(kyrgyzInRussian, key) {
					t.Errorf("ru: %q has Kyrgyz letters: %s", key, s)
				}
				if lang == "en" && regexp.MustCompile(`\p{Cyrillic}`).MatchString(s) && !slices.Contains(cyrillicInEnglish, key) {
					t.Errorf("en: %q has Cyrillic letters: %s", key, s)
				}
			}
		}
	}
}

// Ensure that Kyrgyz was translated: text equal to the Russian is listed for an editor. It warns only, since many words
// are the same in both.
func TestKyrgyzDiffersFromRussian(t *testing.T) {
	all := catalogue(t)
	var same []string
	for key, e := range all["ky"] {
		s := e.forms["other"]
		if s == all["ru"][key].forms["other"] && strings.Contains(s, " ") && regexp.MustCompile(`\p{Cyrillic}{3}`).MatchString(s) {
			same = append(same, key+" = "+s)
		}
	}
	sort.Strings(same)
	if len(same) > 0 {
		t.Logf("warning: %d Kyrgyz texts equal the Russian ones:\n%s", len(same), strings.Join(same, "\n"))
	}
}
