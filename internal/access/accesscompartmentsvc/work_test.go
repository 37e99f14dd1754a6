package accesscompartmentsvc_test

import (
	"slices"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/testkit/world"
)

// The victim's worker, who never works the case of the perpetrator, works with the safety plan by the compartment alone: the
// ordinary assessments of the client stay closed, and everybody else finds nothing.
func TestAWorkerComesInByTheCompartmentAlone(t *testing.T) {
	each(t, func(h *house) {
		h.Qualify("social_worker", "rna_assessor")
		team := h.Client(world.Team)
		svc := world.Service[*assessmentsvc.Service](h.World)
		_, err := svc.Overview(h.As("social_worker"), team.ID)
		h.want(err, fault.NotFound)
		h.OpenTo(team, access.Victim, access.PartWorker, "social_worker")
		ctx := h.As("social_worker")
		page, err := svc.Overview(ctx, team.ID)
		h.ok(err)
		if len(page.Offers) != 1 || page.Offers[0].Instrument.ID != "kg-victim-safety" {
			h.t.Errorf("offered: %d", len(page.Offers))
		}
		_, err = svc.Begin(ctx, assessmentsvc.Begin{Client: team.ID, Instrument: "kg-rna", Cause: "first"})
		h.want(err, fault.Forbidden)
		plan, err := svc.Begin(ctx, assessmentsvc.Begin{Client: team.ID, Instrument: "kg-victim-safety", Cause: "first"})
		h.ok(err)
		sheet, err := svc.Sheet(ctx, team.ID, plan)
		h.ok(err)
		if sheet.Compartment != string(access.Victim) || sheet.State != assessment.Open {
			h.t.Errorf("%+v", sheet.Case)
		}
		theirs, err := svc.Overview(h.As("officer2"), team.ID)
		h.ok(err)
		if len(theirs.Cases) == 0 || theirs.Cases[0].ID == plan {
			h.t.Fatalf("the officer of the case reads %d cases", len(theirs.Cases))
		}
		ordinary := theirs.Cases[0].ID
		if _, err = svc.Sheet(ctx, team.ID, ordinary); !fault.Is(err, fault.NotFound) {
			h.t.Errorf("the worker reads the ordinary assessment: %v", err)
		}
		if page, err = svc.Overview(ctx, team.ID); err != nil || len(page.Cases) != 1 || page.Cases[0].ID != plan {
			h.t.Errorf("the worker reads %d cases, %v", len(page.Cases), err)
		}
		for _, key := range []string{"officer2", "head", "psychologist", "director"} {
			_, err := svc.Sheet(h.As(key), team.ID, plan)
			h.want(err, fault.NotFound)
			page, err := svc.Overview(h.As(key), team.ID)
			h.ok(err)
			if len(page.Cases) != len(theirs.Cases) || page.Cases[0].ID != ordinary {
				h.t.Errorf("%s reads %d cases", key, len(page.Cases))
			}
			if slices.Contains(h.timeline(key, team), "assessment") && !slices.Contains(h.timeline(key, team), "assessment.begun") {
				h.t.Errorf("%s: the timeline has an area without an event", key)
			}
		}
		if got := h.timeline("social_worker", team); !slices.Contains(got, "assessment.begun") {
			h.t.Errorf("the worker's timeline: %v", got)
		}
		board, err := h.svc.Board(h.As("custodian"))
		h.ok(err)
		h.ok(h.svc.Close(h.As("custodian"), accesscompartmentsvc.Close{Member: board.Open[0].ID}))
		for _, err := range []error{second(svc.Sheet(ctx, team.ID, plan)), second(svc.Overview(ctx, team.ID))} {
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				h.t.Errorf("closed, and still read: %v", err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
