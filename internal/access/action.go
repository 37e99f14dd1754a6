package access

import "tuzjol/internal/kernel/actor"

// Actions. The name in the record is "<area>.<what>".
const (
	UseService actor.Action = "access.use_service" // own sessions, language, help: everybody signed in

	ReadDay       actor.Action = "casefile.read_day"
	ReadCaseload  actor.Action = "casefile.read_caseload"
	SearchClients actor.Action = "casefile.search"
	ReadClient    actor.Action = "casefile.read_client"
	ReadAccessLog actor.Action = "casefile.read_access_log"
	ReadBoard     actor.Action = "casefile.read_board"
	ReadNational  actor.Action = "casefile.read_national"
	ExportClients actor.Action = "casefile.export"

	ReceiveJudgment    actor.Action = "order.receive_judgment"
	CheckJudgment      actor.Action = "order.check_judgment"
	ReadIntake         actor.Action = "order.read_intake"
	ResolveHiddenMatch actor.Action = "order.resolve_hidden_match"
	RegisterClient     actor.Action = "order.register_client"
	TakeOverCase       actor.Action = "order.take_over"
	ManageOrder        actor.Action = "order.manage"
	EndSupervision     actor.Action = "order.end"

	EditPerson    actor.Action = "person.edit"
	CorrectRecord actor.Action = "person.correct"
	MoveEntry     actor.Action = "person.move_entry"
	DecideReopen  actor.Action = "person.decide_reopen"

	RecordContact     actor.Action = "supervision.record_contact"
	ManageAppointment actor.Action = "supervision.manage_appointment"
	AddNote           actor.Action = "supervision.add_note"
	UploadDocument    actor.Action = "supervision.upload_document"

	ExemptContact    actor.Action = "supervision.exempt_contact" // propose fewer or other contacts for a reason of the list
	ApproveExemption actor.Action = "supervision.approve_exemption"
	// ProposeEarlyEnd prepares a submission to the court for an early end and records its answer; DecideEarlyEnd is the second person.
	ProposeEarlyEnd   actor.Action = "supervision.propose_early_end"
	DecideEarlyEnd    actor.Action = "supervision.decide_early_end"
	RecordVisit       actor.Action = "supervision.record_visit"
	SampleVisits      actor.Action = "supervision.sample_visits" // a head reads a sample of visit records
	Enforce           actor.Action = "supervision.enforce"
	DecideEnforcement actor.Action = "supervision.decide_enforcement"
	ManageLifeEvent   actor.Action = "supervision.manage_life_event"
	DecideLifeEvent   actor.Action = "supervision.decide_life_event"
	HandleCrisis      actor.Action = "supervision.handle_crisis"
	DecideMessage     actor.Action = "supervision.decide_message" // whether a message with an unknown result is sent again

	IssuePaper      actor.Action = "casefile.issue_paper"
	ReadMail        actor.Action = "casefile.read_mail" // the register of incoming and outgoing papers of an office
	ManageMail      actor.Action = "casefile.manage_mail"
	ManageTemplates actor.Action = "casefile.manage_templates"

	ManagePortal    actor.Action = "portal.manage_access" // gives a client the code word, takes the access back
	ReviewCheckin   actor.Action = "portal.review_checkin"
	AnswerRequest   actor.Action = "portal.answer_request"
	HandleComplaint actor.Action = "portal.handle_complaint" // never the office complained of

	ReadAssessment        actor.Action = "assessment.read"
	Assess                actor.Action = "assessment.assess"
	CountersignAssessment actor.Action = "assessment.countersign"
	HandleFlag            actor.Action = "assessment.handle_flag"
	WorkInCompartment     actor.Action = "assessment.work_in_compartment" // which compartments are open to whom is a list of its own
	DecideOpportunity     actor.Action = "assessment.decide_opportunity"
	ReceiveStudy          actor.Action = "assessment.receive_study"
	WorkStudy             actor.Action = "assessment.work_study"
	SignStudy             actor.Action = "assessment.sign_study"

	ReadPlan        actor.Action = "plan.read"
	ManagePlan      actor.Action = "plan.manage"
	CountersignPlan actor.Action = "plan.countersign"

	ReadMonitoring    actor.Action = "monitoring.read"
	DraftMonitoring   actor.Action = "monitoring.draft"   // drafts orders of monitoring and writes down what happens under them
	ApproveMonitoring actor.Action = "monitoring.approve" // the second person: approves, sends back, ends early
	FitDevice         actor.Action = "monitoring.fit_device"
	ReadDevices       actor.Action = "monitoring.read_devices"
	ManageDevices     actor.Action = "monitoring.manage_devices"
	SeeQuarantine     actor.Action = "monitoring.see_quarantine" // devices that speak and that nobody has entered
	ReadPositions     actor.Action = "monitoring.read_positions" // a purposeful act: reason, narrow window, logged
	DrawZones         actor.Action = "monitoring.draw_zones"     // drafts zones and timetables on the basis of the decision
	ApproveZones      actor.Action = "monitoring.approve_zones"  // the second person for places to keep away from
	ReadAlerts        actor.Action = "monitoring.read_alerts"
	WorkAlerts        actor.Action = "monitoring.work_alerts" // takes, contacts, notes, resolves; hands the desk over
	RunDrill          actor.Action = "monitoring.run_drill"
	ManageOutages     actor.Action = "monitoring.manage_outages" // the register of outages of network and power
	ReadVictims       actor.Action = "monitoring.read_victims"   // the protected person of an order: never within the client's record
	ManageVictims     actor.Action = "monitoring.manage_victims"
	CommandDevice     actor.Action = "monitoring.command_device"
	ExportPositions   actor.Action = "monitoring.export_positions"
	AskNear           actor.Action = "monitoring.ask_near"     // asks who was near a place at a time
	ApproveNear       actor.Action = "monitoring.approve_near" // the second person, who decides on it
	HoldPositions     actor.Action = "monitoring.hold_positions"
	ReadRetention     actor.Action = "monitoring.read_retention"    // what was destroyed, with certificates; no person
	DestroyPositions  actor.Action = "monitoring.destroy_positions" // the service itself alone, when their time is over
	ReadReports       actor.Action = "monitoring.read_reports"      // figures of monitoring, no person

	DraftStandard actor.Action = "rulebook.draft_standard"
	PutInForce    actor.Action = "rulebook.put_in_force"

	Allocate        actor.Action = "org.allocate"
	ManageAbsence   actor.Action = "org.manage_absence"
	DeclareConflict actor.Action = "org.declare_conflict"
	DecideConflict  actor.Action = "org.decide_conflict"
	RequestTransfer actor.Action = "org.request_transfer"
	AcceptTransfer  actor.Action = "org.accept_transfer"
	ReadStaff       actor.Action = "org.read_staff"
	ManageStaff     actor.Action = "org.manage_staff"
	ManageOffices   actor.Action = "org.manage_offices"
	ManageAccounts  actor.Action = "signin.manage_accounts"

	RestrictClient   actor.Action = "access.restrict"
	LiftRestriction  actor.Action = "access.lift_restriction"
	BreakGlass       actor.Action = "access.break_glass"
	ReviewBreakGlass actor.Action = "access.review_break_glass"
	SealClient       actor.Action = "access.seal"
	OpenCompartment  actor.Action = "access.open_compartment"
	// ProposeCompartment asks for a compartment to be opened to somebody; OpenCompartment agrees, closes and sees all of them.
	ProposeCompartment actor.Action = "access.propose_compartment"

	ReadAudit    actor.Action = "audit.read"
	VerifyAudit  actor.Action = "audit.verify"
	ReadRulebook actor.Action = "rulebook.read"
	ImportData   actor.Action = "app.import"
)

