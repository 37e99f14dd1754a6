package assessmentstudysvc_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// From the request to the court's conviction: each step leads to the next, and the record tells each.
func TestFromRequestToConviction(t *testing.T) {
	each(t, func(k *kit) {
		key := k.delivered()
		f := k.read(k.head(), key)
		if f.Number != "1/2026" || f.SignedBy != "head" || f.Product != study.Report || f.DeliveredOn != civil.MustDate("2026-03-03") {
			t.Errorf("signed and delivered %+v", f.Study)
		}
		must(t, k.s.Decide(k.clerk(), k.on(key), form("decision", "probation", "on", "03.03.2026", "number", "УД-9/26")))
		if got := k.state(key); got != study.Decided {
			t.Errorf("state %s", got)
		}
		who := access.StudiedPerson(key)
		for kind, n := range map[string]int{"received": 1, "accepted": 1, "assigned": 1, "consent": 1, "interview": 1, "statement": 8, "submitted": 1, "signed": 1, "delivered": 1, "decided": 1} {
			if got := k.book.Facts("assessment.study_"+kind, who); got != n {
				t.Errorf("%d facts %s, want %d", got, kind, n)
			}
		}
		known, err := k.s.Known(k.author(), assessmentstudysvc.Who{Surname: "Жылдыз", Given: "ТОКТОСУНОВА", Birth: mustPartial(t, "1990-05-14")})
		must(t, err)
		if len(known) != 1 || known[0].ID != key {
			t.Errorf("a convicted person is not known again: %v", known)
		}
		for name, ctx := range map[string]context.Context{"another head": k.stranger(), "custodian": k.custodian()} {
			if list, err := k.s.Known(ctx, assessmentstudysvc.Who{Surname: "Токтосунова", Given: "Жылдыз", Birth: mustPartial(t, "1990-05-14")}); len(list) != 0 {
				t.Errorf("%s learns of the study: %v %v", name, list, err)
			}
		}
	})
}

func mustPartial(t *testing.T, s string) civil.Partial {
	t.Helper()
	p, err := civil.ParsePartial(s)
	must(t, err)
	return p
}

// A request says at once everything that is wrong with it, and the same one twice is told until confirmed.
func TestTheRequestIsChecked(t *testing.T) {
	each(t, func(k *kit) {
		_, err := k.s.Receive(k.clerk(), paper("number", "", "dated", "31.02.2026", "birth", "2090", "pin", "12", "due", "2026-03-01", "asker", "nobody"))
		k.want(err, fault.Invalid)
		if got := fields(err); !slices.Equal(got, []string{"asker", "birth", "dated", "due", "number", "pin"}) {
			t.Errorf("problems at %v", got)
		}
		k.receive()
		_, err = k.s.Receive(k.clerk(), paper())
		if got := fields(err); !slices.Equal(got, []string{"another"}) {
			t.Errorf("the same request twice: %v %v", err, got)
		}
		k.receive("another", "yes")
		if _, err := k.s.Receive(k.as("hq", access.Analyst, access.TopOffice), paper()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an analyst receives: %v", err)
		}
	})
}

// The clocks are those of the rulebook, and the day named by the court comes first when it is earlier.
func TestClocks(t *testing.T) {
	each(t, func(k *kit) {
		f := k.read(k.head(), k.receive())
		if f.RNADue != civil.MustDate("2026-03-23") || f.StudyDue != civil.MustDate("2026-04-01") || f.Due() != f.StudyDue {
			t.Errorf("clocks %s %s %s", f.RNADue, f.StudyDue, f.Due())
		}
		f = k.read(k.head(), k.receive("number", "18/26", "due", "20.03.2026"))
		if f.Due() != civil.MustDate("2026-03-20") {
			t.Errorf("due %s", f.Due())
		}
	})
}

// A request that is not in order goes back with reasons and is not worked on.
func TestReturn(t *testing.T) {
	each(t, func(k *kit) {
		key := k.receive()
		err := k.s.Check(k.clerk(), k.on(key), form("signed", "yes", "identity", "no"))
		if got := fields(err); !slices.Equal(got, []string{"clear", "identity"}) {
			t.Errorf("problems at %v", got)
		}
		err = k.s.Return(k.clerk(), k.on(key), form("reasons", "other"))
		if got := fields(err); !slices.Equal(got, []string{"note"}) {
			t.Errorf("problems at %v", got)
		}
		must(t, k.s.Return(k.clerk(), k.on(key), form("reasons", "not_signed", "reasons", "unclear")))
		f := k.read(k.head(), key)
		if f.State != study.Returned || !slices.Equal(f.Last(study.KindReturn).Values["reasons"], []string{"not_signed", "unclear"}) {
			t.Errorf("returned %+v", f.Study)
		}
		k.want(k.s.Assign(k.head(), k.on(key), "author"), fault.Conflict)
	})
}

