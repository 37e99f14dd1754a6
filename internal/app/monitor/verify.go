package monitor

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"tuzjol/internal/kernel/id"
)

// Verify compares the stored positions of one client, or of all, with the hashes of them in the record. It names what differs on out, says
// what was destroyed under which certificate, and returns how many hours differ.
func (k *Kit) Verify(ctx context.Context, client id.Client, out io.Writer) (int, error) {
	sys, clients := k.System(ctx, "monitoring.verify"), []id.Client{client}
	if client == "" {
		var err error
		if clients, err = k.Tracks.Verified(sys); err != nil {
			return 0, err
		}
	}
	digests, positions, broken, gone := 0, int64(0), 0, map[int]int64{}
	for _, c := range clients {
		proof, err := k.Tracks.Verify(sys, c)
		if err != nil {
			return broken, err
		}
		for _, b := range proof.Broken {
			fmt.Fprintf(out, "broken client=%s fitting=%s hour=%s expected=%d found=%d\n", c, b.Fitting, b.Hour, b.Want, b.N)
		}
		digests, positions, broken = digests+proof.Digests, positions+proof.Positions, broken+len(proof.Broken)
		for n, x := range proof.Destroyed {
			gone[n] += x
		}
	}
	if client == "" { // hers are never told of beside a client
		hers, err := k.Sums.Verify(sys)
		if err != nil {
			return broken, err
		}
		for _, b := range hers.Broken {
			fmt.Fprintf(out, "broken protected=%s hour=%s expected=%d found=%d\n", b.Alias, b.Hour, b.Want, b.N)
		}
		digests, positions, broken = digests+hers.Hours, positions+hers.Positions, broken+len(hers.Broken)
		for _, why := range slices.Sorted(maps.Keys(hers.Gone)) {
			fmt.Fprintf(out, "forgotten of protected persons (%s): positions=%d\n", why, hers.Gone[why])
		}
	}
	for _, n := range slices.Sorted(maps.Keys(gone)) {
		fmt.Fprintf(out, "destroyed by certificate %d: positions=%d\n", n, gone[n])
	}
	_, err := fmt.Fprintf(out, "clients=%d hours=%d positions=%d broken=%d\n", len(clients), digests, positions, broken)
	return broken, err
}
