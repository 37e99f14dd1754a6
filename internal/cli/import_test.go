package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

// cases finds a file of the shared data.
func cases(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("TUZJOL_CASES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	for _, path := range []string{filepath.Join(dir, "outcomes", name), filepath.Join(dir, name)} {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	testkit.SkipOrFail(t, "cases", name+" is not there; set TUZJOL_CASES to the folder of the shared data")
	return ""
}

// part is the first rows of a packed register; the whole file where cases are required.
func part(t *testing.T, path string, rows int) (file string, n int) {
	t.Helper()
	packed, err := os.Open(path)
	fatal(t, err)
	defer packed.Close() //nolint:errcheck // only read
	z, err := gzip.NewReader(packed)
	fatal(t, err)
	all, err := csv.NewReader(z).ReadAll()
	fatal(t, err)
	if testkit.Require("cases") || len(all)-1 <= rows {
		return path, len(all) - 1
	}
	file = filepath.Join(t.TempDir(), "part.csv")
	out, err := os.Create(file)
	fatal(t, err)
	fatal(t, errors.Join(csv.NewWriter(out).WriteAll(all[:rows+1]), out.Close()))
	return file, rows
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// command runs the command line and returns the last line of its output.
func command(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	if code := Run(args, &out, &errOut); code != want {
		t.Fatalf("%v: exit code %d\n%s", args, code, errOut.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[len(lines)-1]
}

// Ensure that the registers of Iowa and Georgia come in whole, that a second run adds nothing, and that lists, search and
// export work on people without names.
func TestRealRegisters(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			at := []string{"--no-progress", "--data", t.TempDir()}
			if engine == "postgres" {
				url, drop, err := pgtest.Clone("tuzjol_empty", func(string) error { return nil })
				if err != nil {
					testkit.SkipOrFail(t, "postgres", err.Error())
				}
				t.Cleanup(drop)
				at = append(at, "--database", url)
			}
			total := 0
			for file, mapping := range map[string]string{
				"iowa_three_year_return.csv.gz": "iowa-three-year-return.yaml", "nij_georgia_test_cohort.csv.gz": "nij-georgia-test-cohort.yaml",
			} {
				register, n := part(t, cases(t, file), 700)
				total += n
				run := append([]string{
					"import", "register", "--report", filepath.Join(t.TempDir(), "report.csv"),
					"--map", filepath.Join("..", "..", "docs", "how-to", "import", mapping), register,
				}, at...)
				if got, want := command(t, ExitOK, run...), fmt.Sprintf("read=%d new=%d changed=0 unchanged=0 refused=0", n, n); got != want {
					t.Errorf("%s: %s, want %s", file, got, want)
				}
				if got, want := command(t, ExitOK, run...), fmt.Sprintf("read=%d new=0 changed=0 unchanged=%d refused=0", n, n); got != want {
					t.Errorf("%s again: %s, want %s", file, got, want)
				}
			}
			out := filepath.Join(t.TempDir(), "all.csv")
			if got := command(t, ExitOK, append([]string{"export", "--out", out}, at...)...); !strings.HasPrefix(got, fmt.Sprintf("clients=%d ", total)) {
				t.Errorf("export: %s, want %d clients", got, total)
			}
			command(t, ExitOK, append([]string{"audit", "verify", "--records"}, at...)...)
			lookAt(t, at)
		})
	}
}

// lookAt lists and searches as the director does.
func lookAt(t *testing.T, at []string) {
	t.Helper()
	p := place{Data: at[2]}
	if len(at) > 3 {
		p.Database = at[4]
	}
	a, err := p.open(context.Background())
	fatal(t, err)
	defer a.Close() //nolint:errcheck // only read
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "d"})
	ctx = accesssvc.Context(ctx, access.Rights{Account: "d", Posts: []access.Post{{Role: access.Director, Office: access.TopOffice}}, National: true, Now: a.DB.Now()})
	found, err := a.Casefile().Search(ctx, "IOWA-17")
	fatal(t, err)
	if len(found) != 1 || found[0].SourceNumber != "IOWA-17" || found[0].Name != "" {
		t.Errorf("search by the number: %v", found)
	}
	for status, measure := range map[string]string{"ended": "conditional_early_release", "active": "post_release_support"} {
		list, err := a.Casefile().Caseload(ctx, casefile.Filter{Scope: "all", Status: status, Measure: measure, Office: id.Office("41711201000000")})
		fatal(t, err)
		if len(list.Cards) == 0 || list.Cards[0].Label() == "" {
			t.Errorf("%s: %d cards", status, len(list.Cards))
		}
	}
}

