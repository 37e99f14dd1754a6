package officecache

import "strings"

// territoryNames turn an office's name into that of its territory: one office serves one district or city, and the
// shipped list names offices only.
var territoryNames = strings.NewReplacer(
	" райондук пробация бөлүмү", " району", " шаардык пробация бөлүмү", " шаары",
	" районный отдел пробации", " район", " городской отдел пробации", " (город)",
	" district probation office", " district", " city probation office", " city",
)

// Territory is the name of what an office serves.
func Territory(office string) string { return territoryNames.Replace(office) }
