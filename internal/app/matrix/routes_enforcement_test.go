package matrix

import "tuzjol/internal/access"

// enforcementRoutes are those of what follows when an obligation was not kept.
func enforcementRoutes() map[string]row {
	const all, one = "/clients/{id}/enforcement", "/clients/{id}/enforcement/{case}"
	out := map[string]row{"GET /enforcement": over(access.Enforce), "GET /enforcement.csv": over(access.ExportClients)}
	for _, r := range []string{"GET " + all, "GET " + one, "GET " + one + "/print", "GET " + one + "/file"} {
		out[r] = about(access.ReadClient)
	}
	for _, r := range []string{
		"POST " + all, "POST " + one + "/attempt", "POST " + one + "/hearing", "POST " + one + "/proposal", "POST " + one + "/paper",
		"POST " + one + "/delivery", "POST " + one + "/sent", "POST " + one + "/court", "POST " + one + "/withdrawal",
	} {
		out[r] = about(access.Enforce)
	}
	out["POST "+one+"/decision"] = about(access.DecideEnforcement)
	out["GET "+one+"/steps/{step}"], out["POST "+one+"/steps/{step}"] = about(access.CorrectRecord), about(access.CorrectRecord)
	return out
}