// Reach is how far within the actor's sight an action goes.
type Reach int

// The reaches, from none to all that the actor can see.
const (
	None   Reach = iota
	Own          // clients assigned to or covered by the actor
	InSite       // every client in the actor's sight
)

var everybody = map[actor.Action]Reach{UseService: InSite, ReadRulebook: InSite}

// caseWork is what everyone who works with clients may do.
var caseWork = map[actor.Action]Reach{
	ReadDay: InSite, ReadCaseload: InSite, SearchClients: InSite, ReadClient: InSite, ReadAccessLog: Own,
	ReadIntake: InSite, RegisterClient: InSite, ManageOrder: Own, EditPerson: Own, CorrectRecord: Own, MoveEntry: Own,
	RecordContact: Own, ManageAppointment: Own, AddNote: Own, UploadDocument: Own, DeclareConflict: InSite,
	RequestTransfer: Own, BreakGlass: InSite, ExportClients: Own, TakeOverCase: InSite, ReadStaff: InSite, DecideReopen: Own,
	ReadAssessment: Own, Assess: Own, HandleFlag: Own, WorkInCompartment: InSite, DecideOpportunity: Own, WorkStudy: InSite,
	ReadPlan: InSite, ManagePlan: Own,
	ExemptContact: Own, ProposeEarlyEnd: Own, RecordVisit: Own, Enforce: Own, ManageLifeEvent: Own, HandleCrisis: Own, DecideMessage: Own,
	IssuePaper: Own, ReadMail: InSite, ManagePortal: Own, ReviewCheckin: Own, AnswerRequest: Own,
}

