package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// Gateway hands messages to a provider over HTTP: one POST with JSON a message, answered with JSON that gives its state.
//
//	{"reference": "...", "channel": "sms", "to": "+996...", "lang": "ky", "subject": "", "text": "..."}
//	{"id": "the provider's own number", "status": "accepted"}   or   {"status": "rejected", "error": "..."}
type Gateway struct {
	URL   string
	Token string // sent as a bearer token
	// Reference says that the provider tells by our reference that it has a message already.
	Reference bool
	Client    *http.Client // nil: one with a timeout that follows no redirects
}

// Carries reports that SMS and e-mail go over the gateway.
func (Gateway) Carries(c Channel) bool { return c == SMS || c == Email }

// KnowsReference reports what was set up for the provider.
func (g Gateway) KnowsReference() bool { return g.Reference }

type gatewayAnswer struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

const (
	gatewayWait  = 20 * time.Second
	gatewayLimit = 64 << 10
)

// Send posts the message once. Known not to have been sent are a connection that was never made, a refusal of this message, and an
// answer that the service itself is not let in; whatever else is not a clear yes is unknown.
func (g Gateway) Send(ctx context.Context, m Outgoing) Answer {
	body, err := json.Marshal(map[string]string{
		"reference": m.Reference, "channel": string(m.Channel), "to": m.Address, "lang": m.Lang, "subject": m.Subject, "text": m.Text,
	})
	if err != nil {
		return Answer{Result: Refused, Cause: CauseRefused}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(body))
	if err != nil {
		return Answer{Result: Later, Cause: CauseDown}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+g.Token)
	if g.Reference {
		req.Header.Set("Idempotency-Key", m.Reference)
	}
	res, err := g.client().Do(req)
	if err != nil {
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" {
			return Answer{Result: Later, Cause: CauseDown}
		}
		return Answer{Result: Unknown, Cause: CauseSilent}
	}
	defer res.Body.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(io.LimitReader(res.Body, gatewayLimit))
	if err != nil {
		return Answer{Result: Unknown, Cause: CauseSilent}
	}
	var a gatewayAnswer
	said := json.Unmarshal(data, &a) == nil && (a.ID != "" || a.Status != "")
	return judge(res.StatusCode, a, said)
}

// judge reads an answer; said is whether it had a body that means something.
func judge(code int, a gatewayAnswer, said bool) Answer {
	switch {
	case said && a.Status == "rejected":
		return Answer{Result: Refused, Provider: a.ID, Cause: CauseRefused}
	case code >= 200 && code < 300 && said:
		return Answer{Result: Accepted, Provider: a.ID}
	case code == http.StatusBadRequest, code == http.StatusRequestEntityTooLarge, code == http.StatusUnprocessableEntity:
		return Answer{Result: Refused, Cause: CauseRefused}
	case code == http.StatusTooManyRequests, said && a.Status == "retry":
		return Answer{Result: Later, Cause: CauseBusy}
	case code >= 300 && code < 500:
		return Answer{Result: Later, Cause: CauseDown} // not let in, or the wrong address: nothing was taken
	}
	return Answer{Result: Unknown, Cause: CauseSilent}
}

func (g Gateway) client() *http.Client {
	if g.Client != nil {
		return g.Client
	}
	return &http.Client{Timeout: gatewayWait, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
