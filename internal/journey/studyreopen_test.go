package journey

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
)

// openedAgain: the acquittal was a mistake. The custodian proposes with a reason and cannot decide; another custodian agrees, and those
// who worked on the study find it again, while everybody else still finds nothing.
func (w *walk) openedAgain(path string) {
	w.T.Helper()
	key := strings.TrimPrefix(path, "/studies/")
	closed := "/studies/closed/" + key
	w.as(demo.CustodianPersona)
	w.see(closed, "study-reopen")
	form := `form[action="/closed-studies/` + key + `/reopen"]`
	w.send(form)
	if w.Count(".govuk-error-summary a") < 2 {
		w.T.Error("reason and words are not both asked for")
	}
	w.look("study-reopen-refused")
	w.FillIn(form, "reason", "wrong_decision")
	w.FillIn(form, "text", "Өкүм башка адамга тиешелүү экен.")
	w.send(form)
	w.shows("done.study_reopen_proposed")
	w.see(closed, "study-reopen-proposed")
	w.shows("study.reopen.second_person")
	if w.Count(`form[action="/closed-studies/`+key+`/decide"]`) != 0 {
		w.T.Error("whoever proposed may decide")
	}
	w.as(demo.HeadPersona)
	if status := w.Status(path); status != 404 {
		w.T.Errorf("open before another custodian agreed: %d", status)
	}
	w.agreeReopening(key)
	w.see(path, "study-open-again")
	w.Has("Орозова")
	w.as(demo.DirectorPersona)
	if status := w.Status(path); status != 404 {
		w.T.Errorf("the director opens it: %d", status)
	}
}

// agreeReopening is the other custodian's yes, outside the browser: the demonstration has one persona for both.
func (w *walk) agreeReopening(key string) {
	w.T.Helper()
	other := w.holder(demo.DutyPersona)
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: other, Display: "test"})
	ctx = accesssvc.Context(actor.WithRequest(ctx, actor.Request{Route: "test", Purpose: "test"}), access.Rights{
		Account: other, Posts: []access.Post{{ID: "p", Role: access.Custodian, Office: access.TopOffice}}, Offices: []id.Office{access.TopOffice}, Now: w.app.DB.Now(),
	})
	svc := pick[*assessmentstudysvc.Service](w.app.Services())
	list, err := svc.Reopenings(ctx, key)
	if err == nil {
		err = svc.DecideReopening(ctx, assessmentstudysvc.DecideReopening{Study: key, ID: list[0].ID, Version: list[0].Version, Agree: true})
	}
	if err != nil {
		w.T.Fatal(err)
	}
}
