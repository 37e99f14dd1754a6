package access

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Post is one function a member of staff holds in an office on given days.
type Post struct {
	ID     string
	Role   Role
	Office id.Office
}

// Rights are what one actor may do and see at one moment; they are read afresh for each request.
type Rights struct {
	Account  id.Account
	Posts    []Post
	Offices  []id.Office    // every office under the posts that see clients
	National bool           // the posts cover the whole tree
	System   bool           // a command of the operator or a named job
	Only     []actor.Action // for jobs and tokens: nothing else; nil means no narrowing
	Now      civil.Instant
	stranger bool // the page is about a client who is not the actor's
	member   bool // and a compartment of that client is open to the actor
}

// Strange are the rights on a page about a client who is in sight but not the actor's: what reaches only own clients is not
// offered there. The guard decides by itself.
func (r Rights) Strange() Rights {
	r.stranger = true
	return r
}

// Inside are the rights of a stranger to whom a compartment of the client is open: what reaches into compartments is offered.
func (r Rights) Inside() Rights {
	r.member = true
	return r
}

// Whole are the rights wherever the page is, as for the menu.
func (r Rights) Whole() Rights {
	r.stranger, r.member = false, false
	return r
}

// Narrow reports whether some action of the actor reaches only own clients.
func (r Rights) Narrow() bool {
	if r.System {
		return false
	}
	for _, role := range r.Roles() {
		for _, part := range permissions[role] {
			for action := range part {
				if r.Reach(action) == Own {
					return true
				}
			}
		}
	}
	return false
}

// Roles lists the roles held, each once.
func (r Rights) Roles() []Role {
	var out []Role
	for _, p := range r.Posts {
		if !slices.Contains(out, p.Role) {
			out = append(out, p.Role)
		}
	}
	return out
}

// Has reports whether the actor holds a role.
func (r Rights) Has(role Role) bool {
	return slices.ContainsFunc(r.Posts, func(p Post) bool { return p.Role == role })
}

// Home is the office of the first post; forms begin there.
func (r Rights) Home() id.Office {
	if len(r.Posts) == 0 {
		return ""
	}
	return r.Posts[0].Office
}

// Reach returns how far the actor may do the action.
func (r Rights) Reach(action actor.Action) Reach {
	if r.Only != nil && !slices.Contains(r.Only, action) {
		return None
	}
	if r.System {
		return InSite
	}
	reach := ReachOf(r.Roles(), action)
	if r.stranger && reach == Own && !(r.member && ReachesInside(action)) {
		return None
	}
	return reach
}

// May reports whether the actor may do the action at all; pages use it to hide what would be refused.
func (r Rights) May(action actor.Action) bool { return r.Reach(action) > None }

// Covers reports whether an office lies within the actor's scope.
func (r Rights) Covers(office id.Office) bool {
	return r.System || r.National || slices.Contains(r.Offices, office)
}

type rightsKey struct{}

// With puts the rights in the context.
func With(ctx context.Context, r Rights) context.Context {
	return context.WithValue(ctx, rightsKey{}, r)
}

// From returns the rights of the context; none when nobody is signed in.
func From(ctx context.Context) Rights {
	r, _ := ctx.Value(rightsKey{}).(Rights)
	return r
}
