package track

import "tuzjol/internal/kernel/civil"

// Stretch is a part of the stored positions: those of one fitting on one day, within a range of fix times. Batch is the group of arrivals
// that brought them, Last the highest number among them, N how many; a stretch that was made by hand has neither.
type Stretch struct {
	Batch           int64
	Fitting         int64
	Day             int
	Device          int64
	FromMS, UntilMS int64
	Last            int64
	N               int
}

// Upto says up to which group of arrivals an order has been judged.
type Upto struct {
	Order string
	Batch int64
}

// Destroyed is what retention destroyed of an order under one certificate: so many positions, that arrived within hours, the last of them
// with a number of at most Last.
type Destroyed struct {
	Certificate int
	From, Until civil.Instant
	Last        int64
	N           int64
}
