package audit

import (
	"bytes"
	"fmt"
	"testing"

	"tuzjol/internal/kernel/id"
)

func TestManyEntriesAreEncodedLikeOne(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 257, 1000} {
		list := make([]Entry, n)
		for i := range list {
			list[i] = Entry{ID: id.Entry(fmt.Sprint(i)), Kind: Write, Action: "test"}
		}
		all, err := EncodeAll(list)
		if err != nil || len(all) != n {
			t.Fatalf("%d of %d, %v", len(all), n, err)
		}
		for i, e := range list {
			if one, err := Encode(e); err != nil || !bytes.Equal(one, all[i]) {
				t.Fatalf("entry %d of %d differs: %v", i, n, err)
			}
		}
	}
}
