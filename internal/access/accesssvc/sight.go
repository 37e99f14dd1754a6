// Package accesssvc reads rights, turns them into the predicate of every query over people, and keeps the access lists.
package accesssvc

import (
	"tuzjol/internal/access"
	"tuzjol/internal/platform/db"
)

// Sight is the predicate of one actor's rights. It is the only place where seeing is decided.
type Sight struct{ Rights access.Rights }

// Predicate implements db.Sight over the access tables.
func (s Sight) Predicate(col string, b *db.Binder) string {
	if s.Rights.System {
		return "1=1"
	}
	list := s.lists("v.id", b)
	return "exists (select 1 from access_client v where v.id = " + col + " and v.hidden = false and " + s.scope(b, list) +
		" and (v.restricted = false or " + list("'allow','glass'") + ")" +
		" and (v.sealed = false or " + list("'sealed'") + ")" +
		" and not (" + list("'exclude'") + "))"
}

// lists gives the predicate that a client is on one of the actor's lists of some kinds. The lists depend on the actor alone, so
// that an engine reads each once a statement and not once a row.
func (s Sight) lists(col string, b *db.Binder) func(kinds string) string {
	me, now := b.Bind(string(s.Rights.Account)), b.Bind(s.Rights.Now.String())
	return func(kinds string) string {
		return col + " in (select l.client_id from access_list l where l.account_id = " + me +
			" and l.kind in (" + kinds + ") and l.replaced_at is null and (l.until is null or l.until > " + now + "))"
	}
}

// Reach gives, for a table that carries the office of each file, conditions one of which holds for every row in sight, each of
// which an engine can look up: that the office is one of the actor's, and that the client is related to the actor. They only say
// where to look; seeing is decided by {visible} as everywhere. nil means that the whole country is to be looked through.
func Reach(sight db.Sight, client, office string, b *db.Binder) []string {
	s, ours := sight.(Sight)
	if !ours || s.Rights.System || s.Rights.National {
		return nil
	}
	out := []string{s.lists(client, b)(related)}
	if len(s.Rights.Offices) > 0 {
		out = append(out, office+" in "+s.offices(b))
	}
	return out
}

// related are the lists that bring a client into scope from anywhere.
const related = "'assigned','covering','glass','watching'"

// Inside implements db.Sight: a row in a sealed compartment of a client is there only for those to whom two persons opened it,
// and never, in the compartment of a victim, for whoever works the case.
func (s Sight) Inside(client, compartment string, b *db.Binder) string {
	if s.Rights.System {
		return "1=1"
	}
	me, now := b.Bind(string(s.Rights.Account)), b.Bind(s.Rights.Now.String())
	return compartment + " is null or exists (select 1 from access_compartment m where m.client_id = " + client + " and m.compartment = " + compartment +
		" and m.account_id = " + me + " and m.replaced_at is null and (m.until is null or m.until > " + now + ") and (m.compartment <> '" + string(access.Victim) +
		"' or not exists (select 1 from access_list l where l.client_id = m.client_id and l.account_id = m.account_id and l.kind in ('assigned','covering')" +
		" and l.replaced_at is null and (l.until is null or l.until > " + now + "))))"
}

func (s Sight) scope(b *db.Binder, list func(string) string) string {
	if s.Rights.National {
		return "1=1"
	}
	if len(s.Rights.Offices) == 0 {
		return list(related)
	}
	return "(v.office_id in " + s.offices(b) + " or " + list(related) + ")"
}

func (s Sight) offices(b *db.Binder) string {
	in := "("
	for i, o := range s.Rights.Offices {
		if i > 0 {
			in += ","
		}
		in += b.Bind(string(o))
	}
	return in + ")"
}
