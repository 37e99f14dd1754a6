package matrix

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/testkit/world"
)

// A picture of a check-in lies there without the place where it was taken, upright as it was; one of 40 MB is refused in plain words
// and the answers before it stay.
func TestPhotographOfACheckin(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		router, err := w.App.PortalRouter()
		if err != nil {
			t.Fatal(err)
		}
		me := w.Client(world.Own)
		checkins := world.Service[*checkinsvc.Service](w)
		all, _ := checkins.Intervals("")
		if err := checkins.SwitchOn(w.As("officer"), checkinsvc.SwitchOn{Client: me.ID, Interval: all[0], Photo: true, Reason: "Үйү алыс"}); err != nil {
			t.Fatal(err)
		}
		h := &host{t: t, router: router, jar: map[string]string{}}
		h.jar["me"], h.jar["account"] = sessionOf(t, w, me.ID)
		waiting, err := checkins.Waiting(asClient(w, me.ID), me.ID)
		if err != nil || !waiting.Asks {
			t.Fatal(waiting, err)
		}
		round := waiting.Round
		at := "/checkin/" + round.ID + "/photo"

		big := h.upload(at, "photo.jpg", append(located(t), make([]byte, 40<<20)...))
		if big.Code != http.StatusUnprocessableEntity && big.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("40 MB: %d", big.Code)
		}
		if body := big.Body.String(); !strings.Contains(body, "govuk-error-summary") || !strings.Contains(body, "20") {
			t.Errorf("40 MB is not refused in plain words:\n%.800s", body)
		}
		if a := h.upload(at, "photo.jpg", located(t)); a.Code != http.StatusSeeOther && a.Code != http.StatusFound {
			t.Fatalf("a picture: %d\n%.600s", a.Code, a.Body.String())
		}
		got, err := checkins.Picture(w.As("officer"), me.ID, round.ID)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(got.Data, []byte("42.8746N")) || bytes.Contains(got.Data, []byte{0x88, 0x25}) {
			t.Error("the place where it was taken is kept")
		}
		if !bytes.Contains(got.Data, []byte{0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6}) {
			t.Error("the orientation is lost: the picture would lie on its side")
		}
		if _, err := jpeg.Decode(bytes.NewReader(got.Data)); err != nil {
			t.Errorf("no picture any more: %v", err)
		}
	})
}

// located is a JPEG of a telephone: turned by a right angle, with a directory of the position.
func located(t *testing.T) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range p.Pix {
		p.Pix[i] = color.Gray{Y: uint8(i % 200)}.Y //nolint:gosec // below 256
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 2}
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0)
	tiff = append(tiff, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38)
	tiff = append(tiff, 0, 0, 0, 0)
	tiff = append(tiff, "42.8746N 74.5698E"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //nolint:gosec // short
	out := append([]byte{}, b.Bytes()[:2]...)
	out = append(append(out, seg...), body...)
	return append(out, b.Bytes()[2:]...)
}

// upload sends the form of a page with one file.
func (h *host) upload(path, name string, data []byte) *httptest.ResponseRecorder {
	h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if err := m.WriteField("_key", h.router.FormKey(h.jar["account"])); err != nil {
		h.t.Fatal(err)
	}
	f, err := m.CreateFormFile("photo", name)
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: "__Host-tuzjol_me", Value: h.jar["me"]})
	w := httptest.NewRecorder()
	h.router.Handler().ServeHTTP(w, r)
	return w
}
