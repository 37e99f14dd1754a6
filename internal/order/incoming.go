package order

// Incoming is a judgment as it comes in: typed from paper or sent by a court's system. Values are texts, so that
// everything that is wrong with them can be said at once, each by its field. Dates are yyyy-mm-dd or dd.mm.yyyy.
type Incoming struct {
	Source      string               `json:"-"`
	Office      string               `json:"office,omitempty" doc:"Office that received it; empty means the office of the person's district" example:"41702410000010"`
	Court       string               `json:"court" doc:"Court that decided, by its name as the document writes it or its code" example:"Каракол шаардык соту"`
	Number      string               `json:"number" doc:"Number of the case in the court" example:"УД-114/26-К2"`
	DecidedOn   string               `json:"decided_on" doc:"Day of the decision" example:"2026-02-10"`
	InForceOn   string               `json:"in_force_on,omitempty" doc:"Day the judgment took force; may be empty when the document does not say" example:"2026-03-13"`
	Person      IncomingPerson       `json:"person" doc:"The convicted person exactly as the document spells them"`
	Kind        string               `json:"kind,omitempty" doc:"Kind of probation, a code of the list client_kinds; executive when empty" example:"executive"`
	Measures    []IncomingMeasure    `json:"measures" doc:"Measures, the main one first"`
	TermYears   string               `json:"term_years,omitempty" doc:"Years of the term" example:"2"`
	TermMonths  string               `json:"term_months,omitempty" doc:"Months of the term" example:"6"`
	TermDays    string               `json:"term_days,omitempty" doc:"Days of the term" example:"0"`
	TermFrom    string               `json:"term_from,omitempty" doc:"First day of the term, when the judgment names it" example:"2026-03-13"`
	TermTo      string               `json:"term_to,omitempty" doc:"Last day of the term, when the judgment names it" example:"2028-09-12"`
	CreditKind  string               `json:"credit_kind,omitempty" doc:"Kind of time counted towards the term, a code of the list credit_kinds" example:"detention"`
	CreditDays  string               `json:"credit_days,omitempty" doc:"Days of that time" example:"40"`
	Obligations []IncomingObligation `json:"obligations,omitempty" doc:"Obligations laid down by the court"`
	Article     string               `json:"article,omitempty" doc:"Article of the Criminal Code" example:"200 ч. 1"`
	Pages       string               `json:"pages,omitempty" doc:"Number of sheets" example:"6"`
	Document    string               `json:"document,omitempty" doc:"Identifier of the uploaded document, or where the paper lies" example:""`
	ReceivedOn  string               `json:"received_on,omitempty" doc:"Day the paper arrived; today when empty" example:"2026-03-16"`
	Another     bool                 `json:"another_person,omitempty" doc:"True when the judgment is already here for another person convicted in the same case"`
}

// IncomingPerson is the person of an incoming judgment. Everything but one part of the name may be missing.
type IncomingPerson struct {
	Unknown         bool   `json:"name_unknown,omitempty" doc:"True when nobody knows the person's name; the number of the case stands for it"`
	Surname         string `json:"surname,omitempty" doc:"Surname in Cyrillic, with uulu or kyzy when it is part of it" example:"Бактыбеков"`
	Given           string `json:"given,omitempty" doc:"Given name in Cyrillic" example:"Усон"`
	Patronymic      string `json:"patronymic,omitempty" doc:"Patronymic in Cyrillic; may be absent" example:"Жакшылыкович"`
	SurnameLatin    string `json:"surname_latin,omitempty" doc:"Surname in Latin as in the passport" example:"Baktybekov"`
	GivenLatin      string `json:"given_latin,omitempty" doc:"Given name in Latin" example:"Uson"`
	PatronymicLatin string `json:"patronymic_latin,omitempty" doc:"Patronymic in Latin" example:""`
	PIN             string `json:"pin,omitempty" doc:"Personal number, 14 digits; may be absent" example:"21405198700123"`
	Birth           string `json:"birth,omitempty" doc:"Date of birth; a year, or year and month, when no more is known" example:"1987-05-14"`
	Sex             string `json:"sex,omitempty" doc:"f or m" example:"m"`
	Language        string `json:"language,omitempty" doc:"Language the person speaks" example:"ky"`
	Address         string `json:"address,omitempty" doc:"Address in the words of the document" example:"Каракол ш., Токтогул көч. 12"`
	District        string `json:"district,omitempty" doc:"SOATE code of the address, 14 digits; gives the office" example:"41702410000010"`
	Phone           string `json:"phone,omitempty" doc:"Telephone" example:"0555 123456"`
}

// IncomingMeasure is one measure.
type IncomingMeasure struct {
	Code  string `json:"code" doc:"Code of the list measures" example:"probation_supervision"`
	Hours string `json:"hours,omitempty" doc:"Hours of community service" example:""`
}

// IncomingObligation is one obligation.
type IncomingObligation struct {
	Code string `json:"code" doc:"Code of the list obligations" example:"report"`
	Text string `json:"text,omitempty" doc:"The court's own words where the code is not enough" example:""`
}
