package auditsvc

import (
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Service answers questions about the record and proves it. Writing is the Recorder's, Reads' and the Sequencer's.
type Service struct {
	db     *db.DB
	sealer *seal.Sealer
	seq    *Sequencer
	keys   *Keys
}

// New makes the service.
func New(d *db.DB, sealer *seal.Sealer, seq *Sequencer, keys *Keys) *Service {
	return &Service{db: d, sealer: sealer, seq: seq, keys: keys}
}
