package fill

import (
	"tuzjol/internal/demo/wearing"
	"tuzjol/internal/kernel/id"
)

// wear are the acts of the stories of monitoring.
func (d *seeder) wear() []telling {
	if d.Wear == nil {
		return nil
	}
	d.wearers = &wearing.Teller{
		Work: *d.Wear, World: d.w, Clock: d.clock, As: d.as, Client: func(of int) id.Client { return d.lives[of].client }, Days: d.days(),
	}
	var out []telling
	for _, a := range d.wearers.Acts() {
		out = append(out, telling{a.At, a.Tell})
	}
	return out
}
