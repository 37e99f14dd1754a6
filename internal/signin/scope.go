package signin

import (
	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
)

// Scope is what a program's token may be for; its text is the message "signin.scope.<name>".
type Scope struct {
	Name    string
	Actions []actor.Action
}

// Scopes lists what tokens may be given for; the owner's own rights still bound them.
func Scopes() []Scope {
	return []Scope{
		{Name: "judgments", Actions: []actor.Action{access.ReceiveJudgment}},
		{Name: "clients", Actions: []actor.Action{access.SearchClients, access.ReadClient, access.ReadCaseload}},
		{Name: "contacts", Actions: []actor.Action{access.RecordContact, access.ManageAppointment}},
	}
}

// ScopeActions joins the actions of named scopes; unknown names are left out.
func ScopeActions(names []string) []actor.Action {
	var out []actor.Action
	for _, s := range Scopes() {
		for _, n := range names {
			if n == s.Name {
				out = append(out, s.Actions...)
			}
		}
	}
	return out
}
