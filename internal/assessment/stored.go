package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Stored is what is kept of a scoring at signing: the result as the engine gave it, and what the use of the instrument had to
// remark. The result alone comes out again, bit for bit, when its inputs are scored with the same version.
type Stored struct {
	Form    int       `json:"form"`
	Result  Result    `json:"result"`
	Remarks []Finding `json:"remarks,omitempty"`
}

// storedForm is the present form of Stored.
const storedForm = 1

// Keep writes a scoring in its canonical form: the same result and remarks give the same bytes on every machine.
func Keep(r Result, remarks []Finding) ([]byte, error) {
	return json.Marshal(Stored{Form: storedForm, Result: r, Remarks: remarks})
}

// Kept reads a scoring that was kept.
func Kept(body []byte) (Stored, error) {
	var s Stored
	err := json.Unmarshal(body, &s)
	return s, err
}

// Digest is what stands beside a kept scoring, so that an altered one is known.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Answers gives the inputs of a result by item, to score them again.
func (r Result) Answers() map[string]string {
	out := make(map[string]string, len(r.Inputs))
	for _, a := range r.Inputs {
		out[a.Item] = a.Text
	}
	return out
}
