package study

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/jurisdiction/kg"
)

var today = civil.MustDate("2026-03-03") //nolint:gochecknoglobals // the day of the tests

func rules(t *testing.T) *rulebook.Rulebook {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set.At(today)
}

func shipped(t *testing.T) []assessment.Spec {
	t.Helper()
	list, err := kg.Instruments()
	if err != nil {
		t.Fatal(err)
	}
	var out []assessment.Spec
	for _, x := range list {
		out = append(out, x.Spec)
	}
	return out
}

// A report begun under the former parts is ready when what they say covers the parts of today, and no sooner.
func TestFormerPartsCountForThoseOfToday(t *testing.T) {
	c := Context{Rules: rules(t), Today: today, Sections: Sections(shipped(t), today)}
	var entries []Entry
	say := func(codes ...string) {
		for _, code := range codes {
			entries = append(entries, Entry{Kind: KindStatement, Values: url.Values{SectionField: {code}}})
		}
	}
	say("family", "living", "education_work", "strengths", "own_view")
	if got := strings.Join(Empty(entries, c), " "); got != "money attitude conclusion" {
		t.Errorf("still to be written: %q", got)
	}
	say("money", "everyday", "conclusion")
	if got := strings.Join(Empty(entries, c), " "); got != "conclusion" {
		t.Errorf("a conclusion without the service's view: still to be written %q", got)
	}
	entries = append(entries, Entry{Kind: KindStatement, Values: url.Values{SectionField: {"conclusion"}, RatingField: {"with_help"}}})
	if got := Empty(entries, c); len(got) != 0 {
		t.Errorf("still to be written: %v", got)
	}
	if len(Sections(shipped(t), civil.MustDate("2025-12-31"))) != 0 {
		t.Error("parts of an instrument that is not in force yet")
	}
}

func TestActsByState(t *testing.T) {
	for _, c := range []struct {
		state   State
		product Product
		may     []Act
	}{
		{Received, Report, []Act{Check, Return, Withdraw, Correct}},
		{Accepted, Report, []Act{Return, Assign, Withdraw, Correct}},
		{Assigned, Report, []Act{Assign, Consent, Withdraw, Correct}},
		{Working, Report, []Act{Assign, Consent, Interview, Describe, Submit, Withdraw, Correct}},
		{Working, Letter, []Act{Assign, Consent, Write, Submit, Withdraw, Correct}},
		{WithHead, Report, []Act{Remark, Sign, Withdraw, Correct}},
		{Signed, Report, []Act{Deliver, Correct}},
		{Delivered, Report, []Act{Decide, Correct}},
		{Decided, Report, []Act{Correct}},
		{Withdrawn, Report, []Act{Correct}},
		{Returned, Report, nil},
		{Closed, Report, nil},
	} {
		var got []Act
		for _, a := range []Act{Check, Return, Assign, Consent, Interview, Describe, Write, Submit, Remark, Sign, Deliver, Decide, Withdraw, Correct} {
			if (Study{State: c.state, Product: c.product}).May(a) {
				got = append(got, a)
			}
		}
		if !slices.Equal(got, c.may) {
			t.Errorf("%s %s: %v, want %v", c.state, c.product, got, c.may)
		}
	}
}

func TestDue(t *testing.T) {
	d := civil.MustDate
	for _, c := range []struct {
		state           State
		asked, byRule   civil.Date
		due             civil.Date
		overdueOn10thOf bool
	}{
		{Working, civil.Date{}, d("2026-03-09"), d("2026-03-09"), true},
		{Working, d("2026-03-20"), d("2026-03-12"), d("2026-03-12"), false},
		{Working, d("2026-03-05"), d("2026-03-12"), d("2026-03-05"), true},
		{Working, d("2026-03-05"), civil.Date{}, d("2026-03-05"), true},
		{Signed, civil.Date{}, d("2026-03-10"), d("2026-03-10"), false},
		{Delivered, d("2026-03-05"), d("2026-03-12"), civil.Date{}, false},
		{Withdrawn, d("2026-03-05"), d("2026-03-12"), civil.Date{}, false},
	} {
		s := Study{State: c.state, AskedFor: c.asked, StudyDue: c.byRule}
		if s.Due() != c.due || s.Overdue(d("2026-03-10")) != c.overdueOn10thOf {
			t.Errorf("%+v: due %s, overdue %v", c, s.Due(), s.Overdue(d("2026-03-10")))
		}
	}
}

