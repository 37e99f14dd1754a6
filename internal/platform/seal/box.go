package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
)

// form is the first byte of every sealed value: the version of what follows (nonce, ciphertext, tag).
const form = 1

var errOpen = errors.New("a sealed value does not open: altered, moved to another row, or of another key")

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func sealWith(a cipher.AEAD, aad, plain []byte) []byte {
	out := make([]byte, 1+a.NonceSize(), 1+a.NonceSize()+len(plain)+a.Overhead())
	out[0] = form
	rand.Read(out[1:]) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	return a.Seal(out, out[1:], plain, aad)
}

func openWith(a cipher.AEAD, aad, sealed []byte) ([]byte, error) {
	n := 1 + a.NonceSize()
	if len(sealed) < n+a.Overhead() || sealed[0] != form {
		return nil, errOpen
	}
	plain, err := a.Open(nil, sealed[1:n], sealed[n:], aad)
	if err != nil {
		return nil, errOpen
	}
	return plain, nil
}

// bind is the associated data of a value: its scope, table, column and row, each with its length, so that no two places
// share it.
func bind(parts ...string) []byte {
	var out []byte
	for _, p := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(p))) //nolint:gosec // names are short
		out = append(out, p...)
	}
	return out
}

// Blind gives the index of a value for equality search: the same kind and normalised text give the same token, and
// without the service key the token says nothing. Normalise before (digits of a PIN, folded text).
func (r *Ring) Blind(kind, normalised string) string {
	key, err := r.Derive("blind index " + kind)
	if err != nil {
		return ""
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(normalised))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:24])
}

// Derive gives a key for another purpose of the service (content addresses, tokens); it never changes for a purpose.
func (r *Ring) Derive(purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, r.blind, nil, "tuzjol "+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return key, nil
}
