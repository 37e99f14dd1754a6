package accesscompartmentsvc_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

type house struct {
	t *testing.T
	*world.World
	svc *accesscompartmentsvc.Service
}

func each(t *testing.T, test func(h *house)) {
	world.Each(t, func(t *testing.T, w *world.World) {
		w.Qualify("psychologist", "veo_assessor")
		w.Qualify("director", "veo_assessor")
		w.Qualify("social_worker", "victim_worker")
		w.Qualify("officer2", "victim_worker")
		test(&house{t, w, world.Service[*accesscompartmentsvc.Service](w)})
	})
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err, fault.As(err))
	}
}

func (h *house) want(err error, kind fault.Kind) {
	h.t.Helper()
	if !fault.Is(err, kind) {
		h.t.Fatalf("got %v, want %s", err, kind)
	}
}

// fields are those with which something is wrong.
func (h *house) fields(err error) string {
	h.t.Helper()
	h.want(err, fault.Invalid)
	var out []string
	for _, p := range fault.As(err).Problems {
		out = append(out, p.Field+" "+p.Msg.Key)
	}
	return strings.Join(out, "; ")
}

// inside asks the predicate as a query of that member of staff would.
func (h *house) inside(key string, c *world.Client, compartment access.Compartment) bool {
	h.t.Helper()
	ctx, in := h.As(key), false
	h.ok(h.App.DB.Read(ctx, func(r *db.Reader) (err error) {
		in, err = accesssvc.Ops{}.Inside(ctx, r, c.ID, compartment)
		return err
	}))
	return in
}

// notices are the kinds of what a member of staff is told.
func (h *house) notices(key string) []string {
	h.t.Helper()
	list, err := world.Service[*orgsvc.Service](h.World).Notices(h.As(key))
	h.ok(err)
	var out []string
	for _, n := range list {
		out = append(out, n.Kind)
	}
	return out
}

func (h *house) told(key, kind string) bool { return slices.Contains(h.notices(key), kind) }

func TestTwoPersonsOpenACompartmentAndOneCloses(t *testing.T) {
	each(t, func(h *house) {
		own := h.Client(world.Own)
		ask := h.Opening(own, access.Extremism, access.PartAssessor, "psychologist")
		for _, key := range []string{"officer", "records", "duty_operator", "analyst", "auditor", "admin", "programme_lead"} {
			_, err := h.svc.Propose(h.As(key), ask)
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				h.t.Errorf("%s proposes: %v", key, err)
			}
		}
		p, err := h.svc.Propose(h.As("head"), ask)
		h.ok(err)
		_, err = h.svc.Propose(h.As("head"), ask)
		h.want(err, fault.Conflict)
		yes := accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true}
		h.want(h.svc.Decide(h.As("head"), yes), fault.Forbidden)
		h.want(world.Service[*accesssvc.Service](h.World).Decide(h.As("custodian"), accesssvc.DecideProposal{ID: p, Version: 1, Approve: true}), fault.NotFound)
		h.want(h.svc.Decide(h.As("regional"), accesscompartmentsvc.Decide{ID: p, Version: 7, Approve: true}), fault.Conflict)
		if h.inside("psychologist", own, access.Extremism) || h.told("psychologist", "compartment_opened") {
			h.t.Error("inside before anybody agreed")
		}
		if !h.told("regional", "compartment_waits") || h.told("officer", "compartment_waits") {
			h.t.Error("who may agree is told, nobody else")
		}
		h.ok(h.svc.Decide(h.As("regional"), yes))
		h.want(h.svc.Decide(h.As("director"), accesscompartmentsvc.Decide{ID: p, Version: 2}), fault.Conflict)
		if !h.inside("psychologist", own, access.Extremism) || !h.told("psychologist", "compartment_opened") || !h.told("head", "compartment_agreed") {
			h.t.Error("agreed, and not open")
		}
		for _, key := range []string{"officer", "head", "regional", "director", "custodian", "duty_operator", "programme_lead", "analyst", "auditor"} {
			if h.inside(key, own, access.Extremism) {
				h.t.Errorf("%s is inside", key)
			}
		}
		if h.inside("psychologist", own, access.Victim) || h.inside("psychologist", h.Client(world.Team), access.Extremism) {
			h.t.Error("one compartment of one client opens another")
		}
		board, err := h.svc.Board(h.As("director"))
		h.ok(err)
		if len(board.Waiting) != 0 || len(board.Open) != 1 || board.Open[0].Opener != h.Member("head").Name || board.Open[0].Agreer != h.Member("regional").Name {
			h.t.Fatalf("board: %+v", board)
		}
		h.want(h.svc.Close(h.As("head"), accesscompartmentsvc.Close{Member: board.Open[0].ID}), fault.Forbidden)
		asking := h.As("psychologist") // a request that began before
		h.ok(h.svc.Close(h.As("director"), accesscompartmentsvc.Close{Member: board.Open[0].ID, Text: "Баалоо бүттү"}))
		h.want(h.svc.Close(h.As("director"), accesscompartmentsvc.Close{Member: board.Open[0].ID}), fault.Conflict)
		h.ok(h.App.DB.Read(asking, func(r *db.Reader) error {
			if in, err := (accesssvc.Ops{}).Inside(asking, r, own.ID, access.Extremism); err != nil || in {
				h.t.Errorf("closed, and still inside: %v", err)
			}
			return nil
		}))
		if h.told("psychologist", "compartment_opened") || !h.told("psychologist", "compartment_closed") {
			h.t.Error("what was told inside outlives the membership")
		}
		page, err := h.svc.Client(h.As("custodian"), own.ID)
		h.ok(err)
		if len(page.Open) != 0 || len(page.Ended) != 1 || page.Ended[0].End != access.EndedByPerson || page.Ended[0].ClosedN != h.Member("director").Name {
			h.t.Errorf("history: %+v", page)
		}
	})
}

