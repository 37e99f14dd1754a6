package visitweb

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// short names a set of files by what is in it.
func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// number reads a version; what is none is no version.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
