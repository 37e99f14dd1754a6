package papersvc_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
)

func fields(err error) string {
	var out []string
	if f := fault.As(err); f != nil {
		for _, p := range f.Problems {
			out = append(out, p.Field)
		}
	}
	return strings.Join(out, " ")
}

// A paper is numbered without gaps, frozen with its hash, entered into the register and told by a fact; what failed takes no number.
func TestIssue(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("f1")
		ctx := k.officer()
		_, err := k.s.Issue(ctx, document.Draft{Client: c, Kind: "summons", Lang: "ru"})
		if fields(err) != "date time place" {
			t.Errorf("missing fields: %v", err)
		}
		if _, err = k.s.Issue(ctx, document.Draft{Client: c, Kind: "certificate", Lang: "ru"}); fields(err) != "kind" {
			t.Errorf("certificate before the end: %v", err)
		}
		for i, lang := range []string{"ky", "ru", "uz"} {
			out, err := k.s.Issue(ctx, summons(c, lang))
			must(t, err)
			if want := fmt.Sprintf("21000/26-%04d", i+1); out.Number != want {
				t.Errorf("number %s, want %s", out.Number, want)
			}
			p, pdf, err := k.s.Open(ctx, c, out.ID, papersvc.AsPDF)
			must(t, err)
			sum := sha256.Sum256(pdf)
			if hex.EncodeToString(sum[:]) != out.SHA256 || p.SHA256 != out.SHA256 {
				t.Error("the frozen bytes are not those of the hash")
			}
			_, docx, err := k.s.Open(ctx, c, out.ID, papersvc.AsDOCX)
			must(t, err)
			content, err := document.Content(docx)
			must(t, err)
			text := ""
			for _, b := range append(content.Head, content.Blocks...) {
				text += b.Text() + "\n"
			}
			if !strings.Contains(text, "Үсөнов Өмүрбек") || !strings.Contains(text, "05.03.2026") || strings.Contains(text, "{{") {
				t.Errorf("%s: %s", lang, text)
			}
			if lang == "uz" && (p.Lang != "ky" || !strings.Contains(text, "КЕЛҮҮГӨ ЧАКЫРУУ")) {
				t.Errorf("a language without a template: %s", p.Lang)
			}
		}
		failed := errors.New("later")
		if err := k.d.Write(ctx, func(tx *db.Tx) error {
			if _, err := k.s.Ops().Issue(ctx, tx, summons(c, "ru")); err != nil {
				return err
			}
			return failed
		}); !errors.Is(err, failed) {
			t.Fatal(err)
		}
		out, err := k.s.Issue(ctx, summons(c, "ru"))
		must(t, err)
		if out.Number != "21000/26-0004" {
			t.Errorf("after a failure: %s", out.Number)
		}
		lines, err := k.mail.List(ctx, mailsvc.Filter{Office: osh})
		must(t, err)
		if len(lines) != 4 || lines[0].Number != out.Number || lines[0].Kind != "summons" || lines[0].Client != c {
			t.Errorf("register %+v", lines)
		}
		list, err := k.s.Papers(ctx, c)
		must(t, err)
		told := map[string]bool{}
		for _, f := range k.book.Timeline(c) { // the book also keeps what was rolled back
			if f.Type == "casefile.paper_issued" {
				told[f.Data["paper"]] = true
			}
		}
		for _, p := range list {
			if !told[p.ID] {
				t.Errorf("no fact of %s", p.Number)
			}
		}
		if len(list) != 4 {
			t.Errorf("%d papers", len(list))
		}
	})
}

// Every kind has templates in both languages that pass the check of an upload without any warning.
func TestShippedTemplatesAreWhole(t *testing.T) {
	each(t, func(k *kit) {
		rb := k.s.Rulebook()
		for _, code := range rb.List(paper.ListKinds).Codes() {
			kind, _ := paper.KindOf(rb, code)
			for _, f := range kind.Fields() {
				if _, ok := rb.List(paper.ListFields).Item(f); !ok {
					t.Errorf("%s: the field %s has no name", code, f)
				}
			}
			for _, lang := range paper.Languages() {
				got, err := k.s.TemplateFile(k.director(), code, lang, "")
				if err != nil {
					t.Errorf("%s %s: %v", code, lang, err)
					continue
				}
				tpl, err := document.ReadTemplate("t.docx", got.Data)
				must(t, err)
				if warn, err := tpl.Check(kind.Fields(), kind.Required); err != nil || len(warn) > 0 {
					t.Errorf("%s %s: %v %v", code, lang, warn, err)
				}
			}
		}
	})
}

