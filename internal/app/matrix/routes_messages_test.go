package matrix

import "tuzjol/internal/access"

// messageRoutes are those of reminders, messages and series of appointments.
func messageRoutes() map[string]row {
	const one = "/clients/{id}"
	return map[string]row{
		"GET " + one + "/messages":               about(access.ReadClient),
		"POST " + one + "/messages/wish":         about(access.ManageAppointment),
		"POST " + one + "/messages/mark":         about(access.ManageAppointment),
		"POST " + one + "/messages/unmark":       about(access.CorrectRecord),
		"GET /messages":                          over(access.DecideMessage),
		"POST /messages/{row}":                   over(access.DecideMessage),
		"GET /messages/slips":                    over(access.DecideMessage),
		"POST /messages/slips":                   over(access.DecideMessage),
		"GET " + one + "/series":                 about(access.ManageAppointment),
		"POST " + one + "/series":                about(access.ManageAppointment),
		"GET " + one + "/series/{row}":           about(access.ReadClient),
		"POST " + one + "/series/{row}/change":   about(access.ManageAppointment),
		"POST " + one + "/series/{row}/call-off": about(access.ManageAppointment),
		"GET " + one + "/calendar":               about(access.ReadClient),
		"GET /day/calendar":                      over(access.ReadDay),
	}
}
