package fill

// contactKinds are the codes with how often they come in sixteen contacts.
var contactKinds = [16]string{ //nolint:gochecknoglobals // a table
	"office_visit", "office_visit", "office_visit", "office_visit", "office_visit", "office_visit", "office_visit", "office_visit",
	"phone_call", "phone_call", "phone_call", "phone_call", "home_visit", "home_visit", "preventive_talk", "note",
}

// outcomes in the order of how often they come.
var outcomes = [16]string{ //nolint:gochecknoglobals // a table
	"complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied",
	"failed_to_attend", "sent_home_service", "complied", "acceptable_absence", "failed_to_comply",
}

// ownWords are what clients said the conditions are.
var ownWords = map[string]string{ //nolint:gochecknoglobals // a table
	"ky": "Ай сайын келип турам, дарегимди өзгөртсөм айтам, уруксатсыз кетпейм.",
	"ru": "Прихожу каждый месяц, сообщаю о переезде, без разрешения не уезжаю.",
}

// inTongue is the text of a table in a language; Kyrgyz when it has none.
func inTongue[T any](table map[string]T, lang string) T {
	if v, ok := table[lang]; ok {
		return v
	}
	return table["ky"]
}
