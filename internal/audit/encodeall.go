package audit

import (
	"errors"
	"sync"
)

// EncodeAll is Encode for many entries; those of a large batch are encoded side by side.
func EncodeAll(entries []Entry) ([][]byte, error) {
	const portion = 256
	out, errs := make([][]byte, len(entries)), make([]error, len(entries)/portion+1)
	var all sync.WaitGroup
	for n := range errs {
		work := func() {
			for i := n * portion; i < min((n+1)*portion, len(entries)) && errs[n] == nil; i++ {
				out[i], errs[n] = Encode(entries[i])
			}
		}
		if len(errs) == 1 {
			work()
			break
		}
		all.Go(work)
	}
	all.Wait()
	return out, errors.Join(errs...)
}