// The first print is the paper, later ones are copies; a void paper keeps its number and says so.
func TestPrintAndVoid(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.officer()
		out, err := k.s.Issue(ctx, summons(c, "ru"))
		must(t, err)
		marks := []string{}
		words := func(lang, what string) string {
			marks = append(marks, lang+" "+what)
			return what
		}
		_, frozen, err := k.s.Open(ctx, c, out.ID, papersvc.AsPDF)
		must(t, err)
		first, err := k.s.Print(ctx, c, out.ID, words)
		must(t, err)
		second, err := k.s.Print(ctx, c, out.ID, words)
		must(t, err)
		if !bytes.Equal(first, frozen) || bytes.Equal(second, frozen) {
			t.Error("the first print is the frozen file, the second is not")
		}
		p, err := k.s.Paper(ctx, c, out.ID)
		must(t, err)
		if err := k.s.Void(ctx, papersvc.Void{Client: c, Paper: out.ID, Version: p.Version}); fields(err) != "reason" {
			t.Errorf("void without a reason: %v", err)
		}
		must(t, k.s.Void(ctx, papersvc.Void{Client: c, Paper: out.ID, Version: p.Version, Reason: "mistake", Text: "башка күн"}))
		if err := k.s.Void(ctx, papersvc.Void{Client: c, Paper: out.ID, Version: p.Version + 1, Reason: "mistake"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("void twice: %v", err)
		}
		_, err = k.s.Print(ctx, c, out.ID, words)
		must(t, err)
		if strings.Join(marks, ", ") != "ru copy, ru void" {
			t.Errorf("marks %v", marks)
		}
		p, err = k.s.Paper(ctx, c, out.ID)
		must(t, err)
		if p.State != paper.Void || p.ReasonText != "башка күн" {
			t.Errorf("%+v", p)
		}
		next, err := k.s.Issue(ctx, summons(c, "ru"))
		must(t, err)
		if next.Number != "21000/26-0002" {
			t.Errorf("a void number was given again: %s", next.Number)
		}
	})
}

// Who does not see the client sees no paper; who sees but does not work the case gives none out.
func TestRefusals(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("f1")
		out, err := k.s.Issue(k.officer(), summons(c, "ru"))
		must(t, err)
		if _, err := k.s.Issue(k.stranger(), summons(c, "ru")); !fault.Is(err, fault.NotFound) {
			t.Errorf("stranger issues: %v", err)
		}
		if _, err := k.s.Issue(k.as("o2", access.Officer, osh), summons(c, "ru")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another officer issues: %v", err)
		}
		if _, _, err := k.s.Open(k.stranger(), c, out.ID, papersvc.AsPDF); !fault.Is(err, fault.NotFound) {
			t.Errorf("stranger opens: %v", err)
		}
		other := k.client("f2")
		if _, _, err := k.s.Open(k.officer(), other, out.ID, papersvc.AsPDF); !fault.Is(err, fault.NotFound) {
			t.Errorf("under another client: %v", err)
		}
		if _, err := k.s.Templates(k.officer()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer keeps templates: %v", err)
		}
		if _, err := k.mail.List(k.stranger(), mailsvc.Filter{Office: osh}); !fault.Is(err, fault.NotFound) {
			t.Errorf("the register of another office: %v", err)
		}
	})
}

