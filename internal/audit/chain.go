package audit

import (
	"crypto/sha256"
	"encoding/binary"
)

// Digest is a SHA-256 value.
type Digest [sha256.Size]byte

// DigestOf reads a stored digest; anything of another length gives the zero Digest, which agrees with nothing.
func DigestOf(b []byte) Digest {
	if len(b) != len(Digest{}) {
		return Digest{}
	}
	return Digest(b)
}

// The prefixes keep hashes of different things apart, so that one can never be passed off as another.
const (
	entryPrefix = "tuzjol audit entry 1\x00"
	chainPrefix = "tuzjol audit chain 1\x00"
)

// EntryHash is the content hash of a stored entry.
func EntryHash(stored []byte) Digest {
	h := sha256.New()
	h.Write([]byte(entryPrefix))
	h.Write(stored)
	return Digest(h.Sum(nil))
}

// ChainHash links entry number seq (from 1) to all before it. The first entry follows the zero Digest.
func ChainHash(seq int64, previous, entry Digest) Digest {
	h := sha256.New()
	h.Write([]byte(chainPrefix))
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(seq)) //nolint:gosec // sequence numbers are positive
	h.Write(n[:])
	h.Write(previous[:])
	h.Write(entry[:])
	return Digest(h.Sum(nil))
}

// RowKey names one business row in a fixed 16 bytes, so that verification holds millions of rows in little memory.
func RowKey(table, row string) [16]byte {
	sum := sha256.Sum256([]byte(table + "\x00" + row))
	return [16]byte(sum[:16])
}
