package access

// Kinds of rows in the access lists of a client.
const (
	Allow    = "allow"    // may see although the client is restricted
	Exclude  = "exclude"  // may never see: a relative, a victim, an enemy
	Assigned = "assigned" // works the case
	Covering = "covering" // stands in for the one who works it
	Glass    = "glass"    // break-glass, until a fixed time
	Sealed   = "sealed"   // released from a sealed compartment by two persons
	Watching = "watching" // an office that received the client for another, or gives it away, until accepted
)

// Standing is what the guard knows about actor and client before deciding.
type Standing struct {
	Visible bool
	Own     bool // assigned or covering
}

// Decision is the guard's answer.
type Decision int

// The decisions. Hidden must look the same as "does not exist".
const (
	Refused Decision = iota
	Hidden
	Granted
)

// Decide is the whole rule: right by role, then sight, then reach.
func Decide(reach Reach, s Standing) Decision {
	switch {
	case reach == None:
		return Refused
	case !s.Visible:
		return Hidden
	case reach == Own && !s.Own:
		return Refused
	}
	return Granted
}
