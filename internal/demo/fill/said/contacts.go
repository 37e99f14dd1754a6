package said

// ContactTexts are the words that officers wrote, in Kyrgyz and Russian: short, plain and about nobody.
var ContactTexts = map[string][]string{ //nolint:gochecknoglobals // a table
	"ky": {
		"Белгиленген убакытта келди, милдеттерин аткарып жатат. Кийинки келүү күнү айтылды.",
		"Жашаган жери жана жумушу өзгөргөн жок. Суроолору жок.",
		"Жумушка орноштум деди, иш берүүчүнүн справкасын алып келет.",
		"Үйүндө жолугушту, үй-бүлөсү менен сүйлөштүк. Арыз-даттануу жок.",
		"Телефон менен сүйлөштү, келүү күнүн тактады.",
		"Алдын алуу маеги өткөрүлдү: милдеттер жана аларды бузуунун натыйжасы түшүндүрүлдү.",
		"Кечигип келди, автобус токтоп калганын айтты. Эскертүү берилген жок.",
		"Программанын сабагына катышып жатат, тарбиячы жакшы пикир айтты.",
		"Зыяндын бир бөлүгүн төлөдү, дүмүрчөктү көрсөттү.",
		"Айыл өкмөтү менен сүйлөштүк: жашаган жеринде, тартип бузган эмес.",
		"Ден соолугуна байланыштуу дарыгерге кайрылууга кеңеш берилди.",
		"Документтерин жаңыртуу үчүн тейлөө борборуна кайрылуу тартиби түшүндүрүлдү.",
	},
	"ru": {
		"Явился в назначенное время, обязанности исполняет. Дата следующей явки сообщена.",
		"Место жительства и работы не изменились. Вопросов нет.",
		"Сообщил, что устроился на работу, справку принесёт в следующий раз.",
		"Встреча дома, беседа с семьёй. Жалоб нет.",
		"Разговор по телефону, уточнён день явки.",
		"Проведена профилактическая беседа: разъяснены обязанности и последствия их нарушения.",
		"Опоздал, объяснил поломкой автобуса. Предупреждение не выносилось.",
		"Посещает занятия программы, ведущий отзывается хорошо.",
		"Возместил часть ущерба, показал квитанцию.",
		"Разговор с айыл окмоту: живёт по адресу, нарушений порядка не было.",
		"По состоянию здоровья посоветовано обратиться к врачу.",
		"Разъяснён порядок обновления документов в центре обслуживания.",
	},
}

// ContactKinds are the codes with how often they come in sixteen contacts.
var ContactKinds = [16]string{ //nolint:gochecknoglobals // a table
	"office_visit", "office_visit", "office_visit", "office_visit", "office_visit", "office_visit", "office_visit", "office_visit",
	"phone_call", "phone_call", "phone_call", "phone_call", "home_visit", "home_visit", "preventive_talk", "note",
}

// Outcomes are in the order of how often they come.
var Outcomes = [16]string{ //nolint:gochecknoglobals // a table
	"complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied", "complied",
	"failed_to_attend", "sent_home_service", "complied", "acceptable_absence", "failed_to_comply",
}

// OwnWords are what clients said the conditions are.
var OwnWords = map[string]string{ //nolint:gochecknoglobals // a table
	"ky": "Ай сайын келип турам, дарегимди өзгөртсөм айтам, уруксатсыз кетпейм.",
	"ru": "Прихожу каждый месяц, сообщаю о переезде, без разрешения не уезжаю.",
}