func TestWhomTheCourtMustAskFor(t *testing.T) {
	for _, c := range []struct {
		birth, sex, disability string
		want                   []string
	}{
		{"1990-05-14", "m", "", nil},
		{"1990-05-14", "f", "", []string{"woman"}},
		{"2008-03-04", "m", "", []string{"child"}}, // eighteen tomorrow
		{"2008-03-03", "m", "", nil},               // eighteen today
		{"2008", "m", "", []string{"child"}},       // may still be under age
		{"2008-02-29", "f", "yes", []string{"woman", "disability"}},
		{"2010-01-01", "f", "yes", []string{"child", "woman", "disability"}},
	} {
		e := Entry{Values: url.Values{"birth": {c.birth}, "sex": {c.sex}, "disability": {c.disability}}}
		if got := e.Must(today); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestSpeaksOfGuilt(t *testing.T) {
	for text, want := range map[string]string{
		"Считает себя невиновным": "невиновным", "Признаёт вину полностью": "вину", "Раскаивается в содеянном": "раскаивается", "ВИНОВАТ": "виноват",
		"Күнөөсүн мойнуна алды": "күнөөсүн", "Айыбын моюнга алат": "айыбын", "She says she is guilty": "guilty", "he confessed": "confessed",
		"Обвиняемый живёт с матерью": "", "Ранее осуждён": "", "Айыпталуучу апасы менен турат": "", "Виноградарь по профессии": "", "Lives with the family": "",
		"Завинчивает детали на заводе": "", "": "",
	} {
		if got := SpeaksOfGuilt(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// No text that the service ships for the study asks or tells whether the person did it: lists, instructions, labels, the sheets
// that are read to people.
func TestNoShippedTextSpeaksOfGuilt(t *testing.T) {
	for _, path := range []string{
		"../../../jurisdiction/kg/lists-study.yaml", "../../../jurisdiction/kg/instructions-study.yaml", "../../../jurisdiction/kg/rules-study.yaml",
		"../../../locale/study.ky.toml", "../../../locale/study.ru.toml", "../../../locale/study.en.toml",
	} {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for line := range strings.Lines(string(raw)) {
			lines++
			_, text, found := strings.Cut(line, `" = "`) // the keys of messages are names of the code
			if !found {
				text = line
			}
			if word := SpeaksOfGuilt(text); word != "" {
				t.Errorf("%s: %q in %s", path, word, line)
			}
		}
		if lines < 10 {
			t.Errorf("%s has only %d lines", path, lines)
		}
	}
}

// The sheet that is read to neighbours, at work and at school says nothing from which a case could be guessed.
func TestTheSheetForOthersRevealsNothing(t *testing.T) {
	banned := map[string][]string{
		"ky": {"сот", "айып", "тергөө", "кылмыш", "пробация", "милиция", "берене", "прокурор"},
		"ru": {"суд", "обвин", "следств", "следовател", "преступ", "пробац", "милици", "прокур", "осужд", "приговор"},
		"en": {"court", "accus", "investigat", "crime", "offence", "probation", "police", "prosecut", "convict", "sentence", "judge"},
	}
	for lang, words := range banned {
		raw, err := os.ReadFile("../../../locale/study." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(raw)) {
			key, text, _ := strings.Cut(line, " = ")
			if !strings.HasPrefix(key, `"study.script.`) {
				continue
			}
			n++
			for _, w := range words {
				for word := range strings.FieldsSeq(strings.ToLower(text)) {
					if strings.HasPrefix(strings.Trim(word, `"«(`), w) {
						t.Errorf("%s: the sheet says %q: %s", lang, w, line)
					}
				}
			}
		}
		if n < 10 {
			t.Errorf("%s: only %d texts of the sheet were looked at", lang, n)
		}
	}
}

// Every field has its list in the shipped rulebook, and the codes that the rules speak of exist.
func TestListsAreShipped(t *testing.T) {
	rb := rules(t)
	for _, k := range []Kind{KindRequest, KindCheck, KindReturn, KindConsent, KindInterview, KindStatement, KindLetter, KindRemark, KindDelivery, KindDecision, KindWithdrawal} {
		for _, f := range Fields(k) {
			if f.List != "" && len(rb.List(f.List).Items) == 0 {
				t.Errorf("%s.%s: no list %s", k, f.Name, f.List)
			}
		}
	}
	for list, code := range map[string]string{ListConsent: ConsentGiven, ListWho: Person, ListMust: "child"} {
		if !rb.List(list).Holds(code, today) {
			t.Errorf("%s lacks %s", list, code)
		}
	}
	closes, convicts, own := 0, 0, 0
	for _, i := range rb.List(ListDecisions).Items {
		if Closes(rb, i.Code) {
			closes++
		}
		if Convicts(rb, i.Code) {
			convicts++
		}
		if Closes(rb, i.Code) && Convicts(rb, i.Code) {
			t.Errorf("%s convicts and closes", i.Code)
		}
	}
	specs := shipped(t)
	for _, s := range Sections(specs, today) {
		if s.OwnView && s.Required {
			own++
		}
		if s.Required && len(s.Asks) == 0 {
			t.Errorf("%s asks for nothing and must be written", s.Code)
		}
	}
	for _, i := range rb.List(ListSections).Items { // what was written before has its place among the parts of today
		c := Context{Rules: rb, Sections: Sections(specs, today)}
		if _, ok := c.section(i.Attr["now"]); !ok {
			t.Errorf("former section %s has no place today", i.Code)
		}
	}
	if closes != 2 || convicts != 2 || own != 1 {
		t.Errorf("closing %d, convicting %d decisions; %d sections for the own view", closes, convicts, own)
	}
	if rb.List(ListMust).ToConfirm() || !rb.List(ListSections).ToConfirm() {
		t.Error("article 280 is sourced, the sections of the report are not")
	}
}

// Whatever is typed, Clean answers with problems and never keeps a field that the form does not have.
func FuzzClean(f *testing.F) {
	set, err := kg.Load()
	if err != nil {
		f.Fatal(err)
	}
	c := Context{Rules: set.At(today), Today: today, Request: Entry{Values: url.Values{"birth": {"2010-02-29"}}}}
	f.Add("request", "birth=29.02.2011&sex=x&pin=abc&due=0001-01-01")
	f.Add("interview", "who=person&outcome=spoke&told=more")
	f.Add("consent", "outcome=unreached&why=other")
	f.Fuzz(func(t *testing.T, kind, query string) {
		typed, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		out, _ := Clean(Kind(kind), typed, c)
		for name := range out {
			if !slices.ContainsFunc(Fields(Kind(kind)), func(f Field) bool { return f.Name == name }) {
				t.Errorf("%s keeps %q", kind, name)
			}
		}
	})
}
