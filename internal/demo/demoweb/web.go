// Package demoweb is the door of the demonstration: whom a visitor may enter as, nine told stories and six tours. Its
// routes exist in the demonstration only.
package demoweb

import (
	"context"
	"net/http"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// Deps are what the composition root gives.
type Deps struct {
	Active  bool                                                  // only the demonstration has these pages
	Enter   func(q *httpx.Req, login string) (httpx.Reply, error) // opens the session and follows the field "return"
	Stories func() map[demo.Story]id.Client                       // known once the world is written
	Office  func(ctx context.Context, office id.Office) string    // its name in the reader's language
	Login   func(ctx context.Context) string                      // of who is signed in; empty for nobody
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "account"

// Routes are the pages; none outside the demonstration, so that every address here is an unknown one there.
func (w *Web) Routes() []httpx.Route {
	if !w.Active {
		return nil
	}
	return []httpx.Route{
		{Method: http.MethodGet, Pattern: "/demo", Purpose: purpose, Public: true, Do: w.start},
		{Method: http.MethodGet, Pattern: "/demo/tours/{tour}", Purpose: purpose, Public: true, Do: w.tour},
		{Method: http.MethodPost, Pattern: "/demo/enter/{persona}", Purpose: purpose, Public: true, Do: w.enter},
	}
}

// person is one persona as the start page shows it.
type person struct {
	demo.Staff
	Post   string // message key
	Office string
}

func (p person) label() ui.Button {
	return ui.Button{Label: ui.M("demo.enter"), Kind: ui.Secondary, Small: true, About: p.Name}
}

// story is one story with its way in.
type story struct {
	Name    demo.Story
	Persona demo.Persona
	Post    string
	Href    string
}

func (w *Web) start(q *httpx.Req) (httpx.Reply, error) {
	var people []person
	for _, s := range demo.Cast() {
		people = append(people, person{Staff: s, Post: "role." + string(s.Posts[0].Role), Office: w.Office(q.Ctx(), s.Posts[0].Office)})
	}
	var told []story
	known := w.Stories()
	for _, s := range storyStops() {
		if href, ok := at(s.Path, s.Story, known); ok {
			told = append(told, story{Name: s.Story, Persona: s.Persona, Post: "role." + string(roleOf(s.Persona)), Href: href})
		}
	}
	return httpx.Page(startView(people, told)), nil
}

func roleOf(p demo.Persona) string {
	for _, s := range demo.Cast() {
		if s.Persona == p {
			return string(s.Posts[0].Role)
		}
	}
	return ""
}

func (w *Web) tour(q *httpx.Req) (httpx.Reply, error) {
	for _, t := range Tours() {
		if t.Name != q.PathValue("tour") {
			continue
		}
		var stops []stop
		known := w.Stories()
		for _, s := range t.Stops {
			if href, ok := at(s.Path, s.Of, known); ok {
				stops = append(stops, stop{Name: s.Name, Href: href})
			}
		}
		who := staffOf(t.Persona)
		return httpx.Page(tourView(t, who, stops, w.Login(q.Ctx()) == who.Login)), nil
	}
	return httpx.Reply{}, fault.MissingRecord()
}

// stop is one page of a tour with its address.
type stop struct{ Name, Href string }

func staffOf(p demo.Persona) demo.Staff {
	for _, s := range demo.Cast() {
		if s.Persona == p {
			return s
		}
	}
	return demo.Staff{}
}

func (w *Web) enter(q *httpx.Req) (httpx.Reply, error) {
	s := staffOf(demo.Persona(q.PathValue("persona")))
	if s.Login == "" {
		return httpx.Reply{}, fault.MissingRecord()
	}
	return w.Enter(q, s.Login)
}
