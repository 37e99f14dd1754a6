package orgcasesvc_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/db"
)

func TestUnallocatedUntilAllocatedWithReasonAndHistory(t *testing.T) {
	each(t, func(w *world) {
		list, err := w.cases.Unallocated(w.as("head"), "", "")
		w.ok(err)
		if len(list.Lines) != 2 || !has(list.Officers[alay], "aida") || has(list.Officers[alay], "oshofficer") {
			w.t.Fatalf("unallocated: %+v", list)
		}
		ask := orgcasesvc.Allocate{Client: azamat, Account: "aida", Reason: "first", Note: "сначала вызвать мать"}
		for _, c := range []struct {
			who   string
			edit  func(*orgcasesvc.Allocate)
			kind  fault.Kind
			field string
		}{
			{"aida", nil, fault.Forbidden, ""},
			{"oshhead", nil, fault.NotFound, ""},
			{"head", func(a *orgcasesvc.Allocate) { a.Reason = "" }, fault.Invalid, "reason"},
			{"head", func(a *orgcasesvc.Allocate) { a.Account = "" }, fault.Invalid, "account"},
			{"head", func(a *orgcasesvc.Allocate) { a.Account = "oshofficer" }, fault.Invalid, "account"},
			{"head", func(a *orgcasesvc.Allocate) { a.Client = "nobody" }, fault.NotFound, ""},
		} {
			in := ask
			if c.edit != nil {
				c.edit(&in)
			}
			err := w.cases.Allocate(w.as(c.who), in)
			if !fault.Is(err, c.kind) || field(err) != c.field {
				t.Errorf("%s: %v", c.who, err)
			}
		}
		w.ok(w.cases.Allocate(w.as("head"), ask))
		w.want(w.cases.Allocate(w.as("head"), orgcasesvc.Allocate{Client: azamat, Account: "bolot", Reason: "workload"}), fault.Conflict)
		w.give(azamat, "bolot")
		page, err := w.cases.Client(w.as("head"), azamat)
		w.ok(err)
		if len(page.History) != 2 || page.Current.Account != "bolot" || page.History[1].Until.IsZero() || page.History[1].EndReason != "workload" ||
			page.History[1].Note != "сначала вызвать мать" || page.History[1].ByName != "Кызматкер head" {
			t.Errorf("history: %+v", page.History)
		}
		if w.told("bolot", "allocated") != 1 || w.told("aida", "released") != 1 || w.recorded("org.allocated") != 1 || w.recorded("org.reallocated") != 1 {
			t.Error("officers not told or not recorded")
		}
		board, err := w.cases.Board(w.as("head"), "")
		w.ok(err)
		for _, c := range board.Officers {
			if want := map[id.Account]int{"bolot": 1}[c.Account]; c.Load.Cases != want {
				t.Errorf("%s carries %d", c.Account, c.Load.Cases)
			}
		}
		if len(board.Unallocated) != 1 || len(board.Officers) != 4 {
			t.Errorf("board: %+v", board)
		}
		_, err = w.cases.Board(w.as("head"), osh)
		w.want(err, fault.Forbidden)
	})
}