// A restricted client's line is a number without content, in the list, by its identifier and as what is answered.
func TestRegisterHidesWhomTheReaderDoesNotSee(t *testing.T) {
	each(t, func(k *kit) {
		open, hidden := k.client("f1"), k.client("f2")
		_, err := k.s.Issue(k.officer(), summons(open, "ru"))
		must(t, err)
		_, err = k.s.Issue(k.officer(), summons(hidden, "ru"))
		must(t, err)
		in := mailsvc.Enter{Office: osh, Direction: paper.In, Day: k.s.Today(), Party: "Сот", Subject: "КАНАРЕЙКА", File: "f2", Due: k.s.Today().AddDays(3)}
		line, err := k.mail.Enter(k.head(), in)
		must(t, err)
		k.restrict(hidden)
		list, err := k.mail.List(k.as("o2", access.Officer, osh), mailsvc.Filter{Office: osh})
		must(t, err)
		gaps := 0
		for _, m := range list {
			if m.Gap {
				gaps++
				if m.Client != "" || m.ID != "" || m.Subject != "" || m.Kind != "" || !m.Day.IsZero() {
					t.Errorf("a gap says %+v", m)
				}
			}
		}
		if gaps != 2 || len(list) != 3 {
			t.Errorf("%d gaps of %d", gaps, len(list))
		}
		other := k.as("h2", access.Head, osh)
		if _, err := k.mail.Line(other, line.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the line: %v", err)
		}
		if err := k.mail.Change(other, mailsvc.Change{ID: line.ID, Version: 1, Answered: k.s.Today()}); !fault.Is(err, fault.NotFound) {
			t.Errorf("changes: %v", err)
		}
		in.Answers, in.Direction, in.File = line.Number, paper.Out, ""
		in.Due = civil.Date{}
		if _, err := k.mail.Enter(other, in); fields(err) != "answers" {
			t.Errorf("answers it: %v", err)
		}
		owed, err := k.mail.List(other, mailsvc.Filter{Office: osh, Owed: true})
		must(t, err)
		if len(owed) != 0 {
			t.Errorf("owed %+v", owed)
		}
	})
}

// Numbers of incoming and outgoing papers run apart; an answer closes what it answers.
func TestRegister(t *testing.T) {
	each(t, func(k *kit) {
		ctx := k.head()
		_, err := k.mail.Enter(ctx, mailsvc.Enter{Office: osh, Direction: "x", Day: k.s.Today().AddDays(1)})
		if got := fields(err); !strings.Contains(got, "direction") || !strings.Contains(got, "day") || !strings.Contains(got, "party") || !strings.Contains(got, "subject") {
			t.Errorf("problems %s", got)
		}
		in := mailsvc.Enter{Office: osh, Direction: paper.In, Day: k.s.Today(), Party: "Прокуратура", TheirNumber: "12-3", Subject: "Запрос", Due: k.s.Today().AddDays(5)}
		a, err := k.mail.Enter(ctx, in)
		must(t, err)
		b, err := k.mail.Enter(ctx, mailsvc.Enter{Office: osh, Direction: paper.Out, Day: k.s.Today(), Party: "Прокуратура", Subject: "Ответ", Answers: a.Number})
		must(t, err)
		if a.Number != "21000/26-0001" || b.Number != "21000/26-0001" {
			t.Errorf("%s %s", a.Number, b.Number)
		}
		got, err := k.mail.Line(ctx, a.ID)
		must(t, err)
		if got.Owed() || got.Answer != b.ID || got.Subject != "Запрос" || got.TheirNumber != "12-3" {
			t.Errorf("%+v", got)
		}
		must(t, k.mail.Change(ctx, mailsvc.Change{ID: b.ID, Version: 1, Proof: "courier", Proved: k.s.Today()}))
		if err := k.mail.Change(ctx, mailsvc.Change{ID: b.ID, Version: 1, Proof: "courier", Proved: k.s.Today()}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		if err := k.mail.Change(ctx, mailsvc.Change{ID: b.ID, Version: 2, Proof: "pigeon", Proved: k.s.Today().AddDays(-3)}); fields(err) != "proof proved" {
			t.Errorf("bad proof: %v", err)
		}
	})
}

func (k *kit) restrict(c id.Client) {
	k.t.Helper()
	ctx := k.head()
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Update(ctx, "access_client", string(c), db.Row{"restricted": true}); err != nil {
			return err
		}
		return tx.Record(ctx, access.RestrictClient, "")
	}))
}
