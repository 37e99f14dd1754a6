// Package merkle computes the audit's tree while its entries are walked, without holding it.
package merkle

import (
	"golang.org/x/mod/sumdb/tlog"

	"tuzjol/internal/audit"
)

// Frontier is the right edge of a growing tree: the roots of the complete subtrees so far. The zero value is the empty tree.
type Frontier struct {
	Size  int64       // leaves so far
	Next  int64       // place of the next stored hash
	Made  []tlog.Hash // stored hashes that were completed since the caller last emptied it
	roots []tlog.Hash // of falling size, one for each set bit of Size
}

// Add appends a leaf.
func (f *Frontier) Add(h tlog.Hash) {
	f.Made = append(f.Made, h)
	for n := f.Size; n&1 == 1; n >>= 1 {
		last := len(f.roots) - 1
		h = tlog.NodeHash(f.roots[last], h)
		f.roots = f.roots[:last]
		f.Made = append(f.Made, h)
	}
	f.roots = append(f.roots, h)
	f.Size++
	f.Next = tlog.StoredHashCount(f.Size)
}

// Root is the hash of the whole tree; that of the empty tree is zero.
func (f *Frontier) Root() audit.Digest {
	if len(f.roots) == 0 {
		return audit.Digest{}
	}
	h := f.roots[len(f.roots)-1]
	for i := len(f.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.roots[i], h)
	}
	return audit.Digest(h)
}
