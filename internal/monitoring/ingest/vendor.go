package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/frame/vendor"
)

// Vendors knows the makers' services that may pass messages on.
type Vendors interface {
	// Admit says whose token it is; "" when nobody's.
	Admit(ctx context.Context, token string) (string, error)
	// Known tells which messages of a maker are stored already.
	Known(ctx context.Context, vendor string, messages []string) (map[string]bool, error)
	// Remember notes messages that are stored.
	Remember(ctx context.Context, vendor string, messages []string) error
	// Slow bounds how often one asker comes; a fault says that it came too often.
	Slow(now time.Time, who string) error
}

// vendorAnswer is what a maker's service is told. Errors hold no words about a person.
type vendorAnswer struct {
	Taken    int            `json:"taken"`    // stored now
	Repeated int            `json:"repeated"` // stored before
	Errors   []vendor.Wrong `json:"errors"`   // by message and field; all other messages are kept
}

// Vendor takes what a maker's service passes on: POST, a bearer token, an array of messages. 200 = everything that could be read is stored,
// errors names what could not; 400 = no array; 401 = no such token; 413, 429; 503 = not stored now, send all of it again: what is stored
// already is not stored twice.
func (g *Gate) Vendor(v Vendors) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", "POST")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		status, answer := g.passedOn(w, r, v)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(answer) //nolint:errcheck,errchkjson // the asker may have gone
	})
}

func problem(code string) vendorAnswer {
	return vendorAnswer{Errors: []vendor.Wrong{{Index: -1, Code: code}}}
}

func (g *Gate) passedOn(w http.ResponseWriter, r *http.Request, v Vendors) (int, vendorAnswer) {
	ctx, now := r.Context(), g.s.Now()
	if v.Slow(now, "address "+peer(r).String()) != nil {
		return http.StatusTooManyRequests, problem("too_many")
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	who, err := v.Admit(ctx, token)
	switch {
	case err != nil:
		return http.StatusServiceUnavailable, problem("not_now")
	case who == "":
		w.Header().Set("WWW-Authenticate", "Bearer")
		return http.StatusUnauthorized, problem("token")
	case v.Slow(now, "vendor "+who) != nil:
		return http.StatusTooManyRequests, problem("too_many")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, vendor.MaxBody))
	if err != nil {
		g.count.refused.Add(1)
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return http.StatusRequestEntityTooLarge, problem("too_large")
		}
		return http.StatusBadRequest, problem("kind")
	}
	told, wrong, err := vendor.Read(body)
	if err != nil {
		g.count.refused.Add(1)
		var no *frame.Refusal
		if errors.As(err, &no) && no.Reason == frame.TooLarge {
			return http.StatusRequestEntityTooLarge, problem("too_large")
		}
		return http.StatusBadRequest, problem("kind")
	}
	return g.keepTold(r, v, who, told, vendorAnswer{Errors: append([]vendor.Wrong{}, wrong...)})
}

// keepTold has the messages stored through the same door as those of devices, all at once, and waits for all of them.
func (g *Gate) keepTold(r *http.Request, v Vendors, who string, told []vendor.Told, out vendorAnswer) (int, vendorAnswer) {
	ctx := r.Context()
	ids := make([]string, len(told))
	for i, t := range told {
		ids[i] = t.ID
	}
	known, err := v.Known(ctx, who, ids)
	if err != nil {
		return http.StatusServiceUnavailable, problem("not_now")
	}
	type outcome struct {
		t   vendor.Told
		v   Verdict
		err error
	}
	done := make(chan outcome, len(told))
	waits := 0
	for _, t := range told {
		if known[t.ID] {
			out.Repeated++
			continue
		}
		t.Device = who + ":" + t.Device
		t.Message.Device = t.Device
		read := frame.Read{Device: t.Device, Login: true, Messages: []monitoring.Message{t.Message}}
		g.count.frames.Add(1)
		err := g.submit(ctx, job{rec: g.received(protocols.Vendor, read, t.Raw, peer(r), g.s.Now()), done: func(verdict Verdict, err error) { done <- outcome{t, verdict, err} }})
		if err != nil {
			return http.StatusServiceUnavailable, problem("not_now")
		}
		waits++
	}
	var kept []string
	failed := false
	for range waits {
		select {
		case o := <-done:
			switch {
			case o.err != nil:
				failed = true
			case o.v == Unknown:
				out.Errors = append(out.Errors, vendor.Wrong{Index: o.t.Index, Field: "device", Code: "unknown"})
			default:
				kept = append(kept, o.t.ID)
			}
		case <-ctx.Done():
			return http.StatusServiceUnavailable, problem("not_now")
		}
	}
	if err := v.Remember(ctx, who, kept); err != nil || failed {
		return http.StatusServiceUnavailable, problem("not_now")
	}
	out.Taken = len(kept)
	slices.SortStableFunc(out.Errors, func(a, b vendor.Wrong) int { return a.Index - b.Index })
	return http.StatusOK, out
}
