package assess

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/platform/db"
)

// Kept reads the scorings that were kept at signatures, in the order of their identifiers.
type Kept interface {
	Results(ctx context.Context, r *db.Reader, after string, n int) ([]assessmentsvc.KeptResult, error)
}

// Difference is a kept scoring that does not come out again, and why.
type Difference struct {
	Result, Assessment, Instrument, Version string
	Why                                     string
}

// String is the line for the operator; it tells nothing of the client.
func (d Difference) String() string {
	return fmt.Sprintf("result %s of assessment %s (%s@%s): %s", d.Result, d.Assessment, d.Instrument, d.Version, d.Why)
}

// Rescored sums up one run. First is the first difference in the order of the record.
type Rescored struct {
	Total, Same, Differ int
	First               *Difference
}

const rescoreBatch = 500

// Rescore scores every kept scoring again from its inputs, with the version it was made with, and compares byte for byte. Step may
// be nil; total is the number of kept scorings at the start.
func Rescore(ctx context.Context, d *db.DB, kept Kept, instruments []*engine.Instrument, step func(done, total int)) (Rescored, error) {
	var out Rescored
	again := newAgain(instruments)
	total := 0
	err := d.Read(ctx, func(r *db.Reader) (err error) {
		total, err = db.One[int](ctx, r.System(), `select count(*) from assessment_result where replaced_at is null`)
		return err
	})
	if err != nil {
		return out, err
	}
	for after := ""; ; {
		var rows []assessmentsvc.KeptResult
		if err := d.Read(ctx, func(r *db.Reader) (err error) {
			rows, err = kept.Results(ctx, r.System(), after, rescoreBatch)
			return err
		}); err != nil {
			return out, err
		}
		if len(rows) == 0 {
			return out, nil
		}
		after = rows[len(rows)-1].ID
		out.add(rows, again.check(rows))
		if step != nil {
			step(out.Total, max(total, out.Total))
		}
	}
}

func (o *Rescored) add(rows []assessmentsvc.KeptResult, why []string) {
	for i, w := range why {
		o.Total++
		if w == "" {
			o.Same++
			continue
		}
		o.Differ++
		if o.First == nil {
			x := rows[i]
			o.First = &Difference{Result: x.ID, Assessment: x.Assessment, Instrument: x.Instrument, Version: x.Version, Why: w}
		}
	}
}

// again scores in as many hands as the machine has processors; each hand keeps a scorer of each instrument.
type again struct{ hands []map[string]*hand }

type hand struct {
	ins    *engine.Instrument
	scorer *engine.Scorer
	cells  []string
}

func newAgain(instruments []*engine.Instrument) again {
	out := again{hands: make([]map[string]*hand, max(runtime.GOMAXPROCS(0), 1))}
	for n := range out.hands {
		out.hands[n] = map[string]*hand{}
		for _, i := range instruments {
			out.hands[n][i.ID+"@"+i.Version] = &hand{ins: i, scorer: i.NewScorer(), cells: make([]string, len(i.Items))}
		}
	}
	return out
}

// check says of each row why it does not come out again; empty where it does.
func (a again) check(rows []assessmentsvc.KeptResult) []string {
	out := make([]string, len(rows))
	var wg sync.WaitGroup
	for n, tools := range a.hands {
		wg.Go(func() {
			for i := n; i < len(rows); i += len(a.hands) {
				out[i] = compareOne(tools, rows[i])
			}
		})
	}
	wg.Wait()
	return out
}

func compareOne(tools map[string]*hand, x assessmentsvc.KeptResult) string {
	if assessment.Digest(x.Body) != x.Digest {
		return "what is kept does not have its digest: it was altered, or its key is lost"
	}
	old, err := assessment.Kept(x.Body)
	if err != nil {
		return "what is kept cannot be read: " + err.Error()
	}
	h := tools[x.Instrument+"@"+x.Version]
	if h == nil {
		return "the program does not carry this version"
	}
	body, err := assessment.Keep(h.score(old.Result.Inputs), old.Remarks)
	switch {
	case err != nil:
		return "cannot be written: " + err.Error()
	case !bytes.Equal(body, x.Body):
		return "scoring the inputs again gives another result"
	}
	return ""
}

func (h *hand) score(inputs []assessment.Answer) assessment.Result {
	for i, it := range h.ins.Items {
		h.cells[i] = ""
		if n := slices.IndexFunc(inputs, func(a assessment.Answer) bool { return a.Item == it.ID }); n >= 0 {
			h.cells[i] = inputs[n].Text
		}
	}
	return h.scorer.Score(h.cells)
}
