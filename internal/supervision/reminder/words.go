package reminder

import (
	"regexp"
	"strings"
)

// Words are the pieces of a reminder in one language, with the places {date}, {time}, {room} and {place}.
type Words struct {
	Neutral string // says that there is an appointment, and nothing of with whom or why
	Room    string // added when the place is a bare room
	Fuller  string // names the service, for those who agreed
	Subject string // above an e-mail: neutral always, for a list of mails is read over a shoulder
	Off     string // the appointment does not take place; as neutral as a reminder
	Moved   string // it has another day or hour
}

// Text makes the words of a reminder. A place goes out in full only in the fuller text; of a neutral one only the number of a
// room, because an address tells whose room it is.
func (w Words) Text(fuller bool, date, clock, place string) string {
	values := strings.NewReplacer("{date}", date, "{time}", clock, "{place}", place, "{room}", Room(place))
	if fuller && w.Fuller != "" {
		return strings.TrimRight(strings.TrimSpace(values.Replace(w.Fuller)), " ,:")
	}
	out := values.Replace(w.Neutral)
	if Room(place) != "" && w.Room != "" {
		out += " " + values.Replace(w.Room)
	}
	return out
}

var bareRoom = regexp.MustCompile(`(?i)^(?:каб\.?|кабинет|бөлмө|room|хона|xona)?\s*№?\s*(\d{1,4}[а-яa-z]?)(?:\s*[- ]?\s*(?:каб\.?|кабинет|бөлмө))?$`)

// Room is the number of a room when a place is nothing but that.
func Room(place string) string {
	m := bareRoom.FindStringSubmatch(strings.TrimSpace(place))
	if m == nil {
		return ""
	}
	return m[1]
}
