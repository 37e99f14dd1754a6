package track

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
