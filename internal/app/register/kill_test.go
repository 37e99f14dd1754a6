package register_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/schema"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

// program builds the real binary once; a kill of anything else would prove nothing.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tuzjol-import")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "tuzjol")
	out, err := exec.Command("go", "build", "-o", path, "tuzjol/cmd/tuzjol").CombinedOutput() //nolint:gosec // our own program
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// TestMain takes the built program away again.
func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil && path != "" {
		os.RemoveAll(filepath.Dir(path)) //nolint:errcheck,gosec // a folder of the tests
	}
	os.Exit(code)
}

const killedRows = 800

func registerFile(t *testing.T, dir string) (csvPath, mapPath string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(head)
	for i := range killedRows {
		ended := ""
		if i%3 == 0 {
			ended = "01.06.2025"
		}
		fmt.Fprintf(&b, "УД-%d;Ош;%s Усон;%d;м;10.02.2025;надзор;;24;%s\n", i+1, surname(i), 1950+i%50, ended)
	}
	csvPath, mapPath = filepath.Join(dir, "osh.csv"), filepath.Join(dir, "osh.yaml")
	must(t, os.WriteFile(csvPath, []byte(b.String()), 0o600))
	must(t, os.WriteFile(mapPath, []byte(simple+"people: new\n"), 0o600))
	return csvPath, mapPath
}

// surname is another invented surname for each number.
func surname(i int) string {
	parts := []string{"Ба", "Ту", "Сы", "Жо", "Ка", "Ми", "Но", "Эр", "Че", "Ша"}
	return parts[i/100%10] + strings.ToLower(parts[i/10%10]+parts[i%10]) + "нбеков"
}

// place is one data folder or database of the program.
type place struct {
	data, url string
}

func (p place) flags() []string {
	out := []string{"--data", p.data}
	if p.url != "" {
		out = append(out, "--database", p.url)
	}
	return out
}

func (p place) command(args ...string) *exec.Cmd {
	path, err := program()
	if err != nil {
		panic(err)
	}
	return exec.Command(path, append(args, p.flags()...)...) //nolint:gosec // our own program
}

// Ensure that a register import killed without warning and run again ends in the same state as one that ran through.
func TestKillAndRerunEndInTheSameState(t *testing.T) {
	if _, err := program(); err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			file, mapping := registerFile(t, dir)
			through, killed := newPlace(t, engine, filepath.Join(dir, "through")), newPlace(t, engine, filepath.Join(dir, "killed"))
			want := lastLine(t, through.command("import", "register", "--no-progress", "--map", mapping, file))
			if full := fmt.Sprintf("read=%d new=%d changed=0 unchanged=0 refused=0", killedRows, killedRows); want != full {
				t.Fatalf("%s, want %s", want, full)
			}
			key, err := os.ReadFile(filepath.Join(through.data, "service.key")) // so that keyed hashes can be compared
			must(t, err)
			must(t, os.MkdirAll(killed.data, 0o700))
			must(t, os.WriteFile(filepath.Join(killed.data, "service.key"), key, 0o600))

			kill(t, killed.command("import", "register", "--map", mapping, file))
			if n := len(killed.rows(t)); n == 0 || n >= killedRows {
				t.Fatalf("%d rows after the kill: it was not in the middle", n)
			}
			if got := lastLine(t, killed.command("import", "register", "--no-progress", "--map", mapping, file)); got != want {
				t.Errorf("rerun: %s, want %s", got, want)
			}
			if diff := cmp.Diff(through.rows(t), killed.rows(t)); diff != "" {
				t.Errorf("row hashes differ: %s", diff)
			}
			if diff := cmp.Diff(through.counts(t), killed.counts(t)); diff != "" {
				t.Errorf("counts differ: %s", diff)
			}
			if diff := cmp.Diff(through.export(t), killed.export(t)); diff != "" {
				t.Errorf("exports differ: %s", diff)
			}
			if out, err := killed.command("audit", "verify", "--records", "--no-progress").CombinedOutput(); err != nil {
				t.Errorf("audit: %v\n%s", err, out)
			}
		})
	}
}

func newPlace(t *testing.T, engine, data string) place {
	t.Helper()
	p := place{data: data}
	if engine != "postgres" {
		return p
	}
	url, drop, err := pgtest.Clone("tuzjol_empty", func(string) error { return nil })
	if err != nil {
		testkit.SkipOrFail(t, "postgres", err.Error())
	}
	t.Cleanup(drop)
	p.url = url
	return p
}

func lastLine(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	var errOut strings.Builder
	c.Stderr = &errOut
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, errOut.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// kill ends the program by SIGKILL as soon as its first batch is in.
func kill(t *testing.T, c *exec.Cmd) {
	t.Helper()
	bar, err := c.StderrPipe()
	must(t, err)
	must(t, c.Start())
	r := bufio.NewReader(bar)
	for {
		step, err := r.ReadString(']')
		if err != nil {
			t.Fatalf("ended before it could be killed: %v", err)
		}
		if strings.Contains(step, "#") {
			break
		}
	}
	must(t, c.Process.Kill())
	c.Wait() //nolint:errcheck,gosec // it was killed
}

func (p place) open(t *testing.T) *db.DB {
	t.Helper()
	url := p.url
	if url == "" {
		url = filepath.Join(p.data, "tuzjol.db")
	}
	d, err := db.Open(context.Background(), url, db.Options{Schema: schema.FS})
	must(t, err)
	return d
}

func (p place) rows(t *testing.T) []string {
	t.Helper()
	d := p.open(t)
	defer d.Close() //nolint:errcheck // only read
	ctx := db.WithSight(context.Background(), db.Everyone{})
	var out []string
	must(t, d.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[string](ctx, r, `select key_hash || ' ' || row_hash || ' ' || outcome || ' ' || marks from register_row order by key_hash`)
		return err
	}))
	return out
}

// counts of every table of records and projections.
func (p place) counts(t *testing.T) map[string]int {
	t.Helper()
	d := p.open(t)
	defer d.Close() //nolint:errcheck // only read
	ctx := db.WithSight(context.Background(), db.Everyone{})
	out := map[string]int{}
	must(t, d.Read(ctx, func(r *db.Reader) error {
		for _, table := range d.Tables() {
			if table.Kind == db.Technical {
				continue
			}
			n, err := db.One[int](ctx, r, "select count(*) from "+table.Name)
			if err != nil {
				return err
			}
			out[table.Name] = n
		}
		return nil
	}))
	return out
}

// export is what a user sees in the end, without the drawn file numbers.
func (p place) export(t *testing.T) []string {
	t.Helper()
	path := filepath.Join(p.data, "out.csv")
	if out, err := p.command("export", "--codes", "--no-progress", "--out", path).CombinedOutput(); err != nil {
		t.Fatalf("export: %v\n%s", err, out)
	}
	b, err := os.ReadFile(path)
	must(t, err)
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	must(t, err)
	drawn := slices.Index(all[0], "file_number")
	var out []string
	for _, row := range all {
		row[drawn] = ""
		out = append(out, strings.Join(row, "|"))
	}
	slices.Sort(out)
	if len(out) != killedRows+1 {
		t.Errorf("%d lines exported", len(out))
	}
	return out
}
