package app

import (
	"context"
	"time"

	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/assessing"
	"tuzjol/internal/app/brief"
	"tuzjol/internal/app/care"
	"tuzjol/internal/app/clientpages"
	"tuzjol/internal/app/compartment"
	"tuzjol/internal/app/contactstd"
	"tuzjol/internal/app/door"
	"tuzjol/internal/app/enforcing"
	"tuzjol/internal/app/living"
	"tuzjol/internal/app/monitor"
	"tuzjol/internal/app/officecache"
	"tuzjol/internal/app/papering"
	"tuzjol/internal/app/planning"
	"tuzjol/internal/app/releasing"
	"tuzjol/internal/app/reminding"
	"tuzjol/internal/app/studies"
	"tuzjol/internal/app/visiting"
	"tuzjol/internal/app/workload"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderlistsvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/obs"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/jurisdiction/kg"
	"tuzjol/web"
)

// services are the use cases of every capability.
type services struct {
	access       *accesssvc.Service
	care         *assessmentcaresvc.Service
	compartments *accesscompartmentsvc.Service
	audit        *auditsvc.Service
	signin       *signinsvc.Service
	org          *orgsvc.Service
	orgCases     *orgcasesvc.Service
	people       *personsvc.Service
	orders       *ordersvc.Service
	intake       *orderintakesvc.Service
	register     *orderregistersvc.Service
	lists        *orderlistsvc.Service
	supervision  *supervisionsvc.Service
	life         *living.Kit
	portal       *clientpages.Kit
	plans        *planning.Kit
	enforcement  *enforcing.Kit
	contacts     *contactstd.Kit
	visits       *visiting.Kit
	casefile     *casefilesvc.Service
	cards        *casefilesvc.Cards
	weights      *workload.Load
	studies      *assessmentstudysvc.Service
	outgoing     *papering.Kit
	monitoring   *monitor.Kit
	releases     *releasing.Kit

	messages    *reminding.Kit
	jobs        *job.Runner
	metrics     *obs.Metrics
	assets      *web.Assets
	pages       *pages
	officeNames map[id.Office]map[string]string
	shipped     []rulebook.Office
	courts      []rulebook.Court
	instruments []*engine.Instrument
	victimTexts victim.Texts
	assess      *assessing.Kit
}

// bind makes the services and ties the interfaces that they declare to one another.
func (a *App) bind() {
	a.metrics = obs.NewMetrics()
	a.bindAudit()
	a.messages = (&reminding.Kit{DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Config: a.Config}).Bind()
	a.signin = signinsvc.New(signinsvc.Deps{
		DB: a.DB, Seal: a.Sealer, Guard: accesssvc.Guard{}, Demo: a.Config.Demo, MakeAdmin: func(ctx context.Context, tx *db.Tx, account id.Account, display string) error {
			return a.staffing().MakeAdmin(ctx, tx, account, display)
		},
		Rules: door.SessionRules(a.Config), Telephones: func() civil.Instant { return civil.At(time.Now()) },
	})
	a.org = orgsvc.New(a.DB, orgsvc.Deps{Rules: a.Rules, Zone: a.Zone, Sealer: a.Sealer, SortKey: person.SortKey, Labels: a.labels})
	a.officeCache = &officecache.Cache{Read: a.org.Ops().Offices, Today: a.Today}
	a.weights = workload.New(workload.Deps{DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Labels: a.labels, Qualified: a.org.Ops().Qualified, Jobs: func() *job.Runner { return a.jobs }, Recognise: a.recognise})
	a.orgCases = orgcasesvc.New(a.DB, a.org.Ops(), orgcasesvc.Deps{
		Rules: a.Rules, Decided: a.decided, Load: a.weights.Officers, Weight: a.weights.Weight, MayHold: a.weights.MayHold,
		Moved: func(ctx context.Context, tx *db.Tx, client id.Client, office id.Office) error {
			return a.orders.Ops().MoveOffice(ctx, tx, client, office)
		},
	})
	a.access = accesssvc.New(a.DB, accesssvc.Deps{
		Rules: a.Rules, Zone: a.Zone, Sealer: a.Sealer, Find: a.findForGlass,
		Tell: a.org.Ops().TellSupervisors, Labels: a.labels, Staff: a.org.Ops().StaffNames,
	})
	a.compartments = compartment.Service(a.DB, a.Rules, a.Zone, a.Sealer, a.org, a.labels)
	a.bindCases()
	a.studies = assessmentstudysvc.New(a.DB, assessmentstudysvc.Deps{
		Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Staff: studies.Staff{Org: a.org.Ops(), Tree: a.officeTree, Zone: a.Zone}, Instruments: studies.Specs(a.instruments),
	})
	a.cards = casefilesvc.NewCards(a.cardSources()...)
	a.casefile = casefilesvc.New(a.DB, casefilesvc.Deps{
		Zone: a.Zone, Appointments: a.messages.Day, Search: a.search, Alerts: a.alerts,
		Offices: func(ctx context.Context, r *db.Reader) (map[id.Office]map[string]string, error) {
			return a.officeWords(ctx, r)
		},
	})
	a.DB.SetRecorders(a.recorder, personsvc.Follow{}, a.cards, a.officeCache)
	a.reads = auditsvc.NewReads(a.DB, a.recorder)
	a.jobs = job.New(job.Options{DB: a.DB, Log: a.Log, Context: a.System, Observe: a.metrics.Job})
	a.schedule()
	a.weights.Schedule(a.jobs)
	a.contacts.Schedule(a.jobs)
	a.messages.Schedule(a.jobs)
	a.visits.Schedule(a.jobs)
	a.outgoing.Schedule(a.jobs)
	a.pages = a.newPages()
}

