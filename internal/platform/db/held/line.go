package held

import (
	"context"
	"fmt"
	"sync"
)

// statement is one that waits to be run.
type statement struct {
	table, text string
	args        []any
}

// line runs statements in their order behind the goroutine that gives them.
type line struct {
	work chan statement
	done chan struct{}

	mu    sync.Mutex // guards what follows
	moved *sync.Cond
	owed  map[string]int // statements not yet run, by table; "" counts all
	err   error          // the first failure: nothing is run after it
}

// most is how many statements may wait.
const most = 256

func begin(ctx context.Context, conn Conn) *line {
	l := &line{work: make(chan statement, most), done: make(chan struct{}), owed: map[string]int{}}
	l.moved = sync.NewCond(&l.mu)
	go func() {
		defer close(l.done)
		for s := range l.work {
			l.mu.Lock()
			err := l.err
			l.mu.Unlock()
			if err == nil {
				if _, err = conn.ExecContext(ctx, s.text, s.args...); err != nil {
					err = fmt.Errorf("insert %s: %w", s.table, err)
				}
			}
			l.mu.Lock()
			l.err = err
			l.owed[s.table]--
			l.owed[""]--
			if l.owed[s.table] == 0 || l.owed[""] == 0 {
				l.moved.Broadcast()
			}
			l.mu.Unlock()
		}
	}()
	return l
}

// put lets a statement wait; it tells of the failure of an earlier one.
func (l *line) put(s statement) error {
	l.mu.Lock()
	if err := l.err; err != nil {
		l.mu.Unlock()
		return err
	}
	l.owed[s.table]++
	l.owed[""]++
	l.mu.Unlock()
	l.work <- s
	return nil
}

// wait returns when no statement of the table waits, of any table for an empty one.
func (l *line) wait(table string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.owed[table] > 0 {
		l.moved.Wait()
	}
	return l.err
}

// end waits for the last statement.
func (l *line) end() {
	close(l.work)
	<-l.done
}
