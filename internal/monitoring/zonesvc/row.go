package zonesvc

import (
	"context"
	"encoding/json"
	"fmt"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	zones       = "monitoring_zone"
	versions    = "monitoring_zone_version"
	permissions = "monitoring_permission"
	places      = "monitoring_life_place"
)

// order reads what zones must know of an order.
func (o *Ops) order(ctx context.Context, r *db.Reader, client id.Client, order string) (regime.Order, error) {
	type row struct {
		Kind            regime.Kind
		State           regime.State
		Level           regime.Level
		Begins, Ends    civil.Instant
		InForce         int
		Refused, Agreed bool
	}
	x, err := db.One[row](ctx, r, `select c.regime, c.state, c.level, c.begins_at, c.ends_at, c.in_force, c.refused_by_occupant, c.occupants_agreed
		from monitoring_order c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, order, client)
	return regime.Order{
		ID: order, Client: client, Kind: x.Kind, State: x.State, Level: x.Level, Begins: x.Begins, Ends: x.Ends, InForce: x.InForce, Refused: x.Refused, Agreed: x.Agreed,
	}, err
}

type zoneRow struct {
	ID               string
	Client           id.Client
	Order            string
	Kind             zone.Kind
	State            zoning.State
	InForce, Waiting int
	MadeAt           civil.Instant
	MadeBy           string
	EndedAt          civil.Instant
	EndedBy          string
	EndReason        string
	EndWords         []byte
	Row              int
}

const zoneColumns = `c.id, c.client_id, c.monitoring_id, c.kind, c.state, c.in_force, c.waiting, c.made_at, c.made_by, c.ended_at, c.ended_by, c.end_reason,
	c.end_words, c.version`

// list reads the zones of an order, or one of them, with their words opened.
func (o *Ops) list(ctx context.Context, r *db.Reader, cond string, args ...any) ([]zoning.Zone, error) {
	rows, err := db.All[zoneRow](ctx, r, `select `+zoneColumns+` from monitoring_zone c where {visible c.client_id} and `+cond+` order by c.made_at, c.id`, args...)
	if err != nil {
		return nil, err
	}
	var b seal.Batch
	out := make([]zoning.Zone, len(rows))
	for i, x := range rows {
		out[i] = zoning.Zone{
			ID: x.ID, Client: x.Client, Order: x.Order, Kind: x.Kind, State: x.State, InForce: x.InForce, Waiting: x.Waiting, MadeAt: x.MadeAt, MadeBy: x.MadeBy,
			EndedAt: x.EndedAt, EndedBy: x.EndedBy, EndReason: x.EndReason, Row: x.Row,
		}
		b.Into(x.Client, zones, "end_words", x.ID, x.EndWords, &out[i].EndWords)
	}
	return out, b.Open(ctx, o.Seal, r)
}

func (o *Ops) zone(ctx context.Context, r *db.Reader, client id.Client, order, z string) (zoning.Zone, error) {
	list, err := o.list(ctx, r, "c.id = $1 and c.client_id = $2 and c.monitoring_id = $3", z, client, order)
	if err != nil {
		return zoning.Zone{}, err
	}
	if len(list) == 0 {
		return zoning.Zone{}, missing()
	}
	return list[0], nil
}

type versionRow struct {
	ID                 string
	Client             id.Client
	Zone               string
	Number             int
	State              string
	Decision           int
	Name, Shape        []byte
	Buffer             int
	Basis, Times       []byte
	From, Until        civil.Instant
	Reason             string
	Words              []byte
	HoldsFrom, HoldsTo civil.Instant
	DraftedAt          civil.Instant
	DraftedBy          string
	DecidedAt          civil.Instant
	DecidedBy          string
	DecidedWords       []byte
}

// versions reads the versions of zones, the latest first, by zone.
func (o *Ops) versions(ctx context.Context, r *db.Reader, cond string, args ...any) (map[string][]zoning.Version, error) {
	rows, err := db.All[versionRow](ctx, r, `select c.id, c.client_id, c.zone_id, c.number, c.state, c.decision, c.name, c.shape, c.buffer_m, c.basis, c.times, c.from_at,
		c.until_at, c.reason, c.words, c.holds_from, c.holds_to, c.drafted_at, c.drafted_by, c.decided_at, c.decided_by, c.decided_words
		from monitoring_zone_version c join monitoring_zone z on z.id = c.zone_id where {visible c.client_id} and `+cond+` order by c.zone_id, c.number desc`, args...)
	if err != nil {
		return nil, err
	}
	var b seal.Batch
	list := make([]zoning.Version, len(rows))
	shapes, times := make([]string, len(rows)), make([]string, len(rows))
	for i, x := range rows {
		v := &list[i]
		*v = zoning.Version{
			ID: x.ID, Number: x.Number, State: x.State, Decision: x.Decision, HoldsFrom: x.HoldsFrom, HoldsTo: x.HoldsTo, DraftedAt: x.DraftedAt,
			DraftedBy: x.DraftedBy, DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy,
			Terms: zoning.Terms{Buffer: float64(x.Buffer), From: x.From, Until: x.Until, Reason: x.Reason},
		}
		b.Into(x.Client, versions, "name", x.ID, x.Name, &v.Name)
		b.Into(x.Client, versions, "basis", x.ID, x.Basis, &v.Basis)
		b.Into(x.Client, versions, "words", x.ID, x.Words, &v.Terms.Words)
		b.Into(x.Client, versions, "decided_words", x.ID, x.DecidedWords, &v.Words)
		b.Into(x.Client, versions, "shape", x.ID, x.Shape, &shapes[i])
		b.Into(x.Client, versions, "times", x.ID, x.Times, &times[i])
	}
	if err := b.Open(ctx, o.Seal, r); err != nil {
		return nil, err
	}
	out := map[string][]zoning.Version{}
	for i, x := range rows {
		if list[i].Shape, err = zone.FromGeoJSON([]byte(shapes[i])); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(times[i]), &list[i].Times); err != nil {
			return nil, fmt.Errorf("times of a zone: %w", err)
		}
		out[x.Zone] = append(out[x.Zone], list[i])
	}
	return out, nil
}

// putVersion writes a version that waits.
func (o *Ops) putVersion(ctx context.Context, tx *db.Tx, z zoning.Zone, number, decision int, t zoning.Terms) error {
	shape, err := zone.GeoJSON(t.Shape)
	if err != nil {
		return fmt.Errorf("shape of a zone: %w", err)
	}
	times, err := json.Marshal(t.Times)
	if err != nil {
		return fmt.Errorf("times of a zone: %w", err)
	}
	row := db.Row{
		"id": tx.NewID(), "client_id": z.Client, "zone_id": z.ID, "number": number, "state": zoning.VersionWaiting, "decision": decision, "buffer_m": int(t.Buffer),
		"from_at": orNull(t.From), "until_at": orNull(t.Until), "reason": db.Null(t.Reason), "drafted_at": tx.Now, "drafted_by": tx.Actor.Ref(),
	}
	if err := o.Seal.Texts(ctx, tx, z.Client, versions, row, map[string]string{
		"name": t.Name, "shape": string(shape), "basis": t.Basis, "times": string(times), "words": t.Words,
	}); err != nil {
		return err
	}
	return tx.Insert(ctx, versions, row)
}

func orNull(i civil.Instant) any {
	if i.IsZero() {
		return nil
	}
	return i
}

type permissionRow struct {
	ID          string
	Client      id.Client
	Zone        string
	Effect      curfew.Effect
	From, Until civil.Instant
	Reason      string
	Words       []byte
	At          civil.Instant
	By          string
	WithdrawnAt civil.Instant
	WithdrawnBy string
}

// permissions reads the times in which zones rest, the latest first, by zone.
func (o *Ops) permissions(ctx context.Context, r *db.Reader, cond string, args ...any) (map[string][]zoning.Exception, error) {
	rows, err := db.All[permissionRow](ctx, r, `select c.id, c.client_id, c.zone_id, c.effect, c.from_at, c.until_at, c.reason, c.words, c.recorded_at, c.recorded_by,
		c.withdrawn_at, c.withdrawn_by from monitoring_permission c join monitoring_zone z on z.id = c.zone_id where {visible c.client_id} and `+cond+`
		order by c.from_at desc, c.id`, args...)
	if err != nil {
		return nil, err
	}
	var b seal.Batch
	list := make([]zoning.Exception, len(rows))
	for i, x := range rows {
		list[i] = zoning.Exception{
			ID: x.ID, Zone: x.Zone, Effect: x.Effect, From: x.From, Until: x.Until, Reason: x.Reason, At: x.At, By: x.By, WithdrawnAt: x.WithdrawnAt, WithdrawnBy: x.WithdrawnBy,
		}
		b.Into(x.Client, permissions, "words", x.ID, x.Words, &list[i].Words)
	}
	if err := b.Open(ctx, o.Seal, r); err != nil {
		return nil, err
	}
	out := map[string][]zoning.Exception{}
	for _, x := range list {
		out[x.Zone] = append(out[x.Zone], x)
	}
	return out, nil
}

// Place is a place of a client's everyday life.
type Place struct {
	everyday.Place
	Name string
	At   civil.Instant
	By   string
}

type placeRow struct {
	ID          string
	What        everyday.What
	Name, Shape []byte
	At          civil.Instant
	By          string
}

// places reads where a client's everyday life is.
func (o *Ops) places(ctx context.Context, r *db.Reader, client id.Client) ([]Place, error) {
	rows, err := db.All[placeRow](ctx, r, `select c.id, c.what, c.name, c.shape, c.recorded_at, c.recorded_by from monitoring_life_place c
		where c.client_id = $1 and c.removed_at is null and {visible c.client_id} order by c.recorded_at, c.id`, client)
	if err != nil {
		return nil, err
	}
	var b seal.Batch
	out, shapes := make([]Place, len(rows)), make([]string, len(rows))
	for i, x := range rows {
		out[i] = Place{Place: everyday.Place{ID: x.ID, What: x.What}, At: x.At, By: x.By}
		b.Into(client, places, "name", x.ID, x.Name, &out[i].Name)
		b.Into(client, places, "shape", x.ID, x.Shape, &shapes[i])
	}
	if err := b.Open(ctx, o.Seal, r); err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Shape, err = zone.FromGeoJSON([]byte(shapes[i])); err != nil {
			return nil, err
		}
	}
	return out, nil
}
