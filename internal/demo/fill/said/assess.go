// Package said holds what invented assessors answer and write.
package said

// Profiles are how the assessed clients stand: the need of each domain, and the one domain that is linked to new offences.
var Profiles = map[string]map[string]string{ //nolint:gochecknoglobals // a table
	"low":    {"work": "some"},
	"medium": {"work": "some", "money": "some", "thinking": "some", "linked": "work"},
	"high":   {"substances": "high", "family": "some", "work": "high", "attitudes": "some", "criminal_history": "some"},
}

// Facts are answers to questions of fact by the need of their domain.
var Facts = map[string]map[string]string{ //nolint:gochecknoglobals // a table
	"began_young": {"none": "first", "some": "adult", "high": "adult"},
	"home_kind":   {"none": "own", "some": "relatives", "high": "temporary"},
	"occupation":  {"none": "steady", "some": "seasonal", "high": "jobless"},
	"income":      {"none": "enough", "some": "partly", "high": "short"},
	"use_now":     {"none": "none", "some": "seldom", "high": "often"},
	"care":        {"none": "not_needed", "some": "reached", "high": "reached"},
	"reading":     {"none": "easy"},
	"transport":   {"none": "easy"},
}

// NeedTexts are words of assessors, in Kyrgyz and Russian: about the circumstances, never about a score.
var NeedTexts = map[string]map[string]string{ //nolint:gochecknoglobals // a table
	"none": {
		"ky": "Абалы туруктуу, соңку алты айда өзгөрүү болгон эмес.",
		"ru": "Положение устойчивое, за последние полгода перемен не было.",
	},
	"some": {
		"ky": "Абалы өзгөрмөлүү: кээде туура келбей калат, бирок өзү жардам сурап жатат.",
		"ru": "Положение меняется: временами не справляется, но сам просит о помощи.",
	},
	"high": {
		"ky": "Буга чейинки учурлар ушундан башталган; азырынча өзгөртүүгө аракет кыла элек.",
		"ru": "Прежние случаи начинались именно с этого; пока ничего не пробовал менять.",
	},
}

// StrengthTexts say what the client leans on.
var StrengthTexts = []map[string]string{ //nolint:gochecknoglobals // a table
	{"ky": "Агасы жардам берет, балдарына көңүл бурат.", "ru": "Помогает старший брат, занимается детьми."},
	{"ky": "Колунан уста иши келет.", "ru": "Владеет плотницким делом."},
	{"ky": "Белгиленген күндөрү келип турат.", "ru": "Приходит в назначенные дни."},
	{"ky": "Өзү кеңеш сурайт, айтканын аткарат.", "ru": "Сам спрашивает совета и держит слово."},
}

// ViewTexts are words of the client.
var ViewTexts = []map[string]string{ //nolint:gochecknoglobals // a table
	{"ky": "«Балдарымдын жанында болгум келет».", "ru": "«Хочу быть рядом с детьми»."},
	{"ky": "«Туруктуу жумуш тапсам, калганы оңолот».", "ru": "«Найду постоянную работу, остальное наладится»."},
	{"ky": "«Карыздан кутулсам дейм».", "ru": "«Хочу рассчитаться с долгом»."},
}

// LevelTexts give the reason of a level.
var LevelTexts = map[string]map[string]string{ //nolint:gochecknoglobals // a table
	"low": {
		"ky": "Биринчи иш, үй-бүлөсү жана жашаган жери туруктуу; айына бир жолу келүү жетиштүү.",
		"ru": "Первое дело, семья и жильё устойчивы; достаточно явки раз в месяц.",
	},
	"medium": {
		"ky": "Жумуштун үзгүлтүгү жаңы укук бузууга түрткү болушу мүмкүн; ушул багытта колдоо керек.",
		"ru": "Перебои с работой могут подтолкнуть к новому нарушению; нужна поддержка именно в этом.",
	},
	"high": {
		"ky": "Спирт ичимдиги башкаларга зыян менен байланыштуу; тыгыз байланыш жана дарылоо керек.",
		"ru": "Употребление алкоголя связано с вредом другим; нужны частые встречи и лечение.",
	},
}

// What assessors write when they decide otherwise than proposed, as evidence, and under a whole page.
var (
	OverrideTexts = map[string]string{ //nolint:gochecknoglobals // a table
		"ky": "Үй-бүлөдөгү жагдай акыркы айда өзгөрдү, муну таблица эске албайт.",
		"ru": "Обстановка в семье изменилась за последний месяц, таблица этого не учитывает.",
	}
	EvidenceTexts = map[string]string{ //nolint:gochecknoglobals // a table
		"ky": "Сот актысы жана жубайынын айтканы.",
		"ru": "Судебный акт и слова супруги.",
	}
	PageTexts = map[string]string{ //nolint:gochecknoglobals // a table
		"ky": "Кардар менен маек, айыл өкмөтүнүн справкасы.",
		"ru": "Беседа с клиентом, справка айыл окмоту.",
	}
)
