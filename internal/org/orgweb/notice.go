package orgweb

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type noticesView struct {
	unread, read []orgsvc.NoticeLine
	names        map[id.Office]string
}

func (w *Web) notices(q *httpx.Req) (httpx.Reply, error) {
	all, err := w.Org.Notices(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	v := noticesView{}
	if v.names, err = w.names(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	for _, n := range all {
		if n.Read.IsZero() {
			v.unread = append(v.unread, n)
		} else {
			v.read = append(v.read, n)
		}
	}
	return httpx.Page(noticesPage(v)), nil
}

// readNotice marks one notice, or all, and leads to what it is about when asked.
func (w *Web) readNotice(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Org.ReadNotice(q.Ctx(), q.Value("notice")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect(httpx.Local(q.Value("to"), "/notices")), nil
}

// words is the text of a notice: its data are the arguments, days as they are written here, offices by name.
func (v noticesView) words(ctx context.Context, n orgsvc.NoticeLine) msg.Message {
	m := msg.New("notice." + n.Kind)
	m.Args = map[string]any{}
	for k, val := range n.Data {
		if k == "" {
			continue
		}
		if name, ok := v.names[id.Office(val)]; ok && strings.EqualFold(k, "office") {
			val = name
		}
		if d, err := civil.ParseDate(val); err == nil && !d.IsZero() {
			val = i18n.Date(ctx, d)
		}
		m.Args[strings.ToUpper(k[:1])+k[1:]] = val
	}
	for _, k := range []string{"Client", "File", "Account", "From", "Until"} {
		if _, ok := m.Args[k]; !ok {
			m.Args[k] = ""
		}
	}
	return m
}

func (v noticesView) events(ctx context.Context, list []orgsvc.NoticeLine) []ui.Event {
	var out []ui.Event
	for _, n := range list {
		e := ui.Event{ID: n.ID, Occurred: n.At, Title: v.words(ctx, n), Href: n.Href, Replaced: false}
		if n.Read.IsZero() {
			e.Detail = markRead(n)
		}
		out = append(out, e)
	}
	return out
}
