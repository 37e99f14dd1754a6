package blob

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"io"
)

// pieceSize is the plain size of one sealed piece. Each file has a key of its own, so the piece's number is its nonce;
// the last piece is marked, so that a file cut at a piece's end does not open.
const pieceSize = 64 << 10

var errBroken = errors.New("a stored file does not open: altered, cut, or of another key")

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func nonce(n int, last bool) []byte {
	out := make([]byte, 12)
	binary.BigEndian.PutUint64(out, uint64(n)) //nolint:gosec // pieces are counted from zero
	if last {
		out[11] = 1
	}
	return out
}

func sealPieces(key []byte, ref Ref, data []byte) ([][]byte, error) {
	a, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for n := 0; ; n++ {
		part := data[:min(pieceSize, len(data))]
		data = data[len(part):]
		out = append(out, a.Seal(nil, nonce(n, len(data) == 0), part, []byte(ref)))
		if len(data) == 0 {
			return out, nil
		}
	}
}

// opener reads sealed pieces from a file and gives the plain content.
type opener struct {
	a    cipher.AEAD
	ref  Ref
	src  io.ReadCloser
	size int64 // plain bytes still to come
	n    int
	left []byte
}

// Read implements io.Reader.
func (o *opener) Read(p []byte) (int, error) {
	if len(o.left) == 0 {
		if o.size == 0 {
			return 0, io.EOF
		}
		plain := min(int64(pieceSize), o.size)
		piece := make([]byte, plain+int64(o.a.Overhead()))
		if _, err := io.ReadFull(o.src, piece); err != nil {
			return 0, errBroken
		}
		o.size -= plain
		left, err := o.a.Open(piece[:0], nonce(o.n, o.size == 0), piece, []byte(o.ref))
		if err != nil {
			return 0, errBroken
		}
		o.left, o.n = left, o.n+1
	}
	n := copy(p, o.left)
	o.left = o.left[n:]
	return n, nil
}

// Close implements io.Closer.
func (o *opener) Close() error { return o.src.Close() }

func joined(pieces [][]byte) io.ReadCloser {
	return io.NopCloser(bytes.NewReader(bytes.Join(pieces, nil)))
}
