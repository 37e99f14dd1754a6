package auditsvc

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Line is one entry of a list: what the record holds, its number, and the reason as it may be shown.
type Line struct {
	audit.Entry
	Seq    int64 // 0 while it waits for its number
	Reason string
	// Withheld says that a reason was given which is content of a sealed compartment.
	Withheld bool
}

// Entries lists entries, newest first; next is the entry to continue after. An auditor sees who did what to which
// record by identifier, never what the record says; reasons are part of the record of access and are shown.
// Needs access.ReadAudit. Faults: forbidden.
func (s *Service) Entries(ctx context.Context, f audit.Filter) (lines []Line, next id.Entry, err error) {
	if err := permit(ctx, access.ReadAudit); err != nil {
		return nil, "", err
	}
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		lines, next, err = s.list(ctx, r.System(), f, "")
		return err
	})
	for _, l := range lines {
		db.Shown(ctx, l.Subjects...)
	}
	return lines, next, err
}

// AccessLog lists who read or changed one client's record, newest first. Needs access.ReadAccessLog on the client, or to be
// that client.
// Faults: not_found.
func (s *Service) AccessLog(ctx context.Context, f audit.Filter) (lines []Line, next id.Entry, err error) {
	reach, sight := access.From(ctx).Reach(access.ReadAccessLog), " and {visible s.client_id} and {inside s.client_id s.compartment}"
	if f.Client != "" && access.Self(ctx) == f.Client { // on the client's own pages, which show roles and purposes only
		reach, sight = access.InSite, sight+access.OwnerSees
		if f.NoGlass {
			sight += access.UnderGlass
		}
	}
	if reach == access.None || f.Client == "" {
		return nil, "", fault.MissingRecord()
	}
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		if s.deps.Seen != nil {
			if err := s.deps.Seen(ctx, r, f.Client); err != nil {
				return err
			}
		}
		if reach == access.Own && s.deps.Own != nil {
			own, err := s.deps.Own(ctx, r, f.Client)
			if err != nil || !own {
				return errors.Join(err, fault.MissingRecord())
			}
		}
		lines, next, err = s.list(ctx, r, f, sight)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	for i := range lines {
		lines[i].Subjects = []id.Client{f.Client} // the others on the same page are no matter of this file
	}
	db.Shown(ctx, f.Client)
	return lines, next, nil
}

type lineRow struct {
	Seq     int64
	Content string
}

func (s *Service) list(ctx context.Context, r *db.Reader, f audit.Filter, sight string) ([]Line, id.Entry, error) {
	b := &db.Binder{}
	from := `audit_entry e left join audit_chain c on c.entry_id = e.id`
	var cond []string
	if f.Client != "" {
		from = `audit_subject s join audit_entry e on e.id = s.entry_id left join audit_chain c on c.entry_id = e.id`
		cond = append(cond, "s.client_id = "+b.Bind(string(f.Client))+sight)
	}
	add := func(column, op, value string) {
		if value != "" {
			cond = append(cond, column+" "+op+" "+b.Bind(value))
		}
	}
	key := "e.id"
	if f.Client != "" {
		key = "s.entry_id"
	}
	add("e.actor", "=", f.Actor)
	add("e.action", "=", f.Action)
	add("e.kind", "=", string(f.Kind))
	for _, action := range f.Without {
		add("e.action", "<>", action)
	}
	// Identifiers begin with their time, so a span of days is a span of the key.
	if !f.From.IsZero() {
		add(key, ">=", audit.FirstID(f.From.StartIn(s.deps.zone())))
	}
	if !f.To.IsZero() {
		add(key, "<", audit.FirstID(f.To.AddDays(1).StartIn(s.deps.zone())))
	}
	add(key, "<", string(f.Before))
	where := ""
	if len(cond) > 0 {
		where = " where " + strings.Join(cond, " and ")
	}
	size := min(cmp.Or(max(f.Size, 0), audit.PageSize), audit.ExportSize)
	rows, err := db.All[lineRow](ctx, r, `select c.seq, e.content from `+from+where+` order by `+key+` desc limit `+b.Bind(size+1), b.Args()...)
	if err != nil {
		return nil, "", err
	}
	lines, err := s.lines(ctx, r, rows, f.Client, sight == "")
	if err != nil || len(lines) <= size {
		return lines, "", err
	}
	return lines[:size], lines[size-1].ID, nil
}

