package ingest

import (
	"context"
	"fmt"
)

// job is one frame on its way to the sink; done is called once, from the goroutine that commits, and must not wait.
type job struct {
	rec  Received
	done func(Verdict, error)
}

// submit queues a frame; it waits while the queue is full, so that a sink that is behind slows the devices down.
func (g *Gate) submit(ctx context.Context, j job) error {
	q := g.backlog
	if j.rec.Live {
		q = g.live
	}
	g.door.RLock()
	defer g.door.RUnlock()
	if g.ended {
		return errStopped
	}
	select {
	case q <- j:
		return nil
	case <-g.stopped:
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run commits groups until ctx ends. While one group is being stored the next gathers; nothing waits for a timer. What is
// live goes first, and a part of each group stays free for the backlog so that it moves too.
func (g *Gate) Run(ctx context.Context) {
	defer g.end()
	var group []job
	for {
		group = g.gather(ctx, group[:0])
		if len(group) == 0 {
			return
		}
		g.commit(ctx, group)
		clear(group)
	}
}

// weight of a frame in a group: its messages, and one for the frame.
func (j job) weight() int { return 1 + len(j.rec.Messages) }

func (g *Gate) gather(ctx context.Context, group []job) []job {
	select {
	case <-ctx.Done():
		return nil
	default:
	}
	n := 0
	take := func(j job) {
		group = append(group, j)
		n += j.weight()
	}
	select {
	case j := <-g.live:
		take(j)
	default:
		select {
		case j := <-g.live:
			take(j)
		case j := <-g.backlog:
			take(j)
		case <-ctx.Done():
			return nil
		}
	}
	drain := func(q chan job, limit int) {
		for n < limit {
			select {
			case j := <-q:
				take(j)
			default:
				return
			}
		}
	}
	drain(g.live, g.s.Group)
	drain(g.backlog, max(g.s.Group, n+g.s.Group/8))
	return group
}

func (g *Gate) commit(ctx context.Context, group []job) {
	recs := make([]Received, len(group))
	for i, j := range group {
		recs[i] = j.rec
	}
	verdicts, err := g.sink.Commit(ctx, recs)
	if err == nil && len(verdicts) != len(group) {
		err = fmt.Errorf("%d verdicts for %d frames", len(verdicts), len(group))
	}
	if err != nil {
		g.count.failed.Add(1)
	}
	for i, j := range group {
		if err != nil {
			j.done(0, err)
			continue
		}
		if verdicts[i] == Unknown {
			g.count.unknown.Add(1)
		}
		j.done(verdicts[i], nil)
	}
}

// end lets go of everything that waits. Whoever is at a queue leaves it first, so that nothing comes in after the last look.
func (g *Gate) end() {
	close(g.stopped)
	g.door.Lock()
	g.ended = true
	g.door.Unlock()
	for {
		select {
		case j := <-g.live:
			j.done(0, errStopped)
		case j := <-g.backlog:
			j.done(0, errStopped)
		default:
			return
		}
	}
}
