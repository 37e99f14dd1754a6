package trail

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
)

var (
	paperInk = color.RGBA{0xfd, 0xfd, 0xfb, 0xff}
	edgeInk  = color.RGBA{0xc9, 0xd3, 0xdc, 0xff}
	textInk  = color.RGBA{0x14, 0x20, 0x2b, 0xff}
	dotInk   = color.RGBA{0x0b, 0x53, 0x94, 0xff}
	sureInk  = color.RGBA{0xb3, 0x26, 0x1e, 0xff}
)

// Sure is the class of a dot that is drawn as certain.
const Sure = "sure"

// PNG draws the sketch for paper.
func (s Sketch) PNG() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, int(s.Wide), int(s.High)))
	for y := range int(s.High) {
		for x := range int(s.Wide) {
			c := paperInk
			if x == 0 || y == 0 || x == int(s.Wide)-1 || y == int(s.High)-1 {
				c = edgeInk
			}
			img.SetRGBA(x, y, c)
		}
	}
	if s.Ring != nil {
		ring(img, s.Ring.XY, s.Ring.Radius, textInk, 1)
		ring(img, s.Ring.XY, s.Ring.Radius+1, textInk, 1)
		disc(img, s.Ring.XY, 3, textInk)
	}
	for _, l := range s.Lines {
		for i := 1; i < len(l); i++ {
			stroke(img, l[i-1], l[i], dotInk)
		}
	}
	for _, d := range s.Dots {
		ink := dotInk
		if d.Class == Sure {
			ink = sureInk
		}
		ring(img, d.XY, d.Radius, ink, 3)
		disc(img, d.XY, 4, ink)
		if d.N > 0 {
			number(img, int(d.X)+7, int(d.Y)-12, d.N)
		}
	}
	for x := range int(s.Bar) {
		for y := range 3 {
			img.SetRGBA(16+x, int(s.High)-16+y, textInk)
		}
	}
	number(img, 16, int(s.High)-32, s.Scale)
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

func disc(img *image.RGBA, at XY, r float64, c color.RGBA) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			if math.Hypot(x, y) <= r {
				img.SetRGBA(int(at.X+x), int(at.Y+y), c)
			}
		}
	}
}

// ring draws a circle of which every gap-th part is drawn.
func ring(img *image.RGBA, at XY, r float64, c color.RGBA, gap int) {
	n := int(2*math.Pi*r) + 8
	for i := range n {
		if i/2%gap != 0 {
			continue
		}
		a := 2 * math.Pi * float64(i) / float64(n)
		img.SetRGBA(int(at.X+float64(r*math.Cos(a))), int(at.Y+float64(r*math.Sin(a))), c)
	}
}

func stroke(img *image.RGBA, a, b XY, c color.RGBA) {
	n := int(math.Hypot(b.X-a.X, b.Y-a.Y)) + 1
	for i := range n + 1 {
		t := float64(i) / float64(n)
		img.SetRGBA(int(a.X+float64((b.X-a.X)*t)), int(a.Y+float64((b.Y-a.Y)*t)), c)
	}
}

// digits are three columns by five rows, a bit each.
var digits = [10]uint16{0x7B6F, 0x2C97, 0x73E7, 0x73CF, 0x5BC9, 0x79CF, 0x79EF, 0x7292, 0x7BEF, 0x7BCF}

func number(img *image.RGBA, x, y, n int) {
	for _, d := range strconv.Itoa(n) {
		bits := digits[d-'0']
		for i := range 15 {
			if bits&(1<<(14-i)) == 0 {
				continue
			}
			for dy := range 3 {
				for dx := range 3 {
					img.SetRGBA(x+i%3*3+dx, y+i/3*3+dy, textInk)
				}
			}
		}
		x += 12
	}
}
