package demoweb

import (
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
)

// Tour is a walk of five minutes through the pages of one persona; its texts are the messages "demo.tour.<name>".
type Tour struct {
	Name    string
	Persona demo.Persona
	Stops   []Stop
}

// Stop is one page of a tour. Its texts are "demo.stop.<name>" and "demo.stop.<name>_text".
type Stop struct {
	Name string
	Path string     // of the page; "{id}" stands for the client of Story
	Of   demo.Story // empty when the page is about nobody
}

// Tours lists them.
func Tours() []Tour {
	return []Tour{
		{"officer", demo.OfficerPersona, []Stop{
			{"day", "/day", ""},
			{"search", "/search", ""},
			{"waiting", "/clients/{id}", demo.WaitingStory},
			{"timeline", "/clients/{id}/timeline", demo.MovedStory},
			{"contact", "/clients/{id}/contacts", demo.WaitingStory},
			{"corrected", "/clients/{id}/person", demo.CorrectedStory},
			{"ends_today", "/clients/{id}/order", demo.EndsTodayStory},
			{"pack", "/day/pack", ""},
		}},
		{"work", demo.OfficerPersona, []Stop{
			{"missed", "/clients/{id}/enforcement", demo.MissedStory},
			{"warned", "/clients/{id}/enforcement", demo.WarnedStory},
			{"away", "/clients/{id}/life", demo.AwayStory},
			{"gone", "/clients/{id}/life", demo.SearchStory},
			{"visited", "/clients/{id}/contacts", demo.VisitStory},
			{"safety", "/field/safety", ""},
			{"checkins", "/checkins", ""},
			{"uncertain", "/messages", ""},
			{"danger", "/clients/{id}/crises", demo.CrisisStory},
		}},
		{"monitoring", demo.DutyPersona, []Stop{
			{"em_desk", "/monitoring/desk", ""},
			{"em_strap", "/clients/{id}/monitoring", demo.StrapStory},
			{"em_silent", "/clients/{id}/monitoring", demo.SilentStory},
			{"em_devices", "/monitoring/devices", ""},
			{"em_shifts", "/monitoring/desk/shifts", ""},
		}},
		{"bracelets", demo.OfficerPersona, []Stop{
			{"em_market", "/clients/{id}/monitoring", demo.MarketStory},
			{"em_positions", "/clients/{id}/monitoring/positions", demo.MarketStory},
			{"em_curfew", "/clients/{id}/monitoring", demo.CurfewStory},
			{"em_protect", "/clients/{id}/monitoring", demo.ProtectStory},
			{"em_phone", "/clients/{id}/monitoring", demo.PhoneStory},
			{"em_due", "/monitoring", ""},
		}},
		{"head", demo.HeadPersona, []Stop{
			{"boards", "/office", ""},
			{"court", "/clients/{id}/enforcement", demo.CourtStory},
			{"exempt", "/clients/{id}/standards", demo.ExemptStory},
			{"certificate", "/clients/{id}/papers", demo.CertificateStory},
			{"sample", "/office/visits", ""},
		}},
		{"regional", demo.RegionalPersona, []Stop{
			{"complaints", "/complaints", ""},
			{"boards", "/office", ""},
		}},
		{"director", demo.DirectorPersona, []Stop{
			{"national", "/national", ""},
			{"lost", "/lost", ""},
			{"lost_one", "/clients/{id}/registration", demo.LostStory + "_2"},
			{"overloaded", "/office?office=" + string(demo.OverloadedOffice), ""},
			{"endings", "/endings", ""},
			{"compartments", "/compartments", ""},
			{"audit", "/audit", ""},
			{"rulebook", "/rulebook", ""},
		}},
		{"programme_lead", demo.ProgrammePersona, []Stop{
			{"national", "/national", ""},
			{"caseload", "/caseload", ""},
			{"care", "/clients/{id}", demo.CareStory},
			{"care_timeline", "/clients/{id}/timeline", demo.CareStory},
			{"boards", "/office", ""},
			{"rulebook", "/rulebook", ""},
		}},
	}
}

// storyStops say where each story is best seen and by whom.
func storyStops() []storyStop {
	return []storyStop{
		{demo.WaitingStory, demo.OfficerPersona, "/search"},
		{demo.EndsTodayStory, demo.OfficerPersona, "/clients/{id}/order"},
		{demo.CareStory, demo.OfficerPersona, "/clients/{id}/timeline"},
		{demo.CorrectedStory, demo.OfficerPersona, "/clients/{id}/person"},
		{demo.MovedStory, demo.OfficerPersona, "/clients/{id}/timeline"},
		{demo.PaperStory, demo.HeadPersona, "/clients/{id}/registration"},
		{demo.RestrictedStory, demo.HeadPersona, "/clients/{id}"},
		{demo.LostStory, demo.DirectorPersona, "/lost"},
		{demo.OverloadedStory, demo.DirectorPersona, "/office?office=" + string(demo.OverloadedOffice)},
	}
}

type storyStop struct {
	Story   demo.Story
	Persona demo.Persona
	Path    string
}

// at puts the client of a story into a path; ok is false when the story is not in this world.
func at(path string, story demo.Story, known map[demo.Story]id.Client) (string, bool) {
	const hole = "{id}"
	for i := 0; i+len(hole) <= len(path); i++ {
		if path[i:i+len(hole)] == hole {
			client, ok := known[story]
			return path[:i] + string(client) + path[i+len(hole):], ok
		}
	}
	return path, true
}
