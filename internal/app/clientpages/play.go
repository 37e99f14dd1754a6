package clientpages

import (
	"context"
	"errors"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/portalsvc"
)

// Played is a client of a demonstration whom a measurement plays: what signs the client in.
type Played struct{ Who, Word string }

// Play gives up to so many clients under supervision an access and a check-in that waits today, through the use cases of the staff;
// what they had of both before is renewed. Clients without a telephone or of whom nothing may be asked are left out. For
// demonstrations only.
func (k *Kit) Play(ctx context.Context, most int, step func(done, total int)) ([]Played, error) {
	if !k.Config.Demo {
		return nil, errors.New("clients are played in a demonstration only")
	}
	type row struct {
		Client      id.Client
		File, Level string
	}
	var rows []row
	if err := k.DB.Read(ctx, func(r *db.Reader) (err error) {
		rows, err = db.All[row](ctx, r, `select c.client_id, c.file_number, c.level from casefile_card c where c.order_status = 'running'
			and c.file_number is not null and {visible c.client_id} order by c.client_id`)
		return err
	}); err != nil {
		return nil, err
	}
	most = min(most, len(rows))
	var out []Played
	for _, x := range rows {
		if len(out) >= most {
			break
		}
		word, err := k.play(ctx, x.Client, x.Level)
		if err != nil {
			return out, err
		}
		if word != "" {
			out = append(out, Played{Who: x.File, Word: word})
			step(len(out), most)
		}
	}
	return out, nil
}

// play gives one client both; no word when that client is left out.
func (k *Kit) play(ctx context.Context, client id.Client, level string) (word string, err error) {
	var phones []portalsvc.Phone
	if err := k.DB.Read(ctx, func(r *db.Reader) (err error) {
		phones, err = k.phones(ctx, r, client)
		return err
	}); err != nil || len(phones) == 0 {
		return "", err
	}
	_, days := k.Checkins.Intervals(level)
	err = k.Checkins.SwitchOn(ctx, checkinsvc.SwitchOn{Client: client, Interval: days, Reason: "Эмгек күнүн өлчөө"})
	if fault.Is(err, fault.Conflict) {
		return "", nil // nothing may be asked of the client now
	}
	if err != nil {
		return "", err
	}
	return k.Portal.Open(ctx, portalsvc.Open{Client: client, Phone: phones[0].Number})
}
