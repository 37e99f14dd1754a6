package clientpages

import (
	"context"

	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

// issued puts papers that the office gave out before the client.
type issued struct{ k *Kit }

func (x issued) paper(p paper.Paper) portal.Paper {
	kind := x.k.Rules.At(x.k.today()).List(paper.ListKinds).Name(p.Kind, p.Lang)
	return portal.Paper{ID: p.ID, Client: p.Client, Number: p.Number, Title: kind + ", № " + p.Number, Lang: p.Lang, GivenAt: p.ShownAt, GivenBy: p.ShownBy, ReadAt: p.ConfirmedAt, Version: p.Version}
}

// List gives those put before the client, without their words.
func (x issued) List(ctx context.Context, r *db.Reader, client id.Client) ([]portal.Paper, error) {
	list, err := x.k.Papers.ShownTo(ctx, r, client)
	out := make([]portal.Paper, len(list))
	for i, p := range list {
		out[i] = x.paper(p)
	}
	return out, err
}

// Waiting counts those that the client has not confirmed.
func (x issued) Waiting(ctx context.Context, r *db.Reader, client id.Client) (int, error) {
	return x.k.Papers.ToConfirm(ctx, r, client)
}

// One gives one with its words.
func (x issued) One(ctx context.Context, r *db.Reader, client id.Client, key string) (portal.Paper, error) {
	p, words, err := x.k.Papers.Words(ctx, r, client, key)
	if err != nil {
		return portal.Paper{}, err
	}
	out := x.paper(p)
	out.Body = words
	return out, nil
}

// File is its PDF as it was given out.
func (x issued) File(ctx context.Context, r *db.Reader, client id.Client, key string) ([]byte, error) {
	return x.k.Papers.Frozen(ctx, r, client, key)
}

// Confirm notes on the paper that the client has read it.
func (x issued) Confirm(ctx context.Context, tx *db.Tx, client id.Client, key string) ([]fact.Fact, error) {
	return x.k.Papers.Confirmed(ctx, tx, client, key)
}
