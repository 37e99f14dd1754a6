package life

import "tuzjol/internal/supervision"

// Lists of the rulebook; each is a working list of the service.
const (
	ListAbsence = "life_absence_reasons"
	ListTravel  = "life_travel_kinds"
	ListWork    = "life_work_changes"
	ListAddress = "life_address_ways"
	ListChecked = "life_address_results"
	ListArrest  = "life_arrest_kinds"
	ListCourt   = "life_court_results"
	ListChecks  = "life_search_checks"
	ListFound   = "life_found_ways"
	ListRefuse  = "life_refuse_reasons"
	ListDrop    = "life_withdraw_reasons"
	ListPapers  = "life_papers"
)

// Rules of the clocks.
const (
	RuleDecision = "life.decision_days"
	RuleReturn   = "life.return_days"
	RuleCheck    = "life.address_check_days"
	RuleWork     = "life.work_confirm_days"
	RuleSend     = "life.search_send_days"
	RuleReview   = "life.search_review_days"
	RuleHospital = "life.hospital_review_days"
	RuleCustody  = "life.custody_review_days"
	RuleDeath    = "life.death_days"
	RulePapers   = "life.paper_days"
)

// The states.
const (
	Asked       State = "asked"
	Granted     State = "granted"
	Refused     State = "refused"
	Withdrawn   State = "withdrawn"
	Returned    State = "returned"
	NotReturned State = "not_returned"
	Checked     State = "checked"
	Accepted    State = "accepted"
	Notified    State = "notified"
	Confirmed   State = "confirmed"
	Checking    State = "checking"
	Opened      State = "opened"
	Sent        State = "sent"
	Found       State = "found"
	Closed      State = "closed"
	Admitted    State = "admitted"
	Discharged  State = "discharged"
	Detained    State = "detained"
	AtCourt     State = "at_court"
	Released    State = "released"
	Convicted   State = "convicted"
	Reported    State = "reported"
	Refuted     State = "refuted"
)

// MoveCorrect corrects what was written about an event; it is no move of a machine, since it leads nowhere.
const MoveCorrect = "correct"

func must(fields ...Field) []Ask {
	out := make([]Ask, len(fields))
	for i, f := range fields {
		out[i] = Ask{Field: f}
	}
	return out
}

func with(asks []Ask, fields ...Field) []Ask {
	for _, f := range fields {
		asks = append(asks, Ask{Field: f, Optional: true})
	}
	return asks
}

// planned are days that may lie ahead.
func planned(asks []Ask) []Ask {
	for i := range asks {
		asks[i].Future = asks[i].Field == FFrom || asks[i].Field == FUntil || asks[i].Field == FDay
	}
	return asks
}

func refuse(from ...State) Move {
	return Move{Name: "refuse", From: from, To: Refused, Who: Head, Asks: must(FReason, FWords), Reasons: ListRefuse, Fact: "supervision.life_refused", FourEyes: true, Final: true}
}

func withdraw(from ...State) Move {
	return Move{Name: "withdraw", From: from, To: Withdrawn, Who: Worker, Asks: must(FReason, FWords), Reasons: ListDrop, Fact: "supervision.life_withdrawn", Final: true}
}

// permission is the machine of absence and travel alike.
func permission(k Kind, list string, asks []Ask) Machine {
	return Machine{
		Kind: k, Start: Asked, List: list, Asks: asks, Span: supervision.Permitted, SpanIn: []State{Granted, NotReturned, Returned}, Decides: []State{Asked},
		Moves: []Move{
			{Name: "grant", From: []State{Asked}, To: Granted, Who: Head, Asks: planned(with(must(FUntil), FWords)), Extends: true, Fact: "supervision.life_granted", FourEyes: true},
			refuse(Asked),
			{Name: "extend", From: []State{Granted}, To: Granted, Who: Head, Asks: planned(must(FUntil, FWords)), Extends: true, Fact: "supervision.life_granted"},
			{Name: "return", From: []State{Granted, NotReturned}, To: Returned, Who: Worker, Asks: with(must(FDay), FWords), Ends: true, Fact: "supervision.life_returned", Final: true},
			{Name: "no_return", From: []State{Granted}, To: NotReturned, Who: Worker, Asks: must(FDay, FWords), Fact: "supervision.life_not_returned"},
			withdraw(Asked, Granted),
		},
		Clocks: []Clock{{State: Asked, Rule: RuleDecision}, {State: Granted, Rule: RuleReturn, After: "until"}, {State: NotReturned, Rule: RuleDecision}},
	}
}

