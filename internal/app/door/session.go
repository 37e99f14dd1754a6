package door

import (
	"tuzjol/internal/platform/config"
	"tuzjol/internal/signin"
)

// SessionRules are the limits of sessions: those of the settings where they name any.
func SessionRules(c config.Config) signin.Rules {
	r := signin.DefaultRules()
	if c.Idle > 0 {
		r.Idle = c.Idle
	}
	if c.Absolute > 0 {
		r.Absolute = c.Absolute
	}
	if c.StepUp > 0 {
		r.StepUp = c.StepUp
	}
	return r
}
