package register_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"tuzjol/internal/app/register"
	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/fault"
)

const simple = `source: osh-2025
key: [номер]
codes:
  district: {Ош: "41721000000000", Ноокат: "41706242000000"}
  measure: {надзор: probation_supervision, работы: community_service}
fields:
  office: {column: район, codes: district}
  court: {value: Ошский городской суд}
  number: {column: номер}
  decided_on: {column: дата}
  in_force_on: {cel: 'plus_days(row["дата"], 30)'}
  registered_on: {cel: 'plus_days(row["дата"], 35)'}
  measure: {column: мера, codes: measure}
  hours: {column: часы}
  term_months: {column: месяцы}
  full_name: {column: ФИО}
  birth: {column: рождён}
  sex: {column: пол}
  ended_on: {column: снят}
  ends_ground: {cel: 'row["снят"] == "" ? "" : "amnesty"'}
`

const head = "номер;район;ФИО;рождён;пол;дата;мера;часы;месяцы;снят\n"

func rows(n int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		fmt.Fprintf(&b, "УД-%d;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n", i+1)
	}
	return b.String()
}

func TestImportTwiceAddsNothing(t *testing.T) {
	each(t, func(k *kit) {
		m, path := k.mapping(simple), k.file("a.csv", rows(7))
		got := k.run(m, path, register.Options{Batch: 3})
		if want := "read=7 new=7 changed=0 unchanged=0 refused=0"; got.Line() != want {
			t.Fatalf("first: %s, want %s", got.Line(), want)
		}
		clients := k.count(`select count(*) from access_client`)
		got = k.run(m, path, register.Options{Batch: 3})
		if want := "read=7 new=0 changed=0 unchanged=7 refused=0"; got.Line() != want {
			t.Errorf("second: %s, want %s", got.Line(), want)
		}
		if n := k.count(`select count(*) from access_client`); n != clients || n != 7 {
			t.Errorf("%d clients after the second run, %d before", n, clients)
		}
	})
}

func TestBadRowsAreRefusedAndTheOthersComeIn(t *testing.T) {
	each(t, func(k *kit) {
		k.book.refuse = map[string]bool{"УД-4": true, "УД-5": true}
		text := head +
			"УД-1;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n" +
			"УД-2;Ош;Бактыбеков Усон;31.02.1987;м;10.02.2025;надзор;;24;\n" + // no such day
			"УД-3;Талас;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n" + // district without translation
			"УД-4;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n" + // refused by the services
			"УД-5;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n" +
			";Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n" + // no key
			"УД-1;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n" + // the key again
			"УД-8;Ош;Бактыбеков Усон;1987;м;завтра;надзор;;24;\n" + // date that cannot be computed with
			"УД-9;Ош;Бактыбеков Усон;1987;м;10.02.2025;работы;;;\n" + // hours wanted
			"\n" +
			"УД-10;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;;;;;;\n" + // too many cells
			"УД-11;Ош;Жакшылык кызы Нургүл;;ж;10.02.2025;работы;120;;\n"
		got := k.run(k.mapping(simple), k.file("a.csv", text), register.Options{})
		if want := "read=11 new=2 changed=0 unchanged=0 refused=9"; got.Line() != want {
			t.Errorf("%s, want %s", got.Line(), want)
		}
		var at []string
		for _, p := range got.Problems {
			at = append(at, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Msg.Key))
			if p.Remedy.Key == "" {
				t.Errorf("row %d: no remedy", p.Row)
			}
		}
		for _, want := range []string{
			"3 рождён date.invalid", "4 район register.row.code", "5 номер judgment.twice", "6 номер judgment.twice",
			"7 номер register.row.no_key", "8  register.row.twice", "9 дата register.row.computed", "10 часы judgment.hours_required",
			"12  register.row.broken",
		} {
			if !slices.Contains(at, want) {
				t.Errorf("no problem %q in\n%s", want, strings.Join(at, "\n"))
			}
		}
		if n := k.count(`select count(*) from access_client`); n != 2 {
			t.Errorf("%d clients, want 2: a refused row leaves nothing behind", n)
		}
	})
}

