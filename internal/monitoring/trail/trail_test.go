package trail

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"image/png"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

var start = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func fix(second int, lat, lon float64) monitoring.Fix {
	at := start.Add(time.Duration(second) * time.Second)
	return monitoring.Fix{At: at, ReceivedAt: at, Lat: monitoring.DegreesE7(lat), Lon: monitoring.DegreesE7(lon), Mechanism: monitoring.Satellite, Accuracy: 10, Speed: -1, Battery: -1}
}

func when(f monitoring.Fix) time.Time { return f.At }

// Between positions with a silence between them nothing is joined, even when useless positions came meanwhile.
func TestGaps(t *testing.T) {
	cell := fix(600, 40.5, 72.8)
	cell.Mechanism = monitoring.Cell
	beat := fix(900, 0, 0)
	beat.NoPosition = true
	got := Points([]monitoring.Fix{fix(0, 40.5, 72.8), fix(60, 40.5, 72.8), cell, beat, fix(1200, 40.6, 72.8), fix(3000, 40.6, 72.8)}, when, 10*time.Minute)
	for i, want := range []struct{ gap, cut bool }{{}, {}, {}, {}, {false, true}, {true, true}} {
		if got[i].Gap != want.gap || got[i].Cut != want.cut {
			t.Errorf("%d: gap %v cut %v, want %v", i+1, got[i].Gap, got[i].Cut, want)
		}
	}
}

// Thinning keeps the ends, the marked ones and every corner, and leaves straight stretches out.
func TestThin(t *testing.T) {
	var fixes []monitoring.Fix
	for i := range 3000 { // east, then north
		if i < 1500 {
			fixes = append(fixes, fix(i*15, 40.5, 72.8+float64(i)*0.0001))
		} else {
			fixes = append(fixes, fix(i*15, 40.5+float64(i-1500)*0.0001, 72.95))
		}
	}
	fixes[700].Alarms = []monitoring.Alarm{monitoring.Tamper}
	fixes[900].Marks = monitoring.Late
	all := Points(fixes, when, time.Hour)
	got := Thin(all, 4, 100)
	kept := map[int]bool{}
	for _, p := range got {
		kept[p.N] = true
	}
	if len(got) > 100 || !kept[1] || !kept[3000] || !kept[701] || !kept[901] || !(kept[1500] || kept[1501] || kept[1499]) {
		t.Errorf("%d of 3000 stay: %v", len(got), kept)
	}
	if n := len(Thin(all[:50], 4, 100)); n != 50 {
		t.Errorf("a short track is thinned to %d", n)
	}
	for i := range fixes { // all marked: none may go
		fixes[i].Marks = monitoring.Late
	}
	if n := len(Thin(Points(fixes, when, time.Hour), 4, 100)); n != 3000 {
		t.Errorf("%d of 3000 marked ones stay", n)
	}
}

// A file says why it was made and the hash of its positions; what a spreadsheet would run is made harmless, whatever stands before it.
func TestFiles(t *testing.T) {
	for _, hostile := range []string{`=HYPERLINK("http://x","y")`, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1+1", "\u00a0=1", "\t=1", "＝1"} {
		if !strings.HasPrefix(Harmless(hostile), "'") {
			t.Errorf("%q stays as it is", hostile)
		}
	}
	for _, plain := range []string{"-12.5", "40.5", "Кечинде", "", "3-кабинет"} {
		if Harmless(plain) != plain {
			t.Errorf("%q becomes %q", plain, Harmless(plain))
		}
	}
	fixes := []monitoring.Fix{fix(0, 40.5, 72.8), fix(60, 40.5001, -72.8), fix(7200, 40.6, 72.8)}
	head := Head{ID: "e1", Fitting: "f1", From: start, Until: start.Add(time.Hour), Purpose: "read_court", Words: "=cmd()\n<b>]]>", By: "user:1", Made: start, Gap: 10 * time.Minute}
	text, sum := Write(CSV, head, fixes)
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, row := range rows[:10] {
		said[row[0]] = row[1]
	}
	if said["# reason"] != "'"+head.Words || said["# purpose"] != "read_court" || said["# sha256_of_positions"] != hex.EncodeToString(sum[:]) || len(rows) != 14 || rows[12][4] != "-72.8000000" {
		t.Errorf("%v", rows)
	}
	track, same := Write(GPX, head, fixes)
	if sum != same || strings.Count(string(track), "<trkseg>") != 2 || strings.Count(string(track), "<trkpt") != 3 {
		t.Errorf("%s", track)
	}
	if err := xml.Unmarshal(track, &struct{ XMLName xml.Name }{}); err != nil {
		t.Error(err)
	}
	fixes[1].Lat++
	if _, other := Write(CSV, head, fixes); other == sum {
		t.Error("another position gives the same hash")
	}
}

// A sketch holds every circle and no line over a silence, and is a picture.
func TestSketch(t *testing.T) {
	spots := []Spot{{At: zone.At(40.5, 72.8), Accuracy: 10, N: 1}, {At: zone.At(40.501, 72.8), Accuracy: 50, Joined: true}, {At: zone.At(40.502, 72.802), Accuracy: 20, N: 1234567890, Class: Sure}}
	s := Draw(spots, &Spot{At: zone.At(40.5, 72.8), Accuracy: 300}, 600, 400)
	if len(s.Lines) != 2 || len(s.Lines[0]) != 2 || len(s.Dots) != 3 || s.Ring == nil || s.Scale == 0 {
		t.Fatalf("%+v", s)
	}
	for _, d := range append(s.Dots, *s.Ring) {
		if d.X-d.Radius < 0 || d.Y-d.Radius < 0 || d.X+d.Radius > 600 || d.Y+d.Radius > 400 {
			t.Errorf("out of the drawing: %+v", d)
		}
	}
	if s.Dots[1].Y >= s.Dots[0].Y {
		t.Error("north is not up")
	}
	b, err := s.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(b)); err != nil || img.Bounds().Dx() != 600 {
		t.Errorf("%v", err)
	}
	if got := Draw(nil, nil, 600, 400); len(got.Dots) != 0 {
		t.Error(got)
	}
}