var intake = map[actor.Action]Reach{ReceiveJudgment: InSite, CheckJudgment: InSite, ReceiveStudy: InSite, ManageMail: InSite}

var management = map[actor.Action]Reach{
	ReadBoard: InSite, ReadAccessLog: InSite, ReceiveJudgment: InSite, CheckJudgment: InSite, ManageOrder: InSite,
	EndSupervision: InSite, EditPerson: InSite, CorrectRecord: InSite, MoveEntry: InSite, RecordContact: InSite,
	ManageAppointment: InSite, AddNote: InSite, UploadDocument: InSite, Allocate: InSite, ManageAbsence: InSite,
	DecideConflict: InSite, RequestTransfer: InSite, AcceptTransfer: InSite, ReviewBreakGlass: InSite, ExportClients: InSite,
	RestrictClient: InSite, DecideReopen: InSite, ProposeCompartment: InSite,
	ReadAssessment: InSite, Assess: InSite, CountersignAssessment: InSite, HandleFlag: InSite, DecideOpportunity: InSite,
	ReceiveStudy: InSite, SignStudy: InSite, ManagePlan: InSite, CountersignPlan: InSite,
	ExemptContact: InSite, ApproveExemption: InSite, ProposeEarlyEnd: InSite, DecideEarlyEnd: InSite, RecordVisit: InSite, SampleVisits: InSite, Enforce: InSite,
	DecideEnforcement: InSite, ManageLifeEvent: InSite, DecideLifeEvent: InSite, HandleCrisis: InSite, DecideMessage: InSite,
	IssuePaper: InSite, ReadMail: InSite, ManageMail: InSite, ManagePortal: InSite, ReviewCheckin: InSite, AnswerRequest: InSite,
}

// monitors carry out monitoring with their own clients.
var monitors = map[actor.Action]Reach{
	ReadMonitoring: InSite, DraftMonitoring: Own, FitDevice: Own, ReadDevices: InSite, ReadPositions: Own,
	DrawZones: Own, ReadAlerts: Own, WorkAlerts: Own, ReadVictims: Own, ManageVictims: Own, CommandDevice: Own,
}

// monitorsHead answer for monitoring in their offices.
var monitorsHead = map[actor.Action]Reach{
	ReadMonitoring: InSite, DraftMonitoring: InSite, ApproveMonitoring: InSite, FitDevice: InSite, ReadDevices: InSite, ManageDevices: InSite,
	SeeQuarantine: InSite, ReadPositions: InSite, DrawZones: InSite, ApproveZones: InSite, ReadAlerts: InSite, WorkAlerts: InSite, RunDrill: InSite, ManageOutages: InSite,
	ReadVictims: InSite, ManageVictims: InSite, CommandDevice: InSite, ExportPositions: InSite, AskNear: InSite, HoldPositions: InSite, ReadReports: InSite,
}

// monitorsLead decide what one office alone must not.
var monitorsLead = map[actor.Action]Reach{ApproveNear: InSite, ReadRetention: InSite}

// assessors see and assess every client of their offices: psychologists are asked for by the officers who work the case.
var assessors = map[actor.Action]Reach{ReadAssessment: InSite, Assess: InSite, HandleFlag: InSite}

