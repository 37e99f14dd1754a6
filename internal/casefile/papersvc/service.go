// Package papersvc gives papers out: numbered in the office's register, frozen with their hash, made from the templates that the
// service edits in Word; and it takes them back: the photograph of a signed sheet finds its paper by the code on it.
package papersvc

import (
	"context"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Record fills the fields of a paper from the client's record. app binds it; nil leaves them to be typed.
type Record interface {
	// Fields gives what the record says in a language, by merge field; entry is the appointment of a summons or the subject of a kind
	// that has one, "" when none is meant. A field that the record cannot fill is left out. Fault: not_found for an unknown subject.
	Fields(ctx context.Context, r *db.Reader, client id.Client, lang, kind, entry string) (map[string]string, error)
	// Ended reports whether nothing binds the client any more.
	Ended(ctx context.Context, r *db.Reader, client id.Client) (bool, error)
	// ByFile finds clients by the number of their file, within the actor's sight.
	ByFile(ctx context.Context, r *db.Reader, text string) ([]id.Client, error)
}

// Files puts a paper into the client's file. The person capability implements it.
type Files interface {
	FilePaper(ctx context.Context, tx *db.Tx, client id.Client, p person.Paper, ref blob.Ref) (fact.Fact, error)
}

// Deps are what the composition root binds.
type Deps struct {
	Seal    *seal.Sealer
	Rules   *rulebook.Set
	Zone    *time.Location
	Blobs   *blob.Store
	Mail    *mailsvc.Ops
	Shipped func(kind, lang string) (docx []byte, ok bool)
	Record  Record
	Files   Files
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
	now   func() civil.Instant
}

// Service is what pages call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps, now: d.Now}} }

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

// check is the value that only the service can put beside a number.
func (o *Ops) check(office id.Office, number string) string {
	return strings.ToUpper(strings.NewReplacer("-", "7", "_", "9").Replace(o.Seal.Blind("paper", string(office)+"|"+number))[:10])
}

func (o *Ops) code(office id.Office, number string) string {
	return paper.Code(number, o.check(office, number))
}

// covers refuses an office that is not the actor's.
func (o *Ops) covers(ctx context.Context, action actor.Action, office id.Office) error {
	if err := o.guard.Permit(ctx, action); err != nil {
		return err
	}
	if rights := access.From(ctx); office == "" || !rights.Covers(office) && rights.Home() != office {
		return fault.MissingRecord()
	}
	return nil
}

func inSight(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := accesssvc.Ops{}.OfficeOf(ctx, r, client)
	return err
}

// readable is not_found where the actor may not know what papers of a kind say of a client. The client reads all of the own papers.
func (o *Ops) readable(ctx context.Context, r *db.Reader, k paper.Kind, client id.Client) error {
	if k.Reads == "" || access.Self(ctx) == client {
		return nil
	}
	return o.guard.See(ctx, r, k.Reads, client)
}
