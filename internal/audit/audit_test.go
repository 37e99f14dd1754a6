package audit

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

func sample() Entry {
	at := civil.At(time.Date(2026, 3, 3, 8, 55, 0, 0, time.UTC))
	return Entry{
		ID: "0190", Kind: Write, At: at, Actor: "a1", Display: "Айгүл <К>", Via: "user", Action: "order.register",
		Reason: Sealable{Sealed: []byte{1, 2}, Scope: "client:c1"}, Subjects: []id.Client{"c1", "c2"},
		Changes: []Change{{
			Table: "order_case", Row: "r1", Op: "update", Client: "c1", Digest: Digest{7}, Names: []string{"state"},
			Before: map[string]any{"state": "new"}, After: map[string]any{"state": "open"},
		}},
		Facts: []Fact{{ID: "f1", Type: "order.registered", Version: 1, Client: "c1", Occurred: at, Data: map[string]string{"b": "2", "a": "1"}}},
	}
}

func TestEncodeIsStableAndRoundTrips(t *testing.T) {
	first, err := Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := Encode(sample())
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(first) {
			t.Fatalf("two encodings differ:\n%s\n%s", first, again)
		}
	}
	got, err := Decode(first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), got, cmp.Comparer(func(a, b civil.Instant) bool { return a.String() == b.String() })); diff != "" {
		t.Error(diff)
	}
}

func TestBytesAreMarkedAsSealed(t *testing.T) {
	b, err := EncodeValues(nil, map[string]any{"pin": []byte("ciphertext"), "kind": "pin"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), `"pin":{"sealed":`) {
		t.Errorf("bytes not marked: %s", b)
	}
}

func TestChainDependsOnEverythingBefore(t *testing.T) {
	a, b := EntryHash([]byte("a")), EntryHash([]byte("b"))
	one := ChainHash(2, ChainHash(1, Digest{}, a), b)
	other := ChainHash(2, ChainHash(1, Digest{}, b), a)
	if one == other {
		t.Error("swapping two entries gives the same chain")
	}
	if ChainHash(1, Digest{}, a) == ChainHash(2, Digest{}, a) {
		t.Error("the number is not part of the chain")
	}
	if EntryHash([]byte("a")) == ChainHash(1, Digest{}, a) {
		t.Error("prefixes do not separate")
	}
}

func TestCheckpointRoundTrip(t *testing.T) {
	want := Checkpoint{Origin: "tuzjol/test", Size: 12, Root: Digest{1}, Chain: Digest{2}, At: sample().At}
	got, err := ParseCheckpoint(want.Text())
	if err != nil || got != want {
		t.Fatalf("got %+v, %v", got, err)
	}
	for _, bad := range []string{"", "x\n1\n", strings.Replace(want.Text(), "12", "-1", 1), strings.Replace(want.Text(), "chain ", "", 1)} {
		if _, err := ParseCheckpoint(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

func TestReportKeepsItsBound(t *testing.T) {
	var r Report
	for range MaxProblems + 5 {
		r.Add(Problem{Damage: RowAltered})
	}
	if len(r.Problems) != MaxProblems || !r.Truncated || r.OK() {
		t.Errorf("%d problems, truncated %v", len(r.Problems), r.Truncated)
	}
}
