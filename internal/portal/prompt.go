package portal

import (
	"tuzjol/internal/kernel/civil"
)

// Prompt is a check-in at a random moment as its client sees it: one that waits now, or none. When the next one comes nobody is told.
type Prompt struct {
	On    bool   // check-ins at random moments are agreed
	ID    string // of the one that waits; "" when none does
	Until civil.Instant
	Place bool // whether the client may also tell where
}