var permissions = map[Role][]map[actor.Action]Reach{
	Officer:      {caseWork, intake, monitors},
	Psychologist: {caseWork, assessors},
	SocialWorker: {caseWork},
	Inspector:    {caseWork, intake, monitors},
	Specialist:   {caseWork, intake, monitors},
	Records: {caseWork, intake, {
		EditPerson: InSite, CorrectRecord: InSite, UploadDocument: InSite, MoveEntry: InSite,
		TakeOverCase: InSite, DecideReopen: InSite,
	}},
	Head:     {caseWork, management, monitorsHead},
	Regional: {caseWork, management, monitorsHead, monitorsLead, {ReadNational: InSite, LiftRestriction: InSite, OpenCompartment: InSite, HandleComplaint: InSite}},
	Director: {caseWork, management, monitorsHead, monitorsLead, {
		ReadNational: InSite, LiftRestriction: InSite, ReadAudit: InSite, OpenCompartment: InSite, DraftStandard: InSite, PutInForce: InSite,
		ManageTemplates: InSite, HandleComplaint: InSite,
	}},
	DutyOperator: {{
		ReadDay: InSite, ReadCaseload: InSite, SearchClients: InSite, ReadClient: InSite, ReadIntake: InSite,
		ReceiveJudgment: InSite, CheckJudgment: InSite, RecordContact: InSite, AddNote: InSite, RegisterClient: InSite,
		BreakGlass: InSite, ReadStaff: InSite, DeclareConflict: InSite, HandleCrisis: InSite, ReadMail: InSite, ManageMail: InSite,
		ReadMonitoring: InSite, ReadDevices: InSite, SeeQuarantine: InSite, ReadPositions: InSite,
		ReadAlerts: InSite, WorkAlerts: InSite, RunDrill: InSite, ManageOutages: InSite, ReadVictims: InSite, CommandDevice: InSite,
	}},
	Analyst:       {{ReadNational: InSite, ReadReports: InSite}},
	ProgrammeLead: {{ReadDay: InSite, ReadCaseload: InSite, SearchClients: InSite, ReadClient: InSite, ReadBoard: InSite, ReadNational: InSite, ReadStaff: InSite, DraftStandard: InSite}},
	Auditor:       {{ReadAudit: InSite, VerifyAudit: InSite, ReadRetention: InSite, ReadReports: InSite}},
	Admin:         {{ManageStaff: InSite, ManageOffices: InSite, ManageAccounts: InSite, ReadStaff: InSite}},
	Custodian: {{
		ResolveHiddenMatch: InSite, RestrictClient: InSite, LiftRestriction: InSite, SealClient: InSite, ReadClient: InSite,
		SearchClients: InSite, ReviewBreakGlass: InSite, ReadAccessLog: InSite, ReadStaff: InSite, OpenCompartment: InSite,
		ProposeCompartment: InSite,
	}},
	Student: {{ReadDay: InSite, ReadCaseload: InSite, ReadClient: InSite, AddNote: Own}},
}

// ReachOf returns how far the roles together may do the action.
func ReachOf(roles []Role, action actor.Action) Reach {
	best := everybody[action]
	for _, r := range roles {
		for _, set := range permissions[r] {
			best = max(best, set[action])
		}
	}
	return best
}

// NeedsStepUp lists the actions that ask for the second factor again (check S11).
func NeedsStepUp(action actor.Action) bool {
	switch action {
	case ExportClients, RestrictClient, LiftRestriction, SealClient, BreakGlass, ManageAccounts, ManageStaff, OpenCompartment, ProposeCompartment, PutInForce,
		ReadPositions, ExportPositions, AskNear, ApproveNear:
		return true
	}
	return false
}

// TellsOfCompartments reports whether an entry of the record with this action says by its very name that a client has a sealed
// compartment, or a protected person. Such entries stand in no ordinary access log.
func TellsOfCompartments(action actor.Action) bool {
	switch action {
	case OpenCompartment, ProposeCompartment, WorkInCompartment, ReadVictims, ManageVictims:
		return true
	}
	return false
}

// ReachesInside reports whether an action on a client is also open to the members of one of the client's compartments, for what
// lies there and nothing else: the use case sees to it.
func ReachesInside(action actor.Action) bool { return action == ReadAssessment || action == Assess }
