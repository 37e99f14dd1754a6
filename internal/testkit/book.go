package testkit

import (
	"context"
	"sync"

	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Book remembers entries as the audit would.
type Book struct {
	mu      sync.Mutex
	entries []db.Entry
}

// Record implements db.Recorder.
func (b *Book) Record(_ context.Context, _ *db.Tx, e db.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append(b.entries, e)
	return nil
}

// Timeline is what the facts table would show of a client: without what was withdrawn.
func (b *Book) Timeline(c id.Client) []fact.Fact {
	b.mu.Lock()
	defer b.mu.Unlock()
	gone := map[string]bool{}
	for _, e := range b.entries {
		for _, f := range e.Facts {
			if f.Type == audit.Withdrawn {
				gone[f.Data["fact"]] = true
			}
		}
	}
	var out []fact.Fact
	for _, e := range b.entries {
		for _, f := range e.Facts {
			if f.Client == c && !gone[f.ID] && f.Type != audit.Withdrawn {
				out = append(out, f)
			}
		}
	}
	return out
}

// Facts counts the facts of a kind about a client, withdrawn ones too.
func (b *Book) Facts(kind string, client id.Client) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, e := range b.entries {
		for _, f := range e.Facts {
			if f.Type == kind && f.Client == client {
				n++
			}
		}
	}
	return n
}

// Entries are all entries so far, the oldest first.
func (b *Book) Entries() []db.Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]db.Entry(nil), b.entries...)
}
