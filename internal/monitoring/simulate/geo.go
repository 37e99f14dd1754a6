package simulate

import (
	"hash/fnv"
	"math"
	"slices"
	"time"
)

const metresPerDegree = 111_195.0

// move goes metres towards a course in degrees from north.
func (p Place) move(metres, course float64) Place {
	north, east := metres*math.Cos(course*math.Pi/180), metres*math.Sin(course*math.Pi/180)
	return Place{p.Lat + north/metresPerDegree, p.Lon + east/(metresPerDegree*math.Cos(p.Lat*math.Pi/180))}
}

// Move is the place so many metres away towards a course in degrees from north.
func (p Place) Move(metres, course float64) Place { return p.move(metres, course) }

func (p Place) vector(q Place) (north, east float64) {
	return (q.Lat - p.Lat) * metresPerDegree, (q.Lon - p.Lon) * metresPerDegree * math.Cos(p.Lat*math.Pi/180)
}

func (p Place) distance(q Place) float64 {
	n, e := p.vector(q)
	return math.Hypot(n, e)
}

// Distance is how far another place is, in metres; good for a town.
func (p Place) Distance(q Place) float64 { return p.distance(q) }

func (p Place) course(q Place) float64 {
	n, e := p.vector(q)
	return math.Mod(math.Atan2(e, n)*180/math.Pi+360, 360)
}

// streets is a way that keeps to the two directions of a town's streets, with a few corners.
func (w *Wearer) streets(from, to Place, name string) []Place {
	grid := 12.0 * math.Pi / 180 // the town's streets lie a little off north
	n, e := from.vector(to)
	a, b := n*math.Cos(grid)+e*math.Sin(grid), e*math.Cos(grid)-n*math.Sin(grid)
	out := []Place{from}
	const corners = 3
	doneA, doneB := 0.0, 0.0
	for i := range corners {
		share := (float64(i) + 0.3 + 0.6*w.unit("corner "+name, int64(i))) / corners
		doneA = a * share
		out = append(out, from.grid(doneA, doneB, grid))
		doneB = b * share
		out = append(out, from.grid(doneA, doneB, grid))
	}
	out = append(out, from.grid(a, doneB, grid))
	return append(out, to)
}

func (p Place) grid(a, b, grid float64) Place {
	n, e := a*math.Cos(grid)-b*math.Sin(grid), a*math.Sin(grid)+b*math.Cos(grid)
	return Place{p.Lat + n/metresPerDegree, p.Lon + e/(metresPerDegree*math.Cos(p.Lat*math.Pi/180))}
}

func length(line []Place) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += line[i-1].distance(line[i])
	}
	return sum
}

// along is the point at a share of a line's length.
func along(line []Place, share float64) Place {
	left := length(line) * max(0, min(1, share))
	for i := 1; i < len(line); i++ {
		d := line[i-1].distance(line[i])
		if left <= d && d > 0 {
			f := left / d
			return Place{line[i-1].Lat + f*(line[i].Lat-line[i-1].Lat), line[i-1].Lon + f*(line[i].Lon-line[i-1].Lon)}
		}
		left -= d
	}
	return line[len(line)-1]
}

func reversed(line []Place) []Place {
	out := slices.Clone(line)
	slices.Reverse(out)
	return out
}

// mix is a hash of two numbers (splitmix64).
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// unit is a number from 0 to 1 that depends on what it is for and on a counter alone.
func (w *Wearer) unit(what string, n int64) float64 {
	h := fnv.New64a()
	h.Write([]byte(what))                                                 //nolint:errcheck // never fails
	return float64(mix(w.seed^h.Sum64(), uint64(n))>>11) / float64(1<<53) //nolint:gosec // bits
}

func (w *Wearer) between(what string, low, high float64) float64 {
	return low + (high-low)*w.unit(what, 0)
}

// smooth is a number from -1 to 1 that wanders within minutes, as the error of a receiver does.
func (w *Wearer) smooth(what string, at time.Time) float64 {
	const knot = 90.0
	s := float64(at.UnixMilli()) / 1000 / knot
	i := math.Floor(s)
	a, b := w.unit(what, int64(i)), w.unit(what, int64(i)+1)
	f := s - i
	f = f * f * (3 - 2*f)
	return 2*(a+(b-a)*f) - 1
}
