// Package groundfile writes small map files for tests: PMTiles of version 3 with vector tiles in the layers of the Protomaps basemap, by the
// public specifications of both. What lies on them is invented: land everywhere, a boundary and two highways that cross.
package groundfile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"math"
	"slices"
	"testing"
)

// Deepest is the deepest zoom of the tiles.
const Deepest = 6

// The box the tiles cover, in degrees: a little more than Kyrgyzstan.
const west, south, east, north = 66.0, 37.0, 84.0, 45.0

// Cross is where the two highways cross, latitude and longitude.
var Cross = [2]float64{41.4, 74.7}

// Layers are those of the Protomaps basemap that the file holds.
const Layers = `{"name":"test","vector_layers":[{"id":"earth","fields":{}},{"id":"roads","fields":{"kind":"String"}},{"id":"boundaries","fields":{"kind":"String"}}]}`

// Foreign describes tiles of another schema.
const Foreign = `{"name":"test","vector_layers":[{"id":"transportation","fields":{}}]}`

type entry struct {
	id   uint64
	body []byte
}

// Make gives the bytes of a map file; its description is Layers or Foreign.
func Make(t testing.TB, meta string) []byte {
	t.Helper()
	var list []entry
	for z := uint32(0); z <= Deepest; z++ {
		x0, y0 := tileAt(z, north, west)
		x1, y1 := tileAt(z, south, east)
		for x := x0; x <= x1; x++ {
			for y := y0; y <= y1; y++ {
				list = append(list, entry{tileID(z, x, y), pack(t, tile(z, x, y))})
			}
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return int(int64(a.id) - int64(b.id)) }) //nolint:gosec // small
	root, described := pack(t, directory(list)), pack(t, []byte(meta))
	var tiles []byte
	for _, e := range list {
		tiles = append(tiles, e.body...)
	}
	at := uint64(127)
	head := append([]byte("PMTiles"), 3)
	for _, part := range [][]byte{root, described, nil, tiles} {
		head = binary.LittleEndian.AppendUint64(head, at)
		head = binary.LittleEndian.AppendUint64(head, uint64(len(part)))
		at += uint64(len(part))
	}
	for range 3 { // tiles addressed, entries, contents
		head = binary.LittleEndian.AppendUint64(head, uint64(len(list)))
	}
	head = append(head, 1, 2, 2, 1, 0, Deepest) // clustered; gzip within and in the tiles; vector tiles; zooms
	for _, deg := range []float64{west, south, east, north} {
		head = binary.LittleEndian.AppendUint32(head, uint32(deg*1e7))
	}
	head = append(head, 5)
	head = binary.LittleEndian.AppendUint32(head, uint32(Cross[1]*1e7))
	head = binary.LittleEndian.AppendUint32(head, uint32(Cross[0]*1e7))
	return slices.Concat(head, root, described, tiles)
}

func pack(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// directory is the root directory: identifiers as differences, runs, lengths, and places that follow each other.
func directory(list []entry) []byte {
	out := binary.AppendUvarint(nil, uint64(len(list)))
	last := uint64(0)
	for _, e := range list {
		out = binary.AppendUvarint(out, e.id-last)
		last = e.id
	}
	for range list {
		out = binary.AppendUvarint(out, 1)
	}
	for _, e := range list {
		out = binary.AppendUvarint(out, uint64(len(e.body)))
	}
	for i := range list {
		first := uint64(0) // right after the one before
		if i == 0 {
			first = 1
		}
		out = binary.AppendUvarint(out, first)
	}
	return out
}

// tileID is the place of a tile on the Hilbert curve of its zoom, after all tiles of the zooms above.
func tileID(z, x, y uint32) uint64 {
	var id uint64
	for i := range z {
		id += uint64(1) << (2 * i)
	}
	n := uint32(1) << z
	for s := n / 2; s > 0; s /= 2 {
		var rx, ry uint32
		if x&s > 0 {
			rx = 1
		}
		if y&s > 0 {
			ry = 1
		}
		id += uint64(s) * uint64(s) * uint64((3*rx)^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = n-1-x, n-1-y
			}
			x, y = y, x
		}
	}
	return id
}

// world is a place in the square of the Mercator projection, 0 to 1.
func world(lat, lon float64) (x, y float64) {
	s := math.Sin(lat * math.Pi / 180)
	return lon/360 + 0.5, 0.5 - math.Log((1+s)/(1-s))/(4*math.Pi)
}

func tileAt(z uint32, lat, lon float64) (x, y uint32) {
	wx, wy := world(lat, lon)
	n := float64(uint32(1) << z)
	return uint32(wx * n), uint32(wy * n)
}
