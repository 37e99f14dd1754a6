// Package visiting binds the record of a visit to what the rest of the service knows of a client before it: the plan in force, the
// obligations that bind, the needs found and the flags that are open.
package visiting

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/app/planning"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/supervisionweb"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsamplesvc"
	"tuzjol/internal/supervision/visitsvc"
	"tuzjol/internal/supervision/visitweb"
)

// Kit is what visits need of the service, and what comes of it.
type Kit struct {
	DB          *db.DB
	Rules       *rulebook.Set
	Zone        *time.Location
	Seal        *seal.Sealer
	Blobs       *blob.Store
	Supervision *supervisionsvc.Service
	Plans       *planning.Kit
	People      *personsvc.Ops
	// TellHead puts a notice before the head of the office that keeps a client's file.
	TellHead func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// Crisis opens what a sign of danger asks for; nil until somebody gives it.
	Crisis func(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error)

	Service *visitsvc.Service
	Samples *visitsamplesvc.Service
}

// Bind makes the service.
func (k *Kit) Bind() *Kit {
	k.Service = visitsvc.New(k.DB, visitsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Blobs: k.Blobs, Contacts: k.Supervision.Ops(), About: k.About, Crisis: k.Crisis, Reach: reach{k}, Tell: k.TellHead, Progress: k.progress,
	})
	k.Samples = visitsamplesvc.New(k.DB, visitsamplesvc.Deps{Seal: k.Seal, Zone: k.Zone})
	return k
}

// progress notes in the plan what a visit found has come of a step.
func (k *Kit) progress(ctx context.Context, tx *db.Tx, client id.Client, c visit.Came, on civil.Date) (string, []fact.Fact, error) {
	return k.Plans.Service.Ops().NoteProgress(ctx, tx, plansvc.NoteProgress{Client: client, Step: c.Step, Kind: c.Kind, Code: c.Code, On: on})
}

// MoveAlong takes the record of a visit along when its contact turns out to be about somebody else.
func (k *Kit) MoveAlong(ctx context.Context, tx *db.Tx, from supervision.Contact, why supervisionsvc.Why) ([]fact.Fact, supervisionsvc.PutAlong, error) {
	return k.Service.Ops().MoveAlong(ctx, tx, from, why)
}

// Undoing takes back a note about a step of the plan that rested on a visit to somebody else; decisions of other kinds it leaves to others.
func (k *Kit) Undoing(others Undo) Undo {
	return func(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, why supervisionsvc.Why) ([]fact.Fact, error) {
		if kind != visitsvc.ProgressDecision {
			return others(ctx, tx, client, kind, decision, why)
		}
		return k.Plans.Service.Ops().UndoProgress(ctx, tx, client, decision, why)
	}
}

// Undo takes back a decision when somebody answers that it falls.
type Undo = func(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, why supervisionsvc.Why) ([]fact.Fact, error)

// About says what the record knows of a client before a visit, within the reader's sight.
func (k *Kit) About(ctx context.Context, r *db.Reader, client id.Client) (visit.About, error) {
	var out visit.About
	duties, err := k.Plans.Obligations(ctx, r, client)
	if err != nil {
		return out, err
	}
	for _, d := range duties {
		if d.Binds {
			out.Duties = append(out.Duties, visit.Duty{ID: d.ID, Code: d.Code, Text: d.Text})
		}
	}
	if out.Steps, err = k.steps(ctx, r, client); err != nil {
		return out, err
	}
	found, err := k.Plans.Found(ctx, r, client)
	if err != nil {
		return out, err
	}
	for _, n := range found {
		if n.Found() {
			out.Needs = append(out.Needs, n.Domain)
		}
	}
	if out.Flags, err = k.flags(ctx, r, client); err != nil {
		return out, err
	}
	out.Language, _, err = db.Maybe[string](ctx, r, `select c.language from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	return out, err
}

// steps are those of current goals of the plan in force that are still to be done.
func (k *Kit) steps(ctx context.Context, r *db.Reader, client id.Client) ([]visit.Step, error) {
	d, err := planrowsvc.Rows{Seal: k.Seal}.InForce(ctx, r, client)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	var out []visit.Step
	for _, g := range d.At("", plan.Current) {
		for _, s := range g.Steps {
			if _, state := d.StepState(s.Step); state == plan.StepPlanned {
				out = append(out, visit.Step{ID: s.Step, Text: s.What, Needs: g.Needs})
			}
		}
	}
	return out, err
}

// flags are the open ones that the reader may see.
func (k *Kit) flags(ctx context.Context, r *db.Reader, client id.Client) ([]string, error) {
	if !access.From(ctx).May(access.ReadAssessment) {
		return nil, nil
	}
	out, err := db.All[string](ctx, r, `select distinct c.flag from assessment_flag c where c.client_id = $1 and c.state = 'open'
		and {visible c.client_id} and {inside c.client_id c.compartment}`, client)
	slices.Sort(out)
	return out, err
}

// Pages makes the pages; deps carry what other pages share.
func (k *Kit) Pages(cards *casefilesvc.Service, names func() map[id.Office]map[string]string, deps visitweb.Deps) *visitweb.Web {
	deps.Service, deps.Samples = k.Service, k.Samples
	deps.Sheet = func(ctx context.Context, client id.Client) (visitweb.SheetFacts, error) {
		c, err := cards.Card(ctx, client)
		return visitweb.SheetFacts{Name: c.Label(), File: c.FileNumber, Officer: c.OfficerName, Office: names()[c.Office][i18n.Lang(ctx)]}, err
	}
	deps.Offices = func(ctx context.Context) ([]ui.Option, error) {
		words, err := cards.OfficeNames(ctx, i18n.Lang(ctx))
		var out []ui.Option
		for _, o := range access.From(ctx).Offices {
			if words[o] != "" {
				out = append(out, ui.Option{Value: string(o), Text: words[o]})
			}
		}
		return out, err
	}
	return visitweb.New(deps)
}

// Schedule names the recurring task: officers who should be back are told of within minutes.
func (k *Kit) Schedule(jobs *job.Runner) {
	jobs.Schedule(job.Sweep{Name: "visit.overdue", Next: job.Every(5 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
		_, err := k.Service.AlertOverdue(ctx)
		return err
	}})
}

// Alerts adds to those of others what waits for the reader here: what came from devices and differs from the record.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader, others func() ([]casefile.Alert, error)) ([]casefile.Alert, error) {
	out, err := others()
	if err != nil || !access.From(ctx).May(access.RecordVisit) {
		return out, err
	}
	n, err := k.Service.Ops().CountQuestions(ctx, r)
	if err != nil {
		return out, err
	}
	late, err := k.Service.Ops().CountOverdue(ctx, r, k.DB.Now())
	return append(out, casefile.Alert{Key: "visit.alert.questions", N: n, Href: "/field/questions"},
		casefile.Alert{Key: "visit.alert.overdue", N: late, Href: "/field/safety"}), err
}

// Beside puts visits beside the contacts of a client.
func (k *Kit) Beside() supervisionweb.Visiting {
	return supervisionweb.Visiting{VisitNew: visitweb.HrefNew, Visits: func(ctx context.Context, client id.Client) (map[string]string, error) {
		of, err := k.Service.OfContacts(ctx, client)
		for contact, key := range of {
			of[contact] = visitweb.HrefVisit(client, key)
		}
		return of, err
	}}
}
