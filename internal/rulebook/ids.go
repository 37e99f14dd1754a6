package rulebook

// The rules that the code asks for, by name. `rulebook check` and the tests of the shipped rulebook see that each exists.
const (
	RuleRegisterDays           = "register.days_after_judgment"
	RuleRegisterEscalateHead   = "register.escalate_head_days"
	RuleRegisterEscalateRegion = "register.escalate_region_days"
	RuleRegisterEscalateNation = "register.escalate_national_days"
	RuleFileOpenDays           = "register.file_open_days"
	RuleCheckDays              = "intake.check_days"
	RuleCallAttempts           = "intake.call_attempts"
	RuleHomeCheckDays          = "register.home_check_days"
	RuleTermStart              = "term.start" // "in_force" or "registered"
	RuleTermFirstDayCounts     = "term.first_day_counts"
	RuleTermRolls              = "term.rolls_to_working_day"
	RuleTermRange              = "term.range_months" // within it a term raises no warning
	RuleTermMonths             = "supervision.term_months"
	RuleCreditRatio            = "term.credit_ratio" // days of term that a day counts for, by kind of day
	RuleEndsSoonDays           = "term.ends_soon_days"
	RuleReportingPerMonth      = "reporting.per_month"
	RuleHomeVisitInterval      = "home_visit.interval"
	RuleAbsencePermissionDays  = "absence.permission_over_days"
	RuleOutcomeLogDays         = "appointment.outcome_log_days"
	RuleWarningsBeforeCourt    = "breach.warning_count_before_court"
	RuleBreachSubmissionDays   = "breach.submission_days"
	RuleSearchStartDays        = "search.start_days"
	RuleTransferDays           = "transfer.days"
	RuleTransferAcceptDays     = "transfer.accept_days"
	RuleRecordsSightDays       = "access.records_sight_days"
	RuleBreakGlassHours        = "access.break_glass_hours"
	RuleBreakGlassReviewDays   = "access.break_glass_review_days"
	RuleCompartmentMonths      = "access.compartment_months"
	RuleCompartmentReview      = "access.compartment_review"
	RuleSessionIdleMinutes     = "session.idle_minutes"
	RuleSessionHours           = "session.absolute_hours"
	RuleStepUpMinutes          = "session.step_up_minutes"
	RuleSecondPairDays         = "approval.second_pair_days"
	RuleTakeOverCheckDays      = "takeover.check_days"
	RuleRetentionYears         = "records.retention_years"
	RuleRNAReassessMonths      = "rna.reassess_months"
	RuleRNAMinRemainingWeeks   = "rna.min_remaining_weeks" // none is made when less of the term is left
	RuleRNADueDays             = "rna.due_days_after_registration"
	RuleRNAChangeDays          = "rna.change_days" // after a significant change
	RuleRNADecideDays          = "rna.decide_days" // for the second person
	RuleRNAOverrideSecond      = "rna.override_second"
	RuleRNAHighOverrideSecond  = "rna.high_override_second"
	RuleRNAEvidenceMonths      = "rna.evidence_months"
	RuleFlagSameDayHours       = "flag.same_day_hours"
	RulePretrialStudyDays      = "pretrial.study_days"
	RulePretrialRNADays        = "pretrial.rna_days"
)

// The code lists that the code asks for, by name.
const (
	ListClientKinds        = "client_kinds"
	ListMeasures           = "measures"
	ListEndGrounds         = "end_grounds"
	ListObligations        = "obligations"
	ListFileDocuments      = "file_documents"
	ListContactKinds       = "contact_kinds"
	ListOutcomes           = "appointment_outcomes"
	ListAbsenceReasons     = "absence_reasons"
	ListReturnReasons      = "return_reasons"
	ListAttemptOutcomes    = "attempt_outcomes"
	ListLanguages          = "languages"
	ListExplainedHow       = "explained_how"
	ListRestrictReasons    = "restriction_reasons"
	ListBreakGlassReasons  = "break_glass_reasons"
	ListCorrectionReasons  = "correction_reasons"
	ListSuspendReasons     = "suspension_reasons"
	ListCreditKinds        = "credit_kinds"
	ListJudgmentSources    = "judgment_sources"
	ListTransferReasons    = "transfer_reasons"
	ListAllocateReasons    = "allocation_reasons"
	ListConflictReasons    = "conflict_reasons"
	ListAbsenceCover       = "cover_reasons"
	ListLevels             = "supervision_levels"
	ListAssessmentCauses   = "assessment_causes"
	ListLevelReasons       = "level_reasons"
	ListFlagActions        = "flag_actions"
	ListFlagNoneReasons    = "flag_none_reasons"
	ListChangeKinds        = "change_kinds"
	ListNoChangeReasons    = "no_change_reasons"
	ListDropReasons        = "drop_reasons"
	ListQualifications     = "qualifications"
	ListCompartmentReasons = "compartment_reasons"
)

// The rules and lists behind standards, allocation and opportunities.
const (
	RuleChanceLevelMonths   = "opportunity.level_months"   // at one level, before a lower one is offered
	RuleChanceCleanMonths   = "opportunity.clean_months"   // without a missed appointment
	RuleChanceServedPercent = "opportunity.served_percent" // of the term, before an early end is offered
	RuleChanceAbovePercent  = "opportunity.above_percent"  // of the standard: contacts far above it
	RuleChanceKept          = "opportunity.kept_least"     // appointments kept, at least
	RuleChanceSnoozeDays    = "opportunity.snooze_days"    // "not now" holds at most
	ListExemptions          = "contact_exemptions"
	ListEarlyEndResults     = "early_end_results"

	ListEnforcementActions  = "enforcement_actions"
	ListEnforcementHearing  = "enforcement_hearing_results"
	ListEnforcementAttempt  = "enforcement_attempt_results"
	ListEnforcementDelivery = "enforcement_deliveries"
	ListEnforcementCourt    = "enforcement_court_results"
	ListEnforcementWithdraw = "enforcement_withdraw_reasons"
	ListHoldingRules        = "holding_rules"
	ListStandardReasons     = "standard_reasons"
	ListOpportunities       = "opportunity_kinds"
	ListNotNow              = "not_now_reasons"
)