// lines decodes rows and opens the reasons. In the log of one client only reasons given about that client are shown:
// an act on two people must not carry one's matters into the other's file. An auditor reads no content of a compartment.
func (s *Service) lines(ctx context.Context, r *db.Reader, rows []lineRow, only id.Client, auditing bool) ([]Line, error) {
	out := make([]Line, len(rows))
	var boxes []seal.Box
	var of []int
	for i, row := range rows {
		e, err := audit.Decode([]byte(row.Content))
		if err != nil {
			return nil, err
		}
		out[i] = Line{Entry: e, Seq: row.Seq, Reason: e.Reason.Plain}
		if auditing && len(e.Inside) > 0 && !access.TellsOfCompartments(actor.Action(e.Action)) {
			out[i].Reason, out[i].Withheld = "", !e.Reason.IsZero()
			continue
		}
		if len(e.Reason.Sealed) > 0 && (only == "" || e.Reason.Scope == string(seal.Client(only))) {
			boxes = append(boxes, seal.Box{Scope: seal.Scope(e.Reason.Scope), Table: "audit_entry", Column: "reason", Row: string(e.ID), Sealed: e.Reason.Sealed})
			of = append(of, i)
		}
	}
	if err := s.sealer.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for n, b := range boxes {
		out[of[n]].Reason = string(b.Plain)
	}
	return out, nil
}

// Entry reads one entry with everything it commits to. Values of a person's row stay sealed: Change.Values is only
// their presence; what facts inside a compartment say is left out. Needs access.ReadAudit. Faults: not_found.
func (s *Service) Entry(ctx context.Context, entry id.Entry) (Line, error) {
	if err := permit(ctx, access.ReadAudit); err != nil {
		return Line{}, err
	}
	var out Line
	err := s.db.Read(ctx, func(r *db.Reader) error {
		row, err := db.One[lineRow](ctx, r, `select c.seq, e.content from audit_entry e left join audit_chain c on c.entry_id = e.id where e.id = $1`, string(entry))
		if err != nil {
			return err
		}
		lines, err := s.lines(ctx, r.System(), []lineRow{row}, "", true)
		if err == nil {
			out = lines[0]
			for i, f := range out.Facts {
				if f.Compartment != "" {
					out.Facts[i].Data = nil
				}
			}
		}
		return err
	})
	db.Shown(ctx, out.Subjects...)
	return out, err
}

// Find turns what an auditor types (a file number, a client's or an entry's identifier) into the client or the entry.
// Needs access.ReadAudit. Faults: invalid.
func (s *Service) Find(ctx context.Context, text string) (client id.Client, entry id.Entry, err error) {
	if err := permit(ctx, access.ReadAudit); err != nil {
		return "", "", err
	}
	text = strings.TrimSpace(text)
	err = s.db.Read(ctx, func(r *db.Reader) error {
		all := r.System()
		if id.Valid(text) {
			_, known, err := db.Maybe[string](ctx, all, `select id from audit_entry where id = $1`, text)
			if err != nil {
				return err
			}
			if known {
				entry = id.Entry(text)
				return nil
			}
			client = id.Client(text)
			return nil
		}
		if text != "" && s.deps.ClientByFile != nil {
			found, ok, err := s.deps.ClientByFile(ctx, all, text)
			if err != nil || ok {
				client = found
				return err
			}
		}
		var p fault.Problems
		p.Add("q", "audit.fault.find")
		return p.Err()
	})
	return client, entry, err
}

// FileNumbers names clients by their file numbers, for an auditor's list. Needs access.ReadAudit.
func (s *Service) FileNumbers(ctx context.Context, clients []id.Client) (map[id.Client]string, error) {
	if s.deps.FileNumbers == nil || len(clients) == 0 || !access.From(ctx).May(access.ReadAudit) {
		return map[id.Client]string{}, nil
	}
	var out map[id.Client]string
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.deps.FileNumbers(ctx, r.System(), clients)
		return err
	})
	return out, err
}

// Actions lists the actions of the record, for the filter. Needs access.ReadAudit.
func (s *Service) Actions(ctx context.Context) ([]string, error) {
	if err := permit(ctx, access.ReadAudit); err != nil {
		return nil, err
	}
	var out []string
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		// Steps along the index instead of reading every entry.
		out, err = db.All[string](ctx, r, `with recursive a(action) as (select min(action) from audit_entry
			union all select (select min(e.action) from audit_entry e where e.action > a.action) from a where a.action is not null)
			select action from a where action is not null order by action`)
		return err
	})
	return out, err
}

func (d Deps) zone() *time.Location {
	if d.Zone == nil {
		return time.UTC
	}
	return d.Zone
}

func permit(ctx context.Context, action actor.Action) error {
	if !access.From(ctx).May(action) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}