func TestTwoHeadsAllocateAtOnce(t *testing.T) {
	each(t, func(w *world) {
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, to := range []id.Account{"aida", "bolot"} {
			ctx := w.as([]string{"head", "regional"}[i])
			wg.Go(func() {
				errs[i] = w.cases.Allocate(ctx, orgcasesvc.Allocate{Client: azamat, Account: to, Reason: "first"})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			t.Errorf("%v", errs)
		}
	})
}

func TestManyAreAllocatedTogetherOrNotAtAll(t *testing.T) {
	each(t, func(w *world) {
		in := orgcasesvc.Allocate{Account: "aida", Reason: "first"}
		w.want(w.cases.AllocateMany(w.as("head"), []id.Client{azamat, lone}, in), fault.NotFound)
		if w.current(azamat) != "" {
			t.Error("half of a batch was kept")
		}
		w.want(w.cases.AllocateMany(w.as("head"), nil, in), fault.Invalid)
		w.ok(w.cases.AllocateMany(w.as("head"), []id.Client{azamat, gulnara}, in))
		if w.current(gulnara) != "aida" {
			t.Error("not allocated")
		}
	})
}

func TestCoverBeginsAndEndsByItself(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		absence := org.Absence{Account: "aida", Cover: "oshofficer", Reason: "leave", Days: civil.Period{From: w.day(1), To: w.day(3)}}
		w.want(w.org.AddAbsence(w.as("aida"), absence), fault.Forbidden)
		w.want(w.org.AddAbsence(w.as("oshhead"), absence), fault.Forbidden)
		bad := absence
		bad.Cover = "admin"
		if err := w.org.AddAbsence(w.as("head"), bad); field(err) != "cover" {
			t.Errorf("cover without a case post: %v", err)
		}
		w.ok(w.org.AddAbsence(w.as("head"), absence))
		if err := w.org.AddAbsence(w.as("head"), absence); field(err) != "from" {
			t.Errorf("two absences overlap: %v", err)
		}
		if w.sees("oshofficer", azamat) {
			t.Error("covers before the first day")
		}
		w.clock.Advance(24 * time.Hour)
		w.ok(w.org.Sweep(w.as("system")))
		w.ok(w.org.Sweep(w.as("system")))
		if !w.sees("oshofficer", azamat) || w.sees("oshofficer", gulnara) || w.recorded("org.covered") != 1 {
			t.Error("does not cover the case, or another one too")
		}
		w.want(w.cases.Allocate(w.as("head"), orgcasesvc.Allocate{Client: gulnara, Account: "aida", Reason: "first"}), fault.Invalid)
		w.ok(w.cases.Allocate(w.as("head"), orgcasesvc.Allocate{Client: gulnara, Account: "aida", Reason: "first", Absent: true}))
		if !w.sees("oshofficer", gulnara) {
			t.Error("a case given during the absence is not covered")
		}
		w.clock.Advance(72 * time.Hour) // the day after the last
		if w.sees("oshofficer", azamat) {
			t.Error("covers after the last day")
		}
		w.ok(w.org.Sweep(w.as("system")))
		if w.recorded("org.cover_ended") != 2 {
			t.Errorf("%d covers ended", w.recorded("org.cover_ended"))
		}
	})
}

func TestAConflictExcludesAndTheCaseGoesOn(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		w.want(w.cases.Declare(w.as("aida"), orgcasesvc.Declare{Client: azamat}), fault.Invalid)
		w.ok(w.cases.Declare(w.as("aida"), orgcasesvc.Declare{Client: azamat, Reason: "relative", Note: "двоюродный брат"}))
		w.want(w.cases.Declare(w.as("aida"), orgcasesvc.Declare{Client: azamat, Reason: "relative"}), fault.Conflict)
		if !w.sees("aida", azamat) || w.told("head", "conflict_declared") != 1 {
			t.Error("not urgent: the officer works on, and the head is told")
		}
		board, err := w.cases.Conflicts(w.as("head"))
		w.ok(err)
		if len(board.Open) != 1 || !board.Open[0].May || !board.Open[0].Works || board.Open[0].Note != "двоюродный брат" || board.Open[0].Due.IsZero() {
			t.Fatalf("board: %+v", board)
		}
		c := board.Open[0]
		decide := orgcasesvc.DecideConflict{ID: c.ID, Version: c.Version, Exclude: true, Route: org.ToOfficer, Officer: "bolot"}
		w.want(w.cases.DecideConflict(w.as("aida"), decide), fault.Forbidden)
		w.want(w.cases.DecideConflict(w.as("oshhead"), decide), fault.NotFound)
		if err := w.cases.DecideConflict(w.as("head"), orgcasesvc.DecideConflict{ID: c.ID, Version: c.Version, Exclude: true, Route: org.ToOfficer, Officer: "oshofficer"}); field(err) != "to_officer" {
			t.Errorf("to an officer of another office: %v", err)
		}
		w.ok(w.cases.DecideConflict(w.as("head"), decide))
		if w.current(azamat) != "bolot" || w.sees("aida", azamat) || !w.sees("bolot", azamat) {
			t.Error("the excluded officer sees, or the case did not go on")
		}
		page, err := w.cases.Client(w.as("head"), azamat)
		w.ok(err)
		if err := w.cases.Allocate(w.as("head"), orgcasesvc.Allocate{Client: azamat, Account: "aida", Reason: "workload", Seen: page.Current.ID}); field(err) != "account" {
			t.Errorf("an excluded officer was given the case: %v", err)
		}
		w.want(w.cases.DecideConflict(w.as("head"), decide), fault.Conflict)
	})
}

