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
