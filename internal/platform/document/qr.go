package document

import (
	"bytes"
	"image"
	_ "image/jpeg" // a phone sends this
	"image/png"

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
// A code is small on a photographed sheet, so the whole is read at several sizes and then its quarters.
func ReadQR(data []byte) (text string, ok bool) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return "", false
	}
	whole := grey(img)
	for _, side := range []int{1400, 900, 2200} {
		if text, ok = readGrey(shrink(whole, side)); ok {
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
	return readGrey(shrink(whole, 3200))
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
func shrink(src *image.Gray, side int) image.Image {
	b := src.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= side {
		return src
	}
	w, h := max(1, b.Dx()*side/long), max(1, b.Dy()*side/long)
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
