package portalweb

import (
	"context"
	"strconv"
	"time"

	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/portalsvc"
)

func daysLeft(ctx context.Context, v homeView) string {
	_, left, ok := v.mine.Days(v.today)
	if !ok {
		return ""
	}
	return i18n.N(ctx, "portal.duties.left", left)
}

func waiting(ctx context.Context, n int, key string) string {
	if n == 0 {
		return ""
	}
	return i18n.N(ctx, key, n)
}

// roleWord is the role of whoever looked, never the name.
func roleWord(ctx context.Context, role string) string {
	if role == "service" {
		return i18n.T(ctx, "portal.looked.machine")
	}
	return i18n.T(ctx, "role."+role)
}

// Fault is the page of whatever went wrong on the client's host.
func Fault(signedIn bool, f httpx.FaultView) httpx.Component {
	return faultPage(head{page: "fault", signedIn: signedIn, failed: true}, f)
}

func requestState(ctx context.Context, r portal.Request) string {
	if r.Open() {
		return i18n.T(ctx, "portal.asked.due", "Day", i18n.Date(ctx, r.DueOn))
	}
	return i18n.T(ctx, "portal.asked.answered", "When", i18n.Instant(ctx, r.AnsweredAt))
}

func askKinds() []ui.Option {
	var out []ui.Option
	for _, k := range portal.RequestKinds() {
		out = append(out, ui.Option{Value: k, Label: ui.M("portal.ask.kind." + k), Hint: ui.M("portal.ask.kind_hint." + k)})
	}
	return out
}

func abouts() []ui.Option {
	var out []ui.Option
	for _, a := range portal.Abouts() {
		out = append(out, ui.Option{Value: a, Label: ui.M("portal.about." + a)})
	}
	return out
}

// waitSeconds is how long a ticket still ripens, rounded up.
func waitSeconds(b portalsvc.Begun) string {
	return strconv.Itoa(int((b.Wait + time.Second - 1) / time.Second))
}
