package prompt

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"tuzjol/internal/kernel/civil"
)

// Draw gives the minutes of the day at which somebody is asked, in their order. They follow from the seed and the day alone: the seed was
// drawn before anybody could know the day, its hash was written into the record at once, and it is opened when the plan is over, so that
// nobody can guess the moments and nobody can say that they were chosen. At least gap minutes lie between two, and the last leaves time to
// answer within the hours. Where the hours are too short for so many, there are fewer.
func Draw(seed []byte, day civil.Date, p Plan) []int {
	span := (p.Until-p.From)*60 - p.Answer
	n := p.PerDay
	for n > 0 && span-(n-1)*p.Gap < 0 {
		n--
	}
	if n == 0 {
		return nil
	}
	free := uint64(span - (n-1)*p.Gap + 1) //nolint:gosec // not negative
	out := make([]int, n)
	for i := range out {
		out[i] = int(uniform(seed, day, i, free)) //nolint:gosec // below a day
	}
	slices.Sort(out)
	for i := range out {
		out[i] += p.From*60 + i*p.Gap
	}
	return out
}

// uniform draws a number below limit without favouring any: what would is drawn again.
func uniform(seed []byte, day civil.Date, i int, limit uint64) uint64 {
	for again := uint32(0); ; again++ {
		h := hmac.New(sha256.New, seed)
		h.Write([]byte(day.String()))
		h.Write(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(i)), again)) //nolint:gosec // a few a day
		v := binary.BigEndian.Uint64(h.Sum(nil))
		if v < (1<<64-1)-(1<<64-1)%limit {
			return v % limit
		}
	}
}

// Hash is what is told of a seed beforehand.
func Hash(seed []byte) string {
	sum := sha256.Sum256(seed)
	return hex.EncodeToString(sum[:])
}