func TestKilledImportGoesOn(t *testing.T) {
	each(t, func(k *kit) {
		m, path := k.mapping(simple), k.file("a.csv", rows(25))
		f, err := sheet.Inspect(path, m.File())
		must(t, err)
		k.book.stop = "УД-13"
		if _, err := k.im.Run(k.ctx, m, f, register.Options{Batch: 5}); !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped with %v", err)
		}
		if n := k.count(`select count(*) from access_client`); n != 10 {
			t.Fatalf("%d clients after the stop, want the two batches before it", n)
		}
		if n := k.count(`select rows_done from register_run`); n != 11 {
			t.Errorf("cursor at row %d, want 11", n)
		}
		k.book.stop = ""
		got := k.run(m, path, register.Options{Batch: 5})
		if want := "read=25 new=25 changed=0 unchanged=0 refused=0"; got.Line() != want || got.Resumed != 11 {
			t.Errorf("%s resumed after %d, want %s after 11: an interrupted run counts as one", got.Line(), got.Resumed, want)
		}
		if n := k.count(`select count(*) from access_client`); n != 25 {
			t.Errorf("%d clients in the end", n)
		}
		got = k.run(m, path, register.Options{})
		if got.Unchanged != 25 {
			t.Errorf("after that: %s", got.Line())
		}
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	each(t, func(k *kit) {
		k.book.refuse = map[string]bool{"УД-2": true}
		got := k.run(k.mapping(simple), k.file("a.csv", rows(4)), register.Options{DryRun: true})
		if want := "read=4 new=3 changed=0 unchanged=0 refused=1"; got.Line() != want {
			t.Errorf("%s, want %s", got.Line(), want)
		}
		if n := k.count(`select (select count(*) from access_client) + (select count(*) from register_run) + (select count(*) from register_row)`); n != 0 {
			t.Errorf("%d rows written", n)
		}
	})
}

func TestChangedRows(t *testing.T) {
	each(t, func(k *kit) {
		m := k.mapping(simple)
		k.run(m, k.file("a.csv", rows(4)), register.Options{})
		text := head +
			"УД-1;Ош;Бактыбеков Усон;1986;ж;10.02.2025;надзор;;24;\n" + // who the person is
			"УД-2;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;36;\n" + // what the order rests on
			"УД-3;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;01.06.2025\n" + // the case has ended since
			"УД-4;Ош;Бактыбеков Усон;1987;м;10.02.2025;надзор;;24;\n"
		path := k.file("b.csv", text)
		got := k.run(m, path, register.Options{})
		if want := "read=4 new=0 changed=2 unchanged=1 refused=1"; got.Line() != want {
			t.Errorf("%s, want %s: %v", got.Line(), want, got.Problems)
		}
		if diff := cmp.Diff([]string{"birth", "sex"}, k.book.corrected); diff != "" {
			t.Error(diff)
		}
		if len(k.book.ended) != 1 || k.book.ended[0].On.String() != "2025-06-01" {
			t.Errorf("ended: %v", k.book.ended)
		}
		if len(got.Problems) != 1 || got.Problems[0].Column != "месяцы" {
			t.Errorf("problems: %v", got.Problems)
		}
		if again := k.run(m, path, register.Options{}); again.Changed != 0 || again.Unchanged != 3 || again.Refused != 1 {
			t.Errorf("again: %s", again.Line())
		}
	})
}

func TestNothingAboutAPersonIsStoredInClear(t *testing.T) {
	each(t, func(k *kit) {
		k.run(k.mapping(simple), k.file("a.csv", rows(1)), register.Options{})
		for _, word := range []string{"УД-1", "Усон", "1987"} {
			if n := k.count(`select count(*) from register_row where key_hash || row_hash || marks like '%` + word + `%'`); n != 0 {
				t.Errorf("%q stands in register_row", word)
			}
		}
	})
}

// Ensure that every way in which offices save a register reads the same.
func TestFormats(t *testing.T) {
	text := rows(3)
	cp1251, err := charmap.Windows1251.NewEncoder().String(text)
	must(t, err)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write([]byte(text))
	must(t, errors.Join(err, z.Close()))
	book := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Split(line, ";")
		values := make([]any, len(cells))
		for j, c := range cells {
			values[j] = c
			if c == "10.02.2025" {
				values[j] = 45698 // a spreadsheet's count of days
			}
		}
		must(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &values))
	}
	saved, err := book.WriteToBuffer()
	must(t, err)
	half := saved.Bytes()[:saved.Len()/2]
	each(t, func(k *kit) {
		m := k.mapping(simple)
		for name, data := range map[string]string{
			"utf8.csv": text, "bom.csv": "\ufeff" + text, "cp1251.csv": cp1251, "tab.txt": strings.ReplaceAll(text, ";", "\t"), "comma.csv": strings.ReplaceAll(text, ";", ","),
			"packed.csv.gz": packed.String(), "crlf.csv": strings.ReplaceAll(text, "\n", "\r\n"), "book.xlsx": saved.String(),
		} {
			k.t.Run(name, func(t *testing.T) {
				got := k.run(m, k.file(name, data), register.Options{DryRun: true})
				if got.New != 3 || got.Refused != 0 {
					t.Errorf("%s: %v", got.Line(), got.Problems)
				}
			})
		}
		for name, want := range map[string][2]string{
			"half.xlsx": {string(half), "register.file.workbook"}, "half.csv.gz": {packed.String()[:packed.Len()-9], "register.file.cut_off"},
			"empty.csv": {"", "register.file.empty"}, "head.csv": {head, "register.file.no_rows"}, "old.xls": {"\xd0\xcf\x11\xe0\xa1\xb1", "register.file.old_workbook"},
			"paper.csv": {"%PDF-1.7", "register.file.kind"}, "twice.csv": {"a;a\n1;2\n", "register.file.twice"},
		} {
			_, err := sheet.Inspect(k.file(name, want[0]), m.File())
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Msg.Key != want[1] {
				t.Errorf("%s: %v, want %s", name, err, want[1])
			}
		}
	})
}

