package journey

import (
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/testkit/browser"
)

const warm = 60 << 10 // bytes that a page may cost when the style sheet and the fonts are here already

// Journeys 2, 5 and 7 on the line of a district office: 128 kbit/s, 600 ms, 5 % of the segments lost.
func TestPoorLine(t *testing.T) {
	once(t, "ky", phone, func(w *walk) {
		w.Base = browser.Poor(t, w.base, browser.District)
		w.as(demo.OfficerPersona)
		w.Go("/day") // cold: style sheet, script and fonts
		t.Logf("the first page: %d bytes", w.Bytes())
		c := w.client(w.T, demo.WaitingStory)
		for _, path := range []string{
			"/day", "/day/pack", href(c), href(c, "timeline"), href(c, "contacts"), href(c, "documents"),
			href(w.client(w.T, demo.LostStory+"_1"), "registration"),
		} {
			if status := w.Status(path); status != 200 {
				w.T.Errorf("%s answers %d", path, status)
				continue
			}
			if n := w.Bytes(); n > warm {
				w.T.Errorf("%s costs %d bytes", path, n)
			} else {
				t.Logf("%s costs %d bytes", path, n)
			}
		}
		w.find("бактыбек", "Бактыбек уулу Нурлан")
		w.contact(c)
		w.note(c)
		w.meeting(c)
		w.upload(c)
		w.onTimeline(c)
		lost := w.client(w.T, demo.LostStory+"_1")
		w.as(demo.OfficerPersona)
		w.Go(href(lost, "registration"))
		w.called(lost)
		w.appeared(lost)
		w.explained(lost)
		w.registered(lost, true)
	})
}
