package matrix

import "tuzjol/internal/access"

// paperMethods are those of papers given out and of the register of an office.
func paperMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "papersvc.Now", "papersvc.Today", "papersvc.Rulebook", "mailsvc.Now", "mailsvc.Today", "mailsvc.Rulebook"),
		plainly("gives the steps within a transaction", "papersvc.Ops", "mailsvc.Ops"),
		rights(client, access.ReadClient, "papersvc.Papers", "papersvc.Standing", "papersvc.Paper", "papersvc.Open"),
		rights(client, access.IssuePaper, "papersvc.Issue", "papersvc.ShowClient", "papersvc.Void", "papersvc.Print", "papersvc.Prefill"),
		rights(list, access.UploadDocument, "papersvc.FilePhoto", "papersvc.Tray", "papersvc.OpenTray", "papersvc.FileFromTray"),
		rights(list, access.IssuePaper, "papersvc.ReserveBlanks", "papersvc.Blanks", "papersvc.BlankSheets", "papersvc.SpoilBlank"),
		rights(list, access.IssuePaper, "papersvc.IssueDaySheet", "papersvc.DaySheets", "papersvc.OpenDaySheet"),
		rights(job, "", "papersvc.ForgetDaySheets"),
		rights(list, access.ManageTemplates, "papersvc.Templates", "papersvc.TemplateFile", "papersvc.UploadTemplate", "papersvc.TurnTemplate"),
		rights(list, access.ReadMail, "mailsvc.List", "mailsvc.Line"),
		rights(list, access.ManageMail, "mailsvc.Enter", "mailsvc.Change"),
	}
}
