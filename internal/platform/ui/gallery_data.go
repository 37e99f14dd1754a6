package ui

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// The people of the gallery are invented.

func galleryInstant(day, hour, minute int) civil.Instant {
	return civil.At(time.Date(2026, time.May, day, hour, minute, 0, 0, time.UTC))
}

func galleryPerson() Identity {
	return Identity{
		Name: "Асанов Үсөн Өмүрбекович", Href: "/clients/1", FileNo: "KG-04-2026-00317", PIN: "2140519••••123",
		Born: "14.05.1987", Age: 39, Office: "Ош шаардык пробация бөлүмү", Officer: "Токтоматов Б. А.",
		Tags: []Label{{Bad, M("common.overdue")}, {Warn, M("common.restricted")}},
	}
}

func galleryTabs() []NavItem {
	return []NavItem{
		{Label: M("common.status"), Href: "/clients/1"},
		{Label: M("common.history"), Href: "/clients/1/timeline", Current: true},
		{Label: M("common.what"), Href: "/clients/1/order"},
		{Label: M("common.happened"), Href: "/clients/1/contacts", Count: 2},
		{Label: M("common.attach"), Href: "/clients/1/documents"},
		{Label: M("common.settings"), Href: "/clients/1/settings"},
		{Label: M("common.who"), Href: "/clients/1/access"},
	}
}

func galleryForm() Form {
	return Form{
		Values: url.Values{
			"family": {"Асанов"}, "pin": {"214051987"}, "born": {"31.02.1987"}, "sex": {"yes"}, "present": {"no"},
			"languages": {"ky", "uz"}, "reason": {"Паспорт көчүрмөсү боюнча оңдолду."},
		},
		Problems: []fault.Problem{
			{Field: "born", Msg: M("date.invalid")},
			{Field: "sex", Msg: M("field.choose")},
			{Field: "reason", Msg: M("field.too_short", "Min", 40)},
			{Msg: M("fault.stale")},
		},
	}
}

func galleryFacts() []Item {
	return []Item{
		{Label: M("common.source"), Value: Val("Ош шаардык соту, 12.02.2026, КЖК 200-бер., 2 жыл пробация")},
		{Label: M("common.from"), Value: Day(civil.MustDate("2026-02-12")), Action: "/clients/1/term"},
		{Label: M("common.to"), Value: Day(civil.MustDate("2028-02-12")), Action: "/clients/1/term"},
		{Label: M("common.status"), Value: Tag(Good, M("common.confirm"))},
		{Label: M("common.happened"), Value: Progress(N("common.hours", 84), 84, 240)},
		{Label: M("common.note"), Value: Val("")},
		{Label: M("common.due"), Value: ToBeConfirmed("")},
	}
}

func galleryTallies() []Tally {
	return []Tally{
		{Label: M("common.overdue"), N: 3, Href: "/day/overdue", Tone: Bad},
		{Label: M("common.due_today"), N: 12, Href: "/day/due", Tone: Warn, Note: N("common.days_left", 1)},
		{Label: N("common.clients", 1400), N: 1400, Href: "/clients"},
		{Label: M("common.attach"), N: 0, Href: "/day/documents"},
	}
}

func galleryChart() Chart {
	return Chart{
		Title: N("common.clients", 540), What: M("common.office"), Unit: M("common.user"),
		Bars: []Bar{
			{Text: "Ош шаардык бөлүмү", N: 214, Href: "/clients?office=osh"},
			{Text: "Кара-Суу райондук бөлүмү", N: 156, Tone: Warn},
			{Text: "Өзгөн райондук бөлүмү", N: 98},
			{Text: "Ноокат райондук пробация бөлүмү", N: 0},
		},
	}
}

