// Package vendorsvc keeps makers' services that pass on what their devices say: their tokens as hashes, and which messages they have passed
// on already.
package vendorsvc

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

// Keep is for how long the identifier of a message is remembered.
const Keep = 45 * 24 * time.Hour

// Vendor is a maker's service.
type Vendor struct {
	ID, Code, Name string
	AddedAt        civil.Instant
	EndedAt        civil.Instant
	Version        int
}

// Service is what the command line and the ingest call. Only the service itself and its operator may.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

var code = regexp.MustCompile(`^[a-z][a-z0-9]{1,15}$`)

func system(ctx context.Context) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// Add lets a maker's service in and gives the token it has to show, once. The inventory knows its devices as "code:name", so that one maker
// can never speak for the device of another. Faults: forbidden, invalid.
func (s *Service) Add(ctx context.Context, vendor, name string) (token string, err error) {
	if err := system(ctx); err != nil {
		return "", err
	}
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var p fault.Problems
		if !code.MatchString(vendor) {
			p.Add("code", "monitoring.vendor.code")
		}
		if strings.TrimSpace(name) == "" {
			p.Add("name", "field.required")
		}
		n, err := db.One[int](ctx, tx.System(), `select count(*) from monitoring_vendor v where v.code = $1`, vendor)
		if err != nil {
			return err
		}
		if n > 0 {
			p.Add("code", "monitoring.vendor.known")
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := tx.Insert(ctx, "monitoring_vendor", db.Row{
			"id": tx.NewID(), "code": vendor, "name": name, "token": hash(token), "added_at": tx.Now, "added_by": tx.Actor.Ref(), "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageDevices, "")
	})
	return token, err
}

// End shuts a maker's service out; its token is worth nothing from then on. Faults: forbidden, not_found.
func (s *Service) End(ctx context.Context, vendor string) error {
	if err := system(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		type row struct {
			ID      string
			Version int
		}
		x, err := db.One[row](ctx, tx.System(), `select v.id, v.version from monitoring_vendor v where v.code = $1 and v.ended_at is null`, vendor)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "monitoring_vendor", x.ID, x.Version, db.Row{"ended_at": tx.Now}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageDevices, "")
	})
}

// List gives all makers' services, those let in first. Fault: forbidden.
func (s *Service) List(ctx context.Context) (out []Vendor, err error) {
	if err := system(ctx); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		out, err = db.All[Vendor](ctx, r.System(), `select v.id, v.code, v.name, v.added_at, v.ended_at, v.version from monitoring_vendor v order by v.code`)
		return err
	})
	return out, err
}

// Admit says whose token it is; "" when nobody's. For the ingest.
func (s *Service) Admit(ctx context.Context, token string) (vendor string, err error) {
	if err := system(ctx); err != nil || token == "" {
		return "", err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		vendor, _, err = db.Maybe[string](ctx, r.System(), `select v.code from monitoring_vendor v where v.token = $1 and v.ended_at is null`, hash(token))
		return err
	})
	return vendor, err
}

// key is the primary key of a remembered message: of fixed length, whatever the maker calls it.
func key(vendor, message string) string {
	sum := sha256.Sum256([]byte(vendor + "\x00" + message))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Known tells which messages a maker's service has passed on before. For the ingest.
func (s *Service) Known(ctx context.Context, vendor string, messages []string) (map[string]bool, error) {
	if err := system(ctx); err != nil {
		return nil, err
	}
	out := map[string]bool{}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		for start := 0; start < len(messages); start += 200 {
			part := messages[start:min(start+200, len(messages))]
			of := map[string]string{}
			keys := make([]string, len(part))
			for i, m := range part {
				keys[i] = key(vendor, m)
				of[keys[i]] = m
			}
			found, err := db.All[string](ctx, r.System(), `select m.id from monitoring_vendor_message m where m.id in `+db.In(len(keys), 1), db.Args(keys)...)
			if err != nil {
				return err
			}
			for _, k := range found {
				out[of[k]] = true
			}
		}
		return nil
	})
	return out, err
}

// Remember notes messages that are stored. For the ingest; twice does nothing more.
func (s *Service) Remember(ctx context.Context, vendor string, messages []string) error {
	if err := system(ctx); err != nil || len(messages) == 0 {
		return err
	}
	return s.db.System(ctx, "monitoring.vendor", func(tx *db.Tx) error {
		at := tx.Now.Time().UnixMilli()
		for _, m := range messages {
			if _, err := tx.Exec(ctx, `insert into monitoring_vendor_message (id, vendor, at_ms) values ($1, $2, $3) on conflict (id) do nothing`, key(vendor, m), vendor, at); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sweep forgets identifiers older than Keep. For the scheduled task.
func (s *Service) Sweep(ctx context.Context) error {
	if err := system(ctx); err != nil {
		return err
	}
	return s.db.System(ctx, "monitoring.vendor", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from monitoring_vendor_message where at_ms < $1`, tx.Now.Add(-Keep).Time().UnixMilli())
		return err
	})
}
