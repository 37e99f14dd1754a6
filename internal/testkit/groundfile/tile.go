package groundfile

import "encoding/binary"

const extent = 4096 // units along the side of a tile

// Kinds of geometry and commands of a vector tile.
const (
	line, polygon = 2, 3
	moveTo        = 1
	lineTo        = 2
	closePath     = 7
)

type spot struct{ lat, lon float64 }

// tile is one vector tile: land, the two highways and the boundary; what lies outside is left to the one who draws.
func tile(z, x, y uint32) []byte {
	n := float64(uint32(1) << z)
	in := func(p spot) [2]int64 {
		wx, wy := world(p.lat, p.lon)
		return [2]int64{int64((wx*n - float64(x)) * extent), int64((wy*n - float64(y)) * extent)}
	}
	box := []spot{{north, west}, {north, east}, {south, east}, {south, west}}
	out := layer("earth", "kind", "earth", polygon, [][][2]int64{each(box, in)})
	out = append(out, layer("roads", "kind", "highway", line, [][][2]int64{
		each([]spot{{Cross[0], west}, {Cross[0], east}}, in), each([]spot{{south, Cross[1]}, {north, Cross[1]}}, in),
	})...)
	return append(out, layer("boundaries", "kind", "country", line, [][][2]int64{each([]spot{{39.3, 69.3}, {43.2, 73.5}, {42.2, 80.2}, {39.3, 69.3}}, in)})...)
}

func each(list []spot, in func(spot) [2]int64) [][2]int64 {
	out := make([][2]int64, len(list))
	for i, p := range list {
		out[i] = in(p)
	}
	return out
}

// layer is a layer with one feature of one property.
func layer(name, key, value string, kind uint64, parts [][][2]int64) []byte {
	feature := field(nil, 2, []byte{0, 0})
	feature = number(feature, 3, kind)
	feature = field(feature, 4, geometry(kind, parts))
	body := number(nil, 15, 2)
	body = field(body, 1, []byte(name))
	body = field(body, 2, feature)
	body = field(body, 3, []byte(key))
	body = field(body, 4, field(nil, 1, []byte(value)))
	body = number(body, 5, extent)
	return field(nil, 3, body)
}

func geometry(kind uint64, parts [][][2]int64) []byte {
	var out []byte
	var at [2]int64
	step := func(to [2]int64) {
		for i := range to {
			out = binary.AppendVarint(out, to[i]-at[i])
		}
		at = to
	}
	for _, p := range parts {
		out = binary.AppendUvarint(out, 1<<3|moveTo)
		step(p[0])
		out = binary.AppendUvarint(out, uint64(len(p)-1)<<3|lineTo)
		for _, q := range p[1:] {
			step(q)
		}
		if kind == polygon {
			out = binary.AppendUvarint(out, 1<<3|closePath)
		}
	}
	return out
}

func field(b []byte, n uint64, body []byte) []byte {
	b = binary.AppendUvarint(b, n<<3|2)
	b = binary.AppendUvarint(b, uint64(len(body)))
	return append(b, body...)
}

func number(b []byte, n, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, n<<3), v)
}
