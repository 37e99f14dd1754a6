package signin

import (
	"time"

	"tuzjol/internal/kernel/civil"
)

// Counter is how often something failed lately.
type Counter struct {
	Failures int
	At       civil.Instant // of the latest failure
}

// Brake is a rule: after Free failures each further one doubles the wait, from First to Most.
type Brake struct {
	Free  int
	First time.Duration
	Most  time.Duration
}

// The brakes. One address guessing one account is slowed hard; an account as a whole only a little, and not for addresses
// from which its owner came before: nobody can lock others out by guessing (S05). One address trying many accounts is
// slowed too; an office behind one address has room for its own mistakes.
var (
	PairBrake    = Brake{Free: 5, First: 10 * time.Second, Most: 15 * time.Minute}
	AccountBrake = Brake{Free: 20, First: 5 * time.Second, Most: 30 * time.Second}
	AddressBrake = Brake{Free: 60, First: 10 * time.Second, Most: 5 * time.Minute}
)

// quiet is after how long without failures a counter begins anew.
const quiet = time.Hour

// Wait is how long the next try must still wait; zero or less means now.
func (b Brake) Wait(c Counter, now civil.Instant) time.Duration {
	over := c.Failures - b.Free
	if over < 0 || !now.Before(c.At.Add(quiet)) {
		return 0
	}
	wait := b.First
	for range min(over, 20) {
		if wait *= 2; wait >= b.Most {
			wait = b.Most
			break
		}
	}
	return c.At.Add(wait).Time().Sub(now.Time())
}

// Fail counts one more failure.
func (c Counter) Fail(now civil.Instant) Counter {
	if !now.Before(c.At.Add(quiet)) {
		c.Failures = 0
	}
	return Counter{Failures: c.Failures + 1, At: now}
}