func address() Machine {
	return Machine{
		Kind: Address, Start: Asked, List: ListAddress, Asks: with(planned(must(FDistrict, FPlace, FFrom)), FCode, FWords), Decides: []State{Checked}, Single: true,
		Moves: []Move{
			{Name: "check", From: []State{Asked, Checked}, To: Checked, Who: Worker, Asks: must(FDay, FCode, FWords), List: ListChecked, Fact: "supervision.life_checked"},
			{Name: "accept", From: []State{Checked}, To: Accepted, Who: Head, Asks: with(nil, FWords), WritesAddress: true, Fact: "supervision.life_address_accepted", FourEyes: true, Needs: []string{"lives_there"}, Final: true},
			refuse(Checked),
			withdraw(Asked, Checked),
		},
		Clocks: []Clock{{State: Asked, Rule: RuleCheck}, {State: Checked, Rule: RuleDecision}},
		Papers: []Wanted{{Role: "address_proof", States: []State{Accepted}}},
	}
}

func work() Machine {
	return Machine{
		Kind: Work, Start: Notified, List: ListWork, Asks: with(must(FCode, FFrom), FBody, FPlace, FWords),
		Moves: []Move{
			{Name: "confirm", From: []State{Notified}, To: Confirmed, Who: Worker, Asks: with(must(FDay), FWords), Fact: "supervision.life_confirmed", Final: true},
			{Name: "not_confirmed", From: []State{Notified}, To: Refuted, Who: Worker, Asks: must(FDay, FWords), Fact: "supervision.life_refuted", Final: true},
			withdraw(Notified),
		},
		Clocks: []Clock{{State: Notified, Rule: RuleWork}},
		Papers: []Wanted{{Role: "work_certificate", States: []State{Confirmed}}},
	}
}

func search() Machine {
	return Machine{
		Kind: Search, Start: Checking, Asks: with(must(FFrom, FWords), FPlace), Span: supervision.Sought, SpanIn: []State{Opened, Sent, Found, Closed},
		OpenEnd: true, Single: true, Effect: "life.effect.search",
		Moves: []Move{
			{Name: "look", From: []State{Checking}, To: Checking, Who: Worker, Asks: must(FDay, FCode, FWords), List: ListChecks, Fact: "supervision.life_search_checked"},
			{Name: "open_search", From: []State{Checking}, To: Opened, Who: Head, Asks: must(FDay, FWords), Fact: "supervision.life_search_opened", Needs: []string{"home_visit", "telephone", "relatives", "inquiry"}},
			{Name: "send", From: []State{Opened}, To: Sent, Who: Worker, Asks: must(FDay, FBody, FNumber), Fact: "supervision.life_search_sent"},
			{Name: "found", From: []State{Opened, Sent}, To: Found, Who: Worker, Asks: with(must(FDay, FCode, FPlace), FWords), List: ListFound, Ends: true, Fact: "supervision.life_search_found"},
			{Name: "close", From: []State{Found}, To: Closed, Who: Head, Asks: with(must(FDay, FWords), FNumber), Fact: "supervision.life_search_closed", Final: true},
			withdraw(Checking),
		},
		Clocks: []Clock{{State: Checking, Rule: RuleDecision}, {State: Opened, Rule: RuleSend}, {State: Sent, Rule: RuleReview}, {State: Found, Rule: RuleDecision}},
		Papers: []Wanted{{Role: "police_letter", States: []State{Sent, Found, Closed}}},
	}
}