// Ensure that what a file is does not depend on how long it is.
func TestLongFiles(t *testing.T) {
	each(t, func(k *kit) {
		text := rows(3000)
		cp1251, err := charmap.Windows1251.NewEncoder().String(text)
		must(t, err)
		for name, data := range map[string]string{"utf-8": text, "windows-1251": cp1251} {
			f, err := sheet.Inspect(k.file(name+".csv", data), k.mapping(simple).File())
			must(t, err)
			if f.Encoding != name || f.Delimiter != ';' || f.Rows != 3000 || len(f.Header) != 10 {
				t.Errorf("%s: %s %q %d rows %v", name, f.Encoding, f.Delimiter, f.Rows, f.Header)
			}
		}
	})
}

func TestMappingSaysLineAndRemedy(t *testing.T) {
	set, err := loaded()
	must(t, err)
	text := `source: Osh 2025
key: []
people: maybe
codes:
  measure:
    надзор: probation_supervison
  idle: {a: b}
fields:
  court: {value: a}
  number: {column: n, value: b}
  decided_on:
    cel: |
      row.day +
        )
  in_force_on: {cel: 'row.day.year'}
  measure: {column: m, codes: measure}
  sex: {column: s, codes: sexes}
  colour: {column: c}
`
	_, found := register.ParseMapping([]byte(text), set.All()[0])
	var got []string
	for _, f := range found {
		got = append(got, fmt.Sprintf("%d %s", f.Line, strings.TrimPrefix(f.Msg.Key, "register.map.")))
		if f.Remedy.Key != f.Msg.Key+".remedy" {
			t.Errorf("%s has no remedy", f.Msg.Key)
		}
	}
	want := []string{"1 source", "2 key", "3 choice", "6 code", "7 unused", "8 required", "10 origin", "14 cel", "15 cel", "17 codes", "18 field"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "- a", "source: [", "source: a\nfeilds: {}\n"} {
		if _, found := register.ParseMapping([]byte(bad), set.All()[0]); len(found) == 0 || found[0].Line < 1 {
			t.Errorf("%q: %v", bad, found)
		}
	}
}

func TestReportIsReplacedAsAWhole(t *testing.T) {
	each(t, func(k *kit) {
		k.book.refuse = map[string]bool{"УД-1": true}
		got := k.run(k.mapping(simple), k.file("a.csv", rows(2)), register.Options{})
		path := k.dir + "/a.report.csv"
		must(t, register.WriteReport(context.Background(), path, got.Problems))
		b, err := os.ReadFile(path)
		must(t, err)
		if n := strings.Count(string(b), "\n"); n != 2 {
			t.Errorf("report has %d lines:\n%s", n, b)
		}
		if register.Exists(path + ".new") {
			t.Error("a half report is left")
		}
	})
}
