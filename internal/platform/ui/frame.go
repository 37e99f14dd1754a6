package ui

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
)

// Frame is what surrounds every page of one request: who reads, where they may go, and how assets are addressed.
// app puts it in the context before a page is rendered; a page without it still renders, as for nobody.
type Frame struct {
	At       *url.URL // the page's own address: language and sort links are made from it
	SignedIn bool
	User     string      // display name of the reader
	Post     msg.Message // their post, such as role.officer
	Office   string      // where they act today
	Nav      []NavItem
	Links    []NavItem // in the reader's own menu: account, help
	SignOut  string    // where the sign-out button posts to
	Demo     bool      // demonstration: every person is invented
	Build    string    // version of the program
	Notice   msg.Message

	Asset  func(name string) string // address of a static file
	NewKey func() string            // a fresh submission key for a form; httpx.FormKey when nil
	Token  string                   // anti-forgery token for forms, when the edge uses one

	IdleAfter int    // seconds without work until the lock; 0 means no lock
	KeepAlive string // GET address that only notes that somebody is working
	Lock      string // page shown once locked
}

// NavItem is one entry of a menu. Name is compared with Head.Section; Count shows when above zero.
type NavItem struct {
	Name    string
	Label   msg.Message
	Href    string
	Current bool
	Count   int
}

type frameKey struct{}

// WithFrame puts the frame in the context.
func WithFrame(ctx context.Context, f Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

// FrameFrom returns the frame of the context; a usable empty one when there is none.
func FrameFrom(ctx context.Context) Frame {
	f, _ := ctx.Value(frameKey{}).(Frame)
	if f.At == nil {
		f.At = &url.URL{Path: "/"}
	}
	if f.Asset == nil {
		f.Asset = func(name string) string { return "/static/" + name }
	}
	if f.NewKey == nil {
		f.NewKey = func() string { return httpx.FormKey(ctx) } // parts exchanged in place have no frame but hold forms
	}
	return f
}

// current reports whether a menu entry leads to the section that is being read.
func (n NavItem) current(section string) bool {
	return n.Current || section != "" && n.Name == section
}
