package fill

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/working"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook/rulebooksvc"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Services are the use cases by which the world is written.
type Services struct {
	DB          *db.DB
	Access      *accesssvc.Service
	Signin      *signinsvc.Service
	Org         *orgsvc.Service
	Cases       *orgcasesvc.Service
	People      *personsvc.Service
	Orders      *ordersvc.Service
	Intake      *orderintakesvc.Service
	Register    *orderregistersvc.Service
	Supervision *supervisionsvc.Service
	Studies     *assessmentstudysvc.Service
	Assess      *assessmentsvc.Service // nil leaves assessments out
	Levels      *assessmentlevelsvc.Service
	Standards   *rulebooksvc.Service // nil leaves the draft of a table out
	Plans       *plansvc.Service
	// Compartments opens the one sealed compartment of the demonstration; nil leaves it out.
	Compartments *accesscompartmentsvc.Service
	Work         *working.Work // nil leaves the stories of the work out
}

// Seeded says what was written: the accounts of the personas and the clients of the stories.
type Seeded struct {
	Accounts []demo.Account
	Stories  map[demo.Story]id.Client
	Clients  int
	Steps    int
}

// stepsPerBatch is how many steps share a transaction.
const stepsPerBatch = 2000

// life is where a client stands while the past is being written.
type life struct {
	client   id.Client
	judgment string
	order    string
	version  int
	entry    string    // of the open appointment
	planned  time.Time // of it
}

// seeder writes a world.
type seeder struct {
	Services
	w          *demo.World
	clock      *demo.Clock
	lives      []life
	told       []telling
	dayClients []int           // of the persona officer, found once
	withPlan   []int           // clients of the plans made in autumn
	teller     *working.Teller // of the stories of the work; nil where they are left out
	base       context.Context //nolint:containedctx // of the one run
}

// Seed writes the whole world into an empty service. The clock stands at the time of each step and is left at Start; progress
// is told how many steps are done. The cards are not computed: rebuild them afterwards, then end the loading of the database.
func Seed(ctx context.Context, s Services, w *demo.World, clock *demo.Clock, progress func(done, total int)) (Seeded, error) {
	return SeedSteps(ctx, s, w, w.Steps, clock, progress)
}

// SeedSteps is Seed with these of the world's steps only, in order of time; see demo.World.Split.
func SeedSteps(ctx context.Context, s Services, w *demo.World, steps []demo.Step, clock *demo.Clock, progress func(done, total int)) (Seeded, error) {
	d := &seeder{Services: s, w: w, clock: clock, lives: make([]life, len(w.Clients)), base: accesssvc.Meeting(ctx)}
	out := Seeded{Stories: map[demo.Story]id.Client{}, Clients: len(w.Clients), Steps: len(steps)}
	if err := d.DB.Loading(ctx, true, idle()...); err != nil {
		return out, err
	}
	var err error
	if out.Accounts, err = d.staff(); err != nil {
		return out, fmt.Errorf("staff: %w", err)
	}
	d.told = d.tellings()
	d.told = append(d.told, d.assessing()...)
	slices.SortStableFunc(d.told, func(a, b telling) int { return a.at.Compare(b.at) })
	if err := d.run(steps, progress); err != nil {
		return out, err
	}
	for i, c := range w.Clients {
		if c.Story != "" && c.Story != demo.DayStory {
			out.Stories[c.Story] = d.lives[i].client
		}
	}
	if d.teller != nil {
		maps.Copy(out.Stories, d.teller.Stories())
		d.Work.Today(d.teller.TellToday)
	}
	clock.Set(demo.Start(w.Zone))
	return out, d.DB.Reindex(ctx)
}

// idle are the indexes, or the tables with all of theirs, by which nothing is looked for while the past is written.
func idle() []string {
	return []string{
		"audit_entry", "audit_subject", "audit_fact", "supervision_contact_id", "seal_key_wrapper", "person_token_office", "assessment_level_assessment",
		"order_order_due", "order_order_end", "order_order_ended", "order_order_office", "order_order_judgment",
		"order_judgment_list", "order_judgment_at", "order_judgment_office", "order_judgment_receiver", "order_judgment_client",
	}
}

