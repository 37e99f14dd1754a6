package zone

// Contour is the line at so many metres from the boundary of an area (0: the boundary itself), as closed rings: for maps, which can draw
// lines but neither corridors nor the buffer round a polygon. By a grid of 96 cells a side: right to about a hundredth of the extent.
func (a *Area) Contour(at float64) [][]Point {
	const n = 96
	margin := at + a.Extent()*0.02 + 1
	low := vec{a.box.low.x - margin, a.box.low.y - margin}
	dx := (a.box.high.x - a.box.low.x + 2*margin) / n
	dy := (a.box.high.y - a.box.low.y + 2*margin) / n
	var value [n + 1][n + 1]float64
	for i := range n + 1 {
		for j := range n + 1 {
			value[i][j] = a.distance(vec{low.x + float64(float64(i)*dx), low.y + float64(float64(j)*dy)}) - at
		}
	}
	next := map[edge]edge{}
	for i := range n {
		for j := range n {
			cell(i, j, func(i, j int) bool { return value[i][j] <= 0 }, next)
		}
	}
	point := func(e edge) Point {
		u, v := value[e.i][e.j], value[e.i+e.di][e.j+e.dj]
		t := u / (u - v)
		return a.plane.Point(low.x+float64((float64(e.i)+float64(t*float64(e.di)))*dx), low.y+float64((float64(e.j)+float64(t*float64(e.dj)))*dy))
	}
	return rings(next, n, point)
}

// edge lies between a node of the grid and its neighbour to the east (di) or north (dj).
type edge struct{ i, j, di, dj int }

// cell joins the edges of one cell through which the line goes, with what is within on the left.
func cell(i, j int, in func(i, j int) bool, next map[edge]edge) {
	south, east := edge{i, j, 1, 0}, edge{i + 1, j, 0, 1}
	north, west := edge{i, j + 1, 1, 0}, edge{i, j, 0, 1}
	code := 0
	for k, c := range [][2]int{{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}} {
		if in(c[0], c[1]) {
			code |= 1 << k
		}
	}
	switch code {
	case 1:
		next[south] = west
	case 2:
		next[east] = south
	case 3:
		next[east] = west
	case 4:
		next[north] = east
	case 5: // two corners of the cell opposite each other: taken as apart
		next[south], next[north] = west, east
	case 6:
		next[north] = south
	case 7:
		next[north] = west
	case 8:
		next[west] = north
	case 9:
		next[south] = north
	case 10:
		next[east], next[west] = south, north
	case 11:
		next[east] = north
	case 12:
		next[west] = east
	case 13:
		next[south] = east
	case 14:
		next[west] = south
	}
}

// rings follows the joined edges round, in the order of the grid, so that the same area gives the same lines.
func rings(next map[edge]edge, n int, point func(edge) Point) [][]Point {
	var out [][]Point
	for i := range n + 1 {
		for j := range n + 1 {
			for _, start := range []edge{{i, j, 1, 0}, {i, j, 0, 1}} {
				var ring []Point
				for e, ok := start, true; ; {
					var after edge
					if after, ok = next[e]; !ok {
						break
					}
					delete(next, e)
					ring = append(ring, point(e))
					e = after
				}
				if len(ring) > 2 {
					out = append(out, append(ring, ring[0]))
				}
			}
		}
	}
	return out
}
