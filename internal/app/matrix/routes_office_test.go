package matrix

import "tuzjol/internal/access"

func intakeRoutes() map[string]row {
	read, check := row{about: judgment, action: access.ReadIntake}, row{about: judgment, action: access.CheckJudgment}
	return map[string]row{
		"GET /intake": over(access.ReadIntake), "POST /intake/search": over(access.ReadIntake),
		"GET /intake/new": over(access.ReceiveJudgment), "POST /intake/new": over(access.ReceiveJudgment),
		"GET /intake/{judgment}": read, "GET /intake/{judgment}/letter": read, "GET /intake/{judgment}/edit": check, "POST /intake/{judgment}/edit": check,
		"POST /intake/{judgment}/check": check, "POST /intake/{judgment}/return": check, "POST /intake/{judgment}/accept": check,
		"POST /intake/{judgment}/sheets": {about: judgment, action: access.ReceiveJudgment}, "GET /intake/{judgment}/sheets/{sheet}": read,
		"GET /hidden-matches": over(access.ResolveHiddenMatch), "POST /hidden-matches/{judgment}": over(access.ResolveHiddenMatch, "/hidden-matches/"+nobody),
		"GET /take-over": over(access.TakeOverCase), "POST /take-over": over(access.TakeOverCase),
		"GET /received-here": over(access.RegisterClient), "POST /received-here": over(access.RegisterClient),
		"GET /register": over(access.ReadCaseload), "GET /endings": over(access.ReadCaseload), "GET /lost": over(access.ReadBoard),
	}
}

func orderRoutes() map[string]row {
	const reg, one = "/clients/{id}/registration", "/clients/{id}/order/{order}"
	out := map[string]row{
		"GET " + reg: about(access.ReadClient), "GET " + reg + "/conditions": about(access.ReadClient), "GET " + reg + "/sheet": about(access.ReadClient),
		"GET /clients/{id}/order": about(access.ReadClient), "GET " + one + "/end": about(access.EndSupervision), "POST " + one + "/end": about(access.EndSupervision),
		"POST " + one + "/checked": about(access.RegisterClient), "GET " + one + "/change": about(access.ManageOrder),
	}
	for _, p := range []string{"/appear", "/call", "/explain", "/found", "/inquire", "/register"} {
		out["POST "+reg+p] = about(access.RegisterClient)
	}
	for _, p := range []string{"/change", "/obligations", "/obligations/{obligation}", "/resume", "/withdraw/{change}"} {
		out["POST "+one+p] = about(access.ManageOrder)
	}
	return out
}

func orgRoutes() map[string]row {
	staff, post := over(access.ManageStaff, "/staff/{account}"), "/staff/{account}/posts"
	return map[string]row{
		"GET /clients/{id}/allocation": about(access.ReadClient), "POST /clients/{id}/allocation": about(access.Allocate),
		"POST /clients/{id}/conflict": about(access.DeclareConflict), "POST /clients/{id}/transfer": about(access.RequestTransfer),
		"POST /clients/{id}/transfer/withdraw": about(access.RequestTransfer),
		"GET /notices":                         mine(), "POST /notices/read": mine(),
		"GET /office": over(access.ReadBoard), "POST /office": over(access.Allocate),
		"GET /office/absences": over(access.ManageAbsence), "POST /office/absences": over(access.ManageAbsence), "POST /office/absences/{absence}/end": over(access.ManageAbsence),
		"GET /office/approvals": over(access.DecideConflict), "POST /office/approvals/{id}": over(access.DecideConflict),
		"GET /office/conflicts": over(access.DecideConflict), "POST /office/conflicts/{conflict}": over(access.DecideConflict),
		"GET /office/transfers": over(access.AcceptTransfer), "POST /office/transfers/{transfer}": over(access.AcceptTransfer),
		"GET /office/unallocated": over(access.Allocate), "POST /office/unallocated": over(access.Allocate),
		"GET /offices": over(access.ReadStaff), "POST /offices": over(access.ManageOffices),
		"GET /offices/{office}": over(access.ReadStaff), "POST /offices/{office}": over(access.ManageOffices),
		"GET /staff": over(access.ReadStaff), "GET /staff/new": over(access.ManageAccounts), "POST /staff": over(access.ManageAccounts),
		"GET /staff/{account}": over(access.ReadStaff, "/staff/{account}"), "POST /staff/{account}": staff, "POST " + post: over(access.ManageStaff, post),
		"POST " + post + "/{post}/end": over(access.ManageStaff, post+"/"+nobody+"/end"), "POST /staff/{account}/qualifications": over(access.ManageStaff, "/staff/{account}/qualifications"),
	}
}

func accessRoutes() map[string]row {
	const r = "/clients/{id}/restriction"
	return map[string]row{
		"GET " + r: about(access.RestrictClient), "POST " + r: about(access.RestrictClient), "POST " + r + "/lift": about(access.RestrictClient),
		"POST " + r + "/list": about(access.RestrictClient), "POST " + r + "/decide": about(access.LiftRestriction), "POST " + r + "/seal": about(access.SealClient),
		"GET /break-glass": over(access.BreakGlass), "POST /break-glass": over(access.BreakGlass),
		"GET /break-glass/reviews": over(access.ReviewBreakGlass), "POST /break-glass/reviews/{id}": over(access.ReviewBreakGlass),
		"GET /restrictions": over(access.LiftRestriction), "GET /sealed": over(access.SealClient),
		"POST /sealed/decide": over(access.SealClient), "POST /sealed/propose": over(access.SealClient),
	}
}
