// Package signinsvc keeps accounts, credentials, sessions, one-time tokens, API tokens and drafts.
package signinsvc

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/signin"
)

// Guard decides actions that concern no client; access gives one.
type Guard interface {
	Permit(ctx context.Context, action actor.Action) error
}

// Deps are what app binds.
type Deps struct {
	DB    *db.DB
	Seal  *seal.Sealer
	Guard Guard
	Rules signin.Rules
	// Demo allows Enter: entering as an invented person without a password.
	Demo bool
	// Telephones is the clock of the authenticators, where a demonstration's own clock stands on another day.
	Telephones func() civil.Instant
	// Issuer names the service in an authenticator.
	Issuer string
	// MakeAdmin gives the first account its staff row and its post as administrator, in the same transaction.
	MakeAdmin func(ctx context.Context, tx *db.Tx, account id.Account, display string) error
}

// Service is what pages, the API and commands call.
type Service struct {
	Deps
	ops  *Ops
	hash *hasher
}

// Ops are the steps that other capabilities take within their own transactions.
type Ops struct{}

// New makes the service.
func New(d Deps) *Service {
	if d.Rules == (signin.Rules{}) {
		d.Rules = signin.DefaultRules()
	}
	if d.Issuer == "" {
		d.Issuer = "Tuzjol"
	}
	return &Service{Deps: d, ops: &Ops{}, hash: newHasher()}
}

// Ops returns the steps for use within a transaction.
func (s *Service) Ops() *Ops { return s.ops }

// newToken makes 256 random bits as text; only its hash is stored.
func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is the stored form of a token or session cookie: a random value needs no slow hash.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// self is the context in which an account that proved itself acts, before it has a session. The submission key is left
// out: a second click on a sign-in form must not be answered without a cookie.
func self(ctx context.Context, account id.Account, login, display string) context.Context {
	return unkeyed(actor.With(ctx, actor.Actor{Kind: actor.User, Account: account, Name: login, Display: display}))
}

func unkeyed(ctx context.Context) context.Context {
	r := actor.RequestFrom(ctx)
	r.Key, r.KeyHash = "", ""
	return actor.WithRequest(ctx, r)
}
