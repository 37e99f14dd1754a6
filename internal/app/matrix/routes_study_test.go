package matrix

import "tuzjol/internal/access"

// studyRoutes are the pages of pre-trial studies. A study is nobody's client and open to its members alone: with any identifier that
// is not one of theirs everybody meets nothing, which study_test.go shows for a real one.
func studyRoutes() map[string]row {
	const one = "/studies/{study}"
	out := map[string]row{
		"GET /studies": over(access.WorkStudy), "GET /studies/new": over(access.ReceiveStudy), "POST /studies/new": over(access.ReceiveStudy),
		"GET /studies/closed": over(access.SealClient), "GET /studies/closed/{study}": {about: item, action: access.SealClient},
		"POST /closed-studies/{study}/reopen": {about: item, action: access.SealClient}, "POST /closed-studies/{study}/decide": {about: item, action: access.SealClient},
		"GET " + one: {about: item, action: access.WorkStudy}, "GET " + one + "/papers/{what}": {about: item, action: access.WorkStudy},
		"GET " + one + "/entries/{entry}": {about: item, action: access.WorkStudy}, "POST " + one + "/entries/{entry}": {about: item, action: access.WorkStudy},
	}
	for _, p := range []string{"/check", "/return", "/delivery", "/decision", "/withdrawal"} {
		out["POST "+one+p] = row{about: item, action: access.ReceiveStudy}
	}
	for _, p := range []string{"/consent", "/interview", "/statement", "/letter", "/submit"} {
		out["POST "+one+p] = row{about: item, action: access.WorkStudy}
	}
	for _, p := range []string{"/assign", "/remark", "/sign"} {
		out["POST "+one+p] = row{about: item, action: access.SignStudy}
	}
	return out
}

func studyMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "assessmentstudysvc.Rulebook", "assessmentstudysvc.Today", "assessmentstudysvc.Sections"),
		plainly("gives the steps within a transaction", "assessmentstudysvc.Ops"),
		plainly("empty for whoever no study is open to", "assessmentstudysvc.Known"),
		rights(list, access.WorkStudy, "assessmentstudysvc.List"),
		rights(list, access.ReceiveStudy, "assessmentstudysvc.Receive"),
		rights(list, access.SealClient, "assessmentstudysvc.Closed"),
		rights(item, access.SealClient, "assessmentstudysvc.ClosedStudy", "assessmentstudysvc.Reopenings", "assessmentstudysvc.ProposeReopening",
			"assessmentstudysvc.DecideReopening"),
		rights(item, access.WorkStudy, "assessmentstudysvc.Study", "assessmentstudysvc.Consent", "assessmentstudysvc.Interview", "assessmentstudysvc.Describe",
			"assessmentstudysvc.Write", "assessmentstudysvc.Submit", "assessmentstudysvc.Correct"),
		rights(item, access.ReceiveStudy, "assessmentstudysvc.Check", "assessmentstudysvc.Return", "assessmentstudysvc.Withdraw", "assessmentstudysvc.Deliver",
			"assessmentstudysvc.Decide"),
		rights(item, access.SignStudy, "assessmentstudysvc.Assign", "assessmentstudysvc.Remark", "assessmentstudysvc.Sign"),
		rights(job, "", "assessmentstudysvc.Sweep"),
	}
}
