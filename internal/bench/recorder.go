// Package bench drives the real service over loopback and puts beside each figure what the same statements cost raw, in
// the same run on the same machine: ratios hold where absolute times do not. It is bounded in count and time and
// reaches no address but 127.0.0.1.
package bench

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Statement is one statement as it was sent.
type Statement struct {
	SQL  string
	Args []any
}

// Read reports whether it only reads, so that it can be sent again.
func (s Statement) Read() bool {
	return strings.HasPrefix(strings.TrimSpace(s.SQL), "select") && !s.Audit()
}

// Audit reports whether it belongs to writing an audit entry.
func (s Statement) Audit() bool {
	return strings.HasPrefix(s.SQL, "insert into audit_") || strings.HasPrefix(s.SQL, "update audit_") ||
		strings.Contains(s.SQL, " from audit_head") || strings.Contains(s.SQL, " from audit_tree")
}

// Recorder keeps the statements sent while it is on. Its Trace is a hook of the database.
type Recorder struct {
	on   atomic.Bool
	mu   sync.Mutex
	list []Statement
}

// Trace is called for every statement.
func (r *Recorder) Trace(sql string, args []any) {
	if !r.on.Load() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, Statement{sql, append([]any(nil), args...)})
}

// Start forgets what was kept and begins anew.
func (r *Recorder) Start() {
	r.mu.Lock()
	r.list = nil
	r.mu.Unlock()
	r.on.Store(true)
}

// Stop returns what was sent since Start.
func (r *Recorder) Stop() []Statement {
	r.on.Store(false)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.list
}
