package papersvc_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/testkit"
)

// self gives the context of a client on the own pages.
func (k *kit) self(c id.Client) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Client, Name: "access", Display: "portal"})
	return accesssvc.ClientContext(ctx, c, civil.At(testkit.Start))
}

// job gives the context of a recurring task.
func job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: civil.At(testkit.Start)})
}

// A paper put before its client is read and confirmed there, once; nobody else's client finds it, and a void one is gone.
func TestAClientConfirmsAPaper(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.client("f1"), k.client("f2")
		out, err := k.s.Issue(k.officer(), summons(c, "ru"))
		must(t, err)
		count := func(ctx context.Context, c id.Client) (n int) {
			must(t, k.d.Read(ctx, func(r *db.Reader) (err error) { n, err = k.s.Ops().ToConfirm(ctx, r, c); return err }))
			return n
		}
		words := func(ctx context.Context, c id.Client) (text string, err error) {
			err = k.d.Read(ctx, func(r *db.Reader) (err error) { _, text, err = k.s.Ops().Words(ctx, r, c, out.ID); return err })
			return text, err
		}
		if _, err := words(k.self(c), c); !fault.Is(err, fault.NotFound) || count(k.self(c), c) != 0 {
			t.Errorf("before it is shown: %v", err)
		}
		in := papersvc.Show{Client: c, Paper: out.ID, Version: 1}
		if err := k.s.ShowClient(k.stranger(), in); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger shows it: %v", err)
		}
		must(t, k.s.ShowClient(k.officer(), in))
		if err := k.s.ShowClient(k.officer(), in); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		text, err := words(k.self(c), c)
		must(t, err)
		if !strings.Contains(text, "ПРИГЛАШЕНИЕ НА ЯВКУ") || !strings.Contains(text, "Место: Ош, Ленин 1") || strings.Contains(text, "____") {
			t.Errorf("it says %q", text)
		}
		if _, err := words(k.self(other), c); !fault.Is(err, fault.NotFound) || count(k.self(other), other) != 0 {
			t.Errorf("another client: %v", err)
		}
		confirm := func() (n int) {
			ctx := k.self(c)
			must(t, k.d.Write(ctx, func(tx *db.Tx) error {
				facts, err := k.s.Ops().Confirmed(ctx, tx, c, out.ID)
				if err != nil || len(facts) == 0 {
					return err
				}
				n = len(facts)
				return tx.Record(ctx, access.ActSelf, "", facts...)
			}))
			return n
		}
		if count(k.self(c), c) != 1 || confirm() != 1 || confirm() != 0 || count(k.self(c), c) != 0 {
			t.Error("confirmed once and only once")
		}
		p, err := k.s.Paper(k.officer(), c, out.ID)
		must(t, err)
		if p.ConfirmedAt.IsZero() || p.ShownBy != "o1" && !strings.HasSuffix(p.ShownBy, "o1") {
			t.Errorf("the paper does not say it: %+v", p)
		}
		must(t, k.s.Void(k.officer(), papersvc.Void{Client: c, Paper: out.ID, Version: p.Version, Reason: "mistake"}))
		if _, err := words(k.self(c), c); !fault.Is(err, fault.NotFound) {
			t.Errorf("a void one: %v", err)
		}
	})
}

// A day sheet is numbered in the office's register, opened by its officer alone, only while all on it are in sight, and its files are
// gone after the day.
func TestDaySheets(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.officer()
		today := k.s.Today()
		in := papersvc.DaySheet{Day: today, Lang: "ky", Clients: []id.Client{c}, Fields: map[string]string{
			"date": "02.03.2026", "officer": "Бекова А.", "office": "Ош", "events": "10:00\tҮсөнов Өмүрбек\tбөлүмгө келүү, 0555 000 111",
		}}
		if _, err := k.s.IssueDaySheet(ctx, papersvc.DaySheet{Day: today, Lang: "ky"}); fields(err) != "date events" {
			t.Errorf("an empty day: %v", err)
		}
		if _, err := k.s.IssueDaySheet(k.stranger(), in); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody out of sight on it: %v", err)
		}
		key, err := k.s.IssueDaySheet(ctx, in)
		must(t, err)
		list, err := k.s.DaySheets(ctx, today)
		must(t, err)
		if len(list) != 1 || list[0].Number != "21000/26-0001" || list[0].SHA256 == "" {
			t.Fatalf("%+v", list)
		}
		_, pdf, err := k.s.OpenDaySheet(ctx, key, papersvc.AsPDF)
		must(t, err)
		_, docx, err := k.s.OpenDaySheet(ctx, key, papersvc.AsDOCX)
		must(t, err)
		content, err := document.Content(docx)
		must(t, err)
		if text := document.Plain(content.Blocks); !bytes.HasPrefix(pdf, []byte("%PDF")) || !strings.Contains(text, "Үсөнов Өмүрбек") || !strings.Contains(text, "КҮНДҮН БАРАГЫ") {
			t.Errorf("it says %q", text)
		}
		for name, ctx := range map[string]context.Context{"a colleague": k.as("o2", access.Officer, osh), "the head": k.head()} {
			if _, _, err := k.s.OpenDaySheet(ctx, key, papersvc.AsPDF); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s opens it: %v", name, err)
			}
		}
		if _, err := k.s.Issue(ctx, document.Draft{Client: c, Kind: papersvc.KindDaySheet, Lang: "ky", Fields: in.Fields}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a day sheet on a client: %v", err)
		}
		if n, err := k.s.ForgetDaySheets(job()); err != nil || n != 0 {
			t.Errorf("forgotten within its day: %d %v", n, err)
		}
		if _, err := k.s.ForgetDaySheets(ctx); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by hand: %v", err)
		}
		k.clock.Advance(24 * 3600e9)
		if n, err := k.s.ForgetDaySheets(job()); err != nil || n != 1 {
			t.Errorf("not forgotten: %d %v", n, err)
		}
		if _, _, err := k.s.OpenDaySheet(ctx, key, papersvc.AsPDF); !fault.Is(err, fault.NotFound) {
			t.Errorf("after the day: %v", err)
		}
		if list, err := k.s.DaySheets(ctx, today); err != nil || len(list) != 1 || list[0].SHA256 == "" {
			t.Errorf("number and hash are gone: %+v %v", list, err)
		}
	})
}
