package framefile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/testkit"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// recorded finds a file of recorded frames; they lie outside the repository.
func recorded(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("TUZJOL_CASES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	for _, path := range []string{filepath.Join(dir, "em", name), filepath.Join(dir, "..", "em", name)} {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	testkit.SkipOrFail(t, "cases", name+" is not there; set TUZJOL_CASES to the folder of the shared data")
	return ""
}

func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[all[0][i]] = c
		}
		out = append(out, row)
	}
	return out
}

func decode(t *testing.T, p protocols.Protocol, in string) []map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.csv")
	if _, err := Run(Request{Protocol: p, In: in, Out: out, Now: now}, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	return table(t, out)
}

// Ensure that every recorded frame decodes as its row says, and that one with a wrong sum or length is refused with that reason.
func TestRecordedFrames(t *testing.T) {
	for p, rows := range map[protocols.Protocol]int{protocols.Teltonika: 19, protocols.GT06: 67, protocols.H02: 30, protocols.OsmAnd: 5} {
		t.Run(string(p), func(t *testing.T) {
			in := recorded(t, string(p)+".csv")
			want, got := table(t, in), decode(t, p, in)
			if len(want) < rows || len(got) != len(want) {
				t.Fatalf("%d rows in, %d out, at least %d expected", len(want), len(got), rows)
			}
			for i, w := range want {
				if err := compare(w, got[i]); err != nil {
					t.Errorf("%s: %v\n%v", w["id"], err, got[i])
				}
			}
		})
	}
}

// compare tells what of a row is not as it should be.
func compare(w, g map[string]string) error {
	var all []error
	say := func(wrong bool, what string) {
		if wrong {
			all = append(all, errors.New(what))
		}
	}
	n, err := strconv.Atoi(g["positions"])
	say(err != nil, "positions is no number")
	say(g["id"] != w["id"], "id")
	if w["crc_ok"] == "false" || w["crc_ok"] == "length_mismatch" {
		say(n != 0 || !strings.HasPrefix(g["error"], "crc: ") && !strings.HasPrefix(g["error"], "length: "), "is not refused for its sum or length")
		return errors.Join(all...)
	}
	say(g["error"] != "", "is refused: "+g["error"])
	attributes := map[string]any{}
	if err := json.Unmarshal([]byte(g["attributes"]), &attributes); err != nil {
		return err
	}
	switch w["expect"] {
	case "null":
		say(n != 0, "a message came out")
	case "not_null":
		say(n == 0, "nothing came out")
	case "one_position":
		say(n != 1 || g["lat"] == "", "not one place")
	case "positions":
		count, err := strconv.Atoi(w["record_count"])
		say(n == 0 || err == nil && n != count, "not as many messages as records")
	case "attributes_only":
		say(n == 0 || len(attributes) == 0, "no attributes")
	case "attribute":
		say(!same(w["exp_value_type"], w["exp_value"], attributes[w["exp_key"]]), "attribute "+w["exp_key"])
	default:
		say(true, "expectation unknown: "+w["expect"])
	}
	all = append(all, placed(w, g)...)
	for column, key := range map[string]string{"der_first_speed_kmh": "speedKmh", "der_first_course": "course", "der_first_sats": "sat"} {
		if w[column] != "" {
			say(!same("float", w[column], attributes[key]), column)
		}
	}
	for column, key := range map[string]string{"der_first_time_utc": "time_utc", "der_first_lat": "lat", "der_first_lon": "lon"} {
		say(w[column] != "" && w[column] != g[key], column)
	}
	return errors.Join(all...)
}

// placed compares a place: with the exact one where the row has it, and always with what can be on earth.
func placed(w, g map[string]string) (all []error) {
	if w["exp_lat"] != "" {
		for column, key := range map[string]string{"exp_lat": "lat", "exp_lon": "lon"} {
			x, err1 := strconv.ParseFloat(w[column], 64)
			y, err2 := strconv.ParseFloat(g[key], 64)
			if err1 != nil || err2 != nil || math.Abs(x-y) > 0.00001 {
				all = append(all, errors.New(column))
			}
		}
		if w["exp_time_utc"] != g["time_utc"] || w["exp_valid"] != g["valid"] {
			all = append(all, errors.New("time or validity"))
		}
	}
	if g["lat"] == "" {
		return all
	}
	at, err := time.Parse(timeLayout, g["time_utc"])
	if err != nil || at.Year() < 2000 || at.After(now.Add(25*time.Hour)) {
		all = append(all, errors.New("time "+g["time_utc"]))
	}
	return all
}

func same(kind, want string, got any) bool {
	switch v := got.(type) {
	case float64:
		x, err := strconv.ParseFloat(want, 64)
		return (kind == "int" || kind == "float") && err == nil && math.Abs(x-v) < 1e-9
	case bool:
		return kind == "bool" && strconv.FormatBool(v) == want
	case string:
		return kind == "string" && v == want
	}
	return false
}

// Ensure that bad rows are named and the others still decoded, and that columns are found by their head.
func TestBadRows(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in.csv")
	text := "note,frame,encoding,id\n" +
		`x,"*HQ,4109198974,V1,054048,A,2828.2297,N,07733.4332,E,000.5,047,080918,FFFFFBFF#\r\n",text,a` + "\n" +
		"x,zz,hex,b\n" +
		"x,2435,base64,c\n" +
		`x,"*HQ,4109198974,V1,054048,A,9928.2297,N,07733.4332,E,000.5,047,080918,FFFFFBFF#",text,d` + "\n" +
		"x\n"
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := decode(t, protocols.H02, in)
	if len(got) != 5 || got[0]["lat"] != "28.4704950" || got[0]["lon"] != "77.5572200" || got[0]["time_utc"] != "2018-09-08 05:40:48.000" || got[0]["error"] != "" {
		t.Errorf("first row: %v", got)
	}
	for i, reason := range map[int]string{1: "content: the frame is not hex", 2: "content: encoding", 3: "content: no such latitude", 4: "length:"} {
		if !strings.HasPrefix(got[i]["error"], reason) {
			t.Errorf("row %d: error %q, want %q", i, got[i]["error"], reason)
		}
	}
	if err := os.WriteFile(in, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(Request{Protocol: protocols.GT06, In: in, Out: in + ".out", Now: now}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), `no column "frame"`) {
		t.Errorf("a file without frames: %v", err)
	}
	if _, err := Run(Request{Protocol: protocols.GT06, In: in, Out: in, Now: now}, &bytes.Buffer{}); err == nil {
		t.Error("the file to be read was overwritten")
	}
}
