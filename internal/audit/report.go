package audit

import "tuzjol/internal/kernel/id"

// Damage says what verification found wrong.
type Damage string

// The damages; each is a message key "audit.damage.<value>".
const (
	EntryAltered    Damage = "entry_altered"
	EntryRemoved    Damage = "entry_removed"
	EntryReordered  Damage = "entry_reordered"
	EntryUnchained  Damage = "entry_unchained" // an entry with neither a number nor a place in the queue for one
	FactAltered     Damage = "fact_altered"
	SubjectsAltered Damage = "subjects_altered"
	RowAltered      Damage = "row_altered"
	RowUnrecorded   Damage = "row_unrecorded"
	RowRemoved      Damage = "row_removed"
	TreeAltered     Damage = "tree_altered"
	TailCut         Damage = "tail_cut"
	HistoryReplaced Damage = "history_replaced" // as long as the checkpoint, but with another root
	CheckpointBad   Damage = "checkpoint_bad"   // unsigned, altered, or of another service
)

// Problem names one thing that is wrong, so that a person can look at it.
type Problem struct {
	Damage Damage
	Seq    int64    // number of the entry; 0 when it has none
	Entry  id.Entry // "" when the entry itself is gone
	Table  string
	Row    string
}

// MaxProblems bounds the list in a report; Truncated says that there were more.
const MaxProblems = 100

// Report is what verification found. The tail is proven only against a checkpoint that was kept elsewhere.
type Report struct {
	Entries    int64 // chained entries walked
	Pending    int64 // committed entries that wait for their number
	Rows       int64 // business rows compared; 0 unless asked for
	Size       int64 // entries the tree covers
	Root       Digest
	TailProven bool
	Problems   []Problem
	Truncated  bool
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

// Add notes a problem within the bound.
func (r *Report) Add(p Problem) {
	if len(r.Problems) >= MaxProblems {
		r.Truncated = true
		return
	}
	r.Problems = append(r.Problems, p)
}
