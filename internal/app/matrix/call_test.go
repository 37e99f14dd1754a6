package matrix

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

// Every exported method of every service has a row.
func TestEveryMethodHasARow(t *testing.T) {
	w := world.Open(t, "sqlite")
	known := methods()
	for name, s := range w.App.Services() {
		typ := reflect.TypeOf(s)
		for i := range typ.NumMethod() {
			full := name + "." + typ.Method(i).Name
			if _, ok := known[full]; !ok {
				t.Errorf("no row for the method %s%s: write one in the table of methods", full, strings.TrimPrefix(typ.Method(i).Type.String(), "func"))
			}
			delete(known, full)
		}
	}
	unserved(t, w)
	for name := range known {
		if _, served := w.App.Services()[strings.Split(name, ".")[0]]; served {
			t.Errorf("the row %q has no method", name)
		}
	}
}

// unserved finds services that the app does not show to the matrix.
func unserved(t *testing.T, w *world.World) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal/*/*svc/*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal("no services found", err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		name := filepath.Base(filepath.Dir(path))
		if _, ok := w.App.Services()[name]; err == nil && !ok && strings.Contains(string(b), "\ntype Service struct") {
			t.Errorf("app.Services does not show %s: its methods are not asked", name)
		}
	}
}

// Every method as every role on every client: who may not is refused, and somebody out of sight is as absent as nobody.
func TestEveryMethodAsEveryRole(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		before := sums(t, w)
		var wg sync.WaitGroup
		for _, s := range w.Staff {
			ctx := w.As(s.Key)
			wg.Go(func() { (&caller{t, w, s, ctx}).refusals() })
		}
		wg.Wait()
		same(t, before, sums(t, w))
	})
}

// Every method as every role that may: it is never refused.
func TestEveryMethodThatIsAllowed(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		for _, s := range w.Staff {
			(&caller{t, w, s, w.As(s.Key)}).grants()
		}
	})
}

// caller calls methods as one member of staff.
type caller struct {
	t   *testing.T
	w   *world.World
	s   *world.Staff
	ctx context.Context //nolint:containedctx // the rights of the one who calls
}

func (c *caller) each(do func(name string, m method, fn reflect.Value)) {
	known := methods()
	services := c.w.App.Services()
	for _, name := range sorted(known) {
		part, method, _ := strings.Cut(name, ".")
		s, served := services[part]
		if m := known[name]; served && m.about != open {
			if fn := reflect.ValueOf(s).MethodByName(method); fn.IsValid() {
				do(name, m, fn)
			}
		}
	}
}

func sorted(m map[string]method) []string {
	var out []string
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

func (c *caller) refusals() {
	c.each(func(name string, m method, fn reflect.Value) {
		reach := m.reach(c.s.Role)
		switch m.about {
		case job:
			if err := c.call(name, fn, c.w.Client(world.Own), false); !fault.Is(err, fault.Forbidden) {
				c.t.Errorf("%s as %s: %v; only the service itself may", name, c.s.Key, err)
			}
		case list:
			if reach != access.None {
				return
			}
			if err := c.call(name, fn, c.w.Client(world.Own), false); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				c.t.Errorf("%s as %s: %v, want forbidden", name, c.s.Key, err)
			}
		case client, judgment, item:
			absent := c.call(name, fn, c.w.Client(world.Own), true)
			for _, x := range c.w.Clients {
				decision := access.Decide(reach, x.Stand(c.s))
				if decision == access.Granted {
					continue
				}
				c.refused(name, x, decision, c.call(name, fn, x, false), absent)
			}
		}
	})
}

func (c *caller) refused(name string, x *world.Client, decision access.Decision, err, absent error) {
	hidden := decision == access.Hidden || !x.Stand(c.s).Visible
	switch {
	case !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden):
		c.t.Errorf("%s as %s on %s: %v, want a refusal", name, c.s.Key, x.State, err)
	case hidden && describe(err) != describe(absent):
		c.t.Errorf("%s as %s on %s: %s, for nobody %s", name, c.s.Key, x.State, describe(err), describe(absent))
	}
}

func describe(err error) string {
	if f := fault.As(err); f != nil {
		return fmt.Sprintf("%s %v %v", f.Kind, f.Msg, f.Problems)
	}
	return fmt.Sprint(err)
}

func (c *caller) grants() {
	c.each(func(name string, m method, fn reflect.Value) {
		reach := m.reach(c.s.Role)
		if m.about == job || m.about == list && reach == access.None {
			return
		}
		for _, x := range c.w.Clients {
			if m.about != client && m.about != judgment && x.State != world.Own {
				continue
			}
			if (m.about == client || m.about == judgment) && access.Decide(reach, x.Stand(c.s)) != access.Granted {
				continue
			}
			err := c.call(name, fn, x, false)
			if fault.Is(err, fault.Forbidden) && m.about != list {
				c.t.Errorf("%s as %s on %s: %v although allowed", name, c.s.Key, x.State, err)
			}
			if err != nil && fault.As(err) == nil {
				c.t.Errorf("%s as %s on %s fails: %v", name, c.s.Key, x.State, err)
			}
		}
	})
}

// call calls a method with arguments that name the client's things, or nobody's.
func (c *caller) call(name string, fn reflect.Value, x *world.Client, absent bool) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if absent {
		x = nobodys()
	}
	typ := fn.Type()
	args := make([]reflect.Value, 0, typ.NumIn())
	ctx, _ := db.WithSubjects(c.ctx)
	for i := range typ.NumIn() {
		args = append(args, c.value(name, typ.In(i), "", x, ctx))
	}
	call := fn.Call
	if typ.IsVariadic() {
		call = fn.CallSlice
	}
	for _, v := range call(args) {
		if e, ok := v.Interface().(error); ok {
			err = e
		}
	}
	return err
}

func nobodys() *world.Client {
	return &world.Client{
		State: "nobody", ID: nobody, Judgment: nobody, Order: nobody, Contact: nobody, Note: nobody, Meeting: nobody, Document: nobody,
		Obligation: nobody, OrderVersion: 1,
	}
}

// value makes an argument: identifiers are the client's, a version is a first one, days are today.
func (c *caller) value(method string, typ reflect.Type, field string, x *world.Client, ctx context.Context) reflect.Value {
	switch typ {
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(ctx)
	case reflect.TypeFor[id.Client]():
		return reflect.ValueOf(x.ID)
	case reflect.TypeFor[[]id.Client]():
		return reflect.ValueOf([]id.Client{x.ID})
	case reflect.TypeFor[id.Account]():
		return reflect.ValueOf(c.s.Account)
	case reflect.TypeFor[id.Office]():
		return reflect.ValueOf(world.A)
	case reflect.TypeFor[civil.Date]():
		return reflect.ValueOf(c.w.Today())
	case reflect.TypeFor[civil.Instant]():
		return reflect.ValueOf(c.w.App.DB.Now())
	case reflect.TypeFor[audit.Filter]():
		return reflect.ValueOf(audit.Filter{Client: x.ID})
	case reflect.TypeFor[order.Incoming]():
		return reflect.ValueOf(order.Incoming{})
	case reflect.TypeFor[url.Values]():
		return reflect.ValueOf(url.Values{"text": {"x"}})
	case reflect.TypeFor[personsvc.UploadDocument](): // a file is looked at before the database is
		return reflect.ValueOf(personsvc.UploadDocument{Client: x.ID, Kind: "judgment_copy", Title: "x", FileName: "x.pdf", Data: world.PDF(), Source: "office"})
	case reflect.TypeFor[accesssvc.Propose]():
		return reflect.ValueOf(accesssvc.Propose{Client: x.ID, Kind: access.Lift, Text: "x"})
	}
	out := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.Int:
		out.SetInt(1)
	case reflect.String:
		if method == "auditsvc.WriteCheckpoint" { // a folder, not an identifier
			out.SetString(os.TempDir())
			return out
		}
		out.SetString(text(method, field, x))
	case reflect.Struct:
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				out.Field(i).Set(c.value(method, f.Type, f.Name, x, ctx))
			}
		}
	}
	return out
}

// text is a string argument: the identifier that its name or its method speaks of.
func text(method, field string, x *world.Client) string {
	switch field {
	case "Order":
		return x.Order
	case "Judgment":
		return x.Judgment
	case "Document":
		return x.Document
	case "Obligation":
		return x.Obligation
	case "Entry":
		if strings.Contains(method, "Appointment") || strings.Contains(method, "Outcome") {
			return x.Meeting
		}
		return x.Contact
	case "ID":
		if strings.HasPrefix(method, "orderintakesvc") {
			return x.Judgment
		}
		return nobody
	case "":
		return argument(method, x)
	}
	return ""
}

func argument(method string, x *world.Client) string {
	switch part, name, _ := strings.Cut(method, "."); {
	case name == "MoveObligation":
		return x.Obligation
	case part == "ordersvc" || part == "orderregistersvc":
		return x.Order
	case part == "orderintakesvc":
		return x.Judgment
	case name == "OpenDocument":
		return x.Document
	case part == "supervisionsvc":
		return x.Contact
	}
	return nobody
}
