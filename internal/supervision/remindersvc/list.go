package remindersvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/reminder"
)

// Line is a message as people see it. Words and address are those of reminders only: a one-time code is nobody's to read.
type Line struct {
	ID       string
	Client   id.Client
	Kind     string
	Channel  notify.Channel
	Address  string
	Words    string
	State    notify.State
	Cause    string
	PutAt    civil.Instant
	SentAt   civil.Instant
	Expires  civil.Instant
	Attempts int
	Version  int
}

// Open reports whether a person must decide of it at now: nothing can be decided of what is too late.
func (l Line) Open(now civil.Instant) bool {
	trouble := l.State == notify.Failed || l.State == notify.Uncertain
	return trouble && (l.Expires.IsZero() || now.Before(l.Expires))
}

type lineRow struct {
	ID       string
	Client   id.Client
	Key      string
	Channel  notify.Channel
	Address  []byte
	Body     []byte
	State    notify.State
	Cause    string
	PutAt    civil.Instant
	SentAt   civil.Instant
	Expires  civil.Instant
	Attempts int
	Version  int
}

const lineCols = `c.id, c.client_id, c.msg_key, c.channel, c.address, c.body, c.state, c.cause, c.put_at, c.sent_at, c.expires_at, c.attempts, c.version`

func (o *Ops) lines(ctx context.Context, r *db.Reader, rows []lineRow) ([]Line, error) {
	out := make([]Line, len(rows))
	var boxes []seal.Box
	for i, x := range rows {
		kind, _, _ := strings.Cut(x.Key, ":")
		out[i] = Line{
			ID: x.ID, Client: x.Client, Kind: kind, Channel: x.Channel, State: x.State, Cause: x.Cause, PutAt: x.PutAt, SentAt: x.SentAt,
			Expires: x.Expires, Attempts: x.Attempts, Version: x.Version,
		}
		if kind != Kind {
			x.Address, x.Body = nil, nil
		}
		for column, sealed := range map[string][]byte{"address": x.Address, "body": x.Body} {
			boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: "notify_message", Column: column, Row: x.ID, Sealed: sealed})
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i, b := range boxes {
		if b.Column == "address" {
			out[i/2].Address = string(b.Plain)
		} else {
			out[i/2].Words = string(b.Plain)
		}
	}
	return out, nil
}

// View is what a client's page shows of messages.
type View struct {
	Wish     Wish
	Phones   []reminder.Phone
	Choice   reminder.Choice // how a reminder would go now
	Held     string          // why none goes today: a code of Deps.Held
	Messages []Line          // the latest first
}

const maxLines = 100

// View reads a client's messages, wishes and numbers. Needs ReadClient. Fault: not_found.
func (s *Service) View(ctx context.Context, client id.Client) (View, error) {
	var out View
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		if out.Wish, err = s.ops.wish(ctx, r, client); err != nil {
			return err
		}
		if out.Phones, _, err = s.ops.phones(ctx, r, client); err != nil {
			return err
		}
		out.Choice = reminder.Choose(out.Wish.Preference, out.Phones)
		if out.Held, err = s.ops.held(ctx, r, client, s.Today()); err != nil {
			return err
		}
		rows, err := db.All[lineRow](ctx, r, `select `+lineCols+` from notify_message c where c.client_id = $1 and {visible c.client_id}
			order by c.put_at desc, c.id desc limit $2`, client, maxLines)
		if err != nil {
			return err
		}
		out.Messages, err = s.ops.lines(ctx, r, rows)
		return err
	})
	return out, err
}

// Filter narrows the list of messages.
type Filter struct {
	State   string // open (a person must decide), or one of the states; empty: all
	Channel notify.Channel
	Office  id.Office
	Page    page.Request
}

// List is a page of messages of the clients whom the reader works with, or of the reader's offices.
type List struct {
	Lines []Line
	Next  page.Cursor
}

// Messages lists messages, the latest first. Needs DecideMessage.
func (s *Service) Messages(ctx context.Context, f Filter) (List, error) {
	var out List
	if !access.From(ctx).May(access.DecideMessage) {
		return out, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return out, s.db.Read(ctx, func(r *db.Reader) error {
		cond, b := f.where(access.From(ctx), s.db.Now())
		args := b.Args()
		rows, err := db.All[lineRow](ctx, r, `select `+lineCols+` from notify_message c where `+cond+` and {visible c.client_id}
			order by c.put_at desc, c.id desc limit `+limit(f.Page.Limit()+1), args...)
		if err != nil {
			return err
		}
		if len(rows) > f.Page.Limit() {
			rows = rows[:f.Page.Limit()]
			last := rows[len(rows)-1]
			out.Next = page.Cursor{Key: last.PutAt.String(), ID: last.ID}
		}
		for _, x := range rows {
			db.Shown(ctx, x.Client)
		}
		out.Lines, err = s.ops.lines(ctx, r, rows)
		return err
	})
}

// CountOpen counts the messages of which the reader must decide.
func (o *Ops) CountOpen(ctx context.Context, r *db.Reader, now civil.Instant) (int, error) {
	rights := access.From(ctx)
	if !rights.May(access.DecideMessage) {
		return 0, nil
	}
	cond, b := Filter{State: OpenState}.where(rights, now)
	args := b.Args()
	return db.One[int](ctx, r, `select count(*) from notify_message c where `+cond+` and {visible c.client_id}`, args...)
}

// OpenState is the filter of what a person must decide.
const OpenState = "open"

// where builds the condition; every part is a literal, every value an argument.
func (f Filter) where(rights access.Rights, now civil.Instant) (string, *db.Binder) {
	b := &db.Binder{}
	parts := []string{"c.client_id is not null"}
	if rights.Reach(access.DecideMessage) == access.Own {
		parts = append(parts, `exists (select 1 from access_list l where l.client_id = c.client_id and l.account_id = `+b.Bind(string(rights.Account))+
			` and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > `+b.Bind(now.String())+`))`)
	}
	if f.Office != "" {
		parts = append(parts, `exists (select 1 from access_client o where o.client_id = c.client_id and o.office_id = `+b.Bind(string(f.Office))+`)`)
	}
	if f.State == OpenState {
		parts = append(parts, `c.state in ('failed', 'uncertain') and (c.expires_at is null or c.expires_at > `+b.Bind(now.String())+`)`)
	} else if f.State != "" {
		parts = append(parts, "c.state = "+b.Bind(f.State))
	}
	if f.Channel != "" {
		parts = append(parts, "c.channel = "+b.Bind(string(f.Channel)))
	}
	if f.Page.After.ID != "" {
		parts = append(parts, "(c.put_at, c.id) < ("+b.Bind(f.Page.After.Key)+", "+b.Bind(f.Page.After.ID)+")")
	}
	return strings.Join(parts, " and "), b
}
