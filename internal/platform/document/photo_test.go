package document_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	"tuzjol/internal/platform/document"
)

const codeText = "TZ1 11202/26-0017 K7Q2M9ABXZ"

// page is an A4 sheet at 200 dots an inch as the service prints it: lines of words, and the code of 20 mm with its margin in the lower right corner.
func page(t *testing.T) *image.Gray {
	t.Helper()
	const w, h = 1654, 2339
	mm := 7.874
	out := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.Gray{Y: 250}), image.Point{}, draw.Src)
	r := rand.New(rand.NewPCG(1, 2))
	for y := 200; y < 1900; y += 36 { // words of strokes, as dense as print
		for x := 160; x < 1450; x += 9 {
			if r.IntN(6) > 0 {
				draw.Draw(out, image.Rect(x, y+r.IntN(6), x+3, y+20), image.NewUniform(color.Gray{Y: 30}), image.Point{}, draw.Src)
			}
		}
	}
	b, err := document.QRImage(codeText)
	must(t, err)
	qr, err := png.Decode(bytes.NewReader(b))
	must(t, err)
	side := int(20 * mm)
	left, top := w-int(20*mm)-side, h-int(24*mm)
	n := qr.Bounds().Dx()
	for y := range side {
		for x := range side {
			v, _, _, _ := qr.At(x*n/side, y*n/side).RGBA()
			out.SetGray(left+x, top+y, color.Gray{Y: uint8(20 + v>>8*225/255)}) //nolint:gosec // below 256
		}
	}
	return out
}

// shot is how a sheet is photographed. The corners are where the sheet's corners lie in the picture, as shares of its sides.
type shot struct {
	name    string
	w, h    int
	turn    float64 // degrees
	corners [4][2]float64
	light   [2]float64 // how bright the left and the right side are, 1 is daylight
	noise   float64    // standard deviation
	blur    int        // pixels of a hand that moves
	quality int
}

var straight = [4][2]float64{{0.08, 0.07}, {0.92, 0.07}, {0.92, 0.93}, {0.08, 0.93}}

// take makes the photograph.
func (s shot) take(t *testing.T, page *image.Gray) []byte {
	t.Helper()
	w, h := float64(s.w), float64(s.h)
	sin, cos := math.Sincos(s.turn * math.Pi / 180)
	var at [4][2]float64
	for i, c := range s.corners {
		x, y := c[0]*w-w/2, c[1]*h-h/2
		at[i] = [2]float64{x*cos - y*sin + w/2, x*sin + y*cos + h/2}
	}
	m := homography(at, float64(page.Rect.Dx()), float64(page.Rect.Dy()))
	out := image.NewGray(image.Rect(0, 0, s.w, s.h))
	r := rand.New(rand.NewPCG(3, 4))
	for y := range s.h {
		for x := range s.w {
			v := 95.0 // the table
			d := m[6]*float64(x) + m[7]*float64(y) + 1
			u, q := (m[0]*float64(x)+m[1]*float64(y)+m[2])/d, (m[3]*float64(x)+m[4]*float64(y)+m[5])/d
			if u >= 1 && q >= 1 && u < float64(page.Rect.Dx()-2) && q < float64(page.Rect.Dy()-2) {
				v = 0
				for k := 0; k <= s.blur; k++ {
					v += sample(page, min(u+float64(k)*float64(page.Rect.Dx())/w, float64(page.Rect.Dx()-2)), q)
				}
				v /= float64(s.blur + 1)
			}
			v *= s.light[0] + (s.light[1]-s.light[0])*float64(x)/w
			v += r.NormFloat64() * s.noise
			out.Pix[y*out.Stride+x] = uint8(min(max(v, 0), 255))
		}
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, out, &jpeg.Options{Quality: s.quality}))
	return b.Bytes()
}

func sample(p *image.Gray, x, y float64) float64 {
	x0, y0 := int(x), int(y)
	fx, fy := x-float64(x0), y-float64(y0)
	a := p.Pix[y0*p.Stride+x0:]
	b := p.Pix[(y0+1)*p.Stride+x0:]
	return (float64(a[0])*(1-fx)+float64(a[1])*fx)*(1-fy) + (float64(b[0])*(1-fx)+float64(b[1])*fx)*fy
}