// run carries out all steps in order of time, many to a transaction.
func (d *seeder) run(steps []demo.Step, progress func(done, total int)) error {
	for from := 0; from < len(steps); from += stepsPerBatch {
		part := steps[from:min(from+stepsPerBatch, len(steps))]
		err := d.DB.Batch(d.base, func(ctx context.Context) error {
			for _, s := range part {
				if err := d.tell(ctx, s.At); err != nil {
					return err
				}
				if err := d.step(ctx, s); err != nil {
					return fmt.Errorf("client %d, step %d at %s: %w", s.Client, s.Kind, demo.TimeOf(s.At), err)
				}
			}
			if from+len(part) == len(steps) {
				return d.tell(ctx, demo.Start(d.w.Zone).Unix())
			}
			return nil
		})
		if err != nil {
			return err
		}
		progress(from+len(part), len(steps))
	}
	return nil
}

// tell carries out the acts of the stories that come before a time.
func (d *seeder) tell(ctx context.Context, before int64) error {
	for len(d.told) > 0 && d.told[0].at.Unix() <= before {
		t := d.told[0]
		d.told = d.told[1:]
		d.clock.Set(t.at)
		if err := t.tell(ctx); err != nil {
			return fmt.Errorf("story at %s: %w", t.at, err)
		}
	}
	return nil
}

// as puts a member of staff in the context as the one who acts.
func (d *seeder) as(ctx context.Context, staff int) context.Context {
	s := d.w.Staff[staff]
	ctx = actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.ID, Display: s.Name})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "demo", Purpose: "supervision"})
	rights := access.Rights{Account: s.ID, System: true, Now: civil.At(d.clock.Now())}
	for _, p := range s.Posts {
		rights.Posts = append(rights.Posts, access.Post{Role: p.Role, Office: p.Office})
	}
	return accesssvc.Context(ctx, rights)
}

// step carries one step out at its time.
func (d *seeder) step(ctx context.Context, s demo.Step) error {
	d.clock.Set(demo.TimeOf(s.At))
	c, l := &d.w.Clients[s.Client], &d.lives[s.Client]
	switch s.Kind {
	case demo.StepReceive, demo.StepCheck, demo.StepAccept:
		return d.intake(d.as(ctx, c.Clerk), s, c, l)
	case demo.StepCall, demo.StepRegister:
		if err := d.register(d.as(ctx, c.Officer), s, c, l); err != nil || s.Kind == demo.StepCall {
			return err
		}
		return d.level(d.as(ctx, c.Officer), c, l, int(s.Client))
	case demo.StepTakeOver:
		if err := d.takeOver(d.as(ctx, c.Clerk), c, l); err != nil {
			return err
		}
		return d.level(d.as(ctx, c.Clerk), c, l, int(s.Client))
	case demo.StepCompare:
		return d.compare(d.as(ctx, d.other(c)), l)
	case demo.StepContact:
		return d.contact(d.as(ctx, c.Officer), s, c, l)
	case demo.StepPlan:
		return d.plan(d.as(ctx, c.Officer), s, c, l)
	case demo.StepOutcome:
		return d.outcome(d.as(ctx, c.Officer), s, c, l)
	case demo.StepEnd:
		return d.end(d.as(ctx, c.Head), l)
	case demo.StepCarry:
		return d.bring(d.as(ctx, c.Clerk), c, l, int(s.Client))
	case demo.StepJournal:
		return d.journal(d.as(ctx, c.Officer), s, c, l)
	case demo.StepPapers:
		return d.papers(d.as(ctx, c.Clerk), s, c, l)
	}
	return nil
}

// other is somebody else than the clerk, for what two people must have seen.
func (d *seeder) other(c *demo.Client) int {
	if c.Head != c.Clerk {
		return c.Head
	}
	if c.Officer != c.Clerk {
		return c.Officer
	}
	return 0
}
