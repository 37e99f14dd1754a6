package matrix

import "tuzjol/internal/access"

// portalRoutes are the staff's pages about the clients' own pages; those of the clients' host have a test of their own.
func portalRoutes() map[string]row {
	const one = "/clients/{id}/portal"
	out := map[string]row{"GET /checkins": over(access.ReviewCheckin), "GET /requests": over(access.AnswerRequest), "GET /complaints": over(access.HandleComplaint)}
	for _, r := range []string{
		"GET " + one, "POST " + one + "/open", "POST " + one + "/close", "POST " + one + "/phone", "POST " + one + "/checkin",
		"POST " + one + "/checkin-off", "POST " + one + "/papers",
	} {
		out[r] = about(access.ManagePortal)
	}
	for _, r := range []string{"GET " + one + "/requests/{request}", "POST " + one + "/requests/{request}"} {
		out[r] = about(access.AnswerRequest)
	}
	for _, r := range []string{"GET /clients/{id}/checkins/{checkin}", "POST /clients/{id}/checkins/{checkin}", "GET /clients/{id}/checkins/{checkin}/photo"} {
		out[r] = about(access.ReviewCheckin)
	}
	for _, r := range []string{"GET /complaints/{entry}", "POST /complaints/{entry}/take", "POST /complaints/{entry}/answer"} {
		out[r] = over(access.HandleComplaint)
	}
	return out
}
