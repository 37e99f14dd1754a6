package portal

import (
	"slices"

	"tuzjol/internal/kernel/civil"
)

// Look is one line of "who looked at my record": when, which body, in which role, what for. Never who.
type Look struct {
	At      civil.Instant
	Role    string // access.Role; "service" for the machine itself, "me" for the client
	Purpose string // code; its text is the message "portal.looked.purpose.<code>"
	Changed bool
	Times   int // entries of the same minute that say the same
}

// Together joins looks of the same minute, role and purpose: one page that somebody opened leaves several entries, and a list of
// them tells the client less. Looks stand with the latest first; their order is kept.
func Together(looks []Look) []Look {
	type same struct {
		minute        int64
		role, purpose string
		changed       bool
	}
	var out []Look
	at := map[same]int{}
	for _, l := range looks {
		key := same{l.At.Time().Unix() / 60, l.Role, l.Purpose, l.Changed}
		l.Times = max(l.Times, 1)
		if i, ok := at[key]; ok {
			out[i].Times += l.Times
			continue
		}
		at[key] = len(out)
		out = append(out, l)
	}
	return out
}

// Purposes lists those that have words of their own; others read as "work of the service".
func Purposes() []string {
	return []string{"supervision", "intake", "allocation", "assessment", "audit", "account", "management", "access"}
}

// PurposeWord is the code under which a purpose is shown.
func PurposeWord(purpose string) string {
	if slices.Contains(Purposes(), purpose) {
		return purpose
	}
	return "other"
}
