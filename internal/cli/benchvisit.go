package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"tuzjol/internal/app"
	"tuzjol/internal/bench"
	"tuzjol/internal/platform/httpx"
)

// visitors are the clients who check in on the day that is lived through.
type visitors struct {
	all  []*bench.Visitor
	stop func()
}

// visit plays the check-in of the n-th of them.
func (v visitors) visit(ctx context.Context, n int) ([]time.Duration, error) {
	return v.all[n].CheckIn(ctx, n)
}

// visitors serves the clients' own pages on a port of this machine and signs in up to so many clients with a check-in that waits:
// fewer where the demonstration has fewer under supervision. None of it is measured. The router of the staff has loaded the static files.
func (c benchDayCmd) visitors(ctx context.Context, con *Console, a *app.App) (out visitors, err error) {
	out.stop = func() {}
	if c.Checkins == 0 {
		return out, nil
	}
	began := time.Now()
	router, err := a.PortalRouter()
	if err != nil {
		return out, err
	}
	bar := bars(con, c.NoProgress)("clients' access")
	played, err := a.ClientPages().Play(a.Operator(ctx), c.Checkins, bar.Step)
	bar.Done()
	if err != nil {
		return out, fmt.Errorf("give clients their access: %w", err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return out, err
	}
	srv, through := httpx.NewServer(a.Handler(router), a.Log, nil), &http.Transport{MaxIdleConnsPerHost: 512, MaxConnsPerHost: 512}
	go srv.Serve(ln)                  //nolint:errcheck,gosec // closed by stop
	out.stop = func() { srv.Close() } //nolint:errcheck,gosec // nothing is running any more
	bar = bars(con, c.NoProgress)("clients sign in")
	defer bar.Done()
	for i, p := range played {
		v, err := bench.NewVisitor(bench.Visitor{Base: "http://" + ln.Addr().String(), Who: p.Who, Word: p.Word, Code: a.ClientPages().Told}, through)
		if err == nil {
			err = v.SignIn(ctx)
		}
		if err != nil {
			return out, fmt.Errorf("sign in client %d: %w", i+1, err)
		}
		out.all = append(out.all, v)
		bar.Step(i+1, len(played))
	}
	_, err = fmt.Fprintf(con.Out, "check-ins: %d asked for, %d clients under supervision have one that waits; prepared in %.1f s\n",
		c.Checkins, len(out.all), time.Since(began).Seconds())
	return out, err
}
