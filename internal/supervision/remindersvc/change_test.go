package remindersvc_test

import (
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/supervision/supervisionsvc"
)

func (k *kit) move(c id.Client, entry, day, clock string) {
	k.t.Helper()
	at, _ := k.plans.Zone().At(civil.MustDate(day), clock)
	must(k.t, k.plans.ChangeAppointment(k.ctx, supervisionsvc.ChangeAppointment{
		Client: c, Entry: entry, Row: k.row(c, entry), Kind: "office_visit", PlannedAt: at, Minutes: 30, Text: "просил позже", Anyway: true,
	}))
}

func (k *kit) callOff(c id.Client, entry string) {
	k.t.Helper()
	must(k.t, k.plans.CancelAppointment(k.ctx, supervisionsvc.CancelAppointment{Client: c, Entry: entry, Row: k.row(c, entry), Text: "болезнь сотрудника"}))
}

func (k *kit) send(g *gateway) {
	k.t.Helper()
	_, err := k.box.Run(k.job(), k.d, k.d.Now(), g)
	must(k.t, err)
}

// Who was reminded already is told of each change, neutrally and once; who was not is told nothing.
func TestChangeAfterReminderIsTold(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		entry, quiet := k.meet(c, "office_visit", "2026-03-12", "10:00"), k.meet(c, "office_visit", "2026-03-20", "10:00")
		k.now("2026-03-11", "10:05")
		k.due(1)
		g := &gateway{}
		k.send(g)
		k.move(c, entry, "2026-03-13", "16:00")
		k.callOff(c, quiet)
		k.send(g)
		if len(g.sent) != 2 || g.sent[1].Text != "Встреча перенесена: 13.03.2026 в 16:00." {
			t.Fatalf("%+v", g.sent)
		}
		k.move(c, entry, "2026-03-14", "09:00") // and back before the message is sent: what was said is true again
		k.move(c, entry, "2026-03-13", "16:00")
		k.send(g)
		if len(g.sent) != 2 {
			t.Fatalf("told of what did not change: %+v", g.sent[2:])
		}
		k.callOff(c, entry)
		k.send(g)
		if len(g.sent) != 3 || g.sent[2].Text != "Встреча 13.03.2026 в 16:00 не состоится. Приходить не нужно." {
			t.Fatalf("%+v", g.sent)
		}
		if off, moved := k.book.Facts("supervision.told_off", c), k.book.Facts("supervision.told_moved", c); off != 1 || moved != 2 {
			t.Errorf("facts: %d off, %d moved", off, moved)
		}
	})
}

// A moved appointment is reminded of again, although a message of the move went out.
func TestMovedIsRemindedAgain(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		entry := k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.now("2026-03-11", "10:05")
		k.due(1)
		g := &gateway{}
		k.send(g)
		k.move(c, entry, "2026-03-20", "16:00")
		k.now("2026-03-19", "10:05")
		k.due(1)
	})
}

// A telephone that others answer, a client who wants nothing, one in custody and one who died get no message of a change; who had a
// printed slip is told in person.
func TestChangeGoesByTheRulesOfReminders(t *testing.T) {
	each(t, func(k *kit) {
		for _, x := range []struct {
			name   string
			then   func(c id.Client)
			told   int
			person int
		}{
			{"custody", func(id.Client) { k.held = "custody" }, 0, 0},
			{"death", func(id.Client) { k.held = "died" }, 0, 0},
			{"hospital", func(id.Client) { k.held = "hospital" }, 1, 0},
			{"shared by now", func(id.Client) { k.reach.Phones[0].Shared = true }, 0, 1},
		} {
			k.held, k.reach.Phones[0].Shared = "", false
			c := k.client("o1")
			k.now("2026-03-01", "10:05")
			entry := k.meet(c, "office_visit", "2026-03-12", "10:00")
			k.now("2026-03-11", "10:05")
			k.due(1)
			k.send(&gateway{})
			x.then(c)
			k.callOff(c, entry)
			if told, person := k.book.Facts("supervision.told_off", c), k.book.Facts("supervision.told_not", c); told != x.told || person != x.person {
				t.Errorf("%s: told %d, to be told in person %d", x.name, told, person)
			}
			k.send(&gateway{})
		}
	})
}

// While the client's life holds reminders back none is made; when it is over in time, it is.
func TestHeldReminders(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.held = "hospital"
		k.now("2026-03-09", "10:05")
		k.due(0)
		if v, err := k.s.View(k.ctx, c); err != nil || v.Held != "hospital" {
			t.Errorf("%q %v", v.Held, err)
		}
		k.held = ""
		k.now("2026-03-11", "10:05")
		k.due(1)
	})
}

// Other writers in the way cost a further round and not the task.
func TestContentionIsTriedAgain(t *testing.T) {
	each(t, func(k *kit) {
		k.meet(k.client("o1"), "office_visit", "2026-03-12", "10:00")
		k.now("2026-03-11", "10:05")
		k.busy = 1
		if k.d.Engine() == "postgres" {
			k.busy = 6 // more than the tries of one transaction
		}
		k.due(1)
	})
}

// A change is nothing for a gateway that is silent: it waits like a reminder.
func TestChangeMayBeUncertain(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		entry := k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.now("2026-03-11", "10:05")
		k.due(1)
		k.send(&gateway{answer: notify.Answer{Result: notify.Unknown, Cause: notify.CauseSilent}})
		k.callOff(c, entry) // it may have arrived
		if k.book.Facts("supervision.told_off", c) != 1 {
			t.Error("a reminder of which nobody knows is taken for not sent")
		}
	})
}
