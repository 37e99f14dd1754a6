package archtest

import (
	"slices"
	"strings"
)

// order of the capabilities: an earlier one may be imported by a later one, never the other way round.
var order = []string{
	"rulebook", "access", "audit", "signin", "org", "person", "order", "assessment", "plan", "supervision", "programme",
	"assistance", "work", "monitoring", "training", "council", "exchange", "linkage", "inspection", "situation", "casefile", "portal",
}

// everywhere are the capabilities whose root and service any capability may use.
var everywhere = []string{"rulebook", "access", "audit"}

// place is where a package stands in the house.
type place struct {
	kind string // kernel, platform, root, svc, web, load, other
	cap  string
	name string
}

func locate(dir string) place {
	parts := strings.Split(dir, "/")
	if len(parts) < 2 || parts[0] != "internal" {
		return place{kind: "other", name: dir}
	}
	switch parts[1] {
	case "kernel", "platform":
		p := place{kind: parts[1]}
		if len(parts) > 2 {
			p.name = parts[2]
		}
		return p
	}
	if !slices.Contains(order, parts[1]) {
		return place{kind: "other", name: parts[1]}
	}
	p := place{kind: "root", cap: parts[1], name: parts[1]}
	if len(parts) > 2 {
		p.name = parts[2]
		switch {
		case strings.HasSuffix(parts[2], "svc"):
			p.kind = "svc"
		case strings.HasSuffix(parts[2], "web"):
			p.kind = "web"
		case strings.HasSuffix(parts[2], "ui"):
			p.kind = "ui" // shared templ parts of a capability, such as the instruction beside a step
		default:
			p.kind = "load"
		}
	}
	return p
}

// Imports checks the dependency rule of docs/ARCHITECTURE.md.
func Imports(t Tree) []Violation {
	var out []Violation
	for _, f := range t.Files {
		if f.Test {
			continue
		}
		from := locate(f.Dir)
		ours, foreign := f.Imports()
		for _, im := range ours {
			if why := refuse(from, locate(im), im); why != "" {
				out = append(out, Violation{"imports", f.Path, "imports " + im + ": " + why})
			}
		}
		for _, im := range foreign {
			if why := refuseForeign(from, im); why != "" {
				out = append(out, Violation{"imports", f.Path, "imports " + im + ": " + why})
			}
		}
	}
	return out
}

func refuse(from, to place, im string) string {
	switch {
	case to.kind == "kernel":
		return ""
	case from.kind == "kernel":
		return "the kernel imports the kernel only"
	case from.kind == "platform":
		if to.kind == "platform" || im == "web" || im == "locale" {
			return ""
		}
		return "platform knows no capability"
	case im == "internal/cli":
		if from.name == "cmd/tuzjol" {
			return ""
		}
		return "only cmd imports the commands"
	case im == "internal/app":
		if from.name == "cli" || from.name == "testkit" {
			return ""
		}
		return "only the commands, testkit and tests import app"
	case from.kind == "other":
		return "" // app, testkit, cmd, jurisdiction, demo: what they may do is said elsewhere
	case to.kind == "other":
		return refuseOther(im)
	}
	return refuseCapability(from, to)
}

func refuseOther(im string) string {
	if im == "internal/schema" || im == "internal/testkit" || strings.HasPrefix(im, "jurisdiction/") {
		return "a capability gets what it needs from app"
	}
	return ""
}

func refuseCapability(from, to place) string {
	switch to.kind {
	case "platform":
		return refusePlatform(from, to)
	case "root":
		return refuseRoot(from, to)
	case "svc":
		return refuseService(from, to)
	case "web":
		return "nobody imports pages"
	case "ui":
		if from.kind == "web" {
			return ""
		}
		return "parts of pages belong to pages"
	}
	if from.cap == to.cap {
		return ""
	}
	return "private to its capability"
}

func refusePlatform(from, to place) string {
	switch {
	case from.kind == "root":
		return "rules are pure: no platform"
	case from.kind == "svc" && (to.name == "ui" || to.name == "httpx"):
		return "a service knows no pages"
	}
	return ""
}

func refuseRoot(from, to place) string {
	if from.cap == to.cap || slices.Contains(everywhere, to.cap) && (from.cap != "rulebook" || from.kind != "root") {
		return ""
	}
	if slices.Index(order, to.cap) < slices.Index(order, from.cap) {
		return ""
	}
	return to.cap + " comes later in the order"
}

func refuseService(from, to place) string {
	switch {
	case from.kind == "root":
		return "rules are pure: no services"
	case from.cap == to.cap:
		return ""
	case from.kind == "svc" && slices.Contains(everywhere, to.cap):
		return ""
	}
	return "another capability's service is reached through an interface bound in app"
}

func refuseForeign(from place, im string) string {
	std := !strings.Contains(strings.SplitN(im, "/", 2)[0], ".")
	switch from.kind {
	case "kernel":
		switch {
		case !std:
			return "the kernel uses the standard library only"
		case im == "database/sql/driver":
			return ""
		case im == "database/sql", strings.HasPrefix(im, "net"), im == "os", strings.HasPrefix(im, "os/"), strings.HasPrefix(im, "log"):
			return "the kernel does no input or output"
		}
	case "root":
		switch {
		case !std && !strings.HasPrefix(im, "cel.dev/cel-go"):
			return "rules use no third-party code"
		case im == "database/sql", im == "os", strings.HasPrefix(im, "os/"), im == "net/http", im == "log/slog", im == "io/fs":
			return "rules do no input or output"
		}
	case "web":
		if im == "database/sql" {
			return "pages ask services"
		}
	}
	return ""
}