// A study exists only for those to whom it is open: every reading and every act of others meets nothing.
func TestOthersMeetNothing(t *testing.T) {
	each(t, func(k *kit) {
		key := k.working()
		on := k.on(key)
		absent := assessmentstudysvc.On{Study: "01890a5d-ac96-774b-bcce-b302099a8057", Version: 1}
		for name, ctx := range map[string]context.Context{
			"another head": k.stranger(), "another author": k.as("author2", access.Psychologist, osh), "director": k.as("d", access.Director, access.TopOffice),
			"custodian": k.custodian(), "head elsewhere": k.as("h", access.Head, bishkek),
		} {
			for step, act := range map[string]func(assessmentstudysvc.On) error{
				"read":      func(on assessmentstudysvc.On) error { _, err := k.s.Study(ctx, on.Study); return err },
				"check":     func(on assessmentstudysvc.On) error { return k.s.Check(ctx, on, nil) },
				"assign":    func(on assessmentstudysvc.On) error { return k.s.Assign(ctx, on, "author2") },
				"consent":   func(on assessmentstudysvc.On) error { return k.s.Consent(ctx, on, nil) },
				"interview": func(on assessmentstudysvc.On) error { return k.s.Interview(ctx, on, nil) },
				"submit":    func(on assessmentstudysvc.On) error { return k.s.Submit(ctx, on) },
				"sign":      func(on assessmentstudysvc.On) error { return k.s.Sign(ctx, on) },
				"withdraw":  func(on assessmentstudysvc.On) error { return k.s.Withdraw(ctx, on, nil) },
				"correct":   func(on assessmentstudysvc.On) error { return k.s.Correct(ctx, assessmentstudysvc.Correct{On: on}, nil) },
			} {
				err, none := act(on), act(absent)
				if !fault.Is(err, fault.NotFound) || err.Error() != none.Error() {
					t.Errorf("%s by %s: %v; of nobody: %v", step, name, err, none)
				}
			}
			if list, err := k.s.List(ctx, assessmentstudysvc.Filter{}); len(list.Items)+len(list.Counts) != 0 {
				t.Errorf("%s sees %+v %v", name, list, err)
			}
		}
		if list, err := k.s.List(k.author(), assessmentstudysvc.Filter{Mine: true}); err != nil || len(list.Items) != 1 || list.Items[0].Request.Name() != "Токтосунова Жылдыз" {
			t.Errorf("the author sees %+v %v", list, err)
		}
	})
}

// What everybody else in the program may do with clients reaches no person studied, even for those to whom the study is open.
func TestNoUseCaseOfClientsTouchesThePersonStudied(t *testing.T) {
	each(t, func(k *kit) {
		key := k.receive()
		err := k.d.Write(k.head(), func(tx *db.Tx) error {
			return accesssvc.Guard{}.Allow(k.head(), tx, access.RecordContact, access.StudiedPerson(key))
		})
		k.want(err, fault.NotFound)
	})
}

