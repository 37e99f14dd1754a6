package nearsvc

import (
	"bytes"
	"context"
	"encoding/json"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/platform/db"
)

// Found is what a request found of one wearer, as it was frozen.
type Found struct {
	Client      id.Client
	Fitting     string
	Order       string
	Model       string
	Ident       string
	Certain     bool
	Count       int
	Hit         near.Hit
	Hash        []byte
	Certificate int  // under which the positions were destroyed since; 0 = they are there
	Whole       bool // the positions still give the hash
}

// Result is a request and, once it ran, what it found of those whom the reader may see. The hash is that over the hashes of what is
// listed, so that it tells nothing of anybody who is not.
type Result struct {
	near.Request
	Found []Found
	Hash  []byte
}

// Result reads a request with its frozen result: for the asker and for whoever decided, for nobody else. Each look is in the access log
// of everyone it shows. Needs AskNear. Faults: forbidden, not_found.
func (s *Service) Result(ctx context.Context, request string) (Result, error) {
	var out Result
	if err := s.guard.Permit(ctx, access.AskNear); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		var err error
		if out.Request, err = s.request(ctx, r, request); err != nil || out.State != near.Done {
			return err
		}
		return s.found(ctx, r, &out)
	})
	return out, err
}

func (s *Service) found(ctx context.Context, r *db.Reader, out *Result) error {
	type row struct {
		ID             string
		Client         id.Client
		Fitting, Order string
		N              int
		Certain        bool
		Body, Hash     []byte
		Certificate    int
		Model, Ident   string
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.client_id, c.fitting_id, c.monitoring_id, c.n, c.certain, c.body, c.hash, coalesce(c.certificate, 0), d.model, d.ident
		from monitoring_near_hit c join monitoring_fitting f on f.id = c.fitting_id join monitoring_device d on d.id = f.device_id
		where c.near_id = $1 and {visible c.client_id} order by c.place`, out.ID)
	if err != nil {
		return err
	}
	var sums [][]byte
	for _, x := range rows {
		f := Found{
			Client: x.Client, Fitting: x.Fitting, Order: x.Order, Model: x.Model, Ident: x.Ident, Certain: x.Certain, Count: x.N, Hash: x.Hash, Certificate: x.Certificate,
		}
		if len(x.Body) > 0 {
			plain, err := s.Seal.Open(ctx, r, x.Client, hits, "body", x.ID, x.Body)
			if err != nil {
				return err
			}
			if err := json.Unmarshal(plain, &f.Hit); err != nil {
				return fault.Wrap(err, fault.Internal, "fault.internal")
			}
			f.Whole = bytes.Equal(f.Hit.Sum(x.Fitting), x.Hash)
		}
		db.Shown(ctx, x.Client)
		sums, out.Found = append(sums, x.Hash), append(out.Found, f)
	}
	out.Hash = near.Total(sums)
	return nil
}
