package living

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderweb"
	"tuzjol/internal/supervision/life"
)

// deathGround is the ground of the end of supervision that a confirmed death is.
const deathGround = "death"

// Ending is what the form of an ending begins with: a death that a paper confirmed, its day and the number of the paper.
func (k *Kit) Ending(ctx context.Context, client id.Client) (orderweb.Ending, bool, error) {
	list, err := k.Life.OfClient(ctx, client)
	for _, e := range list {
		if e.Kind == life.Death && e.State == life.Confirmed {
			return orderweb.Ending{Ground: deathGround, On: e.From, Number: e.Number}, true, err
		}
	}
	return orderweb.Ending{}, false, err
}
