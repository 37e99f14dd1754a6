package monitor

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/phones"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/deskweb"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/live"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
)

// DeskTies are what the duty desk needs of the service.
type DeskTies struct {
	Tree  func(ctx context.Context, r *db.Reader) (org.Tree, error)
	Words *i18n.Catalogue
	// Send sends what waits in the outbox, without waiting for its turn.
	Send func(ctx context.Context) error
}

// watchers bounds how many desks may be open at once.
const watchers = 400

// bindDesk makes the duty desk.
func (k *Kit) bindDesk() {
	k.Hub, k.hurry = live.New(watchers), make(chan struct{}, 1)
	k.Published = k.Hub.Wake
	k.Raised = func(ctx context.Context, tx *db.Tx, changes []watchsvc.Change) error {
		var heard []desksvc.Heard
		for _, c := range changes {
			heard = append(heard, desksvc.Heard{Alert: c.Alert, What: c.What})
		}
		return k.Desk.Ops().Raised(ctx, tx, heard)
	}
	k.Lines = linesvc.New(k.DB, k.Seal)
	k.Desk = desksvc.New(k.DB, desksvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Outbox: k.Outbox, Staff: seats{k}, Victims: k.protected, Wearer: k.wearer, Say: k.say,
		Cleared: k.Watch.Clear,
		Explain: func(ctx context.Context, r *db.Reader, alert string) (judge.Explain, bool, error) {
			e, err := k.Watch.Explanation(ctx, r, alert)
			return e, err == nil, err
		},
		Woke: k.Hub.Wake, Hurry: func() {
			select {
			case k.hurry <- struct{}{}:
			default:
			}
		},
	})
}

// protected tells the protected persons of an order through their own register.
func (k *Kit) protected(ctx context.Context, tx *db.Tx, order string, danger bool) ([]string, error) {
	kind := victim.Reduced
	if danger {
		kind = victim.Danger
	}
	return k.Victims.Ops().Warn(ctx, tx, order, kind)
}

// sendAtOnce sends urgent messages when they are put in, until ctx ends.
func (k *Kit) sendAtOnce(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.hurry:
			if k.Ties.Send != nil {
				k.Ties.Send(k.System(ctx, "notify.send")) //nolint:errcheck,gosec // what was not sent is sent by the recurring task, and the desk shows it
			}
		}
	}
}

func (k *Kit) say(lang, key string, args ...any) string {
	return i18n.T(i18n.WithCatalogue(context.Background(), k.Ties.Words, lang, k.Zone), key, args...)
}

// seats implements desksvc.Staff over posts and the tree of offices.
type seats struct{ kit *Kit }

// Above lists an office and those above it, the nearest first.
func (s seats) Above(ctx context.Context, r *db.Reader, office id.Office) ([]id.Office, error) {
	out := []id.Office{}
	if s.kit.Ties.Tree == nil {
		return append(out, office), nil
	}
	tree, err := s.kit.Ties.Tree(ctx, r)
	if err != nil {
		return nil, err
	}
	for at := office; at != ""; {
		out = append(out, at)
		x, ok := tree.Office(at)
		if !ok {
			break
		}
		up, _ := x.ParentOn(s.kit.DB.Now().In(s.kit.Zone))
		at = up.Office
	}
	return out, nil
}

// Duty lists the duty operators, the nearest first.
func (s seats) Duty(ctx context.Context, r *db.Reader, office id.Office) ([]id.Account, error) {
	return s.holders(ctx, r, office, access.DutyOperator)
}

// Chief lists who leads the office and those above it.
func (s seats) Chief(ctx context.Context, r *db.Reader, office id.Office) ([]id.Account, error) {
	return s.holders(ctx, r, office, access.Head, access.Regional, access.Director)
}

func (s seats) holders(ctx context.Context, r *db.Reader, office id.Office, roles ...access.Role) ([]id.Account, error) {
	offices, err := s.Above(ctx, r, office)
	var out []id.Account
	for _, at := range offices {
		list, err := s.at(ctx, r, at, roles...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, err
}

// at lists who holds one of the roles in one office.
func (s seats) at(ctx context.Context, r *db.Reader, office id.Office, roles ...access.Role) ([]id.Account, error) {
	list, err := accesssvc.Ops{}.Holders(ctx, r, []id.Office{office}, s.kit.DB.Now().In(s.kit.Zone), roles...)
	var out []id.Account
	for _, x := range list {
		out = append(out, x.Account)
	}
	return out, err
}

// Tell puts a notice before one member of staff.
func (s seats) Tell(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error {
	return s.kit.Org.Ops().NotifyAccount(ctx, tx, to, n)
}

// wearer gives the numbers of a client that nobody else answers.
func (k *Kit) wearer(ctx context.Context, r *db.Reader, client id.Client) ([]desksvc.Way, error) {
	type row struct {
		ID    string
		Phone []byte
	}
	lang, _, err := db.Maybe[string](ctx, r, `select c.language from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil {
		return nil, err
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.phone from person_phone c where c.client_id = $1 and c.replaced_at is null and c.shared = false
		and c.safe_times is null and {visible c.client_id} order by c.recorded_at desc, c.id desc`, client)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(client), Table: "person_phone", Column: "phone", Row: x.ID, Sealed: x.Phone}
	}
	if err := k.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	if !i18n.Supported(lang) {
		lang = i18n.Kyrgyz
	}
	var out []desksvc.Way
	for i := range boxes {
		if number := string(boxes[i].Plain); number != "" {
			out = append(out, desksvc.Way{Channel: notify.SMS, Address: number, Lang: lang})
		}
	}
	return out, nil
}

// DeskRoutes makes the pages of the duty desk. session tells who asks and reads their rights afresh: a page that stays open asks before each event.
func (k *Kit) DeskRoutes(
	session func(ctx context.Context, r *http.Request) (context.Context, httpx.Session, error),
	shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error),
	names func(ctx context.Context, refs []string) (map[string]string, error),
	labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error),
	cards *casefilesvc.Service,
) []httpx.Route {
	book := phones.Book{DB: k.DB, Seal: k.Seal}
	return deskweb.New(deskweb.Deps{
		Desk: k.Desk, Lines: k.Lines, Hub: k.Hub, Place: k.place, Spots: k.spots, Shell: shell, Names: names, Labels: labels, Offices: cards.OfficeNames,
		Fresh: func(q *httpx.Req) (context.Context, bool) {
			ctx, s, err := session(q.R.Context(), q.R)
			return ctx, err == nil && s.Account != "" && !s.Ended && !s.Locked
		},
		Phones: func(ctx context.Context, client id.Client) ([]deskweb.Phone, error) {
			all, err := book.Of(ctx, []id.Client{client})
			var out []deskweb.Phone
			for _, p := range all[client] {
				out = append(out, deskweb.Phone{Number: p.Number, Safe: p.Safe, Shared: p.Shared})
			}
			return out, err
		},
	}).Routes()
}