func (a *App) bindAudit() {
	a.recorder = auditsvc.NewRecorder(a.Sealer)
	a.sequencer = auditsvc.NewSequencer(a.DB, a.recorder, a.Log)
	a.audit = auditsvc.New(a.DB, a.Sealer, a.sequencer, a.keys, auditsvc.Deps{
		Zone: a.Zone, ClientByFile: a.clientByFile,
		FileNumbers: a.fileNumbers, Seen: seen, Own: a.ownCase,
	})
}

// bindCases makes the services of a case: they know one another through small interfaces, some of which the composition
// root ties only after both are made.
func (a *App) bindCases() {
	a.plans, a.enforcement, a.life = &planning.Kit{}, &enforcing.Kit{}, &living.Kit{}
	a.portal, a.visits = &clientpages.Kit{}, &visiting.Kit{}
	a.supervision = supervisionsvc.New(a.DB, supervisionsvc.Deps{
		Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Now: a.DB.Now, Term: term{a}, Plans: a.plans, Changed: a.messages.Changed, Became: a.messages.Became,
		Undo: a.visits.Undoing(a.enforcement.Undo), MoveAlong: a.visits.MoveAlong,
		Crisis: a.life.Raise, Resting: a.life.Resting,
	})
	a.messages.BindSeries(a.supervision)
	a.people = personsvc.New(a.DB, personsvc.Deps{Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Files: files{a}, Rests: a.supervision.Ops(), Blobs: a.Blobs})
	a.orders = ordersvc.New(a.DB, ordersvc.Deps{
		Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Offices: offices{a}, Notify: notify{a},
		People: brief.Book{}, Allocation: allocation{a}, Demands: demands{a}, Documents: a.people.Ops(),
	})
	a.intake = orderintakesvc.New(a.DB, orderintakesvc.Deps{
		Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, People: a.people.Ops(),
		Orders: a.orders.Ops(), Offices: offices{a}, Notify: notify{a}, Courts: a.courts,
		Papers: a.people.Ops(), Blobs: a.Blobs,
	})
	a.register = orderregistersvc.New(a.DB, a.orders.Ops())
	a.lists = orderlistsvc.New(a.DB, a.orders.Ops())
	a.care = care.Service(care.Bound{DB: a.DB, Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Org: a.org, Instruments: a.instruments, Warn: a.compartments.Ops().WarnWorkers})
	a.bindAssessments()
	*a.plans = planning.Kit{DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Orders: a.orders, Needs: a.assess.Service.Ops().Needs, Own: a.ownCase}
	a.plans.Bind()
	a.life.Bind(living.Kit{DB: a.DB, Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Org: a.org, Tree: a.officeTree, People: a.people, Cases: a.orgCases, Supervision: a.supervision})
	a.messages.Died = a.life.Life.Ops().Died
	a.outgoing = papering.Bind(a.DB, papering.Record{Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Orders: a.orders.Ops(), Offices: a.officeWords, Courts: a.courts, Subjects: a.subjects()}, a.Blobs, a.people.Ops())
	a.bindReleases()
	a.bindContacts()
	*a.enforcement = enforcing.Kit{
		DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Orders: a.orders, Plans: a.plans, Record: a.supervision.Ops(),
		Spans:  []enforcing.Spans{a.life.Life.Ops().Spans, a.contacts.Service.Ops().Seasons},
		Papers: enforcing.Issuing{Papers: a.outgoing.Papers.Ops(), Words: a.Words, Rules: a.Rules, Zone: a.Zone},
	}
	a.enforcement.Bind()
	a.bindVisits()
	a.bindPortal()
	a.monitoring = (&monitor.Kit{
		DB: a.DB, Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Org: a.org, System: a.System, Outbox: a.messages.Outbox, Line: a.portal.Hotline,
		Texts: a.victimTexts, Areas: personreadsvc.Districts, Log: a.Log,
		Ties: monitor.DeskTies{Tree: a.officeTree, Words: a.Words, Send: a.messages.Send},
	}).Bind()
	a.monitoring.BindPrompts(a.portal)
}

