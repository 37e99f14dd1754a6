package benchmon

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tuzjol/internal/bench/monitored"
	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/signin/signinsvc"
)

// desk is a duty desk that somebody has open in a browser: it notes when it hears of each alert.
type desk struct {
	mu    sync.Mutex
	heard map[string]time.Time
	stop  func()
}

func (d *desk) close() { d.stop() }

// work starts the service's tasks and opens a desk, once.
func (r *run) work(ctx context.Context) error {
	if r.desk != nil {
		return nil
	}
	r.a.Start()
	router, err := r.a.Router()
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := httpx.NewServer(r.a.Handler(router), r.a.Log, nil)
	go srv.Serve(ln) //nolint:errcheck,gosec // closed by stop
	accounts, err := demo.ReadAccounts(r.a.Config.Data)
	if err != nil {
		return err
	}
	login := ""
	for _, x := range accounts {
		if x.Persona == demo.DutyPersona {
			login = x.Login
		}
	}
	in, err := r.a.Accounts().Enter(ctx, login, signinsvc.From{Address: "127.0.0.1", Agent: "bench"})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+ln.Addr().String()+"/monitoring/desk/live", nil)
	if err != nil {
		return err
	}
	req.AddCookie(&http.Cookie{Name: "tuzjol", Value: in.Cookie})                                      //nolint:gosec // a request's cookie has no flags
	res, err := (&http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Minute}}).Do(req) //nolint:bodyclose // closed by stop
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the desk answers %d", res.StatusCode)
	}
	r.desk = &desk{heard: map[string]time.Time{}, stop: func() {
		res.Body.Close() //nolint:errcheck,gosec // done with
		srv.Close()      //nolint:errcheck,gosec // done with
	}}
	go r.desk.listen(bufio.NewScanner(res.Body))
	return nil
}

// listen notes each alert when it first appears.
func (d *desk) listen(lines *bufio.Scanner) {
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var news struct {
			New []string `json:"new"`
		}
		if json.Unmarshal([]byte(data), &news) != nil {
			continue
		}
		now := time.Now()
		d.mu.Lock()
		for _, x := range news.New {
			if _, known := d.heard[x]; !known {
				d.heard[x] = now
			}
		}
		d.mu.Unlock()
	}
}

// lived is what was measured of live fixes.
type lived struct {
	answers, alerts []time.Duration
	lost, unraised  int // alarms whose alert the desk did not hear of; those of them that made none
	err             error
}

// warm is how long the devices of live fixes send before the first alarm: they were silent for two days, and what that costs once is not what an
// alarm of a device costs that is heard all day.
const warm = 5 * time.Second

// live lets devices send live fixes until ctx ends; each sends one alarm at a time of its own, spread over a time after the warm-up.
func (r *run) live(ctx context.Context, d *monitored.Door, from, until int, within time.Duration) (out lived) {
	f := r.flood(from, until)
	f.Each, f.PerSec, f.Step, f.From = 1, r.Live, 100*time.Millisecond, r.a.DB.Now().Time().Add(-time.Minute)
	var mu sync.Mutex
	sent := map[int]time.Time{}
	pace := time.Duration(float64(until-from) / r.Live * float64(time.Second))
	before, spread := int(warm/pace)+1, max(int(within/pace), 1)
	fmt.Fprintf(r.out, "live fixes: %s of warm-up of the same devices, then one alarm of each, spread over %s\n", warm, within)
	f.Alarm = func(device, n int) bool { return n == before+(device-from)*spread/(until-from) }
	f.Sent = func(device int, at time.Time) {
		mu.Lock()
		defer mu.Unlock()
		sent[device] = at
	}
	_, out.answers, out.err = f.Run(ctx, d.Addr)
	if out.err != nil {
		return out
	}
	time.Sleep(2 * time.Second) // what is on its way
	type row struct{ Alert, Ident string }
	var rows []row
	var over []string // devices whose order has ended: nothing of theirs is taken
	if out.err = r.a.DB.Read(context.WithoutCancel(ctx), func(x *db.Reader) (err error) {
		rows, err = db.All[row](context.WithoutCancel(ctx), x.System(), `select c.id, d.ident from monitoring_alert c join monitoring_fitting f on f.monitoring_id = c.monitoring_id
			join monitoring_device d on d.id = f.device_id where c.rule = 'alarm_panic' and {visible c.client_id} order by c.raised_at`)
		if err != nil {
			return err
		}
		over, err = db.All[string](context.WithoutCancel(ctx), x.System(), `select d.ident from monitoring_order c join monitoring_fitting f on f.monitoring_id = c.id
			join monitoring_device d on d.id = f.device_id where c.ends_at <= $1 and {visible c.client_id}`, r.a.DB.Now())
		return err
	}); out.err != nil {
		return out
	}
	alert := map[string]string{}
	for _, x := range rows {
		alert[x.Ident] = x.Alert
	}
	r.desk.mu.Lock()
	defer r.desk.mu.Unlock()
	for device, at := range sent {
		if slices.Contains(over, simulate.Ident(r.Seed, device)) {
			continue
		}
		when, ok := r.desk.heard[alert[simulate.Ident(r.Seed, device)]]
		if !ok {
			out.lost++
			if alert[simulate.Ident(r.Seed, device)] == "" {
				out.unraised++
			}
			continue
		}
		out.alerts = append(out.alerts, when.Sub(at))
	}
	return out
}
