package merkle

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"tuzjol/internal/audit"
)

type stored []tlog.Hash

func (s stored) ReadHashes(at []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range at {
		out = append(out, s[i])
	}
	return out, nil
}

// The walk gives the tree that the transparency log's own functions give, hash by hash, at every size.
func TestFrontierIsTheTree(t *testing.T) {
	var f Frontier
	var tree stored
	for n := range int64(200) {
		leaf := fmt.Appendf(nil, "entry %d", n)
		more, err := tlog.StoredHashes(n, leaf, tree)
		if err != nil {
			t.Fatal(err)
		}
		tree = append(tree, more...)
		f.Add(tlog.RecordHash(leaf))
		want, err := tlog.TreeHash(n+1, tree)
		if err != nil || f.Root() != audit.Digest(want) || f.Size != n+1 || f.Next != int64(len(tree)) {
			t.Fatalf("after %d: size %d, next %d of %d, %v", n+1, f.Size, f.Next, len(tree), err)
		}
	}
	for i := range tree {
		if f.Made[i] != tree[i] {
			t.Fatalf("stored hash %d differs", i)
		}
	}
}
