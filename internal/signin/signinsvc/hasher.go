package signinsvc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"tuzjol/internal/kernel/fault"
)

// The cost of argon2id: 19 MiB, two passes, one lane (OWASP's second choice); about 46 ms on the machines we know.
const (
	hashMemory  = 19 * 1024
	hashPasses  = 2
	hashLanes   = 1
	hashLength  = 32
	hashAtOnce  = 2
	hashWaiting = 60
)

// hasher lets two hashes run at once, so that guessing cannot take all memory and processors from people at work.
type hasher struct {
	slots   chan struct{}
	waiting chan struct{}
	dummy   string
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, hashAtOnce), waiting: make(chan struct{}, hashWaiting)}
	h.dummy = encode([]byte("no such account!"), make([]byte, hashLength))
	return h
}

func (h *hasher) enter(ctx context.Context) (func(), error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, fault.New(fault.TooMany, "fault.too_many")
	}
	defer func() { <-h.waiting }()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, fault.Wrap(ctx.Err(), fault.Unavailable, "fault.unavailable")
	}
}

// make hashes a new password.
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, 16)
	rand.Read(salt) // never fails since Go 1.24
	return encode(salt, argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)), nil
}

// match compares; for an account that does not exist it does the same work and says no (S04).
func (h *hasher) match(ctx context.Context, stored, password string) (bool, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	real := stored != ""
	if !real {
		stored = h.dummy
	}
	salt, want, err := decode(stored)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	return subtle.ConstantTimeCompare(got, want) == 1 && real, nil
}

// encode writes the usual text form, so that the cost can be raised later without losing old hashes.
func encode(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b.EncodeToString(salt), b.EncodeToString(key))
}

func decode(stored string) (salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	want := fmt.Sprintf("m=%d,t=%d,p=%d", hashMemory, hashPasses, hashLanes)
	if len(parts) != 6 || parts[1] != "argon2id" || parts[3] != want {
		return nil, nil, fmt.Errorf("stored password hash of another form")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, err
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return salt, key, err
}