func TestTheProposerAndTheOneConcernedDoNotAgree(t *testing.T) {
	each(t, func(h *house) {
		own := h.Client(world.Own)
		p, err := h.svc.Propose(h.As("regional"), h.Opening(own, access.Extremism, access.PartReader, "director"))
		h.ok(err)
		yes := accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true}
		h.want(h.svc.Decide(h.As("regional"), yes), fault.Forbidden)
		h.want(h.svc.Decide(h.As("director"), yes), fault.Forbidden)
		h.ok(h.svc.Decide(h.As("custodian"), accesscompartmentsvc.Decide{ID: p, Version: 1, Text: "Азыр керек эмес"}))
		if h.inside("director", own, access.Extremism) || !h.told("regional", "compartment_refused") {
			h.t.Error("refused, and open")
		}
	})
}

func TestEverythingWrongWithAProposalIsSaidAtOnce(t *testing.T) {
	each(t, func(h *house) {
		own := h.Client(world.Own)
		_, err := h.svc.Propose(h.As("custodian"), accesscompartmentsvc.Propose{Client: own.ID})
		if got, want := h.fields(err), "compartment field.choose; part field.choose; account field.choose; until field.required; reason field.choose; text field.too_short"; got != want {
			h.t.Errorf("empty: %s", got)
		}
		for name, c := range map[string]struct {
			change func(*accesscompartmentsvc.Propose)
			want   string
		}{
			"unqualified":    {func(p *accesscompartmentsvc.Propose) { p.Account = h.Member("inspector").Account }, "account access.compartment.unqualified"},
			"no such post":   {func(p *accesscompartmentsvc.Propose) { p.Account = h.Member("duty_operator").Account }, "account access.compartment.no_post"},
			"out of sight":   {func(p *accesscompartmentsvc.Propose) { p.Account = h.Member("officer_far").Account }, "account access.compartment.cannot_see"},
			"another's part": {func(p *accesscompartmentsvc.Propose) { p.Part = access.PartWorker }, "part access.compartment.part_unknown"},
			"past":           {func(p *accesscompartmentsvc.Propose) { p.Until = h.Today().AddDays(-1) }, "until date.past"},
			"too long":       {func(p *accesscompartmentsvc.Propose) { p.Until = h.Today().AddDays(400) }, "until access.compartment.too_long"},
			"no such reason": {func(p *accesscompartmentsvc.Propose) { p.Reason = "curiosity" }, "reason field.unknown"},
			"a study's":      {func(p *accesscompartmentsvc.Propose) { p.Compartment = access.StudyCompartment("x") }, "compartment field.choose"},
		} {
			in := h.Opening(own, access.Extremism, access.PartAssessor, "psychologist")
			c.change(&in)
			_, err := h.svc.Propose(h.As("custodian"), in)
			if got := h.fields(err); got != c.want {
				h.t.Errorf("%s: %s", name, got)
			}
		}
		_, err = h.svc.Propose(h.As("head"), h.Opening(own, access.Extremism, access.PartReader, "psychologist"))
		h.want(err, fault.Forbidden)
		_, err = h.svc.Propose(h.As("head_b"), h.Opening(own, access.Extremism, access.PartAssessor, "psychologist"))
		h.want(err, fault.NotFound)
	})
}