// Only the author writes, only another signs, and who gives the study away sees it no more.
func TestAuthorAndSigner(t *testing.T) {
	each(t, func(k *kit) {
		key := k.assigned()
		k.want(k.s.Assign(k.head(), k.on(key), "clerk"), fault.Invalid)
		k.want(k.s.Consent(k.head(), k.on(key), form("outcome", "refused", "on", "03.03.2026", "informed_in", "ky")), fault.Forbidden)
		must(t, k.s.Assign(k.head(), k.on(key), "head"))
		if _, err := k.s.Study(k.author(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the author before still reads: %v", err)
		}
		must(t, k.s.Consent(k.head(), k.on(key), form("outcome", "refused", "on", "03.03.2026", "informed_in", "ky")))
		must(t, k.s.Submit(k.head(), k.on(key)))
		k.want(k.s.Sign(k.head(), k.on(key)), fault.Forbidden)
		k.want(k.s.Remark(k.head(), k.on(key), form("text", "Кайра")), fault.Forbidden)
		must(t, k.s.Sign(k.as("regional", access.Regional, "mru"), k.on(key)))
	})
}

// Two heads assign at once: one does, the other is told that somebody was first.
func TestTwoAssignAtOnce(t *testing.T) {
	each(t, func(k *kit) {
		k.staff.heads = []id.Account{"head", "head2"}
		key := k.receive()
		must(t, k.s.Check(k.clerk(), k.on(key), form("signed", "yes", "identity", "yes", "clear", "yes")))
		on := k.on(key)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, x := range []struct {
			ctx    context.Context
			author id.Account
		}{{k.head(), "author"}, {k.stranger(), "author2"}} {
			wg.Go(func() { errs[i] = k.s.Assign(x.ctx, on, x.author) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or none: %v %v", errs[0], errs[1])
		}
		for i, err := range errs {
			if err != nil {
				k.want(err, fault.Conflict)
				loser := []context.Context{k.author(), k.as("author2", access.Psychologist, osh)}[i]
				if _, err := k.s.Study(loser, key); !fault.Is(err, fault.NotFound) {
					t.Errorf("the study is open to an author who was not assigned: %v", err)
				}
			}
		}
	})
}

// Without consent nobody is asked and a letter goes; a child needs the legal representative; consent may be taken back.
func TestConsent(t *testing.T) {
	each(t, func(k *kit) {
		key := k.assigned("birth", "2010-06-01", "number", "20/26")
		err := k.s.Consent(k.author(), k.on(key), form("outcome", "given", "on", "03.03.2026"))
		if got := fields(err); !slices.Equal(got, []string{"explained", "informed_in", "relation", "representative"}) {
			t.Errorf("problems at %v", got)
		}
		k.want(k.s.Interview(k.author(), k.on(key), form()), fault.Conflict)
		child := form("outcome", "given", "on", "03.03.2026", "informed_in", "ky", "explained", "yes", "representative", "Апасы", "relation", "апасы")
		must(t, k.s.Consent(k.author(), k.on(key), child))
		must(t, k.s.Interview(k.author(), k.on(key), form("who", "family", "on", "03.03.2026", "how", "home", "outcome", "refused", "told", "script")))
		child.Set("outcome", "withdrawn")
		must(t, k.s.Consent(k.author(), k.on(key), child))
		f := k.read(k.author(), key)
		if f.Product != study.Letter || f.May(study.Interview) || !f.May(study.Write) {
			t.Errorf("after the consent was taken back: %+v", f.Study)
		}
		must(t, k.s.Write(k.author(), k.on(key), form("text", "Маалымат каты.")))
		must(t, k.s.Submit(k.author(), k.on(key)))
		must(t, k.s.Sign(k.head(), k.on(key)))
		unmet := k.assigned("number", "21/26")
		if got := fields(k.s.Consent(k.author(), k.on(unmet), form("outcome", "unreached", "on", "03.03.2026"))); !slices.Equal(got, []string{"why"}) {
			t.Errorf("not met without why: %v", got)
		}
	})
}

// What others are told is asked, what is said of guilt is not taken, and a report needs its parts.
func TestInterviewsAndReport(t *testing.T) {
	each(t, func(k *kit) {
		key := k.working()
		err := k.s.Interview(k.author(), k.on(key), form("who", "neighbour", "on", "03.03.2026", "how", "home", "outcome", "spoke", "text", "Ал күнөөлүү эмес дейт."))
		if got := fields(err); !slices.Equal(got, []string{"name", "text", "told"}) {
			t.Errorf("problems at %v", got)
		}
		must(t, k.s.Interview(k.author(), k.on(key), form("who", "neighbour", "name", "Сапарова", "on", "03.03.2026", "how", "home", "outcome", "spoke", "told", "script", "text", "Тынч кошуна.")))
		err = k.s.Describe(k.author(), k.on(key), form("section", "view", "text", "Она признаёт вину.", "grounds", "document"))
		if got := fields(err); !slices.Equal(got, []string{"read_back", "source_text", "text"}) {
			t.Errorf("problems at %v", got)
		}
		err = k.s.Submit(k.author(), k.on(key))
		if f := fault.As(err); f == nil || len(f.Problems) != 2 {
			t.Errorf("an empty report goes to the head: %v", err)
		}
	})
}

// The head gives a report back; the author corrects a statement with a reason, and the old words stay beside the new ones.
func TestRemarksAndCorrection(t *testing.T) {
	each(t, func(k *kit) {
		key := k.written()
		must(t, k.s.Submit(k.author(), k.on(key)))
		e := k.read(k.author(), key).Of(study.KindStatement)[0]
		fix := func() error {
			return k.s.Correct(k.author(), assessmentstudysvc.Correct{On: k.on(key), Entry: e.ID, Row: e.Row, Why: person.Why{Reason: "typing"}},
				form("section", "person", "text", "Жаңы сөз", "grounds", "person"))
		}
		k.want(fix(), fault.Conflict) // the head has it
		k.want(k.s.Remark(k.head(), k.on(key), form()), fault.Invalid)
		must(t, k.s.Remark(k.head(), k.on(key), form("text", "Булагын жазыңыз.")))
		must(t, fix())
		f := k.read(k.author(), key)
		if len(f.Old[e.ID]) != 1 || f.Old[e.ID][0].Get("text") != "Текст person" || f.Of(study.KindStatement)[0].Get("text") != "Жаңы сөз" {
			t.Errorf("versions %+v", f.Old[e.ID])
		}
		k.want(fix(), fault.Conflict) // this version has been replaced
	})
}

// A decision entered wrongly is corrected with a reason; corrected to an acquittal it closes like one.
func TestAWrongDecisionIsCorrected(t *testing.T) {
	each(t, func(k *kit) {
		key := k.delivered()
		must(t, k.s.Decide(k.clerk(), k.on(key), form("decision", "probation", "on", "03.03.2026", "number", "УД-9/26")))
		fix := func(decision string) error {
			e := k.read(k.clerk(), key).Last(study.KindDecision)
			return k.s.Correct(k.clerk(), assessmentstudysvc.Correct{On: k.on(key), Entry: e.ID, Row: e.Row, Why: person.Why{Reason: "typing"}},
				form("decision", decision, "on", "03.03.2026", "number", "УД-9/26"))
		}
		k.want(fix("nonsense"), fault.Invalid)
		must(t, fix("other_sentence"))
		f := k.read(k.head(), key)
		if f.Outcome != "other_sentence" || len(f.Old[f.Last(study.KindDecision).ID]) != 1 {
			t.Errorf("after the correction %+v, versions %+v", f.Study, f.Old)
		}
		must(t, fix("acquitted"))
		if _, err := k.s.Study(k.head(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the head still reads: %v", err)
		}
	})
}

// Acquitted: the study closes to everybody at once, and only the custodian reads it.
func TestAcquittalCloses(t *testing.T) {
	each(t, func(k *kit) {
		key := k.delivered()
		must(t, k.s.Decide(k.clerk(), k.on(key), form("decision", "acquitted", "on", "03.03.2026", "number", "УД-9/26")))
		for name, ctx := range map[string]context.Context{"clerk": k.clerk(), "head": k.head(), "author": k.author()} {
			if _, err := k.s.Study(ctx, key); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s still reads: %v", name, err)
			}
			if list, err := k.s.List(ctx, assessmentstudysvc.Filter{}); len(list.Items)+len(list.Counts) != 0 {
				t.Errorf("%s still sees %+v %v", name, list, err)
			}
			if _, err := k.s.ClosedStudy(ctx, key); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads as custodian: %v", name, err)
			}
		}
		closed, err := k.s.Closed(k.custodian())
		must(t, err)
		f, err := k.s.ClosedStudy(k.custodian(), key)
		must(t, err)
		if len(closed) != 1 || closed[0].Outcome != "acquitted" || f.Request.Name() != "Токтосунова Жылдыз" {
			t.Errorf("custodian: %+v %+v", closed, f.Study)
		}
		if known, _ := k.s.Known(k.author(), assessmentstudysvc.Who{Surname: "Токтосунова", Given: "Жылдыз", Birth: mustPartial(t, "1990-05-14")}); len(known) != 0 {
			t.Error("an acquitted person is known again")
		}
	})
}

// Closed by a mistaken acquittal: one custodian proposes, another opens it again for those who worked on it, and nobody else learns of it.
func TestAStudyClosedByMistakeIsOpenedAgain(t *testing.T) {
	each(t, func(k *kit) {
		key := k.delivered()
		must(t, k.s.Decide(k.clerk(), k.on(key), form("decision", "acquitted", "on", "03.03.2026", "number", "УД-9/26")))
		other := k.as("custodian2", access.Custodian, access.TopOffice)
		in := assessmentstudysvc.ProposeReopening{Study: key, Reason: "wrong_decision", Text: "Өкүм башка иш боюнча"}
		for name, ctx := range map[string]context.Context{"clerk": k.clerk(), "head": k.head(), "author": k.author(), "stranger": k.stranger()} {
			k.want(k.s.ProposeReopening(ctx, in), fault.NotFound)
			if _, err := k.s.Reopenings(ctx, key); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads the reopenings: %v", name, err)
			}
		}
		err := k.s.ProposeReopening(k.custodian(), assessmentstudysvc.ProposeReopening{Study: key})
		if got := fields(err); !slices.Equal(got, []string{"reason", "text"}) {
			t.Errorf("an empty proposal: %v", got)
		}
		must(t, k.s.ProposeReopening(k.custodian(), in))
		k.want(k.s.ProposeReopening(other, in), fault.Conflict)
		list, err := k.s.Reopenings(other, key)
		must(t, err)
		if len(list) != 1 || list[0].Text != in.Text {
			t.Fatalf("%+v", list)
		}
		decide := assessmentstudysvc.DecideReopening{Study: key, ID: list[0].ID, Version: 1, Agree: true}
		k.want(k.s.DecideReopening(k.custodian(), decide), fault.Forbidden)
		k.want(k.s.DecideReopening(k.head(), decide), fault.NotFound)
		if _, err := k.s.Study(k.author(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("open before the second custodian agreed: %v", err)
		}
		must(t, k.s.DecideReopening(other, decide))
		for name, ctx := range map[string]context.Context{"clerk": k.clerk(), "head": k.head(), "author": k.author()} {
			f, err := k.s.Study(ctx, key)
			if err != nil || f.State != study.Delivered || f.Outcome != "" || len(f.Of(study.KindDecision)) != 0 {
				t.Errorf("%s after the reopening: %v %+v", name, err, f.Study)
			}
		}
		if _, err := k.s.Study(k.stranger(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("a head of another study reads it: %v", err)
		}
		if _, err := k.s.ClosedStudy(k.custodian(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the custodian still reads: %v", err)
		}
		k.want(k.s.DecideReopening(other, decide), fault.NotFound) // it is no closed study any more
		must(t, k.s.Decide(k.clerk(), k.on(key), form("decision", "probation", "on", "03.03.2026", "number", "УД-10/26")))
		if f := k.read(k.head(), key); f.Outcome != "probation" || len(f.Old) == 0 {
			t.Errorf("decided again %+v, earlier versions %d", f.Study, len(f.Old))
		}
	})
}

// The night tells author and heads once of a study whose day has passed, and opens it to a new head.
// A decision of the court that nobody asks for is told of once, from the day after the rulebook's days.
func TestSweepChasesTheNextStep(t *testing.T) {
	each(t, func(k *kit) {
		key := k.delivered()
		job := accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "night"}), access.Rights{System: true, Now: k.d.Now()})
		told := func(day string) int {
			k.clock.Set(civil.MustDate(day).Time())
			n, err := k.s.Sweep(job)
			must(t, err)
			return n
		}
		if got := []int{told("2026-06-01"), told("2026-06-02"), told("2026-06-03")}; !slices.Equal(got, []int{0, 1, 0}) {
			t.Errorf("told %v of a decision due on 1 June", got)
		}
		if n := k.book.Facts("assessment.study_delivered_late", access.StudiedPerson(key)); n != 1 {
			t.Errorf("%d facts", n)
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(k *kit) {
		key := k.working()
		job := accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "night"}), access.Rights{System: true, Now: k.d.Now()})
		if _, err := k.s.Sweep(k.head()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a head sweeps: %v", err)
		}
		n, err := k.s.Sweep(job)
		if must(t, err); n != 0 {
			t.Errorf("%d told before the day", n)
		}
		k.clock.Set(civil.MustDate("2026-04-10").Time())
		k.staff.heads = []id.Account{"head2"}
		k.staff.told = nil
		for _, want := range []int{1, 0} {
			n, err := k.s.Sweep(job)
			if must(t, err); n != want {
				t.Errorf("%d told, want %d", n, want)
			}
		}
		if len(k.staff.told) != 2 {
			t.Errorf("told %v", k.staff.told)
		}
		if f := k.read(k.stranger(), key); f.ID != key {
			t.Error("the new head does not see the study")
		}
		if _, err := k.s.Study(k.head(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("who is head no more still reads: %v", err)
		}
	})
}

// A request that is taken back ends the study.
func TestWithdrawal(t *testing.T) {
	each(t, func(k *kit) {
		key := k.working()
		must(t, k.s.Withdraw(k.clerk(), k.on(key), form("reason", "not_needed", "on", "03.03.2026")))
		f := k.read(k.head(), key)
		if f.State != study.Withdrawn || !f.Due().IsZero() {
			t.Errorf("%+v", f.Study)
		}
		k.want(k.s.Interview(k.author(), k.on(key), form()), fault.Conflict)
	})
}
