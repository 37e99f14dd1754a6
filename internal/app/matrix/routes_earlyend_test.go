package matrix

import "tuzjol/internal/access"

// earlyEndRoutes are those of submissions for an early end.
func earlyEndRoutes() map[string]row {
	const one = "/clients/{id}/early-end/{case}"
	return map[string]row{
		"GET /clients/{id}/early-end": about(access.ProposeEarlyEnd), "POST /clients/{id}/early-end": about(access.ProposeEarlyEnd),
		"GET " + one: about(access.ReadClient), "POST " + one + "/decide": about(access.DecideEarlyEnd),
		"POST " + one + "/withdraw": about(access.ProposeEarlyEnd), "POST " + one + "/answer": about(access.ProposeEarlyEnd),
		"GET /early-ends": over(access.ProposeEarlyEnd),
	}
}
