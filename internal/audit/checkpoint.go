package audit

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"tuzjol/internal/kernel/civil"
)

// Checkpoint states how long the record is and what it holds, in a form to be signed and kept outside the database.
type Checkpoint struct {
	Origin string // name of the service, without spaces
	Size   int64
	Root   Digest // Merkle root over the first Size entries (RFC 6962)
	Chain  Digest // chain hash of entry Size
	At     civil.Instant
}

// Text is the body of the signed note: origin, size and root as in the transparency-log checkpoint format, then our lines.
func (c Checkpoint) Text() string {
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("%s\n%d\n%s\nchain %s\nat %s\n", c.Origin, c.Size, b64(c.Root[:]), b64(c.Chain[:]), c.At)
}

// ParseCheckpoint reads the body of a note whose signature was already checked.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 5 {
		return Checkpoint{}, fmt.Errorf("checkpoint: %d lines", len(lines))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, fmt.Errorf("checkpoint: size %q", lines[1])
	}
	c := Checkpoint{Origin: lines[0], Size: size}
	if c.Root, err = digestOf(lines[2], ""); err != nil {
		return Checkpoint{}, err
	}
	if c.Chain, err = digestOf(lines[3], "chain "); err != nil {
		return Checkpoint{}, err
	}
	at, ok := strings.CutPrefix(lines[4], "at ")
	if !ok {
		return Checkpoint{}, fmt.Errorf("checkpoint: no time")
	}
	c.At, err = civil.ParseInstant(at)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	return c, nil
}

func digestOf(line, prefix string) (Digest, error) {
	text, ok := strings.CutPrefix(line, prefix)
	b, err := base64.StdEncoding.DecodeString(text)
	if !ok || err != nil || len(b) != len(Digest{}) {
		return Digest{}, fmt.Errorf("checkpoint: bad digest line")
	}
	return Digest(b), nil
}
