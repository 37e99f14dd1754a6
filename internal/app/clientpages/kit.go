// Package clientpages binds the client's own pages to the record: who is meant by a number, what the pages tell of orders, plan and
// appointments, whom to tell, and what stops with the supervision.
package clientpages

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/care"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/portalsvc"
	"tuzjol/internal/portal/portalweb"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Kit is what the client's pages need of the service, and what comes of it.
type Kit struct {
	DB     *db.DB
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Blobs  *blob.Store
	Words  *i18n.Catalogue
	Config config.Config
	Orders *ordersvc.Service
	Org    *orgsvc.Service
	Audit  *auditsvc.Service
	Tree   func(ctx context.Context, r *db.Reader) (org.Tree, error)
	Send   func(ctx context.Context, tx *db.Tx, m notify.Message) error
	Crisis func(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error)
	Papers *papersvc.Ops
	// Resting tells whether nothing may be demanded of a client on a day: hospital, custody, a search.
	Resting func(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (supervision.Span, bool, error)

	Portal   *portalsvc.Service
	Requests *requestsvc.Service
	Checkins *checkinsvc.Service
	Prompts  portalweb.Prompts // check-ins at random moments; nil where there are none

	mu   *sync.Mutex
	told map[string]string // codes of the demonstration by attempt
}

// Bind makes the services.
func (k *Kit) Bind() {
	k.mu = &sync.Mutex{}
	deps := portalsvc.Deps{Seal: k.Seal, Zone: k.Zone, Find: k.find, Phones: k.phones, Send: k.Send, Text: k.codeText}
	if k.Config.Demo {
		k.told = map[string]string{}
		deps.Told = k.tell
	}
	k.Portal = portalsvc.New(k.DB, deps)
	k.Requests = requestsvc.New(k.DB, requestsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Place: k.place, Above: k.above, TellOfficer: k.tellOfficer, TellHandlers: k.tellHandlers, Issued: issued{k},
	})
	k.Checkins = checkinsvc.New(k.DB, checkinsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Blobs: k.Blobs, Live: k.live, Pause: k.pause, Level: k.level, Crisis: k.Crisis, Tell: k.tellOfficer,
	})
}

// tell keeps a code of the demonstration for its page; a real service has none of it.
func (k *Kit) tell(attempt, code string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.told) > 1000 {
		clear(k.told)
	}
	k.told[attempt] = code
}

// Told is the code of an attempt in the demonstration.
func (k *Kit) Told(attempt string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.told[attempt]
}

// codeText is the message with a one-time code. It names no service and no person: a telephone is read by others.
func (k *Kit) codeText(lang, code string) string {
	if !i18n.Supported(lang) {
		lang = i18n.Kyrgyz
	}
	return i18n.T(i18n.WithCatalogue(context.Background(), k.Words, lang, k.Zone), "portal.sms", "Code", code)
}

func (k *Kit) answers() care.Answering {
	return care.Answers(care.Bound{DB: k.DB, Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Org: k.Org})
}

// tellOfficer tells whoever answers for the client today; without one, the head of the office.
func (k *Kit) tellOfficer(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
	a := k.answers()
	who, err := a.Named(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	if who != "" {
		return a.Account(ctx, tx, who, n)
	}
	return a.Head(ctx, tx, client, n)
}

// tellHandlers tells those of an office who handle complaints, and nobody else there: not the register, not duty operators.
func (k *Kit) tellHandlers(ctx context.Context, tx *db.Tx, office id.Office, n access.Notice) error {
	holders, err := accesssvc.Ops{}.Holders(ctx, &tx.Reader, []id.Office{office}, tx.Now.In(k.Zone), access.Regional, access.Director)
	for _, h := range holders {
		if err := k.Org.Ops().NotifyAccount(ctx, tx, h.Account, n); err != nil {
			return err
		}
	}
	return err
}

func (k *Kit) above(ctx context.Context, r *db.Reader, office id.Office) ([]id.Office, error) {
	tree, err := k.Tree(ctx, r)
	if err != nil {
		return nil, err
	}
	path := tree.Path(office)
	if len(path) == 0 {
		return nil, nil
	}
	return path[1:], nil
}

func (k *Kit) place(ctx context.Context, r *db.Reader, client id.Client) (requestsvc.Place, error) {
	type row struct {
		Office  id.Office
		Officer id.Account
	}
	x, ok, err := db.Maybe[row](ctx, r.System(), `select c.office_id, c.officer_id from casefile_card c where c.client_id = $1`, client)
	if err != nil {
		return requestsvc.Place{}, err
	}
	if !ok || x.Office == "" {
		if x.Office, err = (accesssvc.Ops{}).OfficeOf(ctx, r.System(), client); err != nil {
			return requestsvc.Place{}, err
		}
	}
	up, err := k.above(ctx, r, x.Office)
	return requestsvc.Place{Office: x.Office, Officer: x.Officer, Above: up}, err
}

// Stop ends check-in and access when nothing binds the client any more.
func (k *Kit) Stop(ctx context.Context, tx *db.Tx, client id.Client, ground string) ([]fact.Fact, error) {
	if err := k.Portal.Ops().End(ctx, tx, client); err != nil {
		return nil, err
	}
	return k.Checkins.Ops().Stop(ctx, tx, client, "ended")
}

// Sweeps are the recurring tasks.
func (k *Kit) Sweeps() []job.Sweep {
	return []job.Sweep{
		{Name: "portal.sweep", Next: job.Every(time.Hour), Run: func(ctx context.Context, now civil.Instant) error { return k.Portal.Sweep(ctx, now) }},
		{Name: "portal.checkins", Next: job.Daily(k.Zone, 5, 0), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Checkins.Sweep(ctx)
			return err
		}},
	}
}

// audio is the address of the spoken form of a page, where somebody put a recording into the folder.
func (k *Kit) audio(lang, page string) string {
	if k.Config.PortalAudio == "" {
		return ""
	}
	if info, err := os.Stat(filepath.Join(k.Config.PortalAudio, lang, page+".mp3")); err != nil || info.IsDir() {
		return ""
	}
	return "/audio/" + lang + "/" + page + ".mp3"
}

func (k *Kit) listen(lang, name string) ([]byte, error) {
	if k.Config.PortalAudio == "" || !i18n.Supported(lang) || !strings.HasSuffix(name, ".mp3") || strings.ContainsAny(name, `/\`) || strings.Contains(name, "..") {
		return nil, fault.MissingRecord()
	}
	return os.ReadFile(filepath.Join(k.Config.PortalAudio, lang, name))
}