func TestWhereNobodyElseCanDecideTheDepartmentDoes(t *testing.T) {
	each(t, func(w *world) {
		w.ok(w.cases.Declare(w.as("solo"), orgcasesvc.Declare{Client: lone, Reason: "relative", Urgent: true}))
		if w.sees("solo", lone) {
			t.Error("an urgent declaration excludes at once")
		}
		board, err := w.cases.Conflicts(w.as("regional"))
		w.ok(err)
		if len(board.Open) != 1 || board.Open[0].Office != south || board.Open[0].State != org.Provisional {
			t.Fatalf("the department decides: %+v", board.Open)
		}
		c := board.Open[0]
		w.ok(w.cases.DecideConflict(w.as("regional"), orgcasesvc.DecideConflict{ID: c.ID, Version: c.Version}))
		if !w.sees("solo", lone) {
			t.Error("no conflict: the provisional exclusion ends")
		}
		// a head's own act, urgent: provisional until the department confirms
		ctx := w.as("solo")
		var a org.Approval
		w.ok(w.db.Write(ctx, func(tx *db.Tx) (err error) {
			if a, err = w.cases.Ops().Propose(ctx, tx, orgcasesvc.Propose{Kind: "order.end", Action: access.EndSupervision, Client: lone, Subject: "x", Urgent: true}); err != nil {
				return err
			}
			return tx.Record(ctx, access.EndSupervision, "")
		}))
		if a.Office != south || a.State != org.Provisional || a.Due.String() != "2026-03-06" {
			t.Fatalf("%+v", a)
		}
		w.want(w.cases.DecideApproval(w.as("solo"), orgcasesvc.DecideApproval{ID: a.ID, Version: 1, Confirm: true}), fault.Forbidden)
		w.clock.Advance(7 * 24 * time.Hour)
		w.ok(w.cases.Escalate(w.as("system")))
		w.ok(w.cases.Escalate(w.as("system")))
		if w.recorded("org.escalated") != 1 || w.told("director", "escalated") != 1 {
			t.Errorf("past the clock: escalated %d times, director told %d times", w.recorded("org.escalated"), w.told("director", "escalated"))
		}
		w.ok(w.cases.DecideApproval(w.as("regional"), orgcasesvc.DecideApproval{ID: a.ID, Version: 2, Confirm: true}))
		if len(w.decided) != 1 || w.decided[0].State != org.Confirmed {
			t.Errorf("carried out: %+v", w.decided)
		}
	})
}

func TestAConflictMaySendTheFileToANeighbour(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		w.ok(w.cases.Declare(w.as("aida"), orgcasesvc.Declare{Client: azamat, Reason: "relative"}))
		board, err := w.cases.Conflicts(w.as("head"))
		w.ok(err)
		if len(board.Neighbours[azamat]) == 0 {
			t.Fatal("no neighbouring offices offered")
		}
		w.ok(w.cases.DecideConflict(w.as("head"), orgcasesvc.DecideConflict{ID: board.Open[0].ID, Version: 1, Exclude: true, Route: org.ToNeighbour, Office: osh}))
		if w.current(azamat) != "" || w.sees("aida", azamat) || !w.sees("oshhead", azamat) {
			t.Error("the officer is out, the neighbour's head sees the request")
		}
		w.want(w.cases.Allocate(w.as("head"), orgcasesvc.Allocate{Client: azamat, Account: "bolot", Reason: "first"}), fault.Conflict)
	})
}

