package app

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// officeTree is the tree of offices of today.
func (a *App) officeTree(ctx context.Context, r *db.Reader) (org.Tree, error) {
	tree, _, err := a.officeCache.Get(ctx, r)
	return tree, err
}

// officeWords are the names of the offices today, by language.
func (a *App) officeWords(ctx context.Context, r *db.Reader) (map[id.Office]map[string]string, error) {
	_, names, err := a.officeCache.Get(ctx, r)
	return names, err
}
