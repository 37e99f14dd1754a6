package document

import (
	"bytes"
	"image"
	_ "image/jpeg" // a phone sends this
	"image/png"
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// QRImage is the square code of a text as a PNG with its quiet zone.
func QRImage(text string) ([]byte, error) {
	const side = 240
	hints := map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_ERROR_CORRECTION: decoder.ErrorCorrectionLevel_Q, // a fold or a stain over a quarter still reads
		gozxing.EncodeHintType_MARGIN:           2,
	}
	m, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, side, side, hints)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, m)
	return out.Bytes(), err
}

// ReadQR finds the code in a photograph or scan; ok is false when none can be read. The picture has been bounded by blob.Accept.
// A code is small on a photographed sheet, so the whole is read at several sizes and then its quarters; what was taken in the dark is
// stretched to full contrast first, and what was taken from a steep angle is pulled straight. What is moved by more than the width of
// two fields of the code, or smaller than a field and a half, is not read.
func ReadQR(data []byte) (text string, ok bool) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return "", false
	}
	whole := grey(img)
	for _, side := range []int{1400, 900, 2200} {
		if text, ok = readBoth(shrink(whole, side)); ok {
			return text, true
		}
	}
	b := whole.Bounds()
	w, h := b.Dx()/2, b.Dy()/2
	for _, at := range []image.Point{{w, h}, {0, h}, {w, 0}, {0, 0}, {w / 2, h}, {w / 2, 0}} {
		part, _ := whole.SubImage(image.Rect(at.X, at.Y, at.X+w, at.Y+h)).(*image.Gray)
		if text, ok = readGrey(shrink(part, 1200)); ok {
			return text, true
		}
	}
	if text, ok = readGrey(shrink(whole, 3200)); ok {
		return text, true
	}
	return readSlanted(shrink(whole, 2000))
}

// readBoth reads a picture as it is, and stretched to full contrast once its noise has been averaged away.
func readBoth(img *image.Gray) (string, bool) {
	if text, ok := readGrey(img); ok {
		return text, true
	}
	if bright := stretch(img); bright != img {
		return readGrey(bright)
	}
	return "", false
}

// readSlanted reads what was taken from a steep angle: the sheet is flat and leans to a side, its code is no square any more.
func readSlanted(img *image.Gray) (string, bool) {
	b := img.Bounds()
	narrow := resize(img, b.Dx()*7/10, b.Dy())
	for _, try := range []struct {
		src  *image.Gray
		lean float64
	}{{narrow, 0}, {narrow, -0.2}, {narrow, 0.2}, {img, -0.3}, {img, 0.3}, {resize(img, b.Dx(), b.Dy()*7/10), 0}} {
		src := try.src
		if try.lean != 0 {
			src = upright(src, try.lean)
		}
		if text, ok := readGrey(src); ok {
			return text, true
		}
	}
	return "", false
}

// stretch brings the darkest and the brightest of a flat picture apart: in a dark room all lies within a tenth of what is possible,
// which the search for a code takes for an empty wall.
func stretch(src *image.Gray) *image.Gray {
	var count [256]int
	for _, v := range src.Pix {
		count[v]++
	}
	part := len(src.Pix) / 200
	low, high := 0, 255
	for sum := count[low]; sum < part && low < 255; sum += count[low] {
		low++
	}
	for sum := count[high]; sum < part && high > 0; sum += count[high] {
		high--
	}
	if high-low < 8 || high-low > 200 {
		return src
	}
	out := image.NewGray(src.Rect)
	for i, v := range src.Pix {
		out.Pix[i] = uint8(min(max((int(v)-low)*255/(high-low), 0), 255)) //nolint:gosec // bounded just here
	}
	return out
}

// upright pulls a picture that leans to one side straight: each row is moved by its share of lean.
func upright(src *image.Gray, lean float64) *image.Gray {
	b := src.Bounds()
	most := int(math.Abs(lean) * float64(b.Dy()))
	out := image.NewGray(image.Rect(0, 0, b.Dx()+most, b.Dy()))
	for y := range b.Dy() {
		by := int(lean * float64(y))
		if lean < 0 {
			by += most
		}
		copy(out.Pix[y*out.Stride+by:], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:b.Dx()])
	}
	return out
}

func readGrey(img image.Image) (string, bool) {
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", false
	}
	r, err := qrcode.NewQRCodeReader().Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", false
	}
	return r.GetText(), true
}

func grey(img image.Image) *image.Gray {
	b := img.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	if y, ok := img.(*image.YCbCr); ok { // a photograph: its brightness is there already
		for row := range b.Dy() {
			copy(out.Pix[row*out.Stride:row*out.Stride+b.Dx()], y.Y[y.YOffset(b.Min.X, b.Min.Y+row):])
		}
		return out
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, a := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			out.Pix[y*out.Stride+x] = uint8(((299*r+587*g+114*bl)/1000 + 0xffff - a) >> 8 & 0xff) //nolint:gosec // one byte; what is transparent is paper
		}
	}
	return out
}

// shrink brings the longer side to at most side by averaging.
func shrink(src *image.Gray, side int) *image.Gray {
	b := src.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= side {
		return src
	}
	return resize(src, max(1, b.Dx()*side/long), max(1, b.Dy()*side/long))
}

// resize makes a picture smaller by averaging.
func resize(src *image.Gray, w, h int) *image.Gray {
	b := src.Bounds()
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := b.Min.Y+y*b.Dy()/h, b.Min.Y+max((y+1)*b.Dy()/h, y*b.Dy()/h+1)
		for x := range w {
			x0, x1 := b.Min.X+x*b.Dx()/w, b.Min.X+max((x+1)*b.Dx()/w, x*b.Dx()/w+1)
			sum, n := 0, 0
			for yy := y0; yy < y1; yy++ {
				at := src.PixOffset(x0, yy)
				for _, v := range src.Pix[at : at+x1-x0] {
					sum += int(v)
				}
				n += x1 - x0
			}
			out.Pix[y*out.Stride+x] = uint8(sum / n) //nolint:gosec // a mean of bytes
		}
	}
	return out
}
