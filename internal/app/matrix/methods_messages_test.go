package matrix

import "tuzjol/internal/access"

// messageMethods are those of reminders, messages and series of appointments.
func messageMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "remindersvc.Now", "remindersvc.Today", "remindersvc.Rulebook", "seriessvc.Today", "seriessvc.Zone", "seriessvc.Rulebook"),
		plainly("gives the steps within a transaction", "remindersvc.Ops"),
		rights(client, access.ReadClient, "remindersvc.View", "seriessvc.View", "seriessvc.Of", "seriessvc.SeriesOf"),
		rights(client, access.ManageAppointment, "remindersvc.SetWish", "remindersvc.MarkPhone", "seriessvc.Make", "seriessvc.ChangeFollowing", "seriessvc.CallOffFollowing"),
		rights(client, access.CorrectRecord, "remindersvc.UnmarkPhone"),
		rights(list, access.DecideMessage, "remindersvc.Messages", "remindersvc.Slips", "remindersvc.Decide", "remindersvc.Handed"),
		rights(client, access.ManageAppointment, "seriessvc.Plan", "seriessvc.PlanChange"),
		rights(list, access.ReadDay, "supervisionsvc.OwnFrom"),
		rights(job, "", "remindersvc.MakeDue"),
	}
}
