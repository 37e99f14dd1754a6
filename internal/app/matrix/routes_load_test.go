package matrix

import "tuzjol/internal/access"

func loadRoutes() map[string]row {
	const base = "/rulebook/standards"
	const shipped = base + "/kg-2026.1"
	read := func(path string) row { return row{about: own, action: access.ReadRulebook, paths: []string{path}} }
	draft := func(more string) row { return over(access.DraftStandard, base+"/"+nobody+more) }
	return map[string]row{
		"GET " + base: read(base), "POST " + base: over(access.DraftStandard), "GET " + base + "/{standard}": read(shipped),
		"GET " + base + "/compare":                   read(base + "/compare?a=kg-2026.1&b=kg-2026.1"),
		"GET " + base + "/{standard}/edit":           draft("/edit"),
		"POST " + base + "/{standard}/edit":          draft("/edit"),
		"GET " + base + "/{standard}/preview":        draft("/preview"),
		"GET " + base + "/{standard}/preview/export": draft("/preview/export"),
		"POST " + base + "/{standard}/force":         over(access.PutInForce, base+"/"+nobody+"/force"),
		"POST " + base + "/{standard}/withdraw":      draft("/withdraw"),
		"GET /office/export":                         over(access.ReadBoard),
		"GET /opportunities":                         over(access.DecideOpportunity),
		"GET /clients/{id}/opportunities":            about(access.DecideOpportunity),
		"POST /clients/{id}/opportunities":           about(access.DecideOpportunity),
	}
}