func TestAMembershipEndsAtItsTimeAndIsLookedAtAgain(t *testing.T) {
	each(t, func(h *house) {
		own := h.Client(world.Own)
		in := h.Opening(own, access.Extremism, access.PartAssessor, "psychologist")
		in.Until = h.Today().AddDays(120)
		p, err := h.svc.Propose(h.As("custodian"), in)
		h.ok(err)
		h.ok(h.svc.Decide(h.As("custodian2"), accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true}))
		board, err := h.svc.Board(h.As("director"))
		h.ok(err)
		m := board.Open[0]
		if want := h.Today().AddMonths(3); m.ReviewDue != want {
			h.t.Errorf("looked at again on %s, want %s", m.ReviewDue, want)
		}
		h.Clock.Set(m.ReviewDue.StartIn(h.App.Zone).Time().Add(15 * time.Minute))
		h.ok(h.svc.Sweep(h.Job()))
		if !h.told("director", "compartment_review") || h.told("officer", "compartment_review") {
			h.t.Error("who decides is told of the day")
		}
		h.want(h.svc.Sweep(h.As("director")), fault.Forbidden)
		h.ok(h.svc.Review(h.As("director"), m.ID))
		board, err = h.svc.Board(h.As("director"))
		h.ok(err)
		if board.Open[0].ReviewDue != in.Until || board.Open[0].ReviewedAt.IsZero() {
			h.t.Errorf("reviewed: %+v", board.Open[0])
		}
		h.Clock.Set(in.Until.StartIn(h.App.Zone).Time().Add(23 * time.Hour))
		if !h.inside("psychologist", own, access.Extremism) {
			h.t.Error("closed before its last day is over")
		}
		h.Clock.Set(in.Until.AddDays(1).StartIn(h.App.Zone).Time())
		if h.inside("psychologist", own, access.Extremism) {
			h.t.Error("open after its last day")
		}
		h.ok(h.svc.Sweep(h.Job()))
		h.ok(h.svc.Sweep(h.Job()))
		board, err = h.svc.Board(h.As("director"))
		h.ok(err)
		if len(board.Open) != 0 || len(board.Ended) != 1 || board.Ended[0].End != access.EndedByTime || board.Ended[0].Member.ClosedAt.IsZero() {
			h.t.Errorf("ended: %+v", board.Ended)
		}
	})
}