const oshMap = `source: osh
key: [n]
codes: {district: {Ош: "41721000000000"}}
fields:
  office: {column: район, codes: district}
  court: {value: Ошский городской суд}
  number: {column: n}
  decided_on: {column: дата}
  in_force_on: {column: дата}
  registered_on: {column: дата}
  measure: {value: probation_supervision}
  term_months: {value: "24"}
  full_name: {column: ФИО}
  birth: {column: рождён}
  sex: {column: пол}
  pin: {column: ПИН}
  phone: {column: тел}
`

// Ensure that a register of named people as an office keeps it comes in: Windows-1251, semicolons, mistakes and all; that who
// may be on record already is left to a person; and that later corrections keep the old value.
func TestRegisterOfAnOffice(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		fatal(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	encode := func(text string) string {
		out, err := charmap.Windows1251.NewEncoder().String(text)
		fatal(t, err)
		return out
	}
	const top = "n;район;ФИО;рождён;пол;дата;ПИН;тел\n"
	mapping := write("osh.yaml", oshMap)
	first := write("osh.csv", encode(top+
		"1;Ош;Бактыбеков Усон Жакшылыкович;14.05.1987;м;10.02.2025;21405198700123;0555 123456\n"+
		"2;Ош;Бактыбеков Усон Жакшылыкович;14.05.1987;м;11.02.2025;21405198700123;\n"+ // the same person
		"3;Ош;Жакшылык кызы Нургул;1990;ж;10.02.2025;1234567890123;\n"+ // 13 digits
		"4;Ош;Асанова Айпери;1990;ж;30.02.2025;;\n"))
	report := first + ".report.csv"
	run := func(file string) string {
		return command(t, ExitFindings, "import", "register", "--no-progress", "--map", mapping, "--data", filepath.Join(dir, "data"), file)
	}
	if got, want := run(first), "read=4 new=1 changed=0 unchanged=0 refused=3"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b, err := os.ReadFile(report)
	fatal(t, err)
	for _, want := range []string{"3,ФИО,client,", "4,ПИН,pin,", "5,дата,decided_on,"} {
		if !strings.Contains(string(b), "\n"+want) {
			t.Errorf("the report has no %q:\n%s", want, b)
		}
	}
	second := write("osh-2.csv", top+"1;Ош;Бактыбеков Усон Жакшылыкович;15.05.1987;м;10.02.2025;21405198700123;0555 123457\n2;Ош;;;;;;\n")
	if got, want := run(second), "read=2 new=0 changed=1 unchanged=0 refused=1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	a, err := place{Data: filepath.Join(dir, "data")}.open(context.Background())
	fatal(t, err)
	defer a.Close() //nolint:errcheck // only read
	ctx := a.Operator(context.Background())
	found, err := a.Casefile().Search(ctx, "бактыбек")
	fatal(t, err)
	if len(found) != 1 {
		t.Fatalf("found %d", len(found))
	}
	rec, err := a.People().Record(ctx, found[0].Client)
	fatal(t, err)
	if born := rec.ValuesOf("birth"); len(born) != 2 || born[0].Current() || born[0].Reason != "register_check" || rec.Now().Birth().String() != "1987-05-15" {
		t.Errorf("births: %+v", born)
	}
	if now := rec.Now(); len(now.Phones) != 1 || len(rec.Phones) != 2 || len(now.PINs) != 1 || len(rec.PINs) != 1 {
		t.Errorf("phones %d of %d, numbers %d of %d", len(now.Phones), len(rec.Phones), len(now.PINs), len(rec.PINs))
	}
}

// Ensure that a row about a restricted person comes in like any other and waits for a custodian: a refusal would tell that the
// person is on record.
func TestRestrictedPersonIsNotTold(t *testing.T) {
	dir := t.TempDir()
	const top = "n,район,ФИО,рождён,пол,дата,ПИН,тел\n"
	const who = "Ош,Бактыбеков Усон Жакшылыкович,14.05.1987,м,10.02.2025,21405198700123,\n"
	run := func(source, row string, want int) string {
		mapping, file := filepath.Join(dir, source+".yaml"), filepath.Join(dir, source+".csv")
		fatal(t, os.WriteFile(mapping, []byte(strings.Replace(oshMap, "source: osh", "source: "+source, 1)), 0o600))
		fatal(t, os.WriteFile(file, []byte(top+row), 0o600))
		return command(t, want, "import", "register", "--no-progress", "--map", mapping, "--data", filepath.Join(dir, "data"), file)
	}
	run("a", "1,"+who, ExitOK)
	if got, want := run("b", "2,"+who, ExitFindings), "read=1 new=0 changed=0 unchanged=0 refused=1"; got != want {
		t.Errorf("open: %s, want %s", got, want)
	}
	a, err := place{Data: filepath.Join(dir, "data")}.open(context.Background())
	fatal(t, err)
	ctx := a.Operator(context.Background())
	fatal(t, a.DB.Write(ctx, func(tx *db.Tx) error {
		clients, err := db.All[id.Client](ctx, tx.System(), `select client_id from access_client`)
		if err != nil {
			return err
		}
		return errors.Join(tx.Update(ctx, "access_client", string(clients[0]), db.Row{"restricted": true}), tx.Record(ctx, access.RestrictClient, ""))
	}))
	fatal(t, a.Close())
	if got, want := run("c", "3,"+who, ExitOK), "read=1 new=1 changed=0 unchanged=0 refused=0"; got != want {
		t.Errorf("restricted: %s, want %s", got, want)
	}
	if got, want := run("c", "3,"+who, ExitOK), "read=1 new=0 changed=0 unchanged=1 refused=0"; got != want {
		t.Errorf("again: %s, want %s", got, want)
	}
	a, err = place{Data: filepath.Join(dir, "data")}.open(context.Background())
	fatal(t, err)
	defer a.Close() //nolint:errcheck // only read
	fatal(t, a.DB.Read(ctx, func(r *db.Reader) error {
		people, err := db.One[int](ctx, r.System(), `select count(*) from access_client`)
		waiting, err2 := db.One[int](ctx, r.System(), `select count(*) from order_hidden_match`)
		if people != 1 || waiting != 1 {
			t.Errorf("%d people, %d waiting for a custodian", people, waiting)
		}
		return errors.Join(err, err2)
	}))
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	register, mapping := filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.yaml")
	fatal(t, os.WriteFile(register, []byte("n\n1\n"), 0o600))
	fatal(t, os.WriteFile(mapping, []byte("source: a\nkey: [n]\nfields:\n  number: {column: m}\n"), 0o600))
	var out, errOut bytes.Buffer
	code := Run([]string{"import", "register", "--map", mapping, "--data", filepath.Join(dir, "data"), register}, &out, &errOut)
	if code != ExitFindings || !strings.Contains(errOut.String(), "a.yaml:3: Nothing fills the field court") || out.Len() > 0 {
		t.Errorf("%d %s %s", code, out.String(), errOut.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a bad mapping opened a database")
	}
}
