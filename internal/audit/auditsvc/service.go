package auditsvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Deps are what other capabilities give to the audit's pages; app binds them. Any may be nil.
type Deps struct {
	Zone *time.Location
	// ClientByFile finds a client by an exact file number; r sees everybody.
	ClientByFile func(ctx context.Context, r *db.Reader, file string) (id.Client, bool, error)
	// FileNumbers gives the file numbers of clients; r sees everybody.
	FileNumbers func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error)
	// Seen is not_found for a client out of the actor's sight.
	Seen func(ctx context.Context, r *db.Reader, client id.Client) error
	// Own reports whether the actor works or covers the client's case.
	Own func(ctx context.Context, r *db.Reader, client id.Client) (bool, error)
}

// Service answers questions about the record and proves it. Writing is the Recorder's, Reads' and the Sequencer's.
type Service struct {
	db     *db.DB
	sealer *seal.Sealer
	seq    *Sequencer
	keys   *Keys
	deps   Deps
}

// New makes the service.
func New(d *db.DB, sealer *seal.Sealer, seq *Sequencer, keys *Keys, deps Deps) *Service {
	return &Service{db: d, sealer: sealer, seq: seq, keys: keys, deps: deps}
}

// PublicKey checks this service's checkpoints; keep it where the service cannot change it.
func (s *Service) PublicKey() string { return s.keys.Public() }