// homography maps a picture's points to those of a page whose corners lie there.
func homography(at [4][2]float64, w, h float64) [8]float64 {
	to := [4][2]float64{{0, 0}, {w, 0}, {w, h}, {0, h}}
	var a [8][9]float64
	for i := range 4 {
		x, y, u, v := at[i][0], at[i][1], to[i][0], to[i][1]
		a[2*i] = [9]float64{x, y, 1, 0, 0, 0, -x * u, -y * u, u}
		a[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -x * v, -y * v, v}
	}
	for c := range 8 {
		p := c
		for r := c; r < 8; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p] = a[p], a[c]
		for r := range 8 {
			if r != c {
				f := a[r][c] / a[c][c]
				for k := c; k < 9; k++ {
					a[r][k] -= f * a[c][k]
				}
			}
		}
	}
	var m [8]float64
	for i := range 8 {
		m[i] = a[i][8] / a[i][i]
	}
	return m
}

// What is moved by more than two fields of the code is read by nobody: such a picture waits in the tray.
func TestQRIsNotGuessed(t *testing.T) {
	s := shot{"moved far", 3000, 4000, 2, straight, [2]float64{1, 1}, 6, 30, 50}
	if got, ok := document.ReadQR(s.take(t, page(t))); ok {
		t.Errorf("read %q", got)
	}
}

// Photographs as they come from telephones: turned, from the side, in a dark room, noisy, moved, small, pressed hard by a messenger.
func TestQRIsReadFromBadPhotographs(t *testing.T) {
	day := [2]float64{1, 1}
	tilted := [4][2]float64{{0.16, 0.10}, {0.84, 0.13}, {0.95, 0.93}, {0.04, 0.90}}
	far := [4][2]float64{{0.25, 0.25}, {0.75, 0.25}, {0.75, 0.78}, {0.25, 0.78}}
	steep := [4][2]float64{{0.30, 0.20}, {0.70, 0.20}, {0.98, 0.90}, {0.02, 0.90}}
	side := [4][2]float64{{0.06, 0.05}, {0.86, 0.18}, {0.90, 0.82}, {0.07, 0.95}}
	sheet := page(t)
	for _, s := range []shot{
		{"straight, a phone of 12 megapixels", 3000, 4000, 0, straight, day, 4, 0, 85},
		{"turned by 4 degrees, quality 40", 3000, 4000, 4, straight, day, 6, 0, 40},
		{"turned by 11 degrees", 3000, 4000, -11, straight, day, 6, 0, 60},
		{"from below, perspective", 3000, 4000, 3, tilted, day, 6, 0, 60},
		{"from the side, perspective", 3000, 4000, -3, side, day, 6, 0, 60},
		{"lit from one side", 3000, 4000, 2, straight, [2]float64{1, 0.25}, 6, 0, 60},
		{"a dark room, much noise", 3000, 4000, 2, tilted, [2]float64{0.22, 0.16}, 9, 0, 60},
		{"a hand that moves", 3000, 4000, 3, straight, day, 6, 7, 60},
		{"small, sent by a messenger", 1200, 1600, 2, straight, day, 5, 0, 40},
		{"small, from the side", 1440, 1920, -3, side, day, 5, 0, 40},
		{"lying on its side", 4000, 3000, 90, [4][2]float64{{0.18, -0.1}, {0.82, -0.1}, {0.82, 1.1}, {0.18, 1.1}}, day, 5, 0, 60},
		{"turned by half of a right angle", 3000, 4000, 45, far, day, 5, 0, 60},
		{"from far away", 3000, 4000, -7, far, day, 6, 0, 50},
		{"a night with a bad sensor", 3000, 4000, 2, straight, [2]float64{0.14, 0.12}, 12, 0, 50},
		{"a running hand", 3000, 4000, 2, straight, day, 6, 11, 50},
		{"very small", 720, 960, 1, straight, day, 4, 0, 40},
		{"a cellar", 3000, 4000, 2, straight, [2]float64{0.11, 0.1}, 6, 0, 75},
		{"from a steep angle", 3000, 4000, 2, steep, day, 6, 0, 50},
		{"upside down", 3000, 4000, 183, straight, day, 5, 0, 60},
	} {
		t.Run(s.name, func(t *testing.T) {
			if got, ok := document.ReadQR(s.take(t, sheet)); !ok || got != codeText {
				t.Errorf("%q %v", got, ok)
			}
		})
	}
}
