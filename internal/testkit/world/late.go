package world

import (
	"time"

	"tuzjol/internal/testkit"
)

// Latecomer is one more person of office A, a case of its second officer, whom Admit brings in.
func Latecomer() *Client {
	return &Client{
		State: Restricted, Office: A, Surname: "Зымырыкова", Given: "Айтолкун", Patronymic: "Дөөтбековна", PIN: "11812199301234",
		Phone: "555771212", Address: "Куланчы 121", Birth: "18.12.1993", Secret: "Көчүп кеткенин эч ким билбесин", worker: "officer2", related: []string{"officer2"},
		allowed: []string{"head", "custodian", "custodian2", "officer2"},
	}
}

// Expected is one more person of office A whose judgment is accepted and who has not come yet.
func Expected() *Client {
	return &Client{
		State: Restricted, Office: A, Surname: "Кулубекова", Given: "Жайнагүл", Patronymic: "Эсеновна", PIN: "10505198504321",
		Phone: "555771313", Address: "Чырпыктуу 131", Birth: "05.05.1985", allowed: []string{"head", "custodian", "custodian2"},
	}
}

// Admit takes one more person through intake and, with an officer, through registration and the first work, and restricts
// them; it all happened in the half hour before the tests begin.
func (w *World) Admit(c *Client) {
	w.t.Helper()
	w.Clock.Set(testkit.Start.Add(-30 * time.Minute))
	w.Clients = append(append([]*Client{}, w.Clients...), c)
	b := &builder{World: w}
	b.intake(c)
	if c.worker != "" {
		b.register(c)
		b.work(c)
	}
	b.Hide(c)
	w.Clock.Set(testkit.Start)
	if b.err != nil {
		w.t.Fatal(b.err)
	}
}
