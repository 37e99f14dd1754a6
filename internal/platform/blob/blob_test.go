package blob_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
)

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		m.Set(x, x%30, color.RGBA{uint8(x * 6), 90, 10, 255}) //nolint:gosec // small numbers
	}
	return m
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	// Exif, little endian: orientation 6 and a GPS directory whose text is a canary.
	tiff := []byte{'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0}
	tiff = append(tiff, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0)
	tiff = append(tiff, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0)
	tiff = append(tiff, 0, 0, 0, 0)
	tiff = append(tiff, "GPS-42.8746N-74.5698E"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //nolint:gosec // short
	comment := append([]byte{0xff, 0xfe, 0, 11}, "my house!"...)
	out := append([]byte{}, b.Bytes()[:2]...)
	out = append(append(append(out, seg...), body...), comment...)
	return append(append(out, b.Bytes()[2:]...), "GPS-trailer"...)
}

func office(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p)
		if err != nil {
			t.Fatal(err)
		}
		body := []byte("<x/>")
		if strings.HasPrefix(p, "bomb") {
			body = make([]byte, 4<<20)
		}
		if _, err := f.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAccept(t *testing.T) {
	pdf := []byte("%PDF-1.7\n1 0 obj\n")
	var pngFile bytes.Buffer
	if err := png.Encode(&pngFile, picture()); err != nil {
		t.Fatal(err)
	}
	lim := blob.DefaultLimits()
	small := blob.Limits{Bytes: 1 << 20, Pixels: 100}
	cases := []struct {
		name string
		data []byte
		lim  blob.Limits
		want string // "" accepted, else the message of the problem
	}{
		{"Приговор.PDF", pdf, lim, ""},
		{"photo.jpeg", photo(t), lim, ""},
		{"scan.png", pngFile.Bytes(), lim, ""},
		{"order.docx", office(t, "[Content_Types].xml", "word/document.xml"), lim, ""},
		{"list.xlsx", office(t, "[Content_Types].xml", "xl/workbook.xml"), lim, ""},
		{"judgment.pdf", []byte("MZ\x90\x00 this program cannot be run"), lim, "blob.fault.content"},
		{"judgment.pdf", photo(t), lim, "blob.fault.content"},
		{"setup.exe", []byte("MZ"), lim, "blob.fault.extension"},
		{"archive.zip", office(t, "a"), lim, "blob.fault.extension"},
		{"noextension", pdf, lim, "blob.fault.extension"},
		{"empty.pdf", nil, lim, "blob.fault.empty"},
		{"half.xlsx", office(t, "[Content_Types].xml", "xl/workbook.xml")[:60], lim, "blob.fault.broken"},
		{"list.xlsx", office(t, "[Content_Types].xml", "word/document.xml"), lim, "blob.fault.content"},
		{"order.docx", office(t, "[Content_Types].xml", "word/document.xml", "../../etc/passwd"), lim, "blob.fault.archive"},
		{"order.docx", office(t, "[Content_Types].xml", "word/document.xml", "bomb.xml"), lim, "blob.fault.archive"},
		{"order.docx", office(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), lim, "blob.fault.macro"},
		{"cut.jpg", photo(t)[:200], lim, "blob.fault.broken"},
		{"huge.png", pngFile.Bytes(), small, "blob.fault.pixels"},
		{"big.pdf", append([]byte("%PDF-"), make([]byte, 2<<20)...), small, "blob.fault.too_large"},
	}
	for _, c := range cases {
		_, err := blob.Accept("document", c.name, c.data, c.lim)
		f := fault.As(err)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (f == nil || len(f.Problems) != 1 || f.Problems[0].Msg.Key != c.want || f.Problems[0].Field != "document"):
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	if err := blob.SizeFault("document", 300<<20, lim); !fault.Is(err, fault.TooLarge) {
		t.Errorf("300 MB: %v", err)
	}
	if err := blob.Check("document", "judgment.pdf", []byte("MZ"), 100, lim); !fault.Is(err, fault.Invalid) {
		t.Errorf("head of an executable: %v", err)
	}
	if f, err := blob.Accept("d", `C:\Users\x\..\Приговор 5.pdf`, pdf, lim); err != nil || f.Name != "Приговор 5.pdf" {
		t.Errorf("name %q, %v", f.Name, err)
	}
}

func TestPhotographLosesItsPlace(t *testing.T) {
	in := photo(t)
	f, err := blob.Accept("d", "p.jpg", in, blob.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range []string{"GPS", "my house"} {
		if !bytes.Contains(in, []byte(canary)) || bytes.Contains(f.Data, []byte(canary)) {
			t.Errorf("%q: in the sample %v, after cleaning %v", canary, bytes.Contains(in, []byte(canary)), bytes.Contains(f.Data, []byte(canary)))
		}
	}
	if !bytes.Contains(f.Data, []byte{0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6}) {
		t.Error("the orientation is lost: the picture would lie on its side")
	}
	before, err := jpeg.Decode(bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	after, err := jpeg.Decode(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	if before.At(20, 20) != after.At(20, 20) || before.Bounds() != after.Bounds() {
		t.Error("the picture itself changed")
	}
}

func newStore(t *testing.T, dir string) (*blob.Store, *seal.Sealer) {
	t.Helper()
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := seal.New(ring)
	store, err := blob.New(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	return store, s
}

func keep(t *testing.T, d *db.DB, s *blob.Store, scope seal.Scope, data []byte) blob.Ref {
	t.Helper()
	st, err := s.Stage(scope, blob.File{Name: "a.pdf", Kind: blob.PDF, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	var ref blob.Ref
	if err := d.System(t.Context(), "test", func(tx *db.Tx) (err error) {
		ref, err = s.Keep(t.Context(), tx, st)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return ref
}

func load(t *testing.T, d *db.DB, s *blob.Store, ref blob.Ref) ([]byte, error) {
	t.Helper()
	var c *blob.Content
	if err := d.Read(t.Context(), func(r *db.Reader) (err error) {
		c, err = s.Open(t.Context(), r, ref)
		return err
	}); err != nil {
		return nil, err
	}
	defer c.Close() //nolint:errcheck // read only
	return io.ReadAll(c)
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	if err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, p)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStoreInTheDatabase(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) { storeAndRead(t, d, "") })
}

func TestStoreInAFolder(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) { storeAndRead(t, d, t.TempDir()) })
}

func storeAndRead(t *testing.T, d *db.DB, dir string) {
	t.Helper()
	s, sealer := newStore(t, dir)
	client := seal.Client("c1")
	big := append([]byte("%PDF-canary-20101199900011 "), bytes.Repeat([]byte("0123456789abcdef"), 20_000)...)
	for _, data := range [][]byte{big, []byte("%PDF-x"), big[:64<<10]} {
		ref := keep(t, d, s, client, data)
		if again := keep(t, d, s, client, data); again != ref {
			t.Error("the same content got two addresses")
		}
		got, err := load(t, d, s, ref)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("dir %v: read %d bytes of %d, %v", dir != "", len(got), len(data), err)
		}
	}
	if other := keep(t, d, s, "client:other", []byte("%PDF-x")); other == keep(t, d, s, client, []byte("%PDF-x")) {
		t.Error("two persons share an address: one would tell of the other")
	}
	if dir != "" {
		if n := len(files(t, dir)); n != 4 {
			t.Errorf("%d files for 4 contents", n)
		}
		for _, f := range files(t, dir) {
			if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, []byte("canary")) {
				t.Errorf("%s holds plain content, %v", f, err)
			}
		}
	}
	if n, bad, err := s.Verify(t.Context(), d); err != nil || n != 4 || len(bad) != 0 {
		t.Errorf("verify: %d, %v, %v", n, bad, err)
	}
	if err := d.System(t.Context(), "erase", func(tx *db.Tx) error { return sealer.Erase(t.Context(), tx, client) }); err != nil {
		t.Fatal(err)
	}
	ref := blob.Ref("")
	if err := d.Read(t.Context(), func(r *db.Reader) (err error) {
		ref, err = db.One[blob.Ref](t.Context(), r, `select ref from blob_file where scope = $1`, string(client))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := load(t, d, s, ref); !errors.Is(err, seal.ErrErased) {
		t.Errorf("after erasing the key: %v", err)
	}
}

// Files stored while a service is filled are the same files, and those that were there already do not hinder its end.
func TestStoreWhileLoading(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		dir := t.TempDir()
		s, _ := newStore(t, dir)
		s.Loading()
		ref := keep(t, d, s, "client:c1", []byte("%PDF-x"))
		if again := keep(t, d, s, "client:c1", []byte("%PDF-x")); again != ref {
			t.Error("the same content got two addresses")
		}
		if err := s.Loaded(); err != nil {
			t.Fatal(err)
		}
		keep(t, d, s, "client:c1", []byte("%PDF-y"))
		if got, err := load(t, d, s, ref); err != nil || string(got) != "%PDF-x" || len(files(t, dir)) != 2 {
			t.Errorf("%q, %d files, %v", got, len(files(t, dir)), err)
		}
	})
}

func TestDamageIsSeen(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		dir := t.TempDir()
		s, _ := newStore(t, dir)
		ref := keep(t, d, s, "client:c1", bytes.Repeat([]byte("x"), 200_000))
		path := files(t, dir)[0]
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string][]byte{
			"cut at a piece": whole[:(64<<10)+16], "cut": whole[:1000], "bit": append(append([]byte{}, whole[:70_000]...), append([]byte{whole[70_000] ^ 1}, whole[70_001:]...)...),
		} {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := load(t, d, s, ref); err == nil {
				t.Errorf("%s: opened", name)
			}
			if _, bad, err := s.Verify(t.Context(), d); err != nil || len(bad) != 1 {
				t.Errorf("%s: verify found %v, %v", name, bad, err)
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if n, bad, err := s.Verify(t.Context(), d); err != nil || n != 1 || len(bad) != 0 {
			t.Errorf("whole again: %d, %v, %v", n, bad, err)
		}
	})
}

func TestSweepTakesOrphansOnly(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		dir := t.TempDir()
		s, _ := newStore(t, dir)
		kept := keep(t, d, s, "client:c1", []byte("kept"))
		if _, err := s.Stage("client:c1", blob.File{Kind: blob.PDF, Data: []byte("never kept")}); err != nil {
			t.Fatal(err)
		}
		now := civil.At(time.Now())
		if n, err := s.Sweep(t.Context(), d, now, time.Hour); err != nil || n != 0 {
			t.Errorf("a fresh upload was swept: %d, %v", n, err)
		}
		if n, err := s.Sweep(t.Context(), d, now.Add(2*time.Hour), time.Hour); err != nil || n != 1 {
			t.Errorf("swept %d, %v", n, err)
		}
		if got, err := load(t, d, s, kept); err != nil || string(got) != "kept" {
			t.Errorf("%q, %v", got, err)
		}
	})
}
