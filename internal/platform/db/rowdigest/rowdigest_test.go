package rowdigest

import (
	"encoding/hex"
	"testing"
)

// The digest of a row is for ever: what was recorded years ago must still verify.
func TestTheDigestOfARowStays(t *testing.T) {
	row := map[string]any{"id": "r1", "name": "Асан", "n": int64(-7), "yes": true, "no": false, "body": []byte{1, 2, 3}, "empty": []byte{}, "none": nil}
	got := Sum("thing_item", row)
	if want := "fd646eb302e194c560260ca18210c745a0128ce4251fce77f57f7e4ef1010b45"; hex.EncodeToString(got[:]) != want {
		t.Errorf("%x", got)
	}
	delete(row, "none")
	row["yes"], row["no"] = int64(1), int64(0)
	if Sum("thing_item", row) != got {
		t.Error("a null or a boolean that SQLite stores as a number changes the digest")
	}
	row["name"] = "Асана"
	if Sum("thing_item", row) == got {
		t.Error("another name has the same digest")
	}
}
