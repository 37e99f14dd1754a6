// Package words names what stands in the record for a reader: territories, reasons, whoever ran a command.
package words

import (
	"os"
	"os/user"
	"strings"

	"tuzjol/internal/rulebook"
)

// OSUser names who runs the command, for the audit record.
func OSUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	if name := os.Getenv("USER"); name != "" {
		return name
	}
	return "unknown"
}

// territoryNames turn an office's name into that of its territory: one office serves one district or city, and the
// shipped list names offices only.
var territoryNames = strings.NewReplacer(
	" райондук пробация бөлүмү", " району", " шаардык пробация бөлүмү", " шаары",
	" районный отдел пробации", " район", " городской отдел пробации", " (город)",
	" district probation office", " district", " city probation office", " city",
)

// Territory is the name of the territory that an office serves.
func Territory(office string) string { return territoryNames.Replace(office) }

// Reason is the label of a reason's code, whichever list of reasons holds it; a text that is no code stays as it is.
func Reason(rb *rulebook.Rulebook, reason, lang string) string {
	for _, l := range rb.Lists {
		if !strings.HasSuffix(l.ID, "_reasons") && !strings.HasSuffix(l.ID, "_grounds") {
			continue
		}
		if it, ok := l.Item(reason); ok {
			return it.Label.In(lang)
		}
	}
	return reason
}
