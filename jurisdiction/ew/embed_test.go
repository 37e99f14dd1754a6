package ew

import "testing"

func TestInstrumentsLoad(t *testing.T) {
	all, err := Instruments()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 6 {
		t.Errorf("%d instruments, want 6", len(all))
	}
	for _, i := range all {
		if i.Validation.Status != "reference" || i.Notice.In("en") != "Reference, not for decisions here" {
			t.Errorf("%s is not labelled as reference: %s, %s", i.ID, i.Validation.Status, i.Notice.In("en"))
		}
	}
}
