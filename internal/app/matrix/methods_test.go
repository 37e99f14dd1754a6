package matrix

import (
	"maps"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
)

// method says what a method of a service is; plain ones tell settings and read no record.
type method struct {
	about  subject
	action actor.Action
	or     actor.Action // another that opens it as well
	why    string       // why the method is not asked: of plain ones, of those within a transaction, of steps of signing in
}

// reach is how far a role may.
func (m method) reach(r access.Role) access.Reach {
	return max(access.ReachOf([]access.Role{r}, m.action), access.ReachOf([]access.Role{r}, m.or))
}

func plainly(why string, names ...string) map[string]method {
	out := map[string]method{}
	for _, n := range names {
		out[n] = method{about: open, why: why}
	}
	return out
}

func rights(about subject, action actor.Action, names ...string) map[string]method {
	out := map[string]method{}
	for _, n := range names {
		out[n] = method{about: about, action: action}
	}
	return out
}

// methods is the table of all exported methods of all services.
func methods() map[string]method {
	out := map[string]method{}
	for _, part := range [][]map[string]method{
		settings(), accessMethods(), signinMethods(), orgMethods(), orderMethods(), caseMethods(),
		assessmentMethods(),
		compartmentMethods(),
		careMethods(),
		lifeMethods(),
		monitoringMethods(),
		zoneMethods(),
		watchMethods(),
		portalMethods(),
		loadMethods(),
		studyMethods(),
		planMethods(),
		enforcementMethods(),
		contactMethods(),
		earlyEndMethods(),
		visitMethods(),
		messageMethods(),
		paperMethods(),
	} {
		for _, m := range part {
			maps.Copy(out, m)
		}
	}
	return out
}

func settings() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "accesssvc.List", "accesssvc.Today", "casefilesvc.Now", "casefilesvc.Today", "casefilesvc.OfficeNames",
			"orderintakesvc.Rulebook", "orderintakesvc.Today", "orderregistersvc.Today", "ordersvc.Rulebook", "ordersvc.Today",
			"orgcasesvc.List", "orgcasesvc.Today", "orgsvc.List", "orgsvc.Today", "orgsvc.OfficeNames", "orgsvc.Tree", "supervisionsvc.Now", "supervisionsvc.Rulebook",
			"supervisionsvc.Today", "supervisionsvc.Zone", "auditsvc.PublicKey", "orderlistsvc.Today", "orderlistsvc.Windows"),
		plainly("gives the steps within a transaction", "accesssvc.Ops", "orderintakesvc.Ops", "orderregistersvc.Ops", "ordersvc.Ops", "orgcasesvc.Ops", "orgsvc.Ops",
			"personsvc.Ops", "signinsvc.Ops", "supervisionsvc.Ops"),
		plainly("needs the reader or transaction of another use case", "accesssvc.CountReviews", "auditsvc.After", "signinsvc.SeedAccount"),
	}
}

func accessMethods() []map[string]method {
	return []map[string]method{
		rights(client, access.RestrictClient, "accesssvc.ChangeList", "accesssvc.Restrict", "accesssvc.Client"),
		rights(list, access.BreakGlass, "accesssvc.Check", "accesssvc.Open"),
		rights(list, access.LiftRestriction, "accesssvc.Decide", "accesssvc.Restricted"),
		rights(client, access.RestrictClient, "accesssvc.Propose"),
		rights(list, access.ReviewBreakGlass, "accesssvc.Review", "accesssvc.Reviews"),
		rights(client, access.SealClient, "accesssvc.Seal"), rights(list, access.SealClient, "accesssvc.Sealed"),
		rights(client, access.ReadAccessLog, "auditsvc.AccessLog"),
		rights(list, access.ReadAudit, "auditsvc.Actions", "auditsvc.Entries", "auditsvc.Entry", "auditsvc.Find"),
		rights(list, access.VerifyAudit, "auditsvc.Checkpoint", "auditsvc.Verify", "auditsvc.WriteCheckpoint"), plainly("empty without access.ReadAudit", "auditsvc.FileNumbers"),
	}
}

func signinMethods() []map[string]method {
	return []map[string]method{
		plainly("a step of signing in: whoever holds the password, code, cookie or token", "signinsvc.SignIn", "signinsvc.Confirm", "signinsvc.Resume", "signinsvc.StepUp",
			"signinsvc.SignOut", "signinsvc.Authenticate", "signinsvc.AuthenticateToken", "signinsvc.BeginTOTP", "signinsvc.FinishTOTP", "signinsvc.ChangePassword",
			"signinsvc.NewSheet", "signinsvc.OpenTicket", "signinsvc.UseTicket", "signinsvc.First", "signinsvc.FirstToken", "signinsvc.HashPassword", "signinsvc.Enter"),
		rights(own, access.UseService, "signinsvc.APITokens", "signinsvc.NewAPIToken", "signinsvc.EndAPIToken", "signinsvc.Sessions", "signinsvc.EndSession",
			"signinsvc.CodesLeft", "signinsvc.SetLanguage", "signinsvc.Drafts", "signinsvc.DropDraft", "signinsvc.LoadDraft", "signinsvc.SaveDraft"),
		rights(list, access.ManageAccounts, "signinsvc.Account", "signinsvc.Accounts", "signinsvc.EndAll", "signinsvc.IssueToken", "signinsvc.SetDisabled"),
		plainly("removes only what has expired; no route leads to it", "signinsvc.Sweep"),
	}
}

func orgMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.ManageAbsence, "orgsvc.Absences", "orgsvc.AddAbsence", "orgsvc.EndAbsence"),
		rights(list, access.ManageOffices, "orgsvc.AddOffice", "orgsvc.Reparent", "orgsvc.LoadOffices"),
		rights(list, access.ManageStaff, "orgsvc.AddPost", "orgsvc.EndPost", "orgsvc.GrantQualification", "orgsvc.UpdateStaff"),
		rights(list, access.ReadStaff, "orgsvc.Staff", "orgsvc.StaffPage"),
		rights(own, access.UseService, "orgsvc.Notices", "orgsvc.ReadNotice"),
		rights(job, "", "orgsvc.Sweep", "orgcasesvc.Escalate"),
		rights(client, access.Allocate, "orgcasesvc.Allocate", "orgcasesvc.AllocateMany"),
		rights(client, access.ReadClient, "orgcasesvc.Client"),
		rights(client, access.DeclareConflict, "orgcasesvc.Declare"),
		rights(client, access.RequestTransfer, "orgcasesvc.RequestTransfer"),
		rights(list, access.AcceptTransfer, "orgcasesvc.AnswerTransfer"),
		rights(list, access.DecideConflict, "orgcasesvc.DecideConflict", "orgcasesvc.Conflicts"),
		rights(list, access.ReadBoard, "orgcasesvc.Board", "orgcasesvc.Transfers"),
		rights(list, access.Allocate, "orgcasesvc.Unallocated"),
		rights(own, access.UseService, "orgcasesvc.Waiting"), rights(list, access.DecideConflict, "orgcasesvc.Approvals", "orgcasesvc.DecideApproval"),
	}
}

func orderMethods() []map[string]method {
	return []map[string]method{
		rights(judgment, access.CheckJudgment, "orderintakesvc.Accept", "orderintakesvc.Amend", "orderintakesvc.Candidates", "orderintakesvc.Check", "orderintakesvc.Return"),
		rights(judgment, access.ReadIntake, "orderintakesvc.Judgment", "orderintakesvc.Status", "orderintakesvc.Sheets", "orderintakesvc.OpenSheet"),
		rights(judgment, access.ReceiveJudgment, "orderintakesvc.AddSheet"),
		rights(list, access.ReadIntake, "orderintakesvc.List"),
		rights(list, access.ReceiveJudgment, "orderintakesvc.Receive", "orderintakesvc.Submit"),
		rights(list, access.ResolveHiddenMatch, "orderintakesvc.HiddenMatches", "orderintakesvc.Resolve"),
		rights(list, access.TakeOverCase, "orderintakesvc.TakeOver", "orderintakesvc.TakeOverCandidates"),
		rights(client, access.RegisterClient, "orderregistersvc.Appeared", "orderregistersvc.Attempt", "orderregistersvc.CloseSearch", "orderregistersvc.Explain",
			"orderregistersvc.Inquire", "orderregistersvc.Register", "orderregistersvc.CheckTakeOver"),
		rights(list, access.RegisterClient, "orderregistersvc.ReceivedHere"),
		rights(client, access.ReadClient, "orderregistersvc.Journey", "ordersvc.Orders", "ordersvc.Views"),
		rights(client, access.ManageOrder, "ordersvc.AddObligation", "ordersvc.Change", "ordersvc.MoveObligation", "ordersvc.Resume", "ordersvc.Withdraw"),
		rights(client, access.EndSupervision, "ordersvc.End"),
		rights(job, "", "ordersvc.EndDue", "ordersvc.Escalate"),
		rights(list, access.ReadCaseload, "orderlistsvc.Register", "orderlistsvc.Endings", "orderlistsvc.AfterEnd"),
		{"orderlistsvc.Lost": {about: list, action: access.ReadBoard, or: access.ReadNational}},
	}
}

func caseMethods() []map[string]method {
	return []map[string]method{
		rights(client, access.ReadClient, "personsvc.Documents", "personsvc.KnownAt", "personsvc.OpenDocument", "personsvc.Record",
			"supervisionsvc.Appointments", "supervisionsvc.Contacts", "supervisionsvc.Desk", "supervisionsvc.Entry", "supervisionsvc.KnownAt",
			"casefilesvc.Card", "casefilesvc.Overview", "casefilesvc.Timeline", "casefilesvc.Known"),
		rights(client, access.CorrectRecord, "personsvc.CorrectDocument", "personsvc.Withdraw", "supervisionsvc.CorrectContact", "supervisionsvc.CorrectOutcome"),
		rights(client, access.MoveEntry, "personsvc.MoveDocument", "supervisionsvc.MoveEntry"),
		rights(client, access.EditPerson, "personsvc.SaveAddress", "personsvc.SaveIdentityDocument", "personsvc.SaveName", "personsvc.SavePIN", "personsvc.SavePhone",
			"personsvc.SaveValue"),
		rights(client, access.UploadDocument, "personsvc.UploadDocument"),
		rights(client, access.RecordContact, "supervisionsvc.LogContact"),
		rights(client, access.ManageAppointment, "supervisionsvc.CancelAppointment", "supervisionsvc.ChangeAppointment", "supervisionsvc.MakeAppointment",
			"supervisionsvc.RecordOutcome"),
		rights(client, access.DecideReopen, "supervisionsvc.DecideReopened"),
		{"supervisionsvc.Reopened": {about: list, action: access.DecideReopen}},
		rights(list, access.ReadCaseload, "casefilesvc.Caseload"), rights(list, access.ReadDay, "casefilesvc.Day"), rights(list, access.ReadNational, "casefilesvc.National"),
		rights(list, access.SearchClients, "casefilesvc.Search", "personsvc.Search"),
	}
}