func hospital() Machine {
	return Machine{
		Kind: Hospital, Start: Admitted, Asks: with(must(FFrom, FBody), FPlace, FUntil, FWords), Span: supervision.InHospital,
		SpanIn: []State{Admitted, Discharged}, OpenEnd: true, Single: true,
		Moves: []Move{
			{Name: "discharge", From: []State{Admitted}, To: Discharged, Who: Worker, Asks: with(must(FDay), FWords), Ends: true, Fact: "supervision.life_discharged", Final: true},
			{Name: "still_there", From: []State{Admitted}, To: Admitted, Who: Worker, Asks: planned(with(must(FUntil), FPlace, FWords)), Extends: true},
			withdraw(Admitted),
		},
		Clocks: []Clock{{State: Admitted, Rule: RuleHospital, After: "until"}},
		Papers: []Wanted{{Role: "hospital_certificate", States: []State{Admitted, Discharged}}},
	}
}

func arrest() Machine {
	return Machine{
		Kind: Arrest, Start: Detained, List: ListArrest, Asks: with(must(FCode, FFrom, FBody), FPlace, FUntil, FWords), Span: supervision.InCustody,
		SpanIn: []State{Detained, AtCourt, Released, Convicted}, OpenEnd: true, Single: true, Effect: "life.effect.arrest",
		Moves: []Move{
			{Name: "court", From: []State{Detained, AtCourt}, To: AtCourt, Who: Worker, Asks: planned(with(must(FDay, FBody, FCode), FUntil, FNumber, FWords)), List: ListCourt, Extends: true, Fact: "supervision.life_court"},
			{Name: "release", From: []State{Detained, AtCourt}, To: Released, Who: Worker, Asks: with(must(FDay), FWords), Ends: true, Fact: "supervision.life_released", Final: true},
			{Name: "convict", From: []State{AtCourt}, To: Convicted, Who: Worker, Asks: must(FDay, FBody, FNumber), Fact: "supervision.life_convicted", Final: true},
			withdraw(Detained),
		},
		Clocks: []Clock{{State: Detained, Rule: RuleCustody}, {State: AtCourt, Rule: RuleCustody, After: "until"}},
		Papers: []Wanted{{Role: "court_act", States: []State{AtCourt, Released, Convicted}}},
	}
}

func death() Machine {
	return Machine{
		Kind: Death, Start: Reported, Asks: with(must(FFrom, FWords), FPlace), Decides: []State{Reported}, Single: true, Effect: "life.effect.death",
		Moves: []Move{
			{Name: "confirm_death", From: []State{Reported}, To: Confirmed, Who: Head, Asks: must(FDay, FBody, FNumber), StopsDemands: true, Fact: "supervision.life_death_confirmed"},
			{Name: "refute", From: []State{Reported}, To: Refuted, Who: Head, Asks: must(FDay, FWords), Fact: "supervision.life_refuted", Final: true},
			{Name: "close", From: []State{Confirmed}, To: Closed, Who: Head, Asks: with(must(FDay), FWords), Fact: "supervision.life_closed", Final: true},
		},
		Clocks: []Clock{{State: Reported, Rule: RuleDeath}, {State: Confirmed, Rule: RuleDecision}},
		Papers: []Wanted{{Role: "death_certificate", States: []State{Confirmed, Closed}}},
	}
}

func machines() []Machine {
	return []Machine{
		permission(Absence, ListAbsence, planned(with(must(FCode, FFrom, FUntil), FPlace, FWords))),
		address(), work(),
		permission(Travel, ListTravel, planned(with(must(FCode, FFrom, FUntil, FPlace), FWords))),
		hospital(), arrest(), search(), death(),
	}
}
