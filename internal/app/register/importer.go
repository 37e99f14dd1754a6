package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Cases keeps what a row becomes. The orders' own services implement it; app binds them.
type Cases interface {
	// TakeOver makes a case of a row and returns its judgment and client; the client is "" while a custodian has to decide.
	// With fresh nobody on record is taken for the person.
	TakeOver(ctx context.Context, tx *db.Tx, in order.TakeOver, fresh bool) (judgment string, client id.Client, err error)
	// End ends the order of a judgment that the register shows as ended, and says what happened.
	End(ctx context.Context, tx *db.Tx, client id.Client, judgment string, k order.Closing) ([]fact.Fact, error)
}

// People corrects who somebody is, each value with the old one beside it and the reason "checked against a register". It
// opens its own transactions and does nothing for what is right already, so that it may be repeated after a kill.
type People interface {
	Correct(ctx context.Context, client id.Client, fields []string, in order.IncomingPerson) error
}

// Importer brings registers in.
type Importer struct {
	DB     *db.DB
	Cases  Cases
	People People
	Rules  *rulebook.Rulebook
	Today  civil.Date
	Blind  func(kind, text string) string // keyed hash: nothing about a person is stored in clear
	// Sight decides whom a row may be found to mean openly. Who is out of it, such as restricted persons, is matched all the
	// same, and a custodian decides; the report does not tell. Nil keeps the sight of the operator.
	Sight db.Sight
}

// Options of one import. Batch 0 takes 500 rows a transaction.
type Options struct {
	DryRun bool
	Batch  int
	Step   func(done, total int)
}

// Result counts the rows: Read = New + Changed + Unchanged + Refused.
type Result struct {
	Read, New, Changed, Unchanged, Refused int
	Resumed                                int // row after which an earlier run of the same file had stopped; 0 for a new run
	Problems                               []Problem
}

// Line is the last line of the command.
func (r Result) Line() string {
	return fmt.Sprintf("read=%d new=%d changed=%d unchanged=%d refused=%d", r.Read, r.New, r.Changed, r.Unchanged, r.Refused)
}

const defaultBatch = 500

// running is one import at work.
type running struct {
	*Importer
	opt    Options
	m      *Mapping
	plan   *plan
	run    run
	result Result
	seen   map[string]int
}

// Run imports an inspected file. Each batch is one transaction that carries the resume cursor; after a kill the same command
// goes on with the same run and ends in the same state and counts. The actor of ctx is recorded. Faults: invalid when the
// file changed while it was read; what is wrong with single rows stands in the result.
func (im *Importer) Run(ctx context.Context, m *Mapping, f *sheet.File, opt Options) (Result, error) {
	if opt.Batch == 0 {
		opt.Batch = defaultBatch
	}
	x := &running{Importer: im, opt: opt, m: m, plan: newPlan(m, f, im.Rules, im.Today, im.Blind), seen: map[string]int{}}
	r, err := f.Open()
	if err != nil {
		return Result{}, err
	}
	defer r.Close() //nolint:errcheck // only read
	if err := x.begin(ctx, f); err != nil {
		return Result{}, err
	}
	for {
		lines, err := r.Batch(opt.Batch)
		if err != nil && !errors.Is(err, io.EOF) {
			return x.result, sheet.CutOff(err, x.result.Read)
		}
		if len(lines) == 0 {
			break
		}
		if err := x.batch(ctx, lines); err != nil {
			return x.result, err
		}
		if opt.Step != nil {
			opt.Step(x.result.Read, f.Rows)
		}
	}
	slices.SortStableFunc(x.result.Problems, func(a, b Problem) int { return a.Row - b.Row })
	return x.result, x.finish(ctx)
}

// batch brings some rows in.
func (x *running) batch(ctx context.Context, lines []sheet.Line) error {
	rows := make([]*computed, len(lines))
	for i, l := range lines {
		rows[i] = x.plan.row(l)
		x.once(rows[i])
	}
	known, err := x.known(ctx, rows)
	if err != nil {
		return err
	}
	var work []*task
	for _, c := range rows {
		if t := x.sort(c, known); t != nil {
			work = append(work, t)
		}
	}
	for _, t := range work {
		if err := x.correct(ctx, t); err != nil {
			return err
		}
	}
	work = slices.DeleteFunc(work, func(t *task) bool { return t.refused })
	return x.write(ctx, work, rows[len(rows)-1].row)
}

// once refuses a second row with the key of an earlier one.
func (x *running) once(c *computed) {
	if len(c.problems) > 0 && c.keyHash == "" {
		return
	}
	if first, twice := x.seen[c.keyHash]; twice && len(c.values) > 0 {
		c.note(Problem{Msg: msg.New("register.row.twice", "Row", first), Remedy: msg.New("register.row.twice.remedy")})
		return
	}
	x.seen[c.keyHash] = c.row
}

// outcomes of a row.
const (
	outcomeNew     = "new"
	outcomeChanged = "changed"
)

// task is a row that has something to write.
type task struct {
	*computed
	old     *stored
	fields  []string // changed since the last import
	refused bool
}

// sort counts rows that need nothing and returns those that do.
func (x *running) sort(c *computed, known map[string]*stored) *task {
	x.result.Read++
	if len(c.problems) > 0 {
		x.refuse(c, c.problems...)
		return nil
	}
	old := known[c.keyHash]
	switch {
	case old == nil:
		return &task{computed: c}
	case old.Hash != c.hash:
		return &task{computed: c, old: old, fields: c.changed(old.marks)}
	case old.Run == x.run.ID && old.Outcome == outcomeNew:
		x.result.New++
	case old.Run == x.run.ID:
		x.result.Changed++
	default:
		x.result.Unchanged++
	}
	return nil
}

func (x *running) refuse(c *computed, problems ...Problem) {
	x.result.Refused++
	for _, p := range problems {
		p.Row = c.row
		x.result.Problems = append(x.result.Problems, p)
	}
}

// fails turns a fault of a row into its problems; any other error stops the import.
func (x *running) fails(t *task, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.NotFound {
		return fmt.Errorf("row %d: %w", t.row, err)
	}
	problems := f.Problems
	if len(problems) == 0 {
		problems = []fault.Problem{{Msg: f.Msg}}
	}
	var out []Problem
	for _, p := range problems {
		out = append(out, x.plan.place(p))
	}
	t.refused = true
	x.refuse(t.computed, out...)
	return nil
}