func galleryEvents() []Event {
	return []Event{
		{
			ID: "e4", Occurred: galleryInstant(3, 12, 40), Recorded: galleryInstant(4, 3, 5), Who: "Токтоматов Б. А.",
			Source: M("common.offline"), Kind: Label{Info, M("common.happened")}, Title: M("common.happened"), Href: "/contacts/9",
			Text: "Клиент үйүндө. Жумушка кирүү боюнча кеңеш берилди.\nКийинки жолугушуу: 12.05.2026.",
		},
		{
			ID: "e3", Occurred: galleryInstant(2, 4, 0), Recorded: galleryInstant(2, 4, 0), Who: "Сыдыкова Н.",
			Kind: Label{Warn, M("common.correct")}, Title: M("common.correct"),
			Change: &Change{Old: "14.05.1978", New: "14.05.1987", Reason: "паспорт көчүрмөсү"},
		},
		{
			ID: "e2", Day: civil.MustDate("2026-04-21"), Recorded: galleryInstant(1, 8, 0), Who: "Токтоматов Б. А.",
			Kind: Label{Bad, M("common.overdue")}, Title: M("common.overdue"), Replaced: true,
		},
		{ID: "e1", Occurred: galleryInstant(1, 5, 30), Who: "Сыдыкова Н.", Title: M("common.saved")},
	}
}

func galleryGrid(plain bool) Grid {
	g := Grid{
		Caption: N("common.clients", 214), HideCaption: !plain, Plain: plain, Sort: "due", Desc: true,
		At: &url.URL{Path: "/clients", RawQuery: "office=osh&after=abc"},
		Columns: []Column{
			{Label: M("common.user"), Sort: "name"},
			{Label: M("ui.identity.file"), Narrow: true},
			{Label: M("common.due"), Sort: "due", Narrow: true},
			{Label: M("common.happened"), Narrow: true},
			{Label: M("common.status")},
			{Label: N("common.days_left", 0), Numeric: true, Sort: "left"},
			{Label: M("common.open"), HideLabel: true, Narrow: true},
		},
	}
	if plain {
		g.Columns = g.Columns[:3]
	}
	for i, name := range []string{
		"Асанов Үсөн Өмүрбекович", "Бактыбек уулу Нурлан", "Жумабаева Гүлзат Эмилбековна", "Өмүрбек кызы Айнура",
		"Петров Сергей Иванович", "Токтогулов Чыңгызбек Абдыкадырович",
	} {
		r := Row{Cells: []templ.Component{
			LinkTo("/clients/"+itoa(i), name), Val("KG-04-2026-0031" + itoa(i)), Day(civil.MustDate("2026-05-05").AddDays(i)),
			Moment(galleryInstant(1+i, 4, 15)), Tags([]Label{{Neutral, M("common.today")}, {Good, M("common.saved")}}), Num(640 - i*110),
			PostButton("/clients/x/close", Button{Label: M("common.close"), Kind: Secondary, Small: true, About: name}),
		}}
		switch i {
		case 1:
			r.Tone, r.Cells[3], r.Cells[4] = Bad, nil, Tag(Bad, M("common.overdue"))
		case 4:
			r.Tone = Warn
		case 5:
			r.Off = true
		}
		r.Cells = r.Cells[:len(g.Columns)]
		g.Rows = append(g.Rows, r)
	}
	return g
}

func galleryOffices() []Option {
	return []Option{{Value: "osh", Text: "Ош шаардык пробация бөлүмү"}, {Value: "karasuu", Text: "Кара-Суу райондук пробация бөлүмү"}}
}

func galleryYesNo() []Option {
	return []Option{{Value: "yes", Label: M("common.yes")}, {Value: "no", Label: M("common.no")}, {Value: "unknown", Label: M("common.unknown")}}
}

func galleryReveal(f Form) []Option {
	return []Option{
		{Value: "yes", Label: M("common.yes")},
		{Value: "no", Label: M("common.no"), Hint: M("common.reason_hint"), Reveal: Text(f, Field{Name: "why", Label: M("common.reason")})},
	}
}

func galleryLanguages() []Option {
	return []Option{{Value: "ky", Label: M("language.ky")}, {Value: "ru", Label: M("language.ru")}, {Value: "uz", Label: M("language.uz")}}
}

func gallerySheet() Sheet {
	s := Sheet{Title: M("common.today"), Office: "Ош шаардык пробация бөлүмү", Number: "KG-04-2026-00317", By: "Токтоматов Б. А.", Printed: galleryInstant(5, 2, 55)}
	s.Sign = append(s.Sign, M("role.officer"), M("role.head"))
	return s
}