func TestAVictimsCompartmentIsKeptFromWhoWorksTheCase(t *testing.T) {
	each(t, func(h *house) {
		team := h.Client(world.Team) // a case of officer2
		_, err := h.svc.Propose(h.As("custodian"), h.Opening(team, access.Victim, access.PartWorker, "officer2"))
		if got := h.fields(err); got != "account access.compartment.works_case" {
			h.t.Errorf("the officer of the case: %s", got)
		}
		h.OpenTo(team, access.Victim, access.PartWorker, "social_worker")
		if !h.inside("social_worker", team, access.Victim) {
			h.t.Fatal("not open to the worker")
		}
		if n := h.warn(team, access.Victim); !slices.Contains(n, "victim_breach") {
			h.t.Errorf("the worker is not warned: %v", n)
		}
		if h.told("officer2", "victim_breach") || h.told("head", "victim_breach") {
			h.t.Error("others are warned")
		}
		// a cover that begins ends the membership in the same transaction, whoever arranged it
		ctx := h.Job()
		h.ok(h.App.DB.Write(ctx, func(tx *db.Tx) error {
			if err := (accesssvc.Ops{}).Relate(ctx, tx, team.ID, h.Member("social_worker").Account, access.Covering, "test", nil); err != nil {
				return err
			}
			return tx.Record(ctx, access.Allocate, "", fact.New("org.covered", team.ID))
		}))
		if h.inside("social_worker", team, access.Victim) || h.told("social_worker", "victim_breach") {
			h.t.Error("covers the case and is inside")
		}
		page, err := h.svc.Client(h.As("custodian"), team.ID)
		h.ok(err)
		if len(page.Open) != 0 || len(page.Ended) != 1 || page.Ended[0].End != access.EndedByWork {
			h.t.Errorf("%+v", page)
		}
		if n := h.warn(team, access.Victim); slices.Contains(n, "victim_breach") {
			h.t.Error("warned after the end")
		}
		h.ok(h.App.DB.Write(ctx, func(tx *db.Tx) error {
			if err := (accesssvc.Ops{}).Unrelate(ctx, tx, team.ID, h.Member("social_worker").Account, access.Covering); err != nil {
				return err
			}
			return tx.Record(ctx, access.Allocate, "")
		}))
		if h.inside("social_worker", team, access.Victim) {
			h.t.Error("a membership that ended comes back")
		}
	})
}

// Given the case between proposal and agreement: the second person's yes is refused.
func TestWhoIsGivenTheCaseIsNotLetIn(t *testing.T) {
	each(t, func(h *house) {
		h.Qualify("officer", "victim_worker")
		team := h.Client(world.Team)
		p, err := h.svc.Propose(h.As("custodian"), h.Opening(team, access.Victim, access.PartWorker, "officer"))
		h.ok(err)
		now := ""
		h.ok(h.App.DB.Read(h.Job(), func(r *db.Reader) error {
			a, _, err := world.Service[*orgcasesvc.Service](h.World).Ops().Current(h.Job(), r, team.ID)
			now = a.ID
			return err
		}))
		h.ok(world.Service[*orgcasesvc.Service](h.World).Allocate(h.As("head"), orgcasesvc.Allocate{
			Client: team.ID, Account: h.Member("officer").Account, Reason: h.reason(), Seen: now,
		}))
		err = h.svc.Decide(h.As("custodian2"), accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true})
		if got := h.fields(err); got != "account access.compartment.works_case" {
			h.t.Errorf("%s", got)
		}
		if h.inside("officer", team, access.Victim) {
			h.t.Error("inside")
		}
	})
}

func (h *house) reason() string {
	return world.Service[*orgcasesvc.Service](h.World).List("allocation_reasons").Items[0].Code
}

// warn tells the victim's workers, and returns what the worker reads.
func (h *house) warn(c *world.Client, compartment access.Compartment) []string {
	h.t.Helper()
	ctx := h.Job()
	h.ok(h.App.DB.System(ctx, "test", func(tx *db.Tx) error {
		return h.svc.Ops().WarnWorkers(ctx, tx, c.ID, compartment, "breach")
	}))
	return h.notices("social_worker")
}

