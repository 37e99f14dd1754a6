package matrix

import "tuzjol/internal/access"

// visitRoutes are those of the record of a visit and of field work.
func visitRoutes() map[string]row {
	const one = "/clients/{id}/visits/{visit}"
	return map[string]row{
		"GET /field/visits": {about: open}, "GET /field/sw.js": {about: open},
		"GET /field/session": over(access.RecordVisit), "POST /field/take": over(access.RecordVisit), "POST /field/visits": over(access.RecordVisit),
		"GET /field/questions": over(access.RecordVisit), "POST /field/questions/{entry}": over(access.RecordVisit),
		"GET /clients/{id}/visits/new":   about(access.RecordVisit),
		"POST /clients/{id}/visits":      about(access.RecordVisit),
		"GET " + one:                     about(access.ReadClient),
		"GET " + one + "/print":          about(access.ReadClient),
		"GET " + one + "/photos/{photo}": about(access.ReadClient),
		"GET " + one + "/correct":        about(access.CorrectRecord),
		"POST " + one + "/correct":       about(access.CorrectRecord),
	}
}
