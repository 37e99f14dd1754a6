package matrix

import (
	"context"
	"encoding/json"
	"slices"

	"tuzjol/internal/platform/db"
)

// note keeps a request for the comparison with the record.
func (v *visitor) note(p page, a answer) {
	if p.route.Public {
		return
	}
	s := sent{
		id: a.id, route: p.route.Method + " " + p.route.Pattern, purpose: string(p.route.Purpose), action: string(p.route.Action), status: a.status,
		unsafe: p.route.Method != "GET",
	}
	if p.client != nil && a.status == 200 {
		s.subject = string(p.client.ID)
	}
	v.sent = append(v.sent, s)
}

type entry struct {
	Kind, Actor, Route, Purpose, Action, Result string
	Subjects                                    []string
}

// recorded compares what was sent with what the record says: one entry a request, with actor, purpose, result and whose.
func (v *visitor) recorded() {
	v.t.Helper()
	found := map[string][]entry{}
	ctx := context.Background()
	err := v.w.App.DB.Read(v.w.Job(), func(r *db.Reader) error {
		rows, err := db.All[string](ctx, r.System(), `select content from audit_entry where actor = $1 order by id`, v.staff.Account)
		for _, text := range rows {
			var e struct {
				entry
				Request string
			}
			if err := json.Unmarshal([]byte(text), &e); err != nil {
				return err
			}
			found[e.Request] = append(found[e.Request], e.entry)
		}
		return err
	})
	if err != nil {
		v.t.Error(err)
	}
	for _, s := range v.sent {
		v.matches(s, found[s.id])
	}
}

func (v *visitor) matches(s sent, got []entry) {
	if len(got) != 1 {
		v.t.Errorf("%s as %s (%d): %d entries in the record: %+v", s.route, v.staff.Key, s.status, len(got), got)
		return
	}
	e := got[0]
	if e.Actor != string(v.staff.Account) || e.Purpose != s.purpose || e.Route != s.route {
		v.t.Errorf("%s as %s: entry %+v", s.route, v.staff.Key, e)
	}
	if e.Kind == "read" && (e.Action != s.action || e.Result == "" || e.Result == "ok" != (s.status < 400)) {
		v.t.Errorf("%s as %s (%d): entry %+v", s.route, v.staff.Key, s.status, e)
	}
	if e.Kind == "write" && !s.unsafe {
		v.t.Errorf("%s as %s wrote %s", s.route, v.staff.Key, e.Action)
	}
	if s.subject != "" && !slices.Contains(e.Subjects, s.subject) {
		v.t.Errorf("%s as %s: the entry does not say whose record was shown", s.route, v.staff.Key)
	}
}
