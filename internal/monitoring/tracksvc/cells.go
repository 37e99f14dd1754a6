package tracksvc

import (
	"context"
	"sync"

	"tuzjol/internal/monitoring/near"
)

// square says that a fitted device was within a square during an hour of a day.
type square struct {
	day     int
	cell    int64
	hour    int
	fitting int64
}

// mostSquares bounds what is remembered of squares that stand already.
const mostSquares = 200_000

// squares remembers which squares stand, so that a device at rest writes its square once an hour and not with every position.
type squares struct {
	mu    sync.Mutex
	stand map[square]bool
}

func (s *squares) has(x square) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stand[x]
}

func (s *squares) add(list []square) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stand == nil || len(s.stand)+len(list) > mostSquares {
		s.stand = map[square]bool{}
	}
	for _, x := range list {
		s.stand[x] = true
	}
}

// Forget drops what is remembered of stored rows, after days of them were destroyed.
func (s *Service) Forget() {
	s.squares.mu.Lock()
	defer s.squares.mu.Unlock()
	s.squares.stand = nil
}

// cells writes in which squares the devices of the batch were: who was near a place is looked for there, and not in every position.
func (b *batch) cells(ctx context.Context) error {
	var fresh []square
	var rows [][]any
	met := map[square]bool{}
	for i, r := range b.rows {
		if r.Lat == nil || r.Lon == nil {
			continue
		}
		x := square{r.Day, near.CellOf(*r.Lat, *r.Lon), b.out[b.from[i]].At.UTC().Hour(), r.Fitting}
		if met[x] || b.svc.squares.has(x) {
			continue
		}
		met[x] = true
		fresh, rows = append(fresh, x), append(rows, []any{x.day, x.cell, x.hour, x.fitting})
	}
	if len(rows) == 0 {
		return nil
	}
	b.tx.AfterCommit(func() { b.svc.squares.add(fresh) })
	return many(ctx, b.tx, `insert into monitoring_cell (day, cell, hour, fitting) values `, ` on conflict do nothing`, rows, nil)
}
