// Package menu says which places of the service a reader is offered, by the posts that the reader holds.
package menu

import (
	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/ui"
)

// entry is one item of the main menu: who may open it and how its pages are called in ui.Head.Section.
type entry struct {
	name, label, href string
	action            actor.Action
}

// work is the main menu in the order of an officer's work; what a role may not open it does not see.
var work = []entry{
	{"day", "nav.day", "/day", access.ReadDay},
	{"caseload", "nav.caseload", "/caseload", access.ReadCaseload},
	{"flags", "nav.flags", "/flags", access.HandleFlag},
	{"intake", "nav.intake", "/intake", access.ReadIntake},
	{"register", "nav.register", "/register", access.RegisterClient},
	{"office", "nav.office", "/office", access.ReadBoard},
	{"lost", "nav.lost", "/lost", access.ReadBoard},
	{"national", "nav.national", "/national", access.ReadNational},
	{"hidden", "nav.hidden", "/hidden-matches", access.ResolveHiddenMatch},
	{"audit", "nav.audit", "/audit", access.ReadAudit},
	{"staff", "nav.staff", "/staff", access.ManageStaff},
	{"offices", "nav.offices", "/offices", access.ManageOffices},
}

// own are the places of the reader's own menu.
var own = []entry{
	{"search", "nav.search", "/search", access.SearchClients},
	{"notices", "nav.notices", "/notices", access.UseService},
	{"studies", "nav.studies", "/studies", access.WorkStudy},
	{"opportunities", "nav.opportunities", "/opportunities", access.DecideOpportunity},
	{"contacts_due", "nav.contacts_due", "/contacts-due", access.ReadCaseload},
	{"exemptions", "nav.exemptions", "/exemptions", access.ApproveExemption},
	{"early_ends", "nav.early_ends", "/early-ends", access.ProposeEarlyEnd},
	{"crises", "nav.crises", "/crises", access.HandleCrisis},
	{"life", "nav.life", "/life", access.ManageLifeEvent},
	{"desk", "nav.desk", "/monitoring/desk", access.ReadAlerts},
	{"monitoring", "nav.monitoring", "/monitoring", access.ReadMonitoring},
	{"devices", "nav.devices", "/monitoring/devices", access.ReadDevices},
	{"near", "nav.near", "/monitoring/near", access.AskNear},
	{"retention", "nav.retention", "/monitoring/retention", access.ReadRetention},
	{"victims", "nav.victims", "/monitoring/victims", access.ReadVictims},
	{"reports", "nav.reports", "/monitoring/reports", access.ReadReports},
	{"takeover", "nav.takeover", "/take-over", access.TakeOverCase},
	{"messages", "nav.messages", "/messages", access.DecideMessage},
	{"plans", "nav.plans", "/plans", access.ReadPlan},
	{"enforcement", "nav.enforcement", "/enforcement", access.Enforce},
	{"field", "nav.field", "/field/visits", access.RecordVisit},
	{"mail", "nav.mail", "/mail", access.ReadMail},
	{"papers", "nav.papers", "/papers/photos", access.UploadDocument},
	{"blanks", "nav.blanks", "/papers/blanks", access.IssuePaper},
	{"templates", "nav.templates", "/papers/templates", access.ManageTemplates},
	{"visits", "nav.visit_sample", "/office/visits", access.SampleVisits},
	{"endings", "nav.endings", "/endings", access.ReadCaseload},
	{"checkins", "nav.checkins", "/checkins", access.ReviewCheckin},
	{"requests", "nav.requests", "/requests", access.AnswerRequest},
	{"complaints", "nav.complaints", "/complaints", access.HandleComplaint},
	{"reopened", "nav.reopened", "/reopened", access.DecideReopen},
	{"assessments", "nav.assessments", "/assessments/waiting", access.CountersignAssessment},
	{"quality", "nav.quality", "/assessments/quality", access.CountersignAssessment},
	{"glass", "nav.break_glass", "/break-glass", access.BreakGlass},
	{"reviews", "nav.reviews", "/break-glass/reviews", access.ReviewBreakGlass},
	{"restrictions", "nav.restrictions", "/restrictions", access.LiftRestriction},
	{"sealed", "nav.sealed", "/sealed", access.SealClient},
	{"compartments", "nav.compartments", "/compartments", access.OpenCompartment},
	{"studies_closed", "nav.studies_closed", "/studies/closed", access.SealClient},
	{"rulebook", "nav.rulebook", "/rulebook", access.ReadRulebook},
	{"account", "nav.account", "/account", access.UseService},
}

// desk is where whoever sits at the duty desk works; others find it in their own menu.
var desk = entry{"desk", "nav.desk", "/monitoring/desk", access.WorkAlerts}

// Main is the main menu of a reader.
func Main(rights access.Rights) []ui.NavItem {
	if rights.Has(access.DutyOperator) {
		return items(rights, append([]entry{desk}, work...))
	}
	return items(rights, work)
}

// Own is the reader's own menu.
func Own(rights access.Rights) []ui.NavItem { return items(rights, own) }

func items(rights access.Rights, list []entry) []ui.NavItem {
	var out []ui.NavItem
	for _, e := range list {
		if rights.May(e.action) {
			out = append(out, ui.NavItem{Name: e.name, Label: ui.M(e.label), Href: e.href})
		}
	}
	return out
}

// Home is where a reader begins: the first page of the menu that the posts open.
func Home(rights access.Rights) string {
	for _, e := range work {
		if rights.May(e.action) {
			return e.href
		}
	}
	return "/account"
}
