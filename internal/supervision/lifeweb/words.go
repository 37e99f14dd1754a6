package lifeweb

import (
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/life"
)

// own are fields that a kind or a move calls by a name of its own; the others are called alike everywhere.
var own = map[string]bool{ //nolint:gochecknoglobals // a table
	"hospital.body": true, "hospital.place": true, "hospital.until": true, "arrest.body": true, "work.body": true, "address.place": true, "travel.place": true,
	"death.from": true, "search.from": true, "search.words": true, "search.place": true, "court.body": true, "court.code": true, "court.until": true,
	"send.body": true, "found.place": true, "confirm_death.body": true, "confirm_death.number": true, "confirm_death.day": true, "return.day": true,
	"grant.until": true, "look.code": true, "check.code": true, "found.code": true, "convict.body": true,
}

// label is how a field is called in a form: by the move, else by the kind, else in general.
func label(kind life.Kind, move string, f life.Field) msg.Message {
	for _, of := range []string{move, string(kind)} {
		if key := of + "." + string(f); own[key] && (of != string(kind) || move == "") {
			return ui.M("life.field." + key)
		}
	}
	return ui.M("life.field." + string(f))
}
