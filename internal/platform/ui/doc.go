// Package ui holds the parts of which every page is made: shell, form fields, tables, the client's identity bar,
// timeline, tags, charts and printed sheets. It knows no capability.
//
// Words come as catalogue messages (M("order.register.title")); data such as names and numbers as strings or through
// Val, Day, Moment and Num. Pages work with links and forms alone; scripts only make them quicker. No inline script or
// style: the content security policy would refuse it.
//
// A page:
//
//	@ui.Page(ui.Head{Title: ui.M("order.register.title"), Section: "intake"}) {
//		@ui.ErrorSummary(form)
//		@ui.PostForm(ui.Post{Action: "/orders"}) {
//			@ui.Text(form, ui.Field{Name: "number", Label: ui.M("order.number"), Width: 20})
//			@ui.DateInput(form, ui.Field{Name: "made_on", Label: ui.M("order.made_on")})
//			@ui.Actions() {
//				@ui.Submit(ui.Button{Label: ui.M("common.save")})
//				@ui.SecondaryLink("/orders", ui.M("common.cancel"))
//			}
//		}
//	}
package ui