func TestATransferMovesTheFileWhenAccepted(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		ask := orgcasesvc.RequestTransfer{Client: azamat, To: osh, Reason: "moved", Note: "живет у сестры"}
		w.want(w.cases.RequestTransfer(w.as("bolot"), ask), fault.Forbidden)
		w.want(w.cases.RequestTransfer(w.as("oshhead"), ask), fault.NotFound)
		for _, to := range []id.Office{"", alay, south, "gone"} {
			in := ask
			in.To = to
			if err := w.cases.RequestTransfer(w.as("aida"), in); field(err) != "to" {
				t.Errorf("to %q: %v", to, err)
			}
		}
		w.ok(w.cases.RequestTransfer(w.as("aida"), ask))
		w.want(w.cases.RequestTransfer(w.as("aida"), ask), fault.Conflict)
		if !w.sees("aida", azamat) || !w.sees("oshhead", azamat) || w.sees("oshofficer", azamat) {
			t.Error("until accepted the sending office keeps the file and the receiving head sees it")
		}
		board, err := w.cases.Transfers(w.as("oshhead"))
		w.ok(err)
		if len(board.In) != 1 || !board.In[0].May || board.In[0].Note != "живет у сестры" || !has(board.Officers[osh], "oshofficer") {
			t.Fatalf("board: %+v", board)
		}
		tr := board.In[0]
		yes := orgcasesvc.AnswerTransfer{ID: tr.ID, Version: tr.Version, State: org.Accepted, Officer: "oshofficer"}
		w.want(w.cases.AnswerTransfer(w.as("head"), yes), fault.Forbidden)
		w.want(w.cases.AnswerTransfer(w.as("solo"), yes), fault.NotFound)
		w.want(w.cases.AnswerTransfer(w.as("oshhead"), orgcasesvc.AnswerTransfer{ID: tr.ID, Version: tr.Version, State: org.Refused}), fault.Invalid)
		w.ok(w.cases.AnswerTransfer(w.as("oshhead"), yes))
		if w.current(azamat) != "oshofficer" || w.sees("aida", azamat) || w.sees("head", azamat) || !w.sees("oshofficer", azamat) {
			t.Error("the file has not moved")
		}
		if w.told("aida", "transferred") != 1 || w.recorded("org.transferred") != 1 {
			t.Error("the former officer is not told")
		}
		w.want(w.cases.AnswerTransfer(w.as("oshhead"), yes), fault.Conflict)
	})
}

func TestARefusedOrWithdrawnTransferChangesNothing(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		for _, state := range []string{org.Refused, org.Withdrawn} {
			w.ok(w.cases.RequestTransfer(w.as("aida"), orgcasesvc.RequestTransfer{Client: azamat, To: osh, Reason: "moved"}))
			who := map[string]string{org.Refused: "oshhead", org.Withdrawn: "aida"}[state]
			page, err := w.cases.Client(w.as("aida"), azamat)
			w.ok(err)
			w.ok(w.cases.AnswerTransfer(w.as(who), orgcasesvc.AnswerTransfer{ID: page.Transfers[0].ID, Version: 1, State: state, Text: "адрес не подтвержден"}))
			if w.current(azamat) != "aida" || w.sees("oshhead", azamat) {
				t.Errorf("%s: moved, or still watched", state)
			}
		}
		if w.told("aida", "transfer_refused") != 1 {
			t.Error("the requester is not told of the refusal")
		}
	})
}

func TestEndAndLaterOrderReopenTheSamePerson(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		w.write(func(ctx context.Context, tx *db.Tx) error { return w.cases.Ops().CloseFile(ctx, tx, azamat) })
		list, err := w.cases.Unallocated(w.as("head"), alay, "")
		w.ok(err)
		if len(list.Lines) != 1 || list.Lines[0].Client != gulnara || w.current(azamat) != "" {
			t.Errorf("an ended case waits for an officer: %+v", list.Lines)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error { return w.cases.Ops().ReopenFile(ctx, tx, azamat) })
		list, err = w.cases.Unallocated(w.as("head"), alay, "")
		w.ok(err)
		if len(list.Lines) != 2 || list.Lines[0].Since.IsZero() {
			t.Errorf("reopened: %+v", list.Lines)
		}
		page, err := w.cases.Client(w.as("head"), azamat)
		w.ok(err)
		if len(page.History) != 1 || page.History[0].EndReason != org.EndClosed {
			t.Errorf("history lost: %+v", page.History)
		}
	})
}

