package matrix

import "tuzjol/internal/access"

// portalMethods are those of the clients' own pages.
func portalMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "portalsvc.Now", "portalsvc.Today", "requestsvc.Today", "checkinsvc.Today", "checkinsvc.Intervals"),
		plainly("gives the steps within a transaction", "portalsvc.Ops", "requestsvc.Ops", "checkinsvc.Ops"),
		plainly("a step of a client's signing in", "portalsvc.Begin", "portalsvc.Enter", "portalsvc.Session", "portalsvc.SignOut"),
		plainly("the client's own, refused to everybody else: see TestClientsHost", "requestsvc.Ask", "requestsvc.Asked", "requestsvc.OneAsked",
			"requestsvc.News", "requestsvc.Complain", "requestsvc.Complained", "requestsvc.OneComplained", "requestsvc.Papers", "requestsvc.Paper", "requestsvc.PaperFile",
			"requestsvc.ConfirmPaper", "checkinsvc.Waiting", "checkinsvc.Asked", "checkinsvc.Save", "checkinsvc.Send"),
		rights(job, access.UseService, "portalsvc.Sweep", "checkinsvc.Sweep"),
		rights(client, access.ManagePortal, "portalsvc.Access", "portalsvc.Open", "portalsvc.Close", "portalsvc.LosePhone", "checkinsvc.SwitchOn",
			"checkinsvc.SwitchOff", "requestsvc.GivePaper"),
		rights(client, access.AnswerRequest, "requestsvc.Requests", "requestsvc.Request", "requestsvc.Answer"),
		rights(list, access.AnswerRequest, "requestsvc.Open"),
		rights(client, access.ReviewCheckin, "checkinsvc.Settings", "checkinsvc.Checkin", "checkinsvc.Review", "checkinsvc.Picture"),
		rights(list, access.ReviewCheckin, "checkinsvc.List"),
		rights(list, access.HandleComplaint, "requestsvc.Complaints", "requestsvc.Complaint", "requestsvc.TakeComplaint", "requestsvc.AnswerComplaint"),
	}
}
