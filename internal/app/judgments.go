package app

import (
	"context"

	"tuzjol/internal/app/api"
	"tuzjol/internal/order"
)

// judgments is the intake behind the API.
type judgments struct{ *App }

// ReceiveFrom takes a judgment sent by a court's system.
func (j judgments) ReceiveFrom(ctx context.Context, in order.Incoming) (api.Received, error) {
	s, err := j.intake.Submit(ctx, in)
	return api.Received{ID: s.ID, Status: s.State, Return: s.Reasons, Letter: s.Letter}, err
}

// Status tells what became of a judgment.
func (j judgments) Status(ctx context.Context, judgment string) (api.Received, error) {
	s, err := j.intake.Status(ctx, judgment)
	return api.Received{ID: s.ID, Status: s.State, Return: s.Reasons, Letter: s.Letter}, err
}
