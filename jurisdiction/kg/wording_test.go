package kg

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/rulebook"
)

// Words of faith and religious practice; a star stands for any ending. They may stand in guidance that forbids such questions, but
// in nothing that is asked or recorded.
var faith = []string{ //nolint:gochecknoglobals // words of the tests
	"дин", "дини", "диний", "динге", "динди", "диндин", "динин", "диндар*", "ислам*", "мусулман*", "намаз*", "мечит*", "орозо*", "сакал*", "жоолук*", "хиджаб*",
	"куран*", "кудай*", "ибадат*", "ишеним", "ишеними", "ишенимди", "имам*", "молдо*",
	"вера", "веры", "веру", "верой", "вере", "верующ*", "религи*", "мусульман*", "молит*", "молитв*", "мечет*", "бород*", "коран*", "богослов*", "пост",
	"faith*", "relig*", "islam*", "muslim*", "pray*", "mosque*", "beard*", "hijab*", "quran*", "koran*", "belief*", "imam*", "theolog*",
}

// Words of guilt and confession: a study before judgment never asks about them.
var guilt = []string{ //nolint:gochecknoglobals // words of the tests
	"айып*", "күнөө*", "мойнуна", "мойнуңузга", "кылмыш*",
	"вина", "вины", "вину", "виной", "вине", "виноват*", "виновн*", "признаёт*", "признаете", "признание", "раскаян*", "раскаив*", "преступлен*",
	"guilt*", "confess*", "admit*", "remorse*", "crime*", "offence*",
}

// Small words of Russian that no Kyrgyz sentence has.
var russian = []string{ //nolint:gochecknoglobals // words of the tests
	"и", "не", "для", "что", "при", "или", "на", "с", "по", "от", "о", "об", "как", "есть", "нет", "это", "если", "до", "за", "без", "его",
}

// caught lists the words of a text that are on a list.
func caught(text string, list []string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, w := range list {
			stem, open := strings.CutSuffix(w, "*")
			if word == stem || open && strings.HasPrefix(word, stem) {
				out = append(out, word)
				break
			}
		}
	}
	return out
}

// asked gives all that an instrument asks or records: questions, options, titles of pages and flags. Guidance is not among it.
func asked(i *engine.Instrument) []rulebook.Text {
	var out []rulebook.Text
	for _, d := range i.Domains {
		out = append(append(out, d.Title), d.Interview...)
	}
	for _, f := range i.Flags {
		out = append(out, f.Title)
	}
	for _, it := range i.Items {
		out = append(out, it.Label)
		for _, o := range it.Options {
			out = append(out, o.Label)
		}
	}
	for _, v := range i.Values {
		if v.Decision != nil {
			for _, r := range v.Decision.Rows {
				out = append(out, r.Text)
			}
		}
	}
	for _, k := range i.Checks {
		out = append(out, k.Text)
	}
	return out
}

func TestWordListsCatch(t *testing.T) {
	for _, text := range []string{
		"Диний көз карашы кандай?", "Күнүнө канча жолу намаз окуйт?", "Кардардын динге мамилеси", "Религиозные взгляды", "Посещает мечеть", "Крепость веры",
		"Strength of religious belief", "Does he pray?", "Wears a beard",
	} {
		if len(caught(text, faith)) == 0 {
			t.Errorf("%q passes for a question that is no matter of faith", text)
		}
	}
	for _, text := range []string{"Элдин сөзү, кесибинин деңгээли", "Ишенимдүү адамдар", "Надёжность источника, проверка", "Постоянная работа", "Whether there is reason to trust it"} {
		if words := caught(text, faith); len(words) > 0 {
			t.Errorf("%q is caught for %v", text, words)
		}
	}
	for _, text := range []string{"Күнөөңүздү мойнуңузга аласызбы?", "Признаете ли вы вину?", "Is the person guilty?"} {
		if len(caught(text, guilt)) == 0 {
			t.Errorf("%q passes for a question that is not of guilt", text)
		}
	}
}

func TestFaithIsNoItem(t *testing.T) {
	for _, i := range instruments(t) {
		for _, x := range asked(i) {
			for lang, text := range x {
				if words := caught(text, faith); len(words) > 0 {
					t.Errorf("%s asks about faith (%s): %q, %v", i.ID, lang, text, words)
				}
			}
		}
	}
}

func TestTheStudyDoesNotAskAboutGuilt(t *testing.T) {
	for _, x := range asked(instrument(t, "kg-social-study")) {
		for lang, text := range x {
			if words := caught(text, guilt); len(words) > 0 {
				t.Errorf("the study asks about guilt (%s): %q, %v", lang, text, words)
			}
		}
	}
}

// Ensure the extremism judgement asks of each domain the same: judgement with its evidence, source, how far it is trusted, change.
func TestExtremismDomains(t *testing.T) {
	i := instrument(t, "kg-extremism")
	n := 0
	for _, d := range i.Domains {
		if d.Side {
			continue
		}
		n++
		for _, suffix := range []string{"judgement", "evidence", "source", "reliability", "change"} {
			if it, ok := i.Item(d.ID + "_" + suffix); !ok || it.Domain != d.ID {
				t.Errorf("%s has no %s", d.ID, suffix)
			}
		}
		if it, _ := i.Item(d.ID + "_judgement"); it.Reason != d.ID+"_evidence" {
			t.Errorf("%s is judged without evidence", d.ID)
		}
	}
	if n != 6 || len(i.Outputs) != 0 || len(i.Values) != 0 {
		t.Errorf("%d domains, %d outputs, %d values", n, len(i.Outputs), len(i.Values))
	}
	if r := i.Score(map[string]string{"intent_judgement": "marked"}); len(r.Outputs) != 0 || !slices.ContainsFunc(r.Inputs, func(a assessment.Answer) bool { return a.Item == "intent_judgement" }) {
		t.Errorf("result %+v", r)
	}
}

// Ensure Kyrgyz is written as Kyrgyz: a text of some length is never the Russian one again, and Russian has no Kyrgyz letters.
func TestLanguagesAreTheirOwn(t *testing.T) {
	rb := load(t)
	var all []rulebook.Text
	for _, i := range instruments(t) {
		all = append(append(all, asked(i)...), i.Title, i.Notice, i.LegalBasis, i.Population.Text, i.Validation.Text)
		for _, d := range i.Domains {
			all = append(all, d.Guidance)
		}
		for _, it := range i.Items {
			all = append(all, it.Guidance)
		}
		for _, o := range i.Overrides {
			all = append(all, o.Text)
		}
		for _, o := range i.Outputs {
			all = append(all, o.Label)
		}
	}
	for _, step := range rb.Instructions {
		all = append(append(all, step.Title), step.What...)
	}
	for _, x := range all {
		if strings.Count(x["ky"], " ") > 1 && x["ky"] == x["ru"] {
			t.Errorf("the same in Kyrgyz and in Russian: %q", x["ky"])
		}
		if strings.ContainsAny(strings.ToLower(x["ru"]), "өүң") {
			t.Errorf("Kyrgyz letters in Russian: %q", x["ru"])
		}
		if strings.ContainsFunc(x["en"], func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("Cyrillic in English: %q", x["en"])
		}
		if words := caught(x["ky"], russian); len(words) > 0 {
			t.Errorf("Russian words in Kyrgyz: %q, %v", x["ky"], words)
		}
	}
}