// What happened in a compartment stands in timeline and access log for members only; the auditor sees that it happened.
func TestOnlyMembersReadWhatHappenedInside(t *testing.T) {
	each(t, func(h *house) {
		own := h.Client(world.Own)
		before, logged := h.timeline("officer", own), h.log("officer", own)
		h.OpenTo(own, access.Extremism, access.PartAssessor, "psychologist")
		if got := h.timeline("officer", own); !slices.Equal(got, before) {
			h.t.Errorf("the officer reads %v", got)
		}
		if got := h.timeline("psychologist", own); !slices.Contains(got, "access.compartment_opened") || len(got) <= len(before) {
			h.t.Errorf("the member reads %v", got)
		}
		if got := h.log("officer", own); !slices.Equal(got, logged) {
			h.t.Errorf("the officer's access log holds %v", got)
		}
		if got := h.log("head", own); slices.Contains(got, string(access.OpenCompartment)) || slices.Contains(got, string(access.ProposeCompartment)) {
			h.t.Errorf("the head's access log holds %v", got)
		}
		lines, _, err := world.Service[*auditsvc.Service](h.World).Entries(h.As("auditor"), audit.Filter{Client: own.ID, Action: string(access.OpenCompartment)})
		h.ok(err)
		if len(lines) != 1 || lines[0].Reason != "assessment" || lines[0].Inside[own.ID] != string(access.Extremism) {
			h.t.Errorf("the auditor: %+v", lines)
		}
		entry, err := world.Service[*auditsvc.Service](h.World).Entry(h.As("auditor"), lines[0].ID)
		h.ok(err)
		if len(entry.Facts) != 1 || entry.Facts[0].Data != nil {
			h.t.Errorf("content for the auditor: %+v", entry.Facts)
		}
	})
}

func (h *house) timeline(key string, c *world.Client) []string {
	h.t.Helper()
	x, err := world.Service[*casefilesvc.Service](h.World).Timeline(h.As(key), c.ID, "", "")
	h.ok(err)
	var out []string
	for _, e := range x.Events {
		out = append(out, e.Type)
	}
	return append(out, x.Areas...)
}

func (h *house) log(key string, c *world.Client) []string {
	h.t.Helper()
	lines, _, err := world.Service[*auditsvc.Service](h.World).AccessLog(h.As(key), audit.Filter{Client: c.ID, Size: 500})
	h.ok(err)
	var out []string
	for _, l := range lines {
		out = append(out, l.Action)
	}
	return out
}

// Who agrees need not see the client, and then learns no name; an excluded one finds nothing at all.
func TestTheBoardNamesNobodyOutOfSight(t *testing.T) {
	each(t, func(h *house) {
		who := h.Client(world.Restricted)
		h.Qualify("head", "veo_assessor")
		p, err := h.svc.Propose(h.As("custodian"), h.Opening(who, access.Extremism, access.PartReader, "head"))
		h.ok(err)
		board, err := h.svc.Board(h.As("regional"))
		h.ok(err)
		if len(board.Waiting) != 1 || board.Waiting[0].Shown || board.Waiting[0].Label.Name != "" {
			h.t.Fatalf("%+v", board.Waiting)
		}
		h.exclude(who.ID, "regional")
		if board, err = h.svc.Board(h.As("regional")); err != nil || len(board.Waiting) != 0 {
			h.t.Errorf("an excluded one reads %+v, %v", board.Waiting, err)
		}
		yes := accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true}
		h.want(h.svc.Decide(h.As("regional"), yes), fault.NotFound)
		h.ok(h.svc.Decide(h.As("custodian2"), yes))
		if !h.inside("head", who, access.Extremism) {
			h.t.Error("not open")
		}
		if _, err := h.svc.Client(h.As("regional"), who.ID); !fault.Is(err, fault.NotFound) {
			h.t.Errorf("the page of a client out of sight: %v", err)
		}
	})
}

func (h *house) exclude(c id.Client, key string) {
	h.t.Helper()
	ctx := h.Job()
	h.ok(h.App.DB.Write(ctx, func(tx *db.Tx) error {
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, h.Member(key).Account, access.Exclude, "kin", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.RestrictClient, "")
	}))
}

// Break-glass gives sight of a client, never of a compartment.
func TestBreakGlassOpensNoCompartment(t *testing.T) {
	each(t, func(h *house) {
		who := h.Client(world.Restricted)
		h.Qualify("head", "veo_assessor")
		h.OpenTo(who, access.Extremism, access.PartReader, "head")
		found, err := world.Service[*accesssvc.Service](h.World).Open(h.As("officer"), accesssvc.OpenGlass{
			Query: access.GlassQuery{PIN: who.PIN}, Reason: "danger", Text: "Өмүрүнө коркунуч бар",
		})
		h.ok(err)
		if found != who.ID || h.inside("officer", who, access.Extremism) {
			h.t.Errorf("found %q, or inside", found)
		}
	})
}
