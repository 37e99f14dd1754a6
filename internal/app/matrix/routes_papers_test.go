package matrix

import "tuzjol/internal/access"

// paperRoutes are those of papers given out and of the register of an office.
func paperRoutes() map[string]row {
	const one = "/clients/{id}/papers"
	return map[string]row{
		"GET " + one: about(access.ReadClient), "GET " + one + "/{paper}": about(access.ReadClient), "GET " + one + "/{paper}/file/{code}": about(access.ReadClient),
		"GET " + one + "/new": {about: client, action: access.IssuePaper, query: "?kind=summons&paper_lang=ky"}, "POST " + one: about(access.IssuePaper), "POST " + one + "/{paper}/print": about(access.IssuePaper),
		"POST " + one + "/{paper}/void": about(access.IssuePaper), "POST " + one + "/{paper}/show": about(access.IssuePaper),
		"GET /papers/day": over(access.IssuePaper), "POST /papers/day": over(access.IssuePaper), "GET /papers/day/{paper}/file/{code}": over(access.IssuePaper),
		"GET /papers/photos": over(access.UploadDocument), "POST /papers/photos": over(access.UploadDocument),
		"GET /papers/photos/{file}": over(access.UploadDocument), "POST /papers/photos/{file}": over(access.UploadDocument),
		"GET /papers/blanks": over(access.IssuePaper), "POST /papers/blanks": over(access.IssuePaper),
		"GET /papers/blanks/{paper}/sheets": over(access.IssuePaper), "POST /papers/blanks/{paper}/spoil": over(access.IssuePaper),
		"GET /papers/templates": over(access.ManageTemplates), "POST /papers/templates": over(access.ManageTemplates),
		"GET /papers/templates/{code}/{lang}/{version}": over(access.ManageTemplates, "/papers/templates/summons/ru/now"),
		"POST /papers/templates/{version}":              over(access.ManageTemplates),
		"GET /mail":                                     over(access.ReadMail), "GET /mail/print": over(access.ReadMail), "GET /mail/export": over(access.ReadMail),
		"GET /mail/new": over(access.ManageMail), "POST /mail": over(access.ManageMail), "GET /mail/{line}": over(access.ReadMail), "POST /mail/{line}": over(access.ManageMail),
	}
}