func TestRestrictedIsAbsentFromEveryListAndItsOfficerStillSees(t *testing.T) {
	each(t, func(w *world) {
		w.write(func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Update(ctx, "access_client", string(azamat), db.Row{"restricted": true}); err != nil {
				return err
			}
			return (accesssvc.Ops{}).Relate(ctx, tx, azamat, "regional", access.Allow, "test", nil)
		})
		list, err := w.cases.Unallocated(w.as("head"), "", "")
		w.ok(err)
		if len(list.Lines) != 1 || list.Lines[0].Client != gulnara {
			t.Errorf("a restricted client stands in the list: %+v", list.Lines)
		}
		w.ok(w.cases.Allocate(w.as("regional"), orgcasesvc.Allocate{Client: azamat, Account: "aida", Reason: "first"}))
		if !w.sees("aida", azamat) || w.sees("bolot", azamat) || w.sees("head", azamat) {
			t.Error("only the officer given the case is let in")
		}
		board, err := w.cases.Board(w.as("head"), "")
		w.ok(err)
		for _, c := range board.Officers {
			if c.Load.Cases != 0 {
				t.Errorf("a restricted case is counted before the head: %+v", c)
			}
		}
		if err := w.cases.RequestTransfer(w.as("aida"), orgcasesvc.RequestTransfer{Client: azamat, To: osh, Reason: "moved"}); field(err) != "to" {
			t.Errorf("shown to a head who is not on the list: %v", err)
		}
	})
}

func TestCardsSayWhoWorksTheCase(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		w.ok(w.cases.RequestTransfer(w.as("aida"), orgcasesvc.RequestTransfer{Client: azamat, To: osh, Reason: "moved"}))
		var rows map[id.Client]db.Row
		w.ok(w.db.Read(w.as("system"), func(r *db.Reader) (err error) {
			rows, err = w.cases.Ops().CardPart(context.Background(), r, []id.Client{azamat, gulnara})
			return err
		}))
		row := rows[azamat]
		if row["officer_id"] != "aida" || !strings.Contains(row["officer_name"].(string), "aida") || row["transfer_to"] != string(osh) ||
			row["allocated_on"].(civil.Date).String() != "2026-03-03" || rows[gulnara]["officer_id"] != nil {
			t.Errorf("%+v", rows)
		}
	})
}

func TestTwoAnswerATransferAtOnce(t *testing.T) {
	each(t, func(w *world) {
		w.give(azamat, "aida")
		w.ok(w.cases.RequestTransfer(w.as("aida"), orgcasesvc.RequestTransfer{Client: azamat, To: osh, Reason: "moved"}))
		page, err := w.cases.Client(w.as("aida"), azamat)
		w.ok(err)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, state := range []string{org.Accepted, org.Withdrawn} {
			ctx := w.as([]string{"oshhead", "aida"}[i])
			wg.Go(func() {
				errs[i] = w.cases.AnswerTransfer(ctx, orgcasesvc.AnswerTransfer{ID: page.Transfers[0].ID, Version: 1, State: state})
			})
		}
		wg.Wait()
		lost := errors.Join(errs...)
		// who comes second finds it answered, or no longer in sight
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(lost, fault.Conflict) && !fault.Is(lost, fault.NotFound) {
			t.Errorf("%v", errs)
		}
	})
}

func TestACaseGivenAgainOpensItsFile(t *testing.T) {
	each(t, func(w *world) {
		w.write(func(ctx context.Context, tx *db.Tx) error { return w.cases.Ops().CloseFile(ctx, tx, azamat) })
		w.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := w.cases.Ops().Assign(ctx, tx, orgcasesvc.Allocate{Client: azamat, Account: "aida", Reason: "first"})
			return err
		})
		page, err := w.cases.Client(w.as("head"), azamat)
		w.ok(err)
		if page.Closed || page.Current == nil || page.Current.Account != "aida" {
			t.Errorf("%+v", page)
		}
	})
}
