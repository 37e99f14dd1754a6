package seriesweb

import (
	"context"
	"strings"

	ics "github.com/arran4/golang-ical"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/reminder"
)

const mediaCalendar = "text/calendar; charset=utf-8"

// calendarDays is how far an officer's calendar file reaches.
const calendarDays = 60

// clientCalendar gives a client's open appointments as a file for the client's telephone: neutral words in the client's language,
// because the telephone is read by others; of the place only the number of a room.
func (w *Web) clientCalendar(q *httpx.Req) (httpx.Reply, error) {
	ctx, client := q.Ctx(), clientOf(q)
	plans, err := w.Appointments.Appointments(ctx, client)
	if err != nil {
		return httpx.Reply{}, err
	}
	lang := i18n.Kyrgyz
	if w.Language != nil {
		known, err := w.Language(ctx, client)
		if err != nil {
			return httpx.Reply{}, err
		}
		if i18n.Supported(known) {
			lang = known
		}
	}
	ctx = i18n.With(ctx, lang)
	entry := q.Query().Get("entry")
	var list []event
	for _, a := range plans.Open {
		if entry != "" && entry != a.Entry {
			continue
		}
		title := i18n.T(ctx, "series.calendar_neutral")
		if room := reminder.Room(a.Place); room != "" {
			title += ", " + i18n.T(ctx, "series.calendar_room", "Room", room)
		}
		list = append(list, event{a, title})
	}
	return calendar(list, w.Service.Today()), nil
}

// ownCalendar gives the officer's own open appointments: the kind and the number of the file, no names, because the file leaves
// the service.
func (w *Web) ownCalendar(q *httpx.Req) (httpx.Reply, error) {
	ctx, today := q.Ctx(), w.Service.Today()
	plans, err := w.Appointments.OwnFrom(ctx, today, today.AddDays(calendarDays))
	if err != nil {
		return httpx.Reply{}, err
	}
	files, err := w.files(ctx, plans)
	if err != nil {
		return httpx.Reply{}, err
	}
	f := frame{w: w, rules: w.Service.Rulebook()}
	list := make([]event, len(plans))
	for i, a := range plans {
		list[i] = event{a, strings.TrimSuffix(f.kind(ctx, a.Kind)+", "+files[a.Client], ", ")}
	}
	return calendar(list, today), nil
}

func (w *Web) files(ctx context.Context, plans []supervision.Appointment) (map[id.Client]string, error) {
	if w.Files == nil || len(plans) == 0 {
		return map[id.Client]string{}, nil
	}
	var clients []id.Client
	seen := map[id.Client]bool{}
	for _, a := range plans {
		if !seen[a.Client] {
			clients = append(clients, a.Client)
		}
		seen[a.Client] = true
	}
	return w.Files(ctx, clients)
}

type event struct {
	supervision.Appointment
	title string
}

// calendar writes the file; a calendar that has an event already takes the later version of it.
func calendar(list []event, today civil.Date) httpx.Reply {
	c := ics.NewCalendarFor("-//Tuzjol//Appointments//EN")
	c.SetMethod(ics.MethodPublish)
	for _, e := range list {
		x := c.AddEvent(e.Entry + "@tuzjol")
		x.SetDtStampTime(e.RecordedAt.Time())
		x.SetModifiedAt(e.RecordedAt.Time())
		x.SetStartAt(e.PlannedAt.Time())
		x.SetEndAt(e.Until().Time())
		x.SetSummary(e.title)
		x.SetClass(ics.ClassificationPrivate)
	}
	return httpx.DownloadBytes("calendar-"+today.String()+".ics", mediaCalendar, []byte(c.Serialize()))
}
