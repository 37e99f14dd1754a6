package monitor

import (
	"context"

	"tuzjol/internal/app/clientpages"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/promptsvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

// BindPrompts makes check-ins at random moments and puts them before the clients' own pages.
func (k *Kit) BindPrompts(pages *clientpages.Kit) {
	k.Prompts = promptsvc.New(k.DB, promptsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Blobs: pages.Blobs,
		Pause: func(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error) {
			if pages.Resting == nil {
				return "", nil
			}
			span, rests, err := pages.Resting(ctx, r, client, day)
			if err != nil || !rests {
				return "", err
			}
			return string(span.Kind), nil
		},
		Ask: pages.AskPrompt, Raised: k.raisedPrompts,
	})
	pages.Prompts = prompts{k.Prompts}
}

// raisedPrompts lays missed check-ins and refused photographs on the duty desk, as the alerts of devices.
func (k *Kit) raisedPrompts(ctx context.Context, tx *db.Tx, list []promptsvc.Raised) error {
	var changes []watchsvc.Change
	for _, x := range list {
		changes = append(changes, watchsvc.Change{
			Alert: x.Alert, Client: x.Client, Order: x.Order, Office: x.Office, Subject: x.Subject, What: evaluator.Raised, From: x.From, RaisedAt: x.At, At: x.At,
		})
	}
	return k.Raised(ctx, tx, changes)
}

// prompts puts check-ins at random moments before the clients' own pages.
type prompts struct{ s *promptsvc.Service }

// Waiting implements portalweb.Prompts.
func (p prompts) Waiting(ctx context.Context, client id.Client) (portal.Prompt, error) {
	w, err := p.s.Waiting(ctx, client)
	out := portal.Prompt{On: w.On, Place: w.Plan.Place}
	if w.Prompt != nil {
		out.ID, out.Until = w.Prompt.ID, w.Prompt.Until
	}
	return out, err
}

// Answer implements portalweb.Prompts.
func (p prompts) Answer(ctx context.Context, client id.Client, prompt string, photo *blob.File, place string) error {
	return p.s.Answer(ctx, promptsvc.Answer{Client: client, Prompt: prompt, Photo: photo, Place: place})
}