// cardSources are the parts of the card with the tables that move them.
func (a *App) cardSources() []casefilesvc.Source {
	careName, prefixes, part := care.Part(a.care)
	return []casefilesvc.Source{
		{Name: "person", Prefixes: []string{"person"}, Part: a.people.Ops().CardPart},
		{Name: "order", Prefixes: []string{"order"}, Part: a.orders.Ops().CardPart, Counted: true},
		{Name: "documents", Prefixes: []string{"person"}, Part: a.orders.Ops().DocsPart},
		{Name: "org", Prefixes: []string{"org"}, Part: a.orgCases.Ops().CardPart, Counted: true},
		{Name: "access", Prefixes: []string{"access"}, Part: a.access.Ops().CardPart, Counted: true},
		{Name: "supervision", Prefixes: []string{"supervision"}, Part: a.supervision.Ops().CardPart},
		a.assess.Card(),
		a.plans.Card(),
		a.enforcement.Card(),
		{Name: careName, Prefixes: prefixes, Part: part, OnCard: true},
		a.contacts.Card(),
		a.weights.Source(), // last: points rest on what the others say
	}
}

// initialise fills an empty database with what every service has: the offices of the jurisdiction.
func (a *App) initialise(ctx context.Context) error {
	ship, err := kg.Offices()
	if err != nil {
		return err
	}
	a.shipped = ship
	if _, err := a.org.LoadOffices(a.Operator(ctx), ship); err != nil {
		return err
	}
	return a.DB.Read(ctx, func(r *db.Reader) error {
		a.officeNames, err = a.org.Ops().OfficeNames(ctx, r, a.Today())
		return err
	})
}

// Start runs what nobody waits for: numbering of entries and the scheduled sweeps. Close stops it.
func (a *App) Start() {
	ctx, stop := context.WithCancel(context.Background())
	a.stop, a.running = stop, make(chan struct{})
	a.jobs.Start(ctx)
	a.monitoring.Start(ctx)
	go func() {
		defer close(a.running)
		a.sequencer.Run(ctx)
	}()
}

// TasksDue counts the tasks that are owed now; 0 means that what was due at a start is done.
func (a *App) TasksDue(ctx context.Context) (int, error) { return a.jobs.Due(ctx, a.DB.Now()) }
